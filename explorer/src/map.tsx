import type { ResultOf } from "gql.tada";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { changed, go, href, typed } from "./address";
import { askEarly, useAnswer } from "./ask";
import { COVERAGE, type Offer } from "./coverage";
import { coverageCsv, Dashboard, Downloads } from "./dashboard";
import { useTitle, type Common, type Screen } from "./frame";
import { graphql, R } from "./graphql";
import { grouped, place as placeAll, rowsOf, wrap, type Course, type Row } from "./layout";
import { level } from "./levels";
import { Await, Heading, Nothing, Words } from "./parts";
import { Picture } from "./picture";
import { Courses, Figures, Mark, nameOf, needed, Requirements, WhyOffer } from "./requirements";
import { save } from "./save";
import { SearchBox } from "./search";
import { Why, type Line } from "./why";
import { kind, labelOf, language, languages, number, pin, stated, t } from "./words";

const MAP = graphql(`query RoleMap($id: ID!, $l: [String!], $asOf: Instant, $themes: Boolean! = true) {
  role(id: $id, asOf: $asOf) { ...R coverage { ...Coverage } }
}`, [R, COVERAGE]);

type Role = NonNullable<ResultOf<typeof MAP>["role"]>;

/** The role map: what a role needs, grouped by area and theme, and the courses that build it; or two roles side by side. */
export const RoleMap: Screen = ({ place, common }) => {
  const variables = { id: place.id, l: languages(), asOf: place.query.get("asOf") };
  const other = place.query.get("with");
  const first = useAnswer(MAP, variables);
  const second = useAnswer(MAP, other ? { ...variables, id: other } : null);
  const a = first.data?.role;
  const b = other ? second.data?.role : null;
  useTitle(a ? t.mapOf(labelOf(a).text.slice(0, 200)) : t.map);
  return (
    <Await answer={other && first.data && !second.data ? second : first}>
      {() => {
        if (!a || (other && !b)) return <Nothing id={a ? other! : place.id} />;
        const roles = b && b.id !== a.id ? [a, b] : [a];
        const csv = coverageCsv(
          roles.map((role) => typed(role.id)[1]),
          pin(common.asOf),
        );
        return (
          <>
            <Head roles={roles} common={common} compared={!!other} />
            <Drawn roles={roles} query={place.query} common={common} csv={csv} />
            <Dashboard document={MAP} variables={variables} csv={csv} />
          </>
        );
      }}
    </Await>
  );
};
RoleMap.early = ({ id, query }) => askEarly(MAP, { id, l: languages(), asOf: query.get("asOf") });

/** Which roles, their numbers, and another to compare with. */
function Head({ roles, common, compared }: { roles: Role[]; common: Common; compared: boolean }): JSX.Element {
  return (
    <>
      <p class="kind">
        {t.map}
        {common.illustrative && ` · ${t.illustrative}`}
      </p>
      <Heading>
        {roles.map((role, i) => (
          <span key={role.id}>
            {i > 0 && " / "}
            <Words of={labelOf(role)} />
          </span>
        ))}
      </Heading>
      <p class="screen downloads">
        {roles.map((role) => (
          <a key={role.id} href={href("role", typed(role.id)[1])}>
            {t.page}: {labelOf(role).text}
          </a>
        ))}
      </p>
      {roles.length === 1 ? <Figures coverage={roles[0]!.coverage} role={labelOf(roles[0]!).text} /> : <Compared roles={roles} />}
      <div class="screen compare">
        <SearchBox label={t.searchRole} types={["Role"]} pick={(id) => go(changed({ with: typed(id)[1] }))} />
        {compared && (
          <a class="action" href={changed({ with: "" })}>
            {t.stopComparing}
          </a>
        )}
      </div>
    </>
  );
}

/** What both need, what only one does, in a sentence. */
function Compared({ roles }: { roles: Role[] }): JSX.Element {
  const parts = rowsOf(
    roles.map((role) => role.coverage.offers),
    () => true,
  );
  const [both, a, b] = [0, 1, 2].map((part) => number(parts.find((each) => each.part === part)?.rows.length ?? 0)) as [
    string,
    string,
    string,
  ];
  const words = t.compared(both, a, labelOf(roles[0]!).text, b, labelOf(roles[1]!).text);
  const names = [t.both, ...roles.map((role) => t.only(labelOf(role).text))];
  const lines = (): Line[] => [
    [t.rule, t.comparedRule],
    ...parts.map(({ part, rows }): Line => [names[part]!, rows.map((row) => nameOf(row.worst.needed)).join("; ")]),
  ];
  return (
    <div class="answer">
      <Why about={words} lines={lines} summary={words} />
    </div>
  );
}

interface DrawnProps {
  roles: Role[];
  query: URLSearchParams;
  common: Common;
  csv: string;
}

