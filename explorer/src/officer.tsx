import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { changed, go, typed, type Place } from "./address";
import { askEarly, useAnswer } from "./ask";
import { Dashboard, Files } from "./dashboard";
import { useTitle, type Common, type Screen } from "./frame";
import { Await, Heading, Link, Nothing } from "./parts";
import { Path, planWords, Steps } from "./path";
import { OWN, RECORD, type Plan, type Record } from "./record";
import { save } from "./save";
import { SearchBox } from "./search";
import { Against, Standings } from "./standing";
import { placeSteps } from "./steps";
import { Why } from "./why";
import { date, labelOf, languages, number, pin, t } from "./words";

const asked = ({ id, query }: Place): { id: string; role: string | null; l: string[]; asOf: string | null } => ({
  id,
  role: query.get("role"),
  l: languages(),
  asOf: query.get("asOf"),
});

const askedOwn = ({ id, query }: Place): { id: string; asOf: string | null } => ({ id, asOf: query.get("asOf") });

/** The record of an officer: what is held against what is required, and the ordered plan that closes what is short. */
export const Officer: Screen = ({ place, common }) => {
  const variables = asked(place);
  const answer = useAnswer(RECORD, variables);
  const name = t.officer(place.id.replace(/^.*:/, ""));
  useTitle(name);
  return (
    <Await answer={answer}>
      {({ officer }) =>
        officer ? (
          <article class="brief record">
            <Head officer={officer} name={name} common={common} />
            <Standings judgements={officer.gaps.judgements} readiness={officer.gaps.readiness} of={name} />
            <Target place={place} officer={officer} />
            <Planned officer={officer} name={name} place={place} common={common} />
            <Against judgements={officer.gaps.judgements} offers={officer.gaps.offers} />
            <Dashboard document={RECORD} variables={variables} csv={gapsCsv(place, common)} />
          </article>
        ) : (
          <Nothing id={place.id} />
        )
      }
    </Await>
  );
};
Officer.early = (place) => {
  askEarly(RECORD, asked(place));
  if (place.query.has("role")) askEarly(OWN, askedOwn(place));
};

function gapsCsv({ id, query }: Place, { asOf }: Common): string {
  const role = query.get("role");
  return `/export/gaps.csv?${new URLSearchParams({ bom: "1", asOf: pin(asOf), officer: id, ...(role ? { role } : {}) })}`;
}

/** Who, and what they are measured against. */
function Head({ officer, name, common }: { officer: Record; name: string; common: Common }): JSX.Element {
  const role = officer.gaps.role;
  const valid = officer.postings.filter(
    ({ since, until }) => (!since || since <= officer.gaps.asOf) && (!until || until > officer.gaps.asOf),
  );
  return (
    <>
      <p class="kind">
        {t.path}
        {common.illustrative && ` · ${t.illustrative}`}
      </p>
      <Heading>{name}</Heading>
      {role && (
        <p>
          <strong>{t.against(labelOf(role).text)}</strong>
        </p>
      )}
      {valid.map((posting, i) => (
        <p key={i}>
          {t.postedAs}: {posting.role && <Link to={posting.role} />}
          {posting.organisation && (
            <>
              {" "}
              · <Link to={posting.organisation} />
            </>
          )}
          {posting.since && ` · ${t.since(date(posting.since))}`}
        </p>
      ))}
      {!valid.length && <p>{t.noPosting}</p>}
    </>
  );
}

/** Another role to be measured against, and both in figures where there is one. */
function Target({ place, officer }: { place: Place; officer: Record }): JSX.Element {
  const role = officer.gaps.role;
  return (
    <>
      <div class="screen compare">
        <SearchBox label={t.target} types={["Role"]} pick={(id) => go(changed({ role: typed(id)[1] }))} />
        {role && (
          <a class="action" href={changed({ role: "" })}>
            {t.stopTarget}
          </a>
        )}
      </div>
      {role && <Both place={place} officer={officer} role={labelOf(role).text} />}
    </>
  );
}

type Figures = Pick<Plan, "gaps" | "hours"> & { modules: unknown[]; unclosable: unknown[] };

