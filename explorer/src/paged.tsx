import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { changed, type Place } from "./address";
import { number, t } from "./words";

interface Props {
  place: Place;
  /** How many rows are shown, and how many there are where that is known. */
  rows: number;
  of?: number | null | undefined;
  /** What the address of the next page has beside its place in the list; null: there is none. */
  next: Record<string, string> | null;
  children: ComponentChildren;
}

let seen = { path: "", from: 1 };

/** The place in its list of a page's first row. */
export const fromOf = ({ query }: Place): number => Math.max(1, Math.trunc(Number(query.get("from"))) || 1);

/** A page of a long list: which rows of how many these are, and the ways to the next and to the first. */
export function Paged({ place, rows, of, next, children }: Props): JSX.Element {
  const range = useRef<HTMLParagraphElement>(null);
  const from = fromOf(place);
  useEffect(() => {
    if (seen.path === location.pathname && seen.from !== from) range.current?.focus(); // the page was turned
    seen = { path: location.pathname, from };
  }, [from, rows]);
  if (from === 1 && !next) return <>{children}</>;
  const gone = Object.fromEntries(["from", "after"].map((name) => [name, ""]));
  return (
    <>
      <p ref={range} tabIndex={-1}>
        {t.range(number(from), number(from + rows - 1), of ? number(of) : "")}
      </p>
      {children}
      <p class="screen downloads">
        {next && <a href={changed({ ...next, from: String(from + rows) })}>{t.nextRows}</a>}{" "}
        {from > 1 && <a href={changed(gone)}>{t.firstRows}</a>}
      </p>
    </>
  );
}
