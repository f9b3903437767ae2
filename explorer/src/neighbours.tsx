import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { href, typed, type Place } from "./address";
import { ask } from "./ask";
import type { Document } from "./graphql";
import { failure, Link } from "./parts";
import { MORE } from "./questions";
import { neighbours, type Neighbours as List, type Row, type Thing } from "./things";
import { labelOf, languages, number, t } from "./words";

/** What stands around a thing: a list a relationship, with how many there are. */
export const Neighbours = ({ thing, place }: { thing: Thing; place: Place }): JSX.Element => (
  <div class="neighbours">
    {neighbours(thing).map((list) => (
      <Neighbour key={list.name} first={list} place={place} />
    ))}
  </div>
);

/** A list, and the way to its next page while there is one. */
function Neighbour({ first, place }: { first: List; place: Place }): JSX.Element {
  const { name, count } = first;
  const [list, set] = useState(first);
  const [said, say] = useState("");
  const items = useRef<HTMLUListElement>(null);
  const more = async (): Promise<void> => {
    const page = await nextOf(place, name, list.next!);
    set({ ...list, rows: [...list.rows, ...page.rows], next: page.next });
    say("");
    setTimeout(() => items.current?.children[list.rows.length]?.querySelector("a")?.focus());
  };
  return (
    <section>
      <h2>
        {t.rel[name]} <span class="count">{number(count)}</span>
      </h2>
      <ul ref={items}>
        {list.rows.map((row) => (
          <Item key={row.to.id} row={row} name={name} place={place} />
        ))}
      </ul>
      {list.rows.length < count && (
        <p>
          <small>{t.shownOf(number(list.rows.length), number(count))}</small>{" "}
          {list.next && (
            <button class="screen" aria-label={`${t.showMore}: ${t.rel[name]}`} onClick={() => void more().catch((error: Error) => say(failure(error)))}>
              {t.showMore}
            </button>
          )}{" "}
          <span role="status">{said}</span>
        </p>
      )}
    </section>
  );
}

const Item = ({ row: { to, note }, name, place }: { row: Row; name: List["name"]; place: Place }): JSX.Element => (
  <li>
    <Link to={to} />
    {note && <small> · {note}</small>}
    {name === "requiredBy" && (
      <small>
        {" "}
        ·{" "}
        <a href={href("map", typed(to.id)[1], { on: place.id })} aria-label={`${t.onMap}: ${labelOf(to).text}`}>
          {t.onMap}
        </a>
      </small>
    )}
  </li>
);

type Question = Document<{ thing: Record<string, unknown> | null }, Record<string, unknown>>;

async function nextOf({ page, id, query }: Place, name: string, after: string): Promise<List> {
  const variables = { id, l: languages(), asOf: query.get("asOf"), after, ...(page === "role" ? {} : { [name]: true }) };
  const { thing } = await ask(MORE[page as keyof typeof MORE] as unknown as Question, variables);
  const [list] = neighbours(thing ?? {});
  if (!list) throw new Error(name);
  return list;
}
