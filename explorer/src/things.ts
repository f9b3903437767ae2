import { level } from "./levels";
import { labelOf, number, t, type Text } from "./words";

export interface Named {
  id: string;
  title: string;
  label: Text | null;
}

/** A thing of any type: what all have, and the rest by name. */
export interface Thing extends Named {
  labels: Text[];
  altLabels: Text[];
  definitions: Text[];
  [name: string]: unknown;
}

export interface Row {
  to: Named;
  note: string;
}

type Values = Record<string, unknown>;

const SHOWN_APART = ["coverage", "activities", "descriptors", "identifiers"];

/** A thing's neighbours, by relationship, with how many there are of each. */
export function neighbours(thing: Thing): { name: keyof typeof t.rel; rows: Row[]; count: number }[] {
  return Object.entries(thing).flatMap(([name, value]) => {
    if (!(name in t.rel) || (SHOWN_APART.includes(name) && "coverage" in thing) || name === "descriptors" || !value)
      return [];
    const { nodes, totalCount } = value as { nodes?: Values[]; totalCount?: number };
    const found = nodes ?? (Array.isArray(value) ? (value as Values[]) : [value as Values]);
    return found.length
      ? [{ name: name as keyof typeof t.rel, rows: found.map(rowOf), count: totalCount ?? found.length }]
      : [];
  });
}

/** A neighbour, with what its relationship says. */
function rowOf(value: Values): Row {
  const to = (value.role ?? value.competency ?? value.module ?? value.organisation ?? value) as Named;
  const said = [
    "toLevel" in value
      ? reached(value)
      : "essential" in value && "level" in value && level(value.level as number, value.scale as string),
    value.essential != null && (value.essential ? t.essential : t.optional),
    value.sanctioned != null && t.posts(number(value.sanctioned as number)),
    ((value.roles ?? []) as Named[]).map((role) => labelOf(role).text).join(", "),
    value.state && (t.kinds[value.state as string] ?? value.state),
  ];
  return { to, note: said.filter(Boolean).join(" · ") };
}

function reached({ fromLevel, toLevel, scale }: Values): string {
  if (toLevel == null) return t.notStatedHere;
  const to = level(toLevel as number, scale as string);
  return fromLevel == null ? t.reaches(to) : t.fromTo(level(fromLevel as number, scale as string), to);
}
