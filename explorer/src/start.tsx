import type { JSX } from "preact";
import { here, href, hrefOf, typed, type Place } from "./address";
import { useAnswer } from "./ask";
import { useTitle, type Common, type Screen } from "./frame";
import { C, graphql, R } from "./graphql";
import { Await, Heading, Link } from "./parts";
import { HitWords, SEARCH, type Hit } from "./search";
import { labelOf, languages, number, t } from "./words";

const QUESTIONS = graphql(`query Questions($role: ID!, $l: [String!], $asOf: Instant) {
  role(id: $role, asOf: $asOf) {
    ...R
    coverage { required optional covered levelNotStated partlyCovered uncovered }
  }
}`, [R]);

const NO_COURSE = graphql(`query NoCourse($l: [String!], $asOf: Instant) { unbuilt(asOf: $asOf) { competency { ...C } } }`, [C]);

const PAIR = graphql(`query Pair($a: ID!, $b: ID!, $asOf: Instant) {
  a: role(id: $a, asOf: $asOf) { coverage { offers { needed { competency { id } } } } }
  b: role(id: $b, asOf: $asOf) { coverage { offers { needed { competency { id } } } } }
}`);

/** The start, and the results of a search. */
export const Start: Screen = ({ place, common }) =>
  place.page === "search" ? <Results place={place} /> : <Questions place={place} common={common} />;

/** The role that the service offers as an example. */
const example = (): string => document.getElementById("explorer")!.dataset.role ?? "";

function Questions({
  place,
  common: { counts, illustrative, frameworks },
}: {
  place: Place;
  common: Common;
}): JSX.Element {
  useTitle("");
  const [officers, roles, courses] = ["Officer", "Role", "Module"].map((type) => number(counts[type] ?? 0)) as [
    string,
    string,
    string,
  ];
  const known = Object.keys(counts).length > 0;
  return (
    <>
      <Heading>{t.title}</Heading>
      <p>{t.lead}</p>
      <p class="counts">
        {known
          ? t.stands(officers, roles, courses) + (illustrative ? ` · ${t.illustrative.toLowerCase()}` : "")
          : t.empty}
      </p>
      {known && example() && <Worked place={place} />}
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
  const answer = useAnswer(QUESTIONS, { role: example(), l: languages(), asOf });
  const unbuilt = useAnswer(NO_COURSE, { l: languages(), asOf }).data?.unbuilt ?? [];
  if (answer.error) return <Await answer={answer}>{() => null}</Await>;
  const role = answer.data?.role;
  return (
    <>
      <h2>{t.questions}</h2>
      <ol class="questions" aria-busy={!answer.data}>
        <li>
          {role && (
            <>
              <a href={hrefOf(role.id)}>{t.askRole(labelOf(role).text)}</a>
              <Short coverage={role.coverage} />
            </>
          )}
        </li>
        <li>{role && <Pair id={role.id} title={role.title} label={labelOf(role).text} />}</li>
        <li>
          <a href={href("missing")}>{t.askMissing}</a>
          <small>
            {unbuilt
              .slice(0, 3)
              .map((row) => labelOf(row.competency).text)
              .join(" · ")}
            {unbuilt.length > 3 && ` · +${number(unbuilt.length - 3)}`}
          </small>
        </li>
      </ol>
    </>
  );
}

function Short({
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

/** The role whose name is nearest to the example's, to compare with. */
function Pair({ id, title, label }: { id: string; title: string; label: string }): JSX.Element | null {
  const { data } = useAnswer(SEARCH, { query: title, types: ["Role"], l: languages(), first: 5 });
  const other = (data?.search as Hit[] | undefined)?.find((hit) => hit.node.id !== id);
  const needs = useAnswer(PAIR, other ? { a: id, b: other.node.id, asOf: here().query.get("asOf") } : null).data;
  if (!other) return null;
  const name = labelOf({ title: other.title, label: other.node.label ?? null }).text;
  const [a, b] = [needs?.a, needs?.b].map(
    (role) => new Set(role?.coverage.offers.map((offer) => offer.needed.competency.id)),
  ) as [Set<string>, Set<string>];
  const both = a.intersection(b).size;
  return (
    <>
      <a href={href("map", typed(id)[1], { with: typed(other.node.id)[1] })}>{t.askPair(label, name)}</a>
      <small>{needs && t.compared(number(both), number(a.size - both), label, number(b.size - both), name)}</small>
    </>
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
