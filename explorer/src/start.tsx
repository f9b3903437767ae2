import type { JSX } from "preact";
import { go, here, href, hrefOf, type Place } from "./address";
import { askEarly, useAnswer } from "./ask";
import { stands, useTitle, type Common, type Screen } from "./frame";
import { C, graphql, R } from "./graphql";
import { Await, Failure, Heading, Link } from "./parts";
import { HitWords, SEARCH, type Hit } from "./search";
import { labelOf, languages, number, t } from "./words";

const QUESTIONS = graphql(`query Questions($role: ID!, $l: [String!], $asOf: Instant) {
  role(id: $role, asOf: $asOf) {
    ...R
    coverage { required optional covered levelNotStated partlyCovered uncovered }
  }
}`, [R]);

const NO_COURSE = graphql(`query NoCourse($l: [String!], $asOf: Instant) { unbuilt(first: 4, asOf: $asOf) { competency { ...C } } }`, [C]);

const OFFICER = graphql(`query Short($id: ID!, $asOf: Instant) {
  officer(id: $id, asOf: $asOf) { readiness { met required } plan { gaps hours separately modules { module { id } } } }
}`);

/** The start, and the results of a search. */
export const Start: Screen = ({ place, common }) =>
  place.page === "search" ? <Results place={place} /> : <Questions place={place} common={common} />;

Start.early = ({ page, query }) =>
  page || askEarly(QUESTIONS, { role: given("role"), l: languages(), asOf: query.get("asOf") });

/** An id that the service gives with the page: a role and an officer as examples, the reader's own record. */
const given = (name: "role" | "officer" | "mine"): string =>
  document.getElementById("explorer")!.dataset[name] ?? "";

function Questions({
  place,
  common: { counts, illustrative, frameworks },
}: {
  place: Place;
  common: Common;
}): JSX.Element {
  useTitle("");
  const known = Object.keys(counts).length > 0;
  return (
    <>
      <Heading>{t.title}</Heading>
      <p>{t.lead}</p>
      <p class="counts">
        {known
          ? t.stands(...stands(counts)) + (illustrative ? ` · ${t.illustrative.toLowerCase()}` : "")
          : t.empty}
      </p>
      {known && given("role") && <Worked place={place} />}
      {!!counts.Officer && <ById />}
      {known && (
        <ul>
          {t.screens.map(([page, words]) => (
            <li key={page}>
              <a href={href(page!)}>{words}</a>
            </li>
          ))}
        </ul>
      )}
      <h2>{t.frameworks}</h2>
      <ul>
        {frameworks.map((framework) => (
          <li key={framework.id}>
            <Link to={framework} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Worked({ place }: { place: Place }): JSX.Element {
  const asOf = place.query.get("asOf");
  const answer = useAnswer(QUESTIONS, { role: given("role"), l: languages(), asOf });
  const none = useAnswer(NO_COURSE, { l: languages(), asOf });
  const unbuilt = none.data?.unbuilt ?? [];
  if (answer.error) return <Failure of={answer} />;
  const role = answer.data?.role;
  return (
    <>
      <h2>{t.questions}</h2>
      <ol class="questions" aria-busy={!answer.data}>
        <li>
          {role && (
            <>
              <a href={hrefOf(role.id)}>{t.askRole(labelOf(role).text)}</a>
              <Built coverage={role.coverage} />
            </>
          )}
        </li>
        <li>
          <a href={href("missing")}>{t.askMissing}</a>
          <small>
            {unbuilt
              .slice(0, 3)
              .map((row) => labelOf(row.competency).text)
              .join(" · ")}
            {unbuilt.length > 3 && " · …"}
          </small>
          <Failure of={none} />
        </li>
        {given("officer") && (
          <li>
            <Short id={given("officer")} />
          </li>
        )}
      </ol>
    </>
  );
}

function Built({
  coverage: c,
}: {
  coverage: {
    required: number;
    optional: number;
    covered: number;
    levelNotStated: number;
    partlyCovered: number;
    uncovered: number;
  };
}): JSX.Element {
  const counts = [
    [c.covered, "COVERED"],
    [c.levelNotStated, "LEVEL_NOT_STATED"],
    [c.partlyCovered, "PARTLY_COVERED"],
    [c.uncovered, "UNCOVERED"],
  ] as const;
  return (
    <small>
      {t.ofEssential(number(c.required), number(c.optional))}{" "}
      {counts.map(([n, status]) => `${t.status[status]} ${number(n)}`).join(" · ")}
    </small>
  );
}

/** What an officer is short of, and what closes it. */
function Short({ id }: { id: string }): JSX.Element {
  const answer = useAnswer(OFFICER, { id, asOf: here().query.get("asOf") });
  const officer = answer.data?.officer;
  const words = ({ readiness: { met, required }, plan }: NonNullable<typeof officer>): string =>
    t.short(...([met, required, plan.gaps, plan.modules.length, plan.hours, plan.separately].map(number) as Six));
  return (
    <>
      <a href={href("officer", id)}>{t.askOfficer(id.replace(/^.*:/, ""))}</a>
      <small>{officer && words(officer)}</small>
      <Failure of={answer} />
    </>
  );
}

type Six = [string, string, string, string, string, string];

/** To an officer's record, by its exact id. */
function ById(): JSX.Element {
  const open = (event: SubmitEvent): void => {
    event.preventDefault();
    const id = String(new FormData(event.currentTarget as HTMLFormElement).get("id")).trim();
    if (id) go(href("officer", id));
  };
  return (
    <form onSubmit={open} class="exact screen">
      <label>
        {t.byId} <input type="search" name="id" autocomplete="off" spellcheck={false} />
      </label>
      <button>{t.open}</button>
      {given("mine") && <a href={href("officer", given("mine"))}>{t.mine}</a>}
    </form>
  );
}

const MOST = 50;

function Results({ place }: { place: Place }): JSX.Element {
  const query = place.query.get("q") ?? "";
  useTitle(t.results(query));
  const answer = useAnswer(SEARCH, { query, types: null, l: languages(), first: MOST });
  return (
    <>
      <Heading>{t.results(query)}</Heading>
      <Await answer={answer}>
        {({ search }) =>
          search?.length ? (
            <>
              <p role="status">{search.length < MOST ? t.hits(number(search.length)) : t.firstHits(number(MOST))}</p>
              <ul class="hits">
                {(search as Hit[]).map((hit) => (
                  <li key={hit.node.id}>
                    <a href={hrefOf(hit.node.id)}>
                      <HitWords hit={hit} />
                    </a>
                  </li>
                ))}
              </ul>
            </>
          ) : (
            <p role="status">{t.noHits(query)}</p>
          )
        }
      </Await>
    </>
  );
}
