import { expect, test } from "@playwright/test";
import { dataHref, href, placeOf, typed } from "../src/address";
import { classOf, percent } from "../src/cells";
import { properties } from "../src/drafts";
import { csv, fileName } from "../src/file";
import { wrap } from "../src/layout";
import { columnsOf } from "../src/steps";
import { supposed } from "../src/supposed";
import { date, number, pin, speak } from "../src/words";
import { rows } from "./sheets";

test("an address is read as it was written, whatever the id", () => {
  for (const id of ["sample:SO-MON", "http://data.europa.eu/esco/occupation/1?x=1#a", "a/b", "अ आ", "100%", "<b>\"'"]) {
    const from = placeOf("/hi/", "?asOf=2026-11-24");
    const [path, search] = href("role", id, { on: id }, from).split("?");
    const place = placeOf(path!, search!);
    expect([place.lang, place.page, place.id, place.query.get("on"), place.query.get("asOf")]).toEqual([
      "hi",
      "role",
      id,
      id,
      "2026-11-24",
    ]);
  }
  expect(placeOf("/en/role/%E0%A4%A", "").id).toBe("%E0%A4%A");
  expect(typed("Role:sample:SO")).toEqual(["role", "sample:SO"]);
  expect(dataHref("Role:a/b", ".ttl")).toBe("/id/Role/a%2Fb.ttl");
});

test("lines hold what they may, and cut between letters", () => {
  expect(wrap("Evaluation of outcomes", 36, 2)).toEqual(["Evaluation of outcomes"]);
  expect(wrap("one two three four", 8, 2)).toEqual(["one two", "three…"]);
  for (const text of ["x".repeat(10_000), "क्षि".repeat(500), "long ".repeat(2000)]) {
    const lines = wrap(text, 20, 2);
    expect(lines.length).toBeLessThanOrEqual(2);
    for (const line of lines) expect([...new Intl.Segmenter("hi").segment(line)].length).toBeLessThanOrEqual(20);
    expect(lines.at(-1)).toContain("…");
  }
  expect(wrap("", 20, 2)).toEqual([""]);
});

test("numbers and dates are read as in India", () => {
  speak("hi", {} as never);
  expect(number(1234567)).toBe("12,34,567");
  expect(date("2026-11-23T18:30:00Z")).toBe("24-11-2026");
  expect(pin("2026-11-23T18:30:00Z")).toBe("2026-11-24");
  expect(pin("2026-11-23T18:30:01Z")).toBe("2026-11-23T18:30:01Z");
});

test("a course stands behind all that it comes after", () => {
  const course = (id: string, ...after: string[]) => ({ module: { id }, after: after.map((each) => ({ id: each })) });
  const modules = [course("a"), course("b", "a"), course("c"), course("d", "c", "b"), course("e", "elsewhere")];
  const columns = columnsOf({ modules: modules as never });
  expect(columns.map((column) => column.map((each) => each.module.id))).toEqual([["a", "c", "e"], ["b"], ["d"]]);
});

test("a share is 0 or 100 only where nothing or all is met, and its class is that of what is shown", () => {
  const wrong: number[][] = [];
  for (let required = 1; required <= 300; required++)
    for (let met = 0; met <= required; met++) {
      const [share, shown] = [met / required, percent(met / required)];
      const whole = (shown === 0) === (met === 0) && (shown === 100) === (met === required);
      const near = Math.abs(shown - share * 100) < 1;
      if (!whole || !near || classOf(share) !== Math.min(5, Math.floor(shown / 20) + 1)) wrong.push([met, required]);
    }
  expect(wrong).toEqual([]);
});

test("a file reads as what was written, and no cell is a formula", () => {
  const line = ["a,b", 'say "x"', "=1+1", "@cmd", "अ", -3, null, true];
  const heads = line.map((_, i) => `c${i}`);
  const text = csv(heads, [line]);
  const read = rows(text)[0]!;
  expect(heads.map((head) => read[head]!.replaceAll('""', '"'))).toEqual([
    "a,b", 'say "x"', "'=1+1", "'@cmd", "अ", "-3", "", "true",
  ]);
  expect(fileName("readiness-sample:MIN-RS", true, "csv")).toBe("readiness-sample-MIN-RS-illustrative.csv");
  expect(fileName("commission-", false, "csv")).toBe("commission.csv");
});

test("a change is asked when it is whole, with what belongs to its kind", () => {
  const of = (text: string) => supposed(new URLSearchParams(text));
  expect(of("role=r&competency=c")).toBeNull();
  expect(of("role=r&competency=c&level=any")).toMatchObject({ kind: "REQUIRE", level: null, essential: null });
  expect(of("role=r&competency=c&level=2&scale=s&essential=0")).toMatchObject({ level: 2, scale: "s", essential: false });
  expect(of("kind=RETIRE&module=m&role=r&competency=c")).toEqual({ kind: "RETIRE", module: "m" });
  expect(of("kind=COMMISSION&competency=c")).toBeNull();
  expect(of("kind=COMMISSION&competency=c&to=x")).toBeNull();
  expect(of("kind=REDESIGN&module=m&competency=c&to=2&hours=4")).toMatchObject({ toLevel: 2, hours: 4, fromLevel: null });
  expect(of("kind=nonsense")).toBeNull();
});

test("of a change only what differs is told", () => {
  const one = { name: "labels", values: ["en|Noting", "hi|टिप्पण"] };
  expect(properties({ before: [one], after: [one] })).toEqual([]);
  expect(properties({ before: [one], after: [] })).toEqual([{ name: "labels", was: "Noting (en); टिप्पण (hi)", is: "" }]);
});
