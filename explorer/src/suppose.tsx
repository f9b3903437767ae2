import type { ResultOf } from "gql.tada";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { changed, go, typed } from "./address";
import { level, levelsOf } from "./levels";
import { Link } from "./parts";
import { SearchBox } from "./search";
import { KINDS, kindOf, type NAMED } from "./supposed";
import { labelOf, t, type Text } from "./words";

/** The things that a change names; those that are chosen. */
export type Named = Partial<ResultOf<typeof NAMED>>;
type Query = URLSearchParams;

const set = (values: Record<string, string>): void => go(changed(values));
const NOTHING = { level: "", scale: "", essential: "", from: "", to: "", hours: "" };

/** The form of a change; each choice is in the address, and the answer follows it. */
export function Suppose({ query, named }: { query: Query; named: Named }): JSX.Element {
  const kind = kindOf(query);
  return (
    <fieldset class="filters screen suppose">
      <legend>{t.change}</legend>
      <Choice
        label={t.kindOfChange}
        value={kind}
        options={KINDS.map((each) => [each, t.changeKinds[each]])}
        pick={(chosen) => set({ kind: chosen, ...NOTHING, ...(kept(chosen) ? {} : { competency: "" }) })}
      />
      {kind === "REQUIRE" || kind === "DROP" ? (
        <OfRole query={query} named={named} added={kind === "REQUIRE"} />
      ) : kind === "COMMISSION" ? (
        <OfNew query={query} named={named} />
      ) : (
        <OfCourse query={query} named={named} again={kind === "REDESIGN"} />
      )}
    </fieldset>
  );
}

/** Whether the competency that was chosen still fits another kind of change. */
const kept = (kind: string): boolean => kind === "REQUIRE" || kind === "COMMISSION";

interface ChoiceProps {
  label: string;
  value: string;
  options: [value: string, words: string][];
  pick: (value: string) => void;
}

const Choice = ({ label, value, options, pick }: ChoiceProps): JSX.Element => (
  <label>
    {label}{" "}
    <select value={value} onChange={(event) => pick(event.currentTarget.value)}>
      {options.map(([each, words]) => (
        <option key={each} value={each}>
          {words}
        </option>
      ))}
    </select>
  </label>
);

interface ThingProps {
  name: "role" | "competency" | "module";
  type: string;
  thing: { id: string; title: string; label: Text | null } | null | undefined;
  query: Query;
  label?: string;
  children?: ComponentChildren;
}

/** A thing of the change: chosen by search, or what is chosen and the way to another. */
function Thing({ name, type, thing, query, label = t.types[type.toLowerCase()]!, children }: ThingProps): JSX.Element {
  const pick = (id: string): void => set({ [name]: typed(id)[1], ...NOTHING, ...(name === "competency" ? {} : cleared(query)) });
  if (!query.get(name))
    return (
      <div class="thing">
        {children}
        <SearchBox label={label} types={[type]} pick={pick} />
      </div>
    );
  return (
    <p class="thing">
      {t.types[type.toLowerCase()]}: {thing ? <Link to={thing} /> : query.get(name)}{" "}
      <a class="button" href={changed({ [name]: "", ...NOTHING })}>
        {t.another}
      </a>
    </p>
  );
}

/** A competency chosen for one role or course does not go with the next. */
const cleared = (query: Query): Record<string, string> => (kindOf(query) === "COMMISSION" ? {} : { competency: "" });

/** What a role requires: one of its own competencies, or another one. */
function OfRole({ query, named, added }: { query: Query; named: Named; added: boolean }): JSX.Element {
  const needs = (named.role?.coverage.offers ?? []).map((offer) => offer.needed);
  const own = needs.filter((need) => added || need.requirements.some((row) => !row.distance));
  const now = needs.find((need) => typed(need.competency.id)[1] === query.get("competency"));
  const options = own.map((need): [string, string] => [
    typed(need.competency.id)[1],
    `${labelOf(need.competency).text} (${need.levels.map((each) => level(each.level, each.scale)).join("; ") || t.anyLevel})`,
  ]);
  const choice = (
    <Choice label={t.ofTheRole} value="" options={[["", t.choose], ...options]} pick={(competency) => set({ competency, ...NOTHING })} />
  );
  const scales = now?.levels.map((each) => each.scale) ?? [];
  return (
    <>
      <Thing name="role" type="Role" thing={named.role} query={query} />
      {named.role &&
        (added || query.get("competency") ? (
          <Thing name="competency" type="Competency" thing={named.competency} query={query} label={t.orAnother}>
            {choice}
          </Thing>
        ) : (
          choice
        ))}
      {named.competency && now && (
        <p class="thing">
          {t.nowStated(now.levels.map((each) => level(each.level, each.scale)).join("; ") || t.anyLevel)},{" "}
          {now.essential ? t.essential : t.optional}
        </p>
      )}
      {added && named.competency && (
        <>
          <Level label={t.newLevel} name="level" query={query} scales={scales.length ? scales : scalesOf(named)} first={[["", t.choose], ["any", t.anyLevel]]} />
          <Choice
            label={t.weight}
            value={query.get("essential") ?? ""}
            options={[["", t.asNow], ["1", t.essential], ["0", t.optional]]}
            pick={(essential) => set({ essential })}
          />
        </>
      )}
    </>
  );
}

