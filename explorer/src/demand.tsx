import type { ResultOf } from "gql.tada";
import type { JSX } from "preact";
import { href } from "./address";
import { askEarly, useAnswer } from "./ask";
import { Dashboard, Files } from "./dashboard";
import { Figured, shown } from "./figures";
import { csv, fileName, give } from "./file";
import { useTitle, type Screen } from "./frame";
import { C, graphql, M, O } from "./graphql";
import { level } from "./levels";
import { Heading, Link } from "./parts";
import { Mark } from "./requirements";
import { Heads } from "./table";
import { Why } from "./why";
import { labelOf, languages, number, own, stated, t } from "./words";

const MOST = 100;

const DEMAND = graphql(`query ToCommission($organisation: ID, $first: Int!, $l: [String!], $asOf: Instant) {
  toCommission(organisation: $organisation, first: $first, asOf: $asOf) {
    officers essential roles rolesEssential
    competency { ...C broader(first: 1) { ...C } }
    levels { level scale provision roles officers }
    stopsShort { module { ...M } toLevel scale }
    candidates { why module { ...M } }
  }
}`, [C, M]);

const PLACE = graphql(`query Organisation($id: ID!, $l: [String!], $asOf: Instant) {
  organisation(id: $id, asOf: $asOf) { ...O }
}`, [O]);

type Demand = NonNullable<ResultOf<typeof DEMAND>["toCommission"]>[number];

/** What no course builds to the level that roles require: the demand behind each, and what may be near. */
export const Commission: Screen = ({ place, common }) => {
  const asOf = place.query.get("asOf");
  const variables = { organisation: place.id || null, first: MOST, l: languages(), asOf };
  const answer = useAnswer(DEMAND, variables);
  const organisation = useAnswer(PLACE, place.id ? { id: place.id, l: languages(), asOf } : null).data?.organisation;
  useTitle(t.commission);
  return (
    <Figured answer={answer} title={t.commission} id={place.id}>
      {({ toCommission }) => (
        <>
          <p class="kind">
            <a href={href("readiness", place.id)}>{t.readiness}</a>
            {" · "}
            {organisation ? <Link to={organisation} /> : t.everywhere}
          </p>
          <Heading>{t.commission}</Heading>
          <Demands rows={toCommission ?? []} />
          <Files>
            <button onClick={() => give(demandCsv(toCommission ?? []), "text/csv;charset=utf-8", fileName(`commission-${place.id}`, common.illustrative, "csv"))}>
              {t.csv}
            </button>
          </Files>
          <Dashboard document={DEMAND} variables={variables} />
        </>
      )}
    </Figured>
  );
};
Commission.early = ({ id, query }) =>
  askEarly(DEMAND, { organisation: id || null, first: MOST, l: languages(), asOf: query.get("asOf") });

function Demands({ rows }: { rows: Demand[] }): JSX.Element {
  if (!rows.length) return <p class="answer">{t.nothingToCommission}</p>;
  const lead = (rows.length < MOST ? t.commissionLead : t.commissionMore)(number(rows.length));
  return (
    <>
      <div class="answer">
        <Why
          about={lead}
          lines={() => [
            [t.rule, `${t.commissionRule} ${t.smallRule}`],
            [t.rows, rows.map((row) => `${labelOf(row.competency).text} (${t.demand}: ${shown(row.officers)})`).join("; ")],
          ]}
          summary={<strong>{lead}</strong>}
        />
      </div>
      <p>
        <small>{t.candidateNote}</small>
      </p>
      <table role="table">
        <caption>{t.commission}</caption>
        <Heads names={[t.competency, t.demand, t.levelsNeeded, t.stopsShortAt, t.candidates]} />
        <tbody role="rowgroup">
          {rows.map((row) => (
            <DemandRow key={row.competency.id} row={row} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function DemandRow({ row }: { row: Demand }): JSX.Element {
  const { competency, officers, essential, levels, stopsShort, candidates } = row;
  const name = labelOf(competency).text;
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        <Link to={competency} />
        {competency.broader[0] && (
          <small>
            {" "}
            <Link to={competency.broader[0]} />
          </small>
        )}
      </th>
      <td role="cell" data-name={t.demand}>
        <strong>{shown(officers)}</strong>{" "}
        <small>
          {essential !== officers && `${t.demandEssential(shown(essential))} · `}
          {t.rolesEssential(number(row.rolesEssential), number(row.roles))}
        </small>
        <Why
          about={`${name}: ${t.demand} ${shown(officers)}`}
          lines={() => [
            [t.rule, `${t.commissionRule} ${t.smallRule}`],
            [t.levelsNeeded, levels.map(levelWords).join("; ")],
            [t.stopsShortAt, stopsShort.map((each) => labelOf(each.module).text).join("; ")],
          ]}
        />
      </td>
      <td role="cell" data-name={t.levelsNeeded}>
        <ul class="plain">
          {levels.map((each) => (
            <li key={`${each.level}${each.scale}`}>
              {levelWords(each)} <Mark status={each.provision} />
            </li>
          ))}
        </ul>
        <small class="screen">
          <a href={supposedCourse(row)} aria-label={`${t.tryIt} ${name}`}>
            {t.tryIt}
          </a>
        </small>
      </td>
      <td role="cell" data-name={t.stopsShortAt}>
        <Modules rows={stopsShort.map(({ module, toLevel, scale }) => ({ module, note: toLevel == null ? t.notStatedHere : t.reaches(level(toLevel, scale)) }))} />
      </td>
      <td role="cell" data-name={t.candidates}>
        <Modules rows={candidates.map(({ module, why }) => ({ module, note: why.map((each) => own(t.near, each)).join(", ") }))} />
      </td>
    </tr>
  );
}

const levelWords = (each: Demand["levels"][number]): string =>
  [
    level(each.level, each.scale),
    t.requiringRoles(number(each.roles)),
    each.officers != null && `${t.demand}: ${number(each.officers)}`,
  ]
    .filter(Boolean)
    .join(" · ");

function Modules({ rows }: { rows: { module: Demand["candidates"][number]["module"]; note: string }[] }): JSX.Element {
  if (!rows.length) return <>–</>;
  return (
    <ul class="plain">
      {rows.map(({ module, note }) => (
        <li key={module.id}>
          <Link to={module} /> <small>{note}</small>
        </li>
      ))}
    </ul>
  );
}

/** The what-if of a course that leads to the highest of the levels that none reaches. */
function supposedCourse({ competency, levels }: Demand): string {
  const highest = levels.toSorted((a, b) => (b.level ?? 0) - (a.level ?? 0))[0];
  const to = highest?.level == null ? {} : { to: String(highest.level), scale: highest.scale ?? "" };
  return href("whatif", "", { kind: "COMMISSION", competency: competency.id.replace("Competency:", ""), ...to });
}

const HEADS = ["competency", "title", "officers", "essential", "roles", "rolesEssential", "level", "scale", "provision", "levelRoles", "levelOfficers", "notice"];

/** The list as a file: a line a level of a competency. */
const demandCsv = (rows: Demand[]): string =>
  csv(
    HEADS,
    rows.flatMap((row) =>
      row.levels.map((each) => [
        row.competency.id.replace("Competency:", ""), labelOf(row.competency).text, row.officers, row.essential, row.roles,
        row.rolesEssential, each.level, each.scale, each.provision, each.roles, each.officers, stated,
      ]),
    ),
  );