/** The picture of what passes the filters, its files, and its table. */
function Drawn({ roles, query, common, csv }: DrawnProps): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const all = roles.map((role) => role.coverage.offers);
  const names = [t.both, ...roles.map((role) => t.only(labelOf(role).text))];
  const parts = rowsOf(
    all.map((offers) => offers.filter(passes(query))),
    shows(query),
  );
  const groups = parts.flatMap(({ part, rows }) =>
    grouped(rows, heading).map((group, i) => (roles.length > 1 && i === 0 ? { ...group, part: names[part]! } : group)),
  );
  const title = t.mapOf(roles.map((role) => labelOf(role).text).join(" / "));
  const file = `role-map-${typed(roles[0]!.id)[1].replace(/\W+/g, "-")}${common.illustrative ? "-illustrative" : ""}.svg`;
  if (!groups.length)
    return (
      <>
        <Filters offers={all.flat()} query={query} />
        <p role="status">
          {t.nothingLeft} <a href={changed(CLEAR)}>{t.clear}</a>
        </p>
      </>
    );
  return (
    <>
      <Filters offers={all.flat()} query={query} />
      <p class="screen">
        <small>{t.mapHint}</small>
      </p>
      <div class="scroller" ref={scroller} tabIndex={0} role="region" aria-label={title}>
        <Picture
          key={location.href}
          placed={placeAll(groups, (named) => labelOf(named).text)}
          title={title}
          note={stated.slice(0, 170)}
          illustrative={common.illustrative}
          on={query.get("on") ?? ""}
          roles={roles.map((role) => ({ ...role, lines: wrap(labelOf(role).text, 20, 4) }))}
        />
      </div>
      <Downloads id={roles[0]!.id} csv={csv} svg={() => save(scroller.current!.querySelector("svg")!, file)} />
      <h2>{t.asTable}</h2>
      {parts.map(({ part, rows }) => (
        <Twin key={part} roles={roles} rows={rows} caption={roles.length > 1 ? names[part]! : t.requirements} />
      ))}
    </>
  );
}

const passes =
  (query: URLSearchParams) =>
  (offer: Offer): boolean =>
    (!query.has("essential") || offer.needed.essential) &&
    (!query.has("level") || offer.needed.levels.some((each) => String(each.level) === query.get("level")));

const shows =
  (query: URLSearchParams) =>
  (course: Course): boolean =>
    (!query.has("mode") || course.mode === query.get("mode")) &&
    (!query.has("in") || !!course.module.languages?.includes(query.get("in")!));

/** The picture's lines as a table: a column of required levels for each role. */
function Twin({ roles, rows, caption }: { roles: Role[]; rows: Row[]; caption: string }): JSX.Element {
  const row = new Map(rows.map((each) => [each.worst.needed.competency.id, each]));
  const of = (offer: Offer, i: number): Offer | undefined => row.get(offer.needed.competency.id)!.offers[i];
  const wanted = roles.map((role, i) => ({
    name: roles.length > 1 ? labelOf(role).text : t.required,
    cell: (offer: Offer) => {
      const own = of(offer, i);
      return own ? (
        <>
          {needed(own.needed)} <small>{own.needed.essential ? t.essential : t.optional}</small>
        </>
      ) : (
        "–"
      );
    },
  }));
  return (
    <Requirements
      caption={caption}
      offers={rows.map((each) => each.worst)}
      columns={[
        ...wanted,
        {
          name: t.courses,
          cell: (offer) => (
            <>
              <Mark status={offer.status} />
              <WhyOffer offer={offer} />
            </>
          ),
        },
        {
          name: t.which,
          cell: (offer) => <Courses offer={{ ...offer, courses: row.get(offer.needed.competency.id)!.courses }} />,
        },
      ]}
    />
  );
}

/** The area and the theme of a competency. */
function heading({
  worst: {
    needed: { competency },
  },
}: Row): string {
  const theme = competency.broader[0];
  const above = theme?.broader?.[0];
  const top = above?.broader?.[0];
  const names = [top, top ? undefined : above, theme]
    .filter((each) => each !== undefined)
    .map((each) => labelOf(each).text);
  return names.join(" › ") || t.noTheme;
}

const CLEAR = { essential: "", level: "", mode: "", in: "" };

function Filters({ offers, query }: { offers: Offer[]; query: URLSearchParams }): JSX.Element {
  const courses = offers.flatMap((offer) => offer.courses);
  const levels = new Map(
    offers.flatMap((offer) => offer.needed.levels).map((each) => [String(each.level), level(each.level, each.scale)]),
  );
  const modes = new Map(courses.flatMap((course) => (course.mode ? [[course.mode, kind(course.mode)]] : [])));
  const given = new Map(courses.flatMap((course) => course.module.languages ?? []).map((tag) => [tag, language(tag)]));
  const choose = (name: string, label: string, options: Map<string, string>): JSX.Element | false =>
    options.size > 0 && (
      <label>
        {label}{" "}
        <select value={query.get(name) ?? ""} onChange={(event) => go(changed({ [name]: event.currentTarget.value }))}>
          <option value="">{t.all}</option>
          {[...options].sort().map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
    );
  return (
    <fieldset class="screen filters">
      <legend>{t.filters}</legend>
      <label>
        <input
          type="checkbox"
          checked={query.has("essential")}
          onChange={(event) => go(changed({ essential: event.currentTarget.checked ? "1" : "" }))}
        />{" "}
        {t.onlyEssential}
      </label>
      {choose("level", t.filterLevel, levels)}
      {choose("mode", t.filterMode, modes)}
      {choose("in", t.filterLanguage, given)}
      <small>{t.filterNote}</small>
    </fieldset>
  );
}
