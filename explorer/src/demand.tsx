import type { ResultOf, VariablesOf } from "gql.tada";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { href, type Place } from "./address";
import { ask, askEarly, beside, useAnswer } from "./ask";
import { Dashboard, Files } from "./dashboard";
import { Figured, shown } from "./figures";
import { csv, fileName, give } from "./file";
import { useTitle, type Screen } from "./frame";
import { C, graphql, M, O } from "./graphql";
import { level } from "./levels";
import { fromOf, Paged } from "./paged";
import { failure, Heading, Link } from "./parts";
import { Mark } from "./requirements";
import { Heads } from "./table";
import { Why } from "./why";
import { labelOf, languages, number, own, stated, t } from "./words";

/** Competencies of a page, and of a question of the file. */
const MOST = 20;
const AT_MOST = 100;

const DEMAND = graphql(`query ToCommission($organisation: ID, $first: Int!, $after: ID, $l: [String!], $asOf: Instant) {
  toCommissionCount(organisation: $organisation, asOf: $asOf)
  toCommission(organisation: $organisation, first: $first, after: $after, asOf: $asOf) {
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

type Answer = ResultOf<typeof DEMAND>;
type Demand = NonNullable<ResultOf<typeof DEMAND>["toCommission"]>[number];

const asked = ({ id, query }: Place): VariablesOf<typeof DEMAND> => ({
  organisation: id || null,
  first: MOST,
  after: query.get("after"),
  l: languages(),
  asOf: query.get("asOf"),
});

/** What no course builds to the level that roles require: the demand behind each, and what may be near. */
export const Commission: Screen = ({ place, common }) => {
  const asOf = place.query.get("asOf");
  const variables = asked(place);
  const answer = useAnswer(DEMAND, variables);
  const named = useAnswer(PLACE, place.id ? { id: place.id, l: languages(), asOf } : null);
  const organisation = named.data?.organisation;
  useTitle(t.commission);
  return (
    <Figured answer={place.id ? beside(answer, named) : answer} title={t.commission} id={place.id}>
      {(found) => (
        <>
          <p class="kind">
            <a href={href("readiness", place.id)}>{t.readiness}</a>
            {" · "}
            {organisation ? <Link to={organisation} /> : t.everywhere}
          </p>
          <Heading>{t.commission}</Heading>
          <Demands place={place} found={found} />
          <Files>
            <Csv place={place} name={fileName(`commission-${place.id}`, common.illustrative, "csv")} />
          </Files>
          <Dashboard document={DEMAND} variables={variables} />
        </>
      )}
    </Figured>
  );
};
Commission.early = (place) => askEarly(DEMAND, asked(place));

/** All of the list as a file, however many questions that takes. */
function Csv({ place, name }: { place: Place; name: string }): JSX.Element {
  const [said, say] = useState("");
  const all = async (): Promise<void> => {
    const rows: Demand[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page: Demand[] = (await ask(DEMAND, { ...asked(place), first: AT_MOST, after })).toCommission ?? [];
      rows.push(...page);
      after = page.at(-1)?.competency.id ?? null;
      more = page.length === AT_MOST;
      say(number(rows.length));
    }
    give(demandCsv(rows), "text/csv;charset=utf-8", name);
  };
  return (
    <>
      <button onClick={() => void all().catch((error: Error) => say(failure(error)))}>{t.csv}</button> <span role="status">{said}</span>
    </>
  );
}

function Demands({ place, found }: { place: Place; found: Answer }): JSX.Element {
  const rows = found.toCommission ?? [];
  if (!rows.length) return <p class="answer">{t.nothingToCommission}</p>;
  const count = found.toCommissionCount ?? rows.length;
  const lead = t.commissionLead(number(count));
  const last = fromOf(place) + rows.length - 1;
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
      <Paged place={place} rows={rows.length} of={count} next={last < count ? { after: rows.at(-1)!.competency.id } : null}>
        <table role="table">
          <caption>{t.commission}</caption>
          <Heads names={[t.competency, t.demand, t.levelsNeeded, t.stopsShortAt, t.candidates]} />
          <tbody role="rowgroup">
            {rows.map((row) => (
              <DemandRow key={row.competency.id} row={row} />
            ))}
          </tbody>
        </table>
      </Paged>
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
