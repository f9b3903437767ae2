import type { ComponentChildren, JSX } from "preact";
import { gapsFirst, STATUSES, type Coverage, type Needed, type Offer } from "./coverage";
import { useLater } from "./later";
import { level } from "./levels";
import { Link } from "./parts";
import { Heads } from "./table";
import { date, inReader, kind, labelOf, number, t } from "./words";
import { Why, type Line } from "./why";

/** A level needed, once for each scale. */
export const needed = ({ levels }: Needed): string =>
  levels.map((each) => level(each.level, each.scale)).join("; ") || t.anyLevel;

export const Mark = ({ status }: { status: Offer["status"] }): JSX.Element => (
  <span class={`mark ${status}`}>{t.status[status]}</span>
);

/** Four numbers, each of which opens its rule and its rows. */
export function Figures({ coverage, role }: { coverage: Coverage; role: string }): JSX.Element {
  const essential = coverage.offers.filter((offer) => offer.needed.essential);
  if (!coverage.offers.length) return <p class="answer">{t.noRequirements}</p>;
  return (
    <section class="answer">
      <p>{t.ofEssential(number(coverage.required), number(coverage.optional))}</p>
      <div class="figures">
        {STATUSES.toReversed().map((status) => {
          const rows = essential.filter((offer) => offer.status === status);
          return (
            <Why
              key={status}
              group="figures"
              about={`${role}: ${t.status[status]} ${t.of(number(rows.length), number(coverage.required))}`}
              lines={() => [
                [t.rule, t.rules[status]],
                [t.rows, rows.map((offer) => `${nameOf(offer.needed)} (${needed(offer.needed)})`).join("; ")],
                [t.statedBy, [...new Set(rows.flatMap((offer) => offer.needed.requirements.map(source)))].join("; ")],
              ]}
              summary={
                <>
                  <strong>{number(rows.length)}</strong> <Mark status={status} />
                </>
              }
              rows={() => <Linked needs={rows.map((offer) => offer.needed)} />}
            />
          );
        })}
      </div>
    </section>
  );
}

export const nameOf = (need: Needed): string => labelOf(need.competency).text;

/** Links to competencies, each with the level needed. */
export const Linked = ({ needs }: { needs: Needed[] }): JSX.Element => (
  <ul class="screen">
    {needs.map((need) => (
      <li key={need.competency.id}>
        <Link to={need.competency} />
      </li>
    ))}
  </ul>
);

const source = ({ source: stated, role }: Needed["requirements"][number]): string => stated ?? labelOf(role).text;

/** Who states a requirement, and what the level means: what "Why?" says of every requirement. */
export function statements({ competency, requirements, level: rank, scale }: Needed): Line[] {
  const meant = competency.descriptors.find(
    (each) => each.level.rank === rank && each.level.scale?.id === `Scale:${scale}`,
  );
  const said = requirements.map((row) =>
    [
      row.distance ? t.inheritedFrom(labelOf(row.role).text) : `${labelOf(row.role).text}, ${t.itself}`,
      level(row.level, row.scale),
      row.source,
      row.since && t.since(date(row.since)),
    ]
      .filter(Boolean)
      .join(" · "),
  );
  return [
    [t.statedBy, said.join("; ")],
    [t.descriptor, meant && inReader(meant.text)],
  ];
}

/** Why a requirement stands as it does: the rule, who states it, what the level means, the courses. */
export const WhyOffer = ({ offer }: { offer: Offer }): JSX.Element => (
  <Why
    about={`${nameOf(offer.needed)}: ${t.status[offer.status]}`}
    lines={() => [
      [t.required, `${needed(offer.needed)}, ${offer.needed.essential ? t.essential : t.optional}`],
      [t.rule, t.rules[offer.status]],
      ...statements(offer.needed),
      [t.which, offer.courses.map((course) => `${labelOf(course.module).text} (${courseWords(course)})`).join("; ")],
    ]}
  />
);

/** What a course does, in a few words: its kind, the level that it reaches, its hours, its mode. */
export const courseWords = (course: Offer["courses"][number]): string =>
  [
    kind(course.module.kind),
    course.toLevel == null ? t.notStatedHere : t.reaches(level(course.toLevel, course.scale)),
    course.hours != null && t.hours(number(course.hours)),
    kind(course.mode),
  ]
    .filter(Boolean)
    .join(" · ");

export function Courses({ offer }: { offer: Offer }): JSX.Element {
  if (!offer.courses.length) return <>–</>;
  return (
    <ul class="plain">
      {offer.courses.map((course) => (
        <li key={course.module.id}>
          <Link to={course.module} />
          <small> {courseWords(course)}</small>
        </li>
      ))}
    </ul>
  );
}

export interface Column {
  name: string;
  cell: (offer: Offer) => ComponentChildren;
}

const forOne = (): Column[] => [
  {
    name: t.required,
    cell: (offer) => (
      <>
        {needed(offer.needed)} <small>{offer.needed.essential ? t.essential : t.optional}</small>
      </>
    ),
  },
  {
    name: t.courses,
    cell: (offer) => (
      <>
        <Mark status={offer.status} />
        <WhyOffer offer={offer} />
      </>
    ),
  },
  { name: t.which, cell: (offer) => <Courses offer={offer} /> },
  { name: t.statedBy, cell: (offer) => <Stated offer={offer} /> },
];

function Stated({ offer }: { offer: Offer }): JSX.Element {
  return (
    <>
      {offer.needed.requirements.map((row) => (
        <div key={row.role.id}>
          {row.distance > 0 && (
            <>
              <span class="tag">{t.inherited}</span> <Link to={row.role} />{" "}
            </>
          )}
          <small>{row.source}</small>
        </div>
      ))}
    </>
  );
}

/** How many rows are drawn at once: what fits on a screen. The others follow when that is seen. */
const AT_ONCE = 40;

/** The rows to be drawn now. */
function useRows<T>(rows: T[]): T[] {
  const all = useLater();
  return all ? rows : rows.slice(0, AT_ONCE);
}

/** What a role needs, as a table that becomes a list where the page is narrow. */
export function Requirements({
  caption,
  offers,
  columns = forOne(),
  id,
}: {
  caption: string;
  offers: Offer[];
  columns?: Column[];
  id?: string;
}): JSX.Element {
  const rows = useRows(gapsFirst(offers));
  return (
    <table role="table" {...(id ? { id } : {})}>
      <caption>{caption}</caption>
      <Heads names={[t.competency, ...columns.map((column) => column.name)]} />
      <tbody role="rowgroup">
        {rows.map((offer) => (
          <tr role="row" key={offer.needed.competency.id}>
            <th role="rowheader" scope="row">
              <Link to={offer.needed.competency} />
              {offer.needed.competency.broader[0] && (
                <small>
                  {" "}
                  <Link to={offer.needed.competency.broader[0]} />
                </small>
              )}
            </th>
            {columns.map((column) => (
              <td role="cell" key={column.name} data-name={column.name}>
                {column.cell(offer)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
