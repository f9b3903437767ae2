import type { JSX } from "preact";
import { changed, href, hrefOf, type Place } from "./address";
import { classOf, columnName, columnsOf, keyOf, ordered, percentWords, type Cell, type Column, type ReadinessMap, type Row } from "./cells";
import { shown } from "./figures";
import { Words } from "./parts";
import { Why, type Line } from "./why";
import { kind, labelOf, number, t } from "./words";

export const columnTitle = (column: Column): string =>
  column.own ? t.ownPosts(columnName(column)) : kind(columnName(column));

/** Where a cell leads: to the competencies of its theme by role, and from there to the officers; null: nowhere. */
export function behind(place: Place, row: Pick<Row, "competency">, column: Column): string | null {
  const [theme, id] = [place.query.get("theme"), row.competency.id.replace("Competency:", "")];
  const organisation = column.organisation?.id.replace("Organisation:", "") ?? place.id;
  if (column.own || columnsOf(place) === "band") return null;
  if (!theme) return href("readiness", organisation, { theme: id, columns: "role" });
  const role: Record<string, string> = column.role ? { role: column.role.id.replace("Role:", "") } : {};
  return href("readiness", organisation, { theme, columns: "role", competency: id, ...role });
}

/** A cell in words: what a screen reader and a letter say of it. */
export const cellWords = (cell: Cell): string =>
  cell.hidden
    ? t.notShown
    : cell.readiness == null
      ? t.nobody
      : `${percentWords(cell.readiness)} ${t.metShare} (${t.of(shown(cell.met), shown(cell.required))}), ${t.shortShare}: ${shown(cell.gaps)}`;

/** The map as a table: a row a theme or competency, a column an organisation, role or band. */
export function Heat({ map, place }: { map: ReadinessMap; place: Place }): JSX.Element {
  const by = place.query.get("sort") ?? "short";
  return (
    <div class="scroller" tabIndex={0} role="region" aria-label={t.mapCaption}>
      <table role="table" class="heat">
        <caption>{t.mapCaption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col" {...(by === "name" ? { "aria-sort": "ascending" } : {})}>
              {map.theme ? t.competency : t.theme}
            </th>
            <th role="columnheader" scope="col" {...(by === "short" ? { "aria-sort": "descending" } : {})}>
              {t.total}
            </th>
            {map.columns.map((column) => (
              <ColumnHead key={keyOf(column)} column={column} sorted={by === keyOf(column)} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {ordered(map, by).map((row) => (
            <HeatRow key={row.competency.id} row={row} map={map} place={place} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ColumnHead({ column, sorted }: { column: Column; sorted: boolean }): JSX.Element {
  const { organisation, role } = column;
  const to = column.own ? null : organisation ? changedPlace(organisation.id) : role && hrefOf(role.id);
  return (
    <th role="columnheader" scope="col" {...(sorted ? { "aria-sort": "descending" } : {})}>
      {to ? <a href={to}>{columnTitle(column)}</a> : columnTitle(column)}
    </th>
  );
}

const changedPlace = (organisation: string): string => {
  const { theme = "" } = Object.fromEntries(new URLSearchParams(location.search));
  return href("readiness", organisation.replace("Organisation:", ""), theme ? { theme } : {});
};

function HeatRow({ row, map, place }: { row: Row; map: ReadinessMap; place: Place }): JSX.Element {
  const name = labelOf(row.competency);
  const to = map.theme ? hrefOf(row.competency.id) : changed({ theme: row.competency.id.replace("Competency:", ""), sort: "" });
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        <a href={to}>
          <Words of={name} />
        </a>
      </th>
      <HeatCell cell={row.total} name={t.total} about={name.text} to={null} />
      {row.cells.map((cell, i) => {
        const column = map.columns[i]!;
        const title = columnTitle(column);
        return <HeatCell key={keyOf(column)} cell={cell} name={title} about={`${name.text}, ${title}`} to={behind(place, row, column)} />;
      })}
    </tr>
  );
}

/** The rule of a cell, what it counts, and whose it is. */
const reasons = (cell: Cell): Line[] => [
  [t.rule, `${t.readyRules.met} ${t.smallRule}`],
  [t.rows, cellWords(cell)],
  [t.unstated, cell.notStated == null ? t.notShown : number(cell.notStated)],
  [t.officersHere, shown(cell.people)],
];

function HeatCell({ cell, name, about, to }: { cell: Cell; name: string; about: string; to: string | null }): JSX.Element {
  if (cell.hidden || cell.readiness == null)
    return (
      <td role="cell" data-name={name}>
        <small>{cellWords(cell)}</small>
      </td>
    );
  const figure = percentWords(cell.readiness);
  return (
    <td role="cell" data-name={name} class={`c${classOf(cell.readiness)}`}>
      {to ? (
        <a href={to} aria-label={`${about}: ${cellWords(cell)}`}>
          {figure}
        </a>
      ) : (
        <strong>{figure}</strong>
      )}{" "}
      <small>{t.of(shown(cell.met), number(cell.required ?? 0))}</small>
      <Why group="heat" about={`${about}: ${cellWords(cell)}`} lines={() => reasons(cell)} />
    </td>
  );
}

/** What the five classes are. */
export const Legend = (): JSX.Element => (
  <ul class="legend">
    {t.classes.map((words, i) => (
      <li key={words} class={`c${i + 1}`}>
        {words}
      </li>
    ))}
  </ul>
);