/** A course that there is not yet: a planned one, or a new one on a competency. */
const OfNew = ({ query, named }: { query: Query; named: Named }): JSX.Element => (
  <>
    {!query.get("module") && <Thing name="competency" type="Competency" thing={named.competency} query={query} />}
    {!query.get("competency") && <Thing name="module" type="Module" thing={named.module} query={query} label={t.plannedCourse} />}
    {named.competency && !query.get("module") && <Reach query={query} scales={scalesOf(named)} />}
  </>
);

/** A course that there is: retired, or leading elsewhere. */
function OfCourse({ query, named, again }: { query: Query; named: Named; again: boolean }): JSX.Element {
  const covers = named.module?.covers ?? [];
  const options = covers.map(({ competency, fromLevel, toLevel, scale }): [string, string] => [
    typed(competency.id)[1],
    `${labelOf(competency).text} (${fromLevel == null ? "" : `${level(fromLevel, scale)} – `}${toLevel == null ? t.unstated : level(toLevel, scale)})`,
  ]);
  const scales = covers.flatMap((each) => (typed(each.competency.id)[1] === query.get("competency") && each.scale ? [each.scale] : []));
  return (
    <>
      <Thing name="module" type="Module" thing={named.module} query={query} />
      {again && named.module && (
        <Choice
          label={t.ofTheCourse}
          value={query.get("competency") ?? ""}
          options={[["", t.choose], ...options]}
          pick={(competency) => set({ competency, ...NOTHING })}
        />
      )}
      {again && named.competency && <Reach query={query} scales={scales.length ? scales : scalesOf(named)} />}
    </>
  );
}

/** The scales on which a competency is required or built; without any, every scale there is. */
const scalesOf = ({ competency }: Named): (string | null)[] =>
  [...(competency?.requiredBy.nodes ?? []), ...(competency?.coveredBy.nodes ?? [])].map((each) => each.scale);

/** From where a course leads, whereto, and in how many hours. */
const Reach = ({ query, scales }: { query: Query; scales: (string | null)[] }): JSX.Element => (
  <>
    <Level label={t.from} name="from" query={query} scales={scales} first={[["", t.fromNone]]} />
    <Level label={t.to} name="to" query={query} scales={scales} first={[["", t.choose]]} />
    <label>
      {t.hoursOf}{" "}
      <Hours value={query.get("hours") ?? ""} pick={(hours) => set({ hours })} />
    </label>
  </>
);

interface LevelProps {
  label: string;
  name: "level" | "from" | "to";
  query: Query;
  scales: (string | null)[];
  first: [value: string, words: string][];
}

/** A level of the scales that fit. */
function Level({ label, name, query, scales, first }: LevelProps): JSX.Element {
  const fit = [...new Set(scales.filter((each) => each != null))];
  const levels = fit.length ? fit.flatMap((each) => levelsOf(each)) : levelsOf();
  const found = query.get(name) ?? "";
  const at = levels.find((each) => String(each.value) === found && each.scale === query.get("scale"));
  return (
    <Choice
      label={label}
      value={at ? `${found}@${at.scale}` : found}
      options={[...first, ...levels.map((each): [string, string] => [`${each.value}@${each.scale}`, each.words])]}
      pick={(chosen) => {
        const [value = "", scale] = chosen.split(/@(.*)/s);
        set({ [name]: value, ...(scale ? { scale } : {}) });
      }}
    />
  );
}

/** What is typed stays while an answer arrives, and counts when the field is left. */
function Hours({ value, pick }: { value: string; pick: (hours: string) => void }): JSX.Element {
  const [text, type] = useState(value);
  useEffect(() => type(value), [value]);
  return (
    <input
      type="number"
      min="0"
      max="9999"
      step="0.5"
      value={text}
      onInput={(event) => type(event.currentTarget.value)}
      onChange={(event) => pick(event.currentTarget.value)}
    />
  );
}
