import type { JSX } from "preact";
import { href, typed, type Place } from "./address";
import { askEarly, useAnswer } from "./ask";
import { coverageCsv, Dashboard, Downloads } from "./dashboard";
import { useTitle, type Screen } from "./frame";
import type { Document } from "./graphql";
import { level } from "./levels";
import { Await, Heading, Link, Nothing, Words } from "./parts";
import { Figures, Requirements } from "./requirements";
import { QUESTIONS, type RoleThing } from "./questions";
import { Neighbours } from "./neighbours";
import type { Thing as Any } from "./things";
import { date, kind, labelOf, language, languages, number, pin, t, type Text } from "./words";

type Question = Document<{ thing: Any | null }, { id: string; l: string[]; asOf: string | null }>;

/** The page of a thing: what it is, what it needs, what stands around it. */
export const Thing: Screen = ({ place, common }) => {
  const [question, variables] = asked(place);
  const answer = useAnswer(question, variables);
  const thing = answer.data?.thing;
  const label = thing && labelOf(thing);
  useTitle(label?.text.slice(0, 200) ?? "");
  return (
    <Await answer={answer}>
      {() => {
        if (!thing) return <Nothing id={place.id} />;
        const role = "coverage" in thing ? (thing as unknown as RoleThing) : null;
        const csv = role ? coverageCsv([place.id], pin(common.asOf)) : undefined;
        return (
          <>
            <p class="kind">
              {[t.types[place.page], kind(thing.kind as string)].filter(Boolean).join(" · ")}
              {common.illustrative && ` · ${t.illustrative}`}
            </p>
            <Heading>
              <Words of={label!} />
            </Heading>
            {thing.labels
              .filter((each) => each.text !== label!.text)
              .map((each) => (
                <p class="also" key={each.lang}>
                  <Words of={each} />
                </p>
              ))}
            {thing.definitions.map((each) => (
              <p key={each.lang}>
                <Words of={each} />
              </p>
            ))}
            {role && <Needs role={role} id={place.id} />}
            <Onward page={place.page} id={place.id} />
            <Downloads id={thing.id} csv={csv} workbook={!!role || place.page === "framework"} />
            {role?.activities.length ? <Activities role={role} /> : null}
            <Descriptors thing={thing} />
            <Neighbours thing={thing} place={place} />
            <Facts thing={thing} id={place.id} />
            <Dashboard document={question} variables={variables} csv={csv} />
          </>
        );
      }}
    </Await>
  );
};
Thing.early = (place) => askEarly(...asked(place));

const Brief = ({ page, id }: { page: string; id: string }): JSX.Element => (
  <a class="button" href={href(`brief/${page}`, id)}>
    {t.brief}
  </a>
);

/** What else can be asked about a thing: its brief, its readiness, what a change of it would do. */
function Onward({ page, id }: Pick<Place, "page" | "id">): JSX.Element | null {
  const to = (address: string, words: string): JSX.Element => (
    <a class="button" href={address}>
      {words}
    </a>
  );
  if (page === "role") return <p class="screen">{to(href("whatif", "", { kind: "REQUIRE", role: id }), t.tryRole)}</p>;
  if (page === "module") return <p class="screen">{to(href("whatif", "", { kind: "RETIRE", module: id }), t.tryModule)}</p>;
  if (page !== "organisation") return null;
  return (
    <p class="screen">
      <Brief page="organisation" id={id} /> {to(href("readiness", id), t.readyHere)}
    </p>
  );
}

/** The question of a page and what it is asked with. */
const asked = ({ page, id, query }: Place): [Question, { id: string; l: string[]; asOf: string | null }] => [
  QUESTIONS[page as keyof typeof QUESTIONS] as unknown as Question,
  { id, l: languages(), asOf: query.get("asOf") },
];

