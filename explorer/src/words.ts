import type { Lang } from "./address";
import type { More as Figures } from "./figures.en";
import type { More as Officer } from "./officer.en";
import type { More as Overview } from "./overview.en";
import type { More as Reading } from "./reading.en";
import type { More as Reviewing } from "./review.en";
import type { Texts } from "./texts.en";

type All = Texts & Reading & Overview & Officer & Figures & Reviewing;

/** The texts of the page's language; set before anything is drawn, those of a screen with the first that needs them. */
export let t: All;
export let lang: Lang;
let whole: Intl.NumberFormat;

export function speak(language: Lang, texts: Texts): void {
  [lang, t] = [language, texts as All];
  whole = new Intl.NumberFormat(`${language}-IN-u-nu-latn`, { maximumFractionDigits: 2 });
}

export function speakMore(texts: Partial<All>): void {
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

/** A moment as `24-11-2026`, with its time where that is not midnight. */
export const moment = (instant: string): string => date(instant) + `, ${clock.format(new Date(instant))}`.replace(", 00:00:00", "");

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

/** The text in the reader's language, else in English, else the first. */
export const inReader = (texts: Text[]): string =>
  (texts.find((each) => each.lang === lang) ?? texts.find((each) => each.lang === "en") ?? texts[0])?.text ?? "";

export interface Scale {
  id: string;
  kind: string;
  max: number | null;
  levels: { rank: number; title: string; label: Text | null }[];
}

/** The scales there are, by their id. */
export let scales = new Map<string, Scale>();
/** What every picture and letter ends with: the date of the data, the frameworks' versions, whether they are made up. */
export let stated = "";
/** The date that an address is pinned to. */
export let pinned = "";

/** What is the same on the whole page; set before any screen is drawn. */
export function know(found: Scale[], asOf: string, frameworks: (Named & { version: string | null })[], made: boolean): void {
  scales = new Map(found.map((scale) => [scale.id.replace("Scale:", ""), scale]));
  pinned = pin(asOf);
  const versions = frameworks.map((each) => [labelOf(each).text, each.version && t.version(each.version)]);
  stated = [made && t.illustrative, t.dataAsOn(date(asOf)), ...versions.map((each) => each.filter(Boolean).join(", "))]
    .filter(Boolean)
    .join(" · ");
}

/** The reader's word for a value; the value itself when it has none. */
export const own = (names: Record<string, string>, value: string): string => names[value] ?? value;

/** A value of a closed list in the reader's language; as it stands when it is the framework's own. */
export const kind = (value: string | null | undefined): string => own(t.kinds, own(t.values ?? {}, value ?? ""));

export function language(tag: string): string {
  return new Intl.DisplayNames([lang], { type: "language" }).of(tag || "und") ?? tag;
}
