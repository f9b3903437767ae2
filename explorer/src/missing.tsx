import { useAnswer } from "./ask";
import { coverageCsv, Dashboard, Files } from "./dashboard";
import { useTitle, type Screen } from "./frame";
import { C, graphql } from "./graphql";
import { Await, Heading, Link } from "./parts";
import { Why } from "./why";
import { labelOf, languages, number, pin, t } from "./words";

const UNBUILT = graphql(`query Unbuilt($l: [String!], $asOf: Instant) {
  unbuilt(asOf: $asOf) { roles essential competency { ...C broader { ...C } } }
}`, [C]);

/** The competencies that roles require and no live course builds. */
export const Missing: Screen = ({ place, common }) => {
  useTitle(t.askMissing);
  const variables = { l: languages(), asOf: place.query.get("asOf") };
  const csv = coverageCsv([], pin(common.asOf));
  const answer = useAnswer(UNBUILT, variables);
  return (
    <>
      <Heading>{t.askMissing}</Heading>
      <Await answer={answer}>
        {({ unbuilt }) => (
          <>
            <div class="answer">
              <Why
                about={t.missingLead(number(unbuilt?.length ?? 0))}
                lines={() => [
                  [t.rule, t.missingRule],
                  [t.rows, unbuilt?.map((row) => labelOf(row.competency).text).join("; ")],
                ]}
                summary={<strong>{t.missingLead(number(unbuilt?.length ?? 0))}</strong>}
              />
            </div>
            <ul class="hits">
              {unbuilt?.map((row) => (
                <li key={row.competency.id}>
                  <Link to={row.competency} />
                  {row.competency.broader[0] && (
                    <small>
                      {" "}
                      · <Link to={row.competency.broader[0]} />
                    </small>
                  )}
                  <small>
                    {" "}
                    · {t.requiringRoles(number(row.roles))} ({number(row.essential)} {t.essential})
                  </small>
                </li>
              ))}
            </ul>
            <Files csv={csv} />
            <Dashboard document={UNBUILT} variables={variables} csv={csv} />
          </>
        )}
      </Await>
    </>
  );
};
