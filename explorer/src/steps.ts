import { wrap, type Box } from "./layout";
import type { Plan } from "./record";

export type Planned = Plan["modules"][number];

/** A course of the plan where it stands: `lines` are its title, `closes` what it closes. */
export interface Step extends Box {
  planned: Planned;
  column: number;
  closes: string[];
}

export interface Path {
  width: number;
  height: number;
  columns: Step[][];
  ends: { now: Box; after: Box };
  /** Lines between what comes first and what comes after it, as keys. */
  lines: [from: Box, to: Box][];
  stays: (Box & { reason: string })[];
}

const W = { end: 150, step: 270, gap: 56, top: 44, line: 17 };

/** The column of each course: behind the last of those that it comes after. */
export function columnsOf(plan: Pick<Plan, "modules">): Planned[][] {
  const at = new Map<string, number>();
  for (const each of plan.modules)
    at.set(each.module.id, Math.max(0, ...each.after.map((before) => (at.get(before.id) ?? -1) + 1)));
  const columns: Planned[][] = [];
  for (const each of plan.modules) (columns[at.get(each.module.id)!] ??= []).push(each);
  return columns;
}

type Words = (named: Pick<Planned["module"], "title" | "label">) => string;

/** Where everything stands: now on the left, the courses by what they come after, the end on the right. */
export function placeSteps(plan: Plan, words: Words, because: (reason: string) => string): Path {
  const columns = columnsOf(plan).map((column, i) => stacked(column, i, words));
  const bottom = Math.max(W.top + 60, ...columns.flat().map((step) => step.y + step.h));
  const end = (key: string, x: number): Box => ({ key, x, y: (W.top + bottom) / 2 - 30, w: W.end, h: 60, lines: [] });
  const width = W.end * 2 + W.gap + columns.length * (W.step + W.gap);
  const ends = { now: end("now", 0), after: end("after", width - W.end) };
  const stays = plan.unclosable.map((each, i) => ({
    key: `stays${i}`,
    x: W.end + W.gap,
    y: bottom + 24 + i * 56,
    w: width - W.end - W.gap,
    h: 46,
    lines: wrap(words(each.competency), 80, 1),
    reason: wrap(because(each.reason), 110, 1)[0]!,
  }));
  return { width, height: bottom + stays.length * 56 + 60, columns, ends, lines: joined(columns.flat(), ends), stays };
}

function stacked(column: Planned[], i: number, words: Words): Step[] {
  let y = W.top;
  return column.map((planned, j) => {
    const lines = wrap(words(planned.module), 34, 2);
    const closes = [...planned.closes, ...planned.leads].map((each) => wrap(words(each), 36, 1)[0]!).slice(0, 5);
    const h = 32 + (lines.length + closes.length) * W.line;
    const x = W.end + W.gap + i * (W.step + W.gap);
    const step = { key: `${String.fromCharCode(65 + i)}${j}`, x, y, w: W.step, h, lines, planned, column: i, closes };
    y += h + 16;
    return step;
  });
}

function joined(steps: Step[], { now, after }: Path["ends"]): [Box, Box][] {
  const by = new Map(steps.map((step) => [step.planned.module.id, step]));
  const followed = new Set(steps.flatMap((step) => step.planned.after.map((each) => each.id)));
  return steps.flatMap((step) => {
    const before = step.planned.after.flatMap((each) => by.get(each.id) ?? []);
    const from: [Box, Box][] = before.length ? before.map((each) => [each, step]) : [[now, step]];
    return followed.has(step.planned.module.id) ? from : [...from, [step, after] as [Box, Box]];
  });
}
