import { badness, type Offer } from "./coverage";

type Named = Pick<Course["module"], "title" | "label">;
export type Course = Offer["courses"][number];

/** A competency on the map: what each of the roles asks of it, and the courses shown. */
export interface Row {
  offers: (Offer | undefined)[];
  worst: Offer;
  courses: Course[];
}

export interface Group {
  /** Stands above the first group of a part: what both need, what only one does. */
  part?: string;
  heading: string;
  rows: Row[];
}

export interface Box {
  key: string;
  x: number;
  y: number;
  w: number;
  h: number;
  lines: string[];
}

export interface Placed {
  width: number;
  height: number;
  headings: { y: number; text: string; part: boolean }[];
  competencies: (Box & { row: Row; at: number[] })[];
  modules: (Box & { course: Course })[];
  gaps: (Box & { row: Row })[];
  reaches: { from: Box; to: Box; y: number; course: Course | null; row: Row }[];
}

export const X = {
  role: 0,
  roleW: 168,
  trunk: 184,
  competency: 378,
  competencyW: 274,
  module: 884,
  moduleW: 296,
  width: 1180,
};
const LINE = 17;

/** What both roles need, what only one does; with one role, all. Empty parts are left out. */
export function rowsOf(coverages: Offer[][], shows: (course: Course) => boolean): { part: number; rows: Row[] }[] {
  const found = new Map<string, (Offer | undefined)[]>();
  coverages.forEach((offers, i) =>
    offers.forEach((offer) => {
      const id = offer.needed.competency.id;
      found.set(id, Object.assign(found.get(id) ?? coverages.map(() => undefined), { [i]: offer }));
    }),
  );
  const parts: Row[][] = [[], [], []];
  for (const offers of found.values()) {
    const there = offers.filter((offer) => offer !== undefined);
    const worst = there.toSorted((a, b) => badness(a) - badness(b))[0]!;
    const courses = [
      ...new Map(there.flatMap((offer) => offer.courses).map((course) => [course.module.id, course])).values(),
    ];
    const part = there.length === coverages.length ? 0 : offers[0] ? 1 : 2;
    parts[part]!.push({ offers, worst, courses: courses.filter(shows) });
  }
  return parts.map((rows, part) => ({ part, rows })).filter(({ rows }) => rows.length);
}

/** Rows by area and theme; groups and rows with gaps first. */
export function grouped(rows: Row[], heading: (row: Row) => string): Group[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(heading(row), [...(groups.get(heading(row)) ?? []), row]);
  const worst = (found: Row[]): number => Math.min(...found.map((row) => badness(row.worst)));
  return [...groups]
    .map(([name, found]) => ({ heading: name, rows: found.toSorted((a, b) => badness(a.worst) - badness(b.worst)) }))
    .sort((a, b) => worst(a.rows) - worst(b.rows));
}

const letters = new Intl.Segmenter("hi", { granularity: "grapheme" });

/** Text in lines of at most so many letters; what does not fit ends in an ellipsis. */
export function wrap(text: string, most: number, lines: number): string[] {
  const found: string[] = [""];
  for (const word of text
    .slice(0, most * lines * 4)
    .split(/\s+/)
    .filter(Boolean)) {
    const joined = `${found.at(-1)} ${word}`.trim();
    if (count(joined) <= most || !found.at(-1)) found[found.length - 1] = cut(joined, most);
    else found.push(cut(word, most));
  }
  const rest = found.length > lines;
  return found
    .slice(0, lines)
    .map((line, i) => (rest && i === lines - 1 ? `${cut(line, most - 1)}…`.replace("……", "…") : line));
}

const count = (text: string): number => [...letters.segment(text)].length;
const cut = (text: string, most: number): string =>
  count(text) <= most
    ? text
    : `${[...letters.segment(text)]
        .slice(0, most - 1)
        .map((each) => each.segment)
        .join("")}…`;

/** Where everything stands: competencies by group, each course near what it builds, below one another. */
export function place(groups: Group[], words: (named: Named) => string): Placed {
  const placed: Placed = {
    width: X.width,
    height: 0,
    headings: [],
    competencies: [],
    modules: [],
    gaps: [],
    reaches: [],
  };
  let y = 44;
  for (const group of groups) {
    if (group.part) {
      placed.headings.push({ y: y + 14, text: wrap(group.part, 60, 1)[0]!, part: true });
      y += 26;
    }
    placed.headings.push({ y: y + 12, text: wrap(group.heading, 70, 1)[0]!, part: false });
    y += 24;
    for (const row of group.rows) {
      const lines = wrap(words(row.worst.needed.competency), 36, 2);
      const h = 26 + lines.length * LINE + (row.offers.length > 1 ? 8 : 0);
      const middle = y + h / 2;
      const at = row.offers.length > 1 ? [middle - 8, middle + 14] : [middle + 5];
      placed.competencies.push({
        key: `c${placed.competencies.length}`,
        x: X.competency,
        y,
        w: X.competencyW,
        h,
        lines,
        row,
        at,
      });
      y += h + 10;
    }
    y += 12;
  }
  placed.height = Math.max(y, columnOfCourses(placed, words)) + 34;
  return placed;
}

/** What of it stands above a height: what is drawn first. */
export function above(placed: Placed, height: number): Placed {
  const in_ = (box: { y: number }): boolean => box.y < height;
  const [headings, competencies] = [placed.headings.filter(in_), placed.competencies.filter(in_)];
  const [modules, gaps] = [placed.modules.filter(in_), placed.gaps.filter(in_)];
  const reaches = placed.reaches.filter(({ from, to }) => in_(from) && in_(to));
  return { ...placed, headings, competencies, modules, gaps, reaches };
}

function columnOfCourses(placed: Placed, words: (named: Named) => string): number {
  const wanted = new Map<string, { from: Placed["competencies"]; course: Course | null }>();
  for (const box of placed.competencies)
    for (const course of box.row.courses.length ? box.row.courses : [null]) {
      const key = course?.module.id ?? box.key;
      wanted.set(key, { course, from: [...(wanted.get(key)?.from ?? []), box] });
    }
  const centre = (boxes: Box[]): number => boxes.reduce((sum, box) => sum + box.y + box.h / 2, 0) / boxes.length;
  let y = 44;
  for (const { from, course } of [...wanted.values()].sort((a, b) => centre(a.from) - centre(b.from))) {
    const lines = course ? wrap(words(course.module), 40, 2) : [];
    const h = Math.max(course ? 26 + lines.length * LINE : 30, from.length * 22 + 10);
    y = Math.max(y, centre(from) - h / 2);
    const box = {
      key: course ? `m${placed.modules.length}` : `g${placed.gaps.length}`,
      x: X.module,
      y,
      w: X.moduleW,
      h,
      lines,
    };
    course ? placed.modules.push({ ...box, course }) : placed.gaps.push({ ...box, row: from[0]!.row });
    from.forEach((each, i) =>
      placed.reaches.push({
        from: each,
        to: box,
        row: each.row,
        y: y + (h / (from.length + 1)) * (i + 1) + 3,
        course: each.row.courses.find((own) => own.module.id === course?.module.id) ?? null,
      }),
    );
    y += h + 10;
  }
  return y;
}
