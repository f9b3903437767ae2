import type { TargetedKeyboardEvent } from "preact";
import { useState } from "preact/hooks";
import type { Placed } from "./layout";

/** What the parts of the picture share: what is lit, and what a box does when one comes to it. */
export interface Light {
  dim: (...keys: string[]) => string;
  box: (key: string) => object;
}

/** Which boxes the lines join to a box. */
export function neighbours(placed: Placed, roles: number): (key: string) => string[] {
  const needs = placed.competencies.flatMap((box) =>
    [...Array(roles).keys()].filter((i) => box.row.offers[i]).map((i) => [`r${i}`, box.key]),
  );
  const lines = [...needs, ...placed.reaches.map(({ from, to }) => [from.key, to.key])] as [string, string][];
  return (key) => lines.flatMap(([a, b]) => (a === key ? [b] : b === key ? [a] : []));
}

/** The box that one looks at is lit with what it is joined to; each column remembers its tab stop. */
export function useLight(columns: string[][], near: (key: string) => string[], first: string): Light {
  const [lit, light] = useState(first);
  const [stops, stop] = useState<Record<string, string>>({});
  const beyond =
    lit[0] === "m"
      ? near(lit)
          .flatMap(near)
          .filter((key) => key[0] === "r")
      : [];
  const shine = new Set(lit ? [lit, ...near(lit), ...beyond] : []);
  const stopOf = (key: string): string | undefined =>
    stops[key[0]!] ?? columns.find((column) => column.includes(key))![0];
  return {
    dim: (...keys) => (lit && !keys.every((key) => shine.has(key)) ? " dim" : ""),
    box: (key) => ({
      "data-key": key,
      tabIndex: stopOf(key) === key ? 0 : -1,
      onFocus: () => {
        light(key);
        stop({ ...stops, [key[0]!]: key });
      },
      onBlur: () => light(""),
      onMouseEnter: () => light(key),
      onMouseLeave: () => light(""),
    }),
  };
}

/** Arrow keys move within a column, and along a line to the next. */
export function follow(
  event: TargetedKeyboardEvent<SVGSVGElement>,
  columns: string[][],
  near: (key: string) => string[],
): void {
  const key = (event.target as Element).closest("[data-key]")?.getAttribute("data-key") ?? "";
  const at = columns.findIndex((column) => column.includes(key));
  const column = columns[at];
  if (!column) return;
  const i = column.indexOf(key);
  const aside = (step: number): string | undefined => near(key).find((other) => columns[at + step]?.includes(other));
  const moves: Record<string, () => string | undefined> = {
    ArrowDown: () => column[i + 1],
    ArrowUp: () => column[i - 1],
    Home: () => column[0],
    End: () => column.at(-1),
    ArrowRight: () => aside(1),
    ArrowLeft: () => aside(-1),
  };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  event.currentTarget.querySelector<SVGAElement>(`[data-key="${move()}"]`)?.focus();
}
