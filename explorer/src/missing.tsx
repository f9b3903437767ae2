import type { ResultOf } from "gql.tada";
import type { JSX } from "preact";
import type { Place } from "./address";
import { useAnswer } from "./ask";
import { coverageCsv, Dashboard, Files } from "./dashboard";
import { useTitle, type Screen } from "./frame";
import { C, graphql } from "./graphql";
import { fromOf, Paged } from "./paged";
import { Await, Heading, Link } from "./parts";
import { Why } from "./why";
import { labelOf, languages, number, pin, t } from "./words";

const UNBUILT = graphql(`query Unbuilt($l: [String!], $asOf: Instant) {
  unbuilt(asOf: $asOf) { roles essential competency { ...C broader { ...C } } }
}`, [C]);

/** Rows of a page, and the most that the service gives. */
const MOST = 100;
const AT_MOST = 1000;

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
            <Lead rows={unbuilt ?? []} />
            <Paged place={place} {...page(unbuilt ?? [], place)}>
              <ul class="hits">
                {unbuilt?.slice(fromOf(place) - 1, fromOf(place) - 1 + MOST).map((row) => (
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
                    </small>{" "}
                    <Why
                      about={`${labelOf(row.competency).text}: ${t.requiringRoles(number(row.roles))}, ${number(row.essential)} ${t.essential}`}
                      lines={() => [
                        [t.rule, t.missingRule],
                        [t.liesIn, row.competency.broader.map((each) => labelOf(each).text).join("; ")],
                      ]}
                    />
                  </li>
                ))}
              </ul>
            </Paged>
            <Files csv={csv} />
            <Dashboard document={UNBUILT} variables={variables} csv={csv} />
          </>
        )}
      </Await>
    </>
  );
};

type Rows = NonNullable<ResultOf<typeof UNBUILT>["unbuilt"]>;

/** How many there are, or that these are the first of more. */
function Lead({ rows }: { rows: Rows }): JSX.Element {
  const lead = t.missingLead(number(rows.length) + (rows.length < AT_MOST ? "" : "+"));
  return (
    <div class="answer">
      <Why
        about={lead}
        lines={() => [
          [t.rule, t.missingRule],
          [t.rows, rows.map((row) => labelOf(row.competency).text).join("; ")],
        ]}
        summary={<strong>{lead}</strong>}
      />
    </div>
  );
}

/** Which of the rows are on this page. */
function page(all: Rows, place: Place): { rows: number; of: number; next: Record<string, string> | null } {
  const rows = Math.max(0, Math.min(MOST, all.length - fromOf(place) + 1));
  return { rows, of: all.length, next: fromOf(place) + rows <= all.length ? {} : null };
}