function Needs({ role, id }: { role: RoleThing; id: string }): JSX.Element {
  const { offers } = role.coverage;
  return (
    <>
      <Figures coverage={role.coverage} role={labelOf(role).text} />
      {offers.length > 0 && (
        <>
          <p class="screen">
            <a class="action" href={href("map", id)}>
              {t.onMap}
            </a>{" "}
            <Brief page="role" id={id} />
          </p>
          <Requirements caption={t.requirements} offers={offers} />
        </>
      )}
    </>
  );
}

function Activities({ role }: { role: RoleThing }): JSX.Element {
  const inherited = new Set(
    role.coverage.offers
      .filter((offer) => offer.needed.requirements.every((row) => row.distance))
      .map((offer) => offer.needed.competency.id),
  );
  return (
    <section>
      <h2>
        {t.activities} <span class="count">{number(role.activities.length)}</span>
      </h2>
      <dl class="wide">
        {role.activities.map((activity) => (
          <div key={activity.id}>
            <dt>
              <Link to={activity} />
            </dt>
            <dd>
              <ul class="chips">
                {activity.needs.map((each) => (
                  <li key={each.id}>
                    <Link to={each} />
                    {inherited.has(each.id) && <small> · {t.inherited}</small>}
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Descriptors({ thing }: { thing: Any }): JSX.Element | null {
  const found = thing.descriptors as
    { text: Text[]; level: { rank: number; scale: { id: string } | null } }[] | undefined;
  if (!found?.length) return null;
  return (
    <section>
      <h2>{t.rel.descriptors}</h2>
      <dl>
        {found
          .toSorted((a, b) => a.level.rank - b.level.rank)
          .map((each) => (
            <>
              <dt>{level(each.level.rank, each.level.scale?.id.replace("Scale:", ""))}</dt>
              <dd>
                {each.text.map((text) => (
                  <Words key={text.lang} of={text} />
                ))}
              </dd>
            </>
          ))}
      </dl>
    </section>
  );
}

const FACTS = [
  "kind",
  "notation",
  "grade",
  "band",
  "group",
  "sector",
  "themeType",
  "reuse",
  "status",
  "mode",
  "hours",
  "languages",
  "capacity",
  "version",
  "publisher",
  "licence",
  "attribution",
  "since",
  "until",
] as const;

function Facts({ thing, id }: { thing: Any; id: string }): JSX.Element {
  const value = (name: string): string => {
    const found = thing[name];
    if (name === "since" || name === "until") return date(found as string);
    if (Array.isArray(found)) return found.map(language).join(", ");
    return typeof found === "number" ? number(found) : kind(found as string);
  };
  const url = thing.url as string | null | undefined;
  const identifiers = (thing.identifiers ?? []) as { id: string; system: string | null }[];
  return (
    <section>
      <h2>{t.facts}</h2>
      <dl>
        <dt>{t.fact.id}</dt>
        <dd>
          <code>{id}</code>
        </dd>
        {identifiers.map((each) => (
          <>
            <dt>{each.system ?? t.fact.id}</dt>
            <dd>
              <code>{typed(each.id)[1]}</code>
            </dd>
          </>
        ))}
        {FACTS.filter((name) => thing[name] != null).map((name) => (
          <>
            <dt>{t.fact[name]}</dt>
            <dd>
              <bdi>{value(name)}</bdi>
            </dd>
          </>
        ))}
        {url && (
          <>
            <dt>{t.fact.url}</dt>
            <dd>
              {/^https?:/.test(url) ? (
                <a href={url} target="_blank" rel="noreferrer">
                  {url}
                </a>
              ) : (
                <bdi>{url}</bdi>
              )}
            </dd>
          </>
        )}
        {thing.labels.length > 0 && (
          <>
            <dt>{t.names}</dt>
            <dd>
              {thing.labels.map((each) => (
                <div key={each.lang}>
                  <Words of={each} /> <small>{each.lang && language(each.lang)}</small>
                </div>
              ))}
            </dd>
          </>
        )}
        {thing.altLabels.length > 0 && (
          <>
            <dt>{t.alsoCalled}</dt>
            <dd>
              {thing.altLabels.map((each, i) => (
                <div key={i}>
                  <Words of={each} />
                </div>
              ))}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
