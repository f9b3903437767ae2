import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { go, here, href, hrefOf, typed } from "./address";
import { ask } from "./ask";
import { C, graphql, R } from "./graphql";
import { Words } from "./parts";
import { kind, labelOf, languages, number, t, type Text } from "./words";

export const SEARCH = graphql(`query Search($query: String!, $types: [String!], $l: [String!], $first: Int!) {
  search(query: $query, types: $types, first: $first) {
    title text lang
    node {
      __typename id ... on Role { label(languages: $l) { text lang } kind }
      ... on Competency { label(languages: $l) { text lang } kind broader(first: 1) { ...C } }
      ... on Module { label(languages: $l) { text lang } kind }
      ... on Organisation { label(languages: $l) { text lang } kind }
      ... on Framework { label(languages: $l) { text lang } }
      ... on Activity { label(languages: $l) { text lang } roles(first: 1) { ...R } }
      ... on Collection { label(languages: $l) { text lang } }
    }
  }
}`, [C, R]);

interface Parent {
  title: string;
  label: Text | null;
}

export interface Hit {
  title: string;
  text: string;
  lang: string;
  node: { id: string; label?: Text | null; kind?: string | null; broader?: Parent[]; roles?: Parent[] };
}

/** A hit as it is read: its kind, its label, what it is part of, the name that matched. */
export function HitWords({ hit }: { hit: Hit }): JSX.Element {
  const label = labelOf({ title: hit.title, label: hit.node.label ?? null });
  const parent = (hit.node.broader ?? hit.node.roles)?.[0];
  const [type] = typed(hit.node.id);
  return (
    <>
      <span class="kind">{kind(hit.node.kind) || t.types[type]}</span>{" "}
      <span class="hit">
        <Words of={label} />
        {parent && (
          <small>
            {" "}
            · <Words of={labelOf(parent)} />
          </small>
        )}
        {hit.text !== label.text && (
          <small>
            {" "}
            · <Words of={hit} />
          </small>
        )}
      </span>
    </>
  );
}

const WAIT = 120;
const COMBOBOX: object = { role: "combobox" }; // Preact's types know only the one with a datalist

/** What is found for what is typed, a moment after the last letter; null while there is nothing to say. */
function useHits(
  query: string,
  types: string[] | null,
  typing: () => boolean,
): [Hit[] | null, (hits: Hit[] | null) => void] {
  const [hits, found] = useState<Hit[] | null>(null);
  useEffect(() => {
    if (!query.trim() || !typing()) return found(null);
    const stop = new AbortController();
    const search = (): unknown =>
      ask(SEARCH, { query, types, l: languages(), first: 8 }, stop.signal).then(
        (data) => found(data.search as Hit[]),
        () => found(null),
      );
    const timer = setTimeout(search, WAIT);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [query]);
  return [hits, found];
}

interface Props {
  label: string;
  types?: string[] | null;
  /** What to do with a choice; without it, its page is opened. */
  pick?: (id: string) => void;
}

/** A combobox that searches while one types; Enter without a choice shows all results. */
export function SearchBox({ label, types = null, pick }: Props): JSX.Element {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [query, write] = useState(pick ? "" : (here().query.get("q") ?? ""));
  const [hits, found] = useHits(query, types, () => document.activeElement === input.current);
  const [at, move] = useState(-1);
  useEffect(() => move(-1), [hits]);
  const close = (): void => found(null);
  const choose = (hit: Hit): void => {
    close();
    write("");
    pick ? pick(hit.node.id) : go(hrefOf(hit.node.id));
  };
  const keys = (event: KeyboardEvent): void => {
    const last = (hits?.length ?? 0) - 1;
    if (event.key === "Escape") return hits ? close() : write("");
    if (last < 0) return;
    const next = { ArrowDown: at >= last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1 }[event.key];
    if (next !== undefined) move(next);
    else if (event.key === "Enter" && at >= 0) choose(hits![at]!);
    else return;
    event.preventDefault();
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    close();
    if (!pick && query.trim()) go(href("search", "", { q: query.trim() }));
  };
  return (
    <form role="search" aria-label={label} onSubmit={submit}>
      <input
        ref={input}
        type="search"
        {...COMBOBOX}
        aria-label={label}
        placeholder={label}
        autocomplete="off"
        spellcheck={false}
        aria-autocomplete="list"
        aria-expanded={!!hits?.length}
        aria-controls={`${id}l`}
        {...(at >= 0 ? { "aria-activedescendant": `${id}${at}` } : {})}
        value={query}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={keys}
        onBlur={close}
      />
      {!pick && <button>{t.find}</button>}
      <ul id={`${id}l`} role="listbox" aria-label={label} hidden={!hits?.length}>
        {hits?.map((hit, i) => (
          <li
            key={hit.node.id}
            id={`${id}${i}`}
            role="option"
            aria-selected={i === at}
            onMouseDown={(event) => {
              event.preventDefault();
              choose(hit);
            }}
          >
            <HitWords hit={hit} />
          </li>
        ))}
      </ul>
      <span class="hidden" role="status">
        {hits && (hits.length ? t.hits(number(hits.length)) : t.noHits(query))}
      </span>
      {hits?.length === 0 && (
        <p class="none" aria-hidden="true">
          {t.noHits(query)}
        </p>
      )}
    </form>
  );
}
