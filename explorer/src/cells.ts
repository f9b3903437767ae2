import type { ResultOf, VariablesOf } from "gql.tada";
import type { Place } from "./address";
import { csv } from "./file";
import { C, graphql, O, R } from "./graphql";
import { labelOf, languages, number, stated } from "./words";

const CELL = graphql(`fragment Cell on ReadinessCell { hidden people required met notStated gaps readiness }`);

/** How ready officers are, by theme or competency and by organisation, role or band. */
export const MAP = graphql(`query ReadinessMap($organisation: ID, $theme: ID, $rows: ReadinessRows!, $columns: ReadinessColumns!, $l: [String!], $asOf: Instant) {
  readinessMap(organisation: $organisation, theme: $theme, rows: $rows, columns: $columns, asOf: $asOf) {
    asOf read hidden total { ...Cell }
    organisation { ...O partOf { ...O } } theme { ...C }
    columns { key title own organisation { ...O } role { ...R } total { ...Cell } }
    rows { title competency { ...C } total { ...Cell } cells { ...Cell } }
    widest(first: 10) {
      row { competency { ...C } } column { key title own organisation { ...O } role { ...R } } cell { ...Cell }
    }
  }
}`, [CELL, O, C, R]);

export type ReadinessMap = NonNullable<ResultOf<typeof MAP>["readinessMap"]>;
export type Cell = ReadinessMap["total"];
export type Row = ReadinessMap["rows"][number];
export type Column = Omit<ReadinessMap["columns"][number], "total">;

export const COLUMNS = ["organisation", "role", "band"] as const;
export type Columns = (typeof COLUMNS)[number];

export const columnsOf = ({ query }: Place): Columns => COLUMNS.find((each) => each === query.get("columns")) ?? "organisation";

/** What the address asks: themes, or the competencies of one. */
export function askedMap(place: Place): VariablesOf<typeof MAP> {
  const theme = place.query.get("theme");
  const columns = columnsOf(place).toUpperCase() as VariablesOf<typeof MAP>["columns"];
  const rows = theme ? "COMPETENCY" : "THEME";
  return { organisation: place.id || null, theme, rows, columns, l: languages(), asOf: place.query.get("asOf") };
}

/** A column's name in the reader's language; a band has its own word. */
export const columnName = ({ organisation, role, title }: Column): string => {
  const named = organisation ?? role;
  return named ? labelOf(named).text : title;
};

/** A column's key, which its organisation's own posts share with it. */
export const keyOf = ({ key, own }: Column): string => (own ? `${key}|own` : key);

/** Hundredths as they are shown: 0 and 100 only where nothing, or all, is met. */
export const percent = (share: number): number =>
  share <= 0 ? 0 : share >= 1 ? 100 : Math.min(99, Math.max(1, Math.round(share * 100)));

/** Which of the five classes a share is in, by what is shown of it: 1 for less than 20, 5 from 80. */
export const classOf = (share: number): number => Math.min(5, Math.floor(percent(share) / 20) + 1);

/** The share of requirements that are short; null where it is not shown, or nothing is required. */
export const shortOf = ({ gaps, required }: Cell): number | null => (gaps == null || !required ? null : gaps / required);

/** Rows in an order: by name, or what is widest first in a column or over all; what is not shown last. */
export function ordered(map: ReadinessMap, by: string): Row[] {
  const at = map.columns.findIndex((column) => keyOf(column) === by);
  const width = (row: Row): number => shortOf(row.cells[at] ?? row.total) ?? -1;
  const name = (row: Row): string => labelOf(row.competency).text;
  return map.rows.toSorted((a, b) => (by === "name" ? 0 : width(b) - width(a)) || name(a).localeCompare(name(b)));
}

const HEADS = ["asOf", "competency", "title", "column", "columnTitle", "own", "hidden", "people", "required", "met", "notStated", "gaps", "readiness", "notice"];

/** The whole map as a file: a line a cell; what is not shown is empty. */
export function mapCsv(map: ReadinessMap): string {
  const line = (row: Row, column: Column, cell: Cell): (string | number | boolean | null)[] => [
    map.asOf, row.competency.id.replace("Competency:", ""), labelOf(row.competency).text, column.key, columnName(column),
    column.own, cell.hidden, cell.people, cell.required, cell.met, cell.notStated, cell.gaps, cell.readiness, stated,
  ];
  return csv(HEADS, map.rows.flatMap((row) => row.cells.map((cell, i) => line(row, map.columns[i]!, cell))));
}

export const percentWords = (share: number): string => `${number(percent(share))}%`;
