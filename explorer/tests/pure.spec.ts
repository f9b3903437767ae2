import { expect, test } from "@playwright/test";
import { dataHref, href, placeOf, typed } from "../src/address";
import { wrap } from "../src/layout";
import { columnsOf } from "../src/steps";
import { date, number, pin, speak } from "../src/words";

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
