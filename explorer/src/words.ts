import type { Lang } from "./address";
import type { Reading } from "./reading.en";
import type { Texts } from "./texts.en";

/** The texts of the page's language; set before anything is drawn, those for reading with the first screen that needs them. */
export let t: Texts & Reading;
export let lang: Lang;
let whole: Intl.NumberFormat;

export function speak(language: Lang, texts: Texts): void {
  [lang, t] = [language, texts as Texts & Reading];
  whole = new Intl.NumberFormat(`${language}-IN-u-nu-latn`, { maximumFractionDigits: 2 });
}

export function speakMore(texts: Reading): void {
  Object.assign(t, texts);
}

export const languages = (): string[] => (lang === "hi" ? ["hi", "en"] : ["en"]);

/** A number as it is read in India: 1,23,456. */
export const number = (value: number): string => whole.format(value);

const ZONE = "Asia/Kolkata";
const day = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, day: "2-digit", month: "2-digit", year: "numeric" });
const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** A moment as `24-11-2026`. */
export function date(instant: string | null | undefined): string {
  return instant ? day.format(new Date(instant)).replaceAll("/", "-") : "";
}

/** What `asOf` in an address is for a moment: the bare date where it is that day's midnight. */
export function pin(instant: string): string {
  const midnight = clock.format(new Date(instant)) === "00:00:00";
  return midnight ? date(instant).split("-").reverse().join("-") : instant;
}

export interface Text {
  text: string;
  lang: string;
}

interface Named {
  title: string;
  label: Text | null;
}

export const labelOf = (thing: Named): Text => thing.label ?? { text: thing.title, lang: "" };

export interface Scale {
  id: string;
  kind: string;
  max: number | null;
  levels: { rank: number; title: string; label: Text | null }[];
}

let scales = new Map<string, Scale>();
export function know(found: Scale[]): void {
  scales = new Map(found.map((scale) => [scale.id.replace("Scale:", ""), scale]));
}

/** A level as a person reads it: "Level 2 of 3 · Tactical". */
export function level(value: number | null | undefined, scale: string | null | undefined): string {
  if (value == null) return t.anyLevel;
  const known = scales.get(scale ?? "");
  if (!known) return t.level(number(value));
  if (known.kind === "interval") return known.max == null ? number(value) : t.of(number(value), number(known.max));
  const step = known.levels.find((each) => each.rank === value);
  return t.level(t.of(number(value), number(known.levels.length))) + (step ? ` · ${labelOf(step).text}` : "");
}

const own = (names: Record<string, string>, value: string): string => names[value] ?? value;

/** A value of a closed list in the reader's language; as it stands when it is the framework's own. */
export const kind = (value: string | null | undefined): string => own(t.kinds, value ?? "");

export function language(tag: string): string {
  return new Intl.DisplayNames([lang], { type: "language" }).of(tag || "und") ?? tag;
}
