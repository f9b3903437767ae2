import type { ResultOf } from "gql.tada";
import type { ComponentType, JSX } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { changed, go, here, href, PAGES, type Place } from "./address";
import { askEarly, useAnswer } from "./ask";
import { graphql } from "./graphql";
import { arrive, Await, Copy, Failed, Link, Nothing, Words } from "./parts";
import { SearchBox } from "./search";
import { date, know, languages, moment, number, pin, speakMore, t } from "./words";

const COMMON = graphql(`query Common($l: [String!], $asOf: Instant) {
  counts { type count }
  frameworks(first: 50, asOf: $asOf) {
    nodes { id title label(languages: $l) { text lang } version licence attribution illustrative }
  }
  scales(first: 20, asOf: $asOf) { nodes { id kind max levels { rank title label(languages: $l) { text lang } } } }
  shown: roles(first: 1, asOf: $asOf) { nodes { coverage { asOf } } }
  newest: roles(first: 1) { nodes { coverage { asOf } } }
}`);

/** What every page knows: the date of its data, whether they are made up, how many there are. */
export interface Common {
  /** What the answers are stated for, and the newest there is. */
  asOf: string;
  illustrative: boolean;
  counts: Record<string, number>;
  newest: string;
  frameworks: NonNullable<ResultOf<typeof COMMON>["frameworks"]>["nodes"];
}
/** A screen; `early` asks its questions before it is drawn. */
export type Screen = ComponentType<{ place: Place; common: Common }> & { early?: (place: Place) => unknown };

const none: Screen = ({ place }) => <Nothing id={place.id} />;
const unreachable: Screen = () => <Failed words={t.offline} again={() => location.reload()} />;

type Load<T> = (hi: boolean) => Promise<T>;
const reading: Load<{ more: object }> = (hi) => (hi ? import("./reading.hi") : import("./reading.en"));
const overview: Load<{ more: object }> = (hi) => (hi ? import("./overview.hi") : import("./overview.en"));
const ofOfficers: Load<{ more: object }> = (hi) => (hi ? import("./officer.hi") : import("./officer.en"));
const figures: Load<{ more: object }> = (hi) => (hi ? import("./figures.hi") : import("./figures.en"));
const ofDrafts: Load<{ more: object }> = (hi) => (hi ? import("./review.hi") : import("./review.en"));
const thing: Load<Screen> = () => import("./thing").then((m) => m.Thing);
const start: Load<Screen> = () => import("./start").then((m) => m.Start);

/** Each screen by the first part of its address: its module, then its texts. A new one is a line here. */
const SCREENS: Record<string, [Load<Screen>, ...Load<{ more: object }>[]]> = {
  ...Object.fromEntries(PAGES.map((page) => [page, [thing, reading]])),
  "": [start],
  search: [start],
  missing: [() => import("./missing").then((m) => m.Missing), reading],
  map: [() => import("./map").then((m) => m.RoleMap), reading, overview],
  readiness: [() => import("./readiness").then((m) => m.Readiness), reading, figures],
  commission: [() => import("./demand").then((m) => m.Commission), reading, figures],
  whatif: [() => import("./whatif").then((m) => m.WhatIf), reading, figures],
  review: [() => import("./review").then((m) => m.Review), reading, ofDrafts],
  officer: [() => import("./officer").then((m) => m.Officer), reading, ofOfficers],
  "brief/role": [() => import("./brief").then((m) => m.RoleBrief), reading, overview],
  "brief/organisation": [() => import("./brief").then((m) => m.OrganisationBrief), reading, overview],
};

/** The screen that the address asks for, loaded when it is, with its texts; its questions are asked meanwhile. */
async function screenOf(place: Place): Promise<Screen> {
  const found = Object.hasOwn(SCREENS, place.page) && SCREENS[place.page];
  if (!found) return none;
  const hi = place.lang === "hi";
  const [load, ...texts] = found;
  const [screen, ...loaded] = await Promise.all([load(hi), ...texts.map((each) => each(hi))]);
  loaded.forEach((each) => speakMore(each.more));
  screen.early?.(place);
  return screen;
}

interface Shown {
  place: Place;
  screen: Screen;
}

/** The first screen; what every page knows is asked for while its script is on its way. */
export async function prepare(): Promise<Shown> {
  const place = here();
  askEarly(COMMON, { l: languages(), asOf: place.query.get("asOf") });
  return { place, screen: await screenOf(place) };
}

/** The place that the address bar names, and its screen, as they change. */
function usePlace(first: Shown): Shown {
  const [shown, show] = useState(first);
  useEffect(() => {
    const went = async (): Promise<void> => {
      const place = here();
      const screen = await screenOf(place).catch(() => unreachable); // its script could not be fetched
      if (here().page === place.page) show({ place, screen });
    };
    addEventListener("popstate", went);
    addEventListener("went", went);
    document.addEventListener("click", follow);
    history.scrollRestoration = "manual";
  }, []);
  useLayoutEffect(arrive, [location.href]);
  return shown;
}

