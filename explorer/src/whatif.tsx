import type { ResultOf } from "gql.tada";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Place } from "./address";
import { askEarly, useAnswer } from "./ask";
import { Dashboard, Files } from "./dashboard";
import { Figured } from "./figures";
import { percentWords } from "./cells";
import { csv, fileName, give } from "./file";
import { useTitle, type Common, type Screen } from "./frame";
import { level } from "./levels";
import { Failure, Heading, Loading } from "./parts";
import { Suppose, type Named } from "./suppose";
import { kindOf, NAMED, supposed, WHAT_IF } from "./supposed";
import { Heads } from "./table";
import { Why } from "./why";
import { date, labelOf, languages, number, stated, t } from "./words";

type Answer = NonNullable<ResultOf<typeof WHAT_IF>["whatIf"]>;
type Name = keyof Answer["before"];

/** What is asked of the things that a change names; null while it names none. */
function askedNames({ query }: Place) {
  const [role = "", competency = "", module = ""] = ["role", "competency", "module"].map((name) => query.get(name) ?? "");
  const has = { hasRole: !!role, hasCompetency: !!competency, hasModule: !!module };
  if (!role && !competency && !module) return null;
  return { role, competency, module, ...has, l: languages(), asOf: query.get("asOf") };
}

/** What a change of a requirement or a course would do; the change is in the address. */
export const WhatIf: Screen = ({ place, common }) => {
  useTitle(t.whatIf);
  const asked = askedNames(place);
  const named = useAnswer(NAMED, asked);
  const drawn = useRef(false);
  drawn.current ||= !asked || !!named.data || !!named.error; // later changes leave the form, and the focus, where they are
  const change = supposed(place.query);
  const variables = { changes: change ? [change] : [], asOf: place.query.get("asOf") };
  const answer = useAnswer(WHAT_IF, change ? variables : null);
  if (!drawn.current)
    return (
      <>
        <Heading>{t.whatIf}</Heading>
        <Loading />
      </>
    );
  return (
    <>
      <Heading>{t.whatIf}</Heading>
      <p>{t.whatIfLead}</p>
      <Failure of={named} />
      <Suppose query={place.query} named={named.data ?? {}} />
      {change ? (
        <Figured answer={answer} title="" id={place.id}>
          {({ whatIf }) => (
            <>
              <Result answer={whatIf!} words={changeWords(place, named.data ?? {})} common={common} />
              <Dashboard document={WHAT_IF} variables={variables} />
            </>
          )}
        </Figured>
      ) : (
        <p role="status">{t.incomplete}</p>
      )}
    </>
  );
};
WhatIf.early = (place) => {
  const [change, asked] = [supposed(place.query), askedNames(place)];
  if (asked) askEarly(NAMED, asked);
  if (change) askEarly(WHAT_IF, { changes: [change], asOf: place.query.get("asOf") });
};

/** The change as a sentence begins with it. */
function changeWords({ query }: Place, { role, competency, module }: Named): string {
  const at = (name: string): string => (Number(query.get(name)) ? level(Number(query.get(name)), query.get("scale")) : "");
  const wanted = query.get("level") === "any" ? t.anyLevel : at("level");
  const weight = { 1: t.essential, 0: t.optional }[query.get("essential") ?? ""];
  const hours = query.get("hours") && t.hours(query.get("hours")!);
  const reach = at("to") && (at("from") ? t.fromTo(at("from"), at("to")) : t.reaches(at("to")));
  const things = [role, module, competency].map((thing) => thing && labelOf(thing).text);
  return `${t.changeKinds[kindOf(query)]}: ${[...things, wanted, weight, reach, hours].filter(Boolean).join(" · ")}`;
}

const FIGURES = ["required", "met", "notStated", "gaps", "closable", "readiness", "readinessIfCompleted", "hours"] as const satisfies Name[];
const isShare = (name: Name): boolean => name.startsWith("readiness");
const value = (name: Name, found: number | null): string =>
  found == null ? t.notShown : isShare(name) ? percentWords(found) : number(found);

const signed = (n: number): string => (n > 0 ? `+${number(n)}` : number(n).replace("-", "−"));

/** What changes; null where one of both is not shown. */
function difference(name: Name, { before, after }: Answer): number | null {
  const [was, is] = [before[name], after[name]];
  if (was == null || is == null) return null;
  return isShare(name) ? Math.round((is - was) * 1000) / 10 : is - was;
}

function differenceWords(name: Name, answer: Answer): string {
  const found = difference(name, answer);
  if (found == null) return t.notShown;
  return isShare(name) ? t.points(signed(found)) : signed(found);
}

/** "65", or "95 to 1,234". */
const people = (bounds: Answer["people"]): string =>
  !bounds ? t.notShown : bounds.least === bounds.most ? number(bounds.least) : t.between(number(bounds.least), number(bounds.most));

function Result({ answer, words, common }: { answer: Answer; words: string; common: Common }): JSX.Element {
  const touched = t.touches(number(answer.requirements), people(answer.people), people(answer.changed));
  const file = fileName("what-if", common.illustrative, "csv");
  return (
    <>
      <section class="answer">
        <p>
          <strong>{words}</strong>
        </p>
        {answer.requirements ? (
          <Why about={`${words}. ${touched}`} lines={() => [[t.rule, t.boundsRule], [t.smallNote, t.smallRule]]} summary={touched} />
        ) : (
          <p>{t.nothingChanges}</p>
        )}
        <p>{t.assumption}</p>
      </section>
      {answer.requirements > 0 && <Compared answer={answer} words={words} />}
      {answer.hidden.length > 0 && <p>{t.differenceHidden}</p>}
      {answer.read === "rollup" && <p>{t.readFrom(date(answer.readAt))}</p>}
      <Files>
        <button onClick={() => give(whatIfCsv(answer, words), "text/csv;charset=utf-8", file)}>{t.csv}</button>
      </Files>
    </>
  );
}

/** Before and after, a row a figure. */
const Compared = ({ answer, words }: { answer: Answer; words: string }): JSX.Element => (
  <table role="table">
    <caption>{t.beforeAfter}</caption>
    <Heads names={[t.figure, t.before, t.afterwards, t.difference]} />
    <tbody role="rowgroup">
      {FIGURES.map((name) => {
        const [was, is] = [value(name, answer.before[name]), value(name, answer.after[name])];
        return (
          <tr role="row" key={name}>
            <th role="rowheader" scope="row">
              {t.figureNames[name]}
            </th>
            <td role="cell" data-name={t.before}>
              {was}
            </td>
            <td role="cell" data-name={t.afterwards}>
              <strong>{is}</strong>
            </td>
            <td role="cell" data-name={t.difference}>
              {differenceWords(name, answer)}{" "}
              <Why
                about={`${words}. ${t.figureNames[name]}: ${t.before} ${was}, ${t.afterwards} ${is}`}
                lines={() => [
                  [t.rule, `${t.figureRules[name]} ${t.smallRule}`],
                  [t.difference, differenceWords(name, answer)],
                ]}
              />
            </td>
          </tr>
        );
      })}
    </tbody>
  </table>
);

/** The table as a file; what is not shown is empty. */
const whatIfCsv = (answer: Answer, words: string): string =>
  csv(
    ["change", "figure", "before", "after", "notice"],
    FIGURES.map((name) => [words, name, answer.before[name], answer.after[name], stated]),
  );