function Both({ place, officer, role }: { place: Place; officer: Record; role: string }): JSX.Element {
  const own = useAnswer(OWN, askedOwn(place)).data?.officer;
  const row = (name: string, words: string[]): JSX.Element => (
    <tr role="row">
      <th role="rowheader" scope="row">
        {name}
      </th>
      {words.map((each, i) => (
        <td role="cell" key={i}>
          {each}
        </td>
      ))}
    </tr>
  );
  const said = ({ met, required, notStated }: Record["gaps"]["readiness"], plan: Figures): string[] => [
    required ? t.met(number(met), number(required)) : t.noRequirements,
    `${t.standing.NOT_STATED}: ${number(notStated)}`,
    closes(plan),
  ];
  return (
    <table role="table">
      <caption>{t.compareTargets}</caption>
      <tbody role="rowgroup">
        {row(t.own, own ? said(own.readiness, own.plan) : ["…", "…", "…"])}
        {row(role, said(officer.gaps.readiness, officer.plan))}
      </tbody>
    </table>
  );
}

/** "3 courses, 24 hours close 4 of 5", or that there is none to take. */
function closes({ gaps, hours, modules, unclosable }: Figures): string {
  if (!gaps) return t.noPlan;
  if (!modules.length) return t.noneCloses(number(gaps));
  const closed = number(gaps - unclosable.length);
  return t.planned(t.modules(number(modules.length)), t.inHours(number(hours)), closed, number(gaps));
}

interface PlannedProps {
  officer: Record;
  name: string;
  place: Place;
  common: Common;
}

/** The plan: in a sentence, as a picture, as a table, and what it leaves open. */
function Planned({ officer, name, place, common }: PlannedProps): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const { plan, gaps } = officer;
  const title = t.pathOf(name);
  const file = `path-${place.id.replace(/\W+/g, "-")}${common.illustrative ? "-illustrative" : ""}.svg`;
  return (
    <section>
      <h2>{t.plan}</h2>
      <Sentence plan={plan} name={name} />
      {plan.modules.length > 0 && (
        <>
          <p class="screen">
            <small>{t.pathHint}</small>
          </p>
          <div class="scroller" ref={scroller} tabIndex={0} role="region" aria-label={title}>
            <Path
              key={location.href}
              placed={placeSteps(plan, (named) => labelOf(named).text, because)}
              plan={plan}
              readiness={gaps.readiness}
              title={title}
            />
          </div>
        </>
      )}
      <Files
        csv={gapsCsv(place, common)}
        {...(plan.modules.length ? { svg: () => save(scroller.current!.querySelector("svg")!, file) } : {})}
      />
      {plan.modules.length > 0 && <Steps plan={plan} />}
      <Stays plan={plan} />
    </section>
  );
}

function Sentence({ plan, name }: { plan: Plan; name: string }): JSX.Element {
  const proof = plan.proven ? t.proven : t.notProven(number(plan.gap * 100));
  const apart = `${t.separately(t.inHours(number(plan.separately)))} ${t.inWeeks(number(plan.weeks))}`;
  if (!plan.modules.length) return <p class="answer">{closes(plan)}</p>;
  return (
    <div class="answer">
      <Why
        about={`${name}: ${closes(plan)}`}
        lines={() => [
          [t.rule, t.planRule],
          [t.rows, plan.modules.map((each) => `${labelOf(each.module).text} (${planWords(each)})`).join("; ")],
          [t.plan, `${apart} ${proof}`],
          [t.stays, plan.unclosable.map((each) => `${labelOf(each.competency).text} (${because(each.reason)})`).join("; ")],
        ]}
        summary={<strong>{closes(plan)}</strong>}
      />
      <p>
        {apart} {proof}
      </p>
    </div>
  );
}

function Stays({ plan }: { plan: Plan }): JSX.Element | null {
  if (!plan.unclosable.length) return null;
  return (
    <>
      <h3>{t.stays}</h3>
      <ul>
        {plan.unclosable.map((each) => (
          <li key={each.competency.id}>
            <Link to={each.competency} />: <bdi>{because(each.reason)}</bdi>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Why something stays open, in the reader's language as far as its words are known. */
function because(reason: string): string {
  const said = (part: string): string => {
    const [pattern, words] = t.because.find(([each]) => new RegExp(each).test(part)) ?? [];
    return pattern ? part.replace(new RegExp(pattern), words!) : part;
  };
  return reason.split("; ").map(said).join("; ");
}
