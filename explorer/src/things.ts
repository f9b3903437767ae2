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

interface Page {
  nodes?: Values[];
  totalCount?: number;
  pageInfo?: { hasNextPage: boolean; endCursor: string };
}

const SHOWN_APART = ["coverage", "activities", "descriptors", "identifiers"];

export interface Neighbours {
  name: keyof typeof t.rel;
  rows: Row[];
  /** How many there are, and where the next page begins; null: these are all. */
  count: number;
  next: string | null;
}

/** A thing's neighbours, by relationship. */
export function neighbours(thing: Record<string, unknown>): Neighbours[] {
  return Object.entries(thing).flatMap(([name, value]) => {
    if (!(name in t.rel) || (SHOWN_APART.includes(name) && "coverage" in thing) || name === "descriptors" || !value)
      return [];
    const { nodes, totalCount, pageInfo } = value as Page;
    const found = nodes ?? (Array.isArray(value) ? (value as Values[]) : [value as Values]);
    return found.length
      ? [
          {
            name: name as keyof typeof t.rel,
            rows: found.map(rowOf),
            count: totalCount ?? found.length,
            next: pageInfo?.hasNextPage ? pageInfo.endCursor : null,
          },
        ]
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
