import { labelOf, number, scales, t } from "./words";

/** A level as a person reads it: "Level 2 of 3 · Tactical". */
export function level(value: number | null | undefined, scale: string | null | undefined): string {
  if (value == null) return t.anyLevel;
  const known = scales.get(scale ?? "");
  if (!known) return t.level(number(value));
  if (known.kind === "interval") return known.max == null ? number(value) : t.of(number(value), number(known.max));
  const step = known.levels.find((each) => each.rank === value);
  return t.level(t.of(number(value), number(known.levels.length))) + (step ? ` · ${labelOf(step).text}` : "");
}

/** The levels of a scale, or of all there are: each as its value, its scale, and its words. */
export const levelsOf = (scale?: string | null): { value: number; scale: string; words: string }[] =>
  [...scales].flatMap(([id, { kind, max, levels }]) => {
    if (scale && id !== scale) return [];
    const values = kind === "interval" ? [...Array(max ?? 0).keys()].map((i) => i + 1) : levels.map((each) => each.rank);
    return values.map((value) => ({ value, scale: id, words: level(value, id) }));
  });

/** How many levels are missing on an ordinal scale, where not held is 0; null on another. */
export function steps(needed: number | null, held: number | null, scale: string | null): number | null {
  const ordinal = scales.get(scale ?? "")?.kind === "ordinal";
  return ordinal && needed != null ? needed - (held ?? 0) : null;
}