/** The explorer: what stands around every screen, and the screen that the address names. */
export function Explorer({ first }: { first: Shown }): JSX.Element {
  const { place, screen: Shown } = usePlace(first);
  const asOf = place.query.get("asOf");
  const answer = useAnswer(COMMON, { l: languages(), asOf });
  return (
    <>
      <a class="skip" href="#main">
        {t.skip}
      </a>
      <Header place={place} />
      <Await answer={answer}>
        {(data) => {
          const common = commonOf(data, asOf);
          return (
            <>
              <Notices common={common} pinned={!!asOf} />
              <main id="main" tabIndex={-1}>
                <Shown place={place} common={common} />
              </main>
              <Footer place={place} common={common} />
            </>
          );
        }}
      </Await>
    </>
  );
}

function commonOf(data: ResultOf<typeof COMMON>, asked: string | null): Common {
  const frameworks = data.frameworks?.nodes ?? [];
  const asOf = data.shown?.nodes[0]?.coverage.asOf ?? asked ?? new Date().toISOString();
  const illustrative = frameworks.some((framework) => framework.illustrative);
  know(data.scales?.nodes ?? [], asOf, frameworks, illustrative);
  return {
    asOf,
    newest: data.newest?.nodes[0]?.coverage.asOf ?? asOf,
    illustrative,
    counts: Object.fromEntries((data.counts ?? []).map((each) => [each.type, each.count])),
    frameworks,
  };
}

function Header({ place }: { place: Place }): JSX.Element {
  const other = place.lang === "hi" ? "en" : "hi";
  return (
    <header>
      <a class="name" href={href("")}>
        {t.name}
      </a>
      <SearchBox label={t.search} />
      <a
        class="other"
        hreflang={other}
        lang={other}
        href={(location.pathname + location.search).replace(/^\/\w\w/, `/${other}`)}
      >
        {t.other}
      </a>
    </header>
  );
}

function Notices({ common: { illustrative, asOf, newest }, pinned }: { common: Common; pinned: boolean }): JSX.Element {
  const older = pinned && pin(newest) !== pin(asOf);
  return (
    <>
      {illustrative && (
        <aside class="banner" aria-label={t.illustrative}>
          <strong>{t.illustrative}.</strong> {t.banner}
        </aside>
      )}
      {older && (
        <aside class="banner pinned" aria-label={t.asOn(moment(asOf))}>
          {t.pinned(moment(asOf), moment(newest))} <a href={changed({ asOf: "" })}>{t.unpin}</a>
        </aside>
      )}
    </>
  );
}

function Footer({ place, common: { asOf, counts, frameworks } }: { place: Place; common: Common }): JSX.Element {
  return (
    <footer>
      <p>
        <strong>{t.dataAsOn(date(asOf))}</strong> · {t.stands(...stands(counts))}
      </p>
      {frameworks.map((framework) => (
        <p key={framework.id}>
          <Link to={framework} />
          {framework.version && ` · ${t.version(framework.version)}`}
          {framework.licence && ` · ${framework.licence}`}
          {framework.attribution && (
            <>
              {" "}
              · <Words of={{ text: framework.attribution, lang: "" }} />
            </>
          )}
        </p>
      ))}
      <p class="screen">
        <Copy
          name={t.copy}
          words={() => location.origin + changed({ asOf: pin(asOf) })}
          done={t.copied(date(asOf))}
        />{" "}
        <button onClick={() => print()}>{t.print}</button>
      </p>
      <p class="screen">
        <a href={plain(place)} hreflang="en">
          {t.plain}
        </a>
      </p>
    </footer>
  );
}

/** How many officers, roles and courses there are; officers are left out for those who may not see them all. */
export const stands = ({ Officer, Role = 0, Module = 0 }: Common["counts"]): [string, string, string] => [
  Officer ? number(Officer) : "",
  number(Role),
  number(Module),
];

/** The page without script that shows the same. */
function plain({ page, id }: Place): string {
  const type = page.replace(/^map$|^brief\//, (found) => (found === "map" ? "role" : ""));
  return ["role", "competency", "module", "officer"].includes(type) ? `/${type}/${encodeURIComponent(id)}` : "/";
}

/** A click on a link within the explorer changes the address bar, and nothing is loaded anew. */
function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest("a");
  const address = link?.getAttribute("href");
  if (!address?.startsWith(`/${here().lang}/`) || link!.hasAttribute("target")) return;
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
    return;
  event.preventDefault();
  go(address);
}

/** The title of the window. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · ${t.name}` : t.name;
  }, [title]);
}
