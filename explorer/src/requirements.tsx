import type { ComponentChildren, JSX } from "preact";
import { gapsFirst, STATUSES, type Coverage, type Offer } from "./coverage";
import { Link, Words } from "./parts";
import { date, kind, level, number, t } from "./words";

/** A level needed, once for each scale. */
export const needed = ({ needed: { levels } }: Offer): string =>
  levels.map((each) => level(each.level, each.scale)).join("; ") || t.anyLevel;

export const Mark = ({ status }: { status: Offer["status"] }): JSX.Element => (
  <span class={`mark ${status}`}>{t.status[status]}</span>
);

/** Four numbers, each of which opens its rule and its rows. */
export function Figures({ coverage }: { coverage: Coverage }): JSX.Element {
  const essential = coverage.offers.filter((offer) => offer.needed.essential);
  if (!coverage.offers.length) return <p class="answer">{t.noRequirements}</p>;
  return (
    <section class="answer">
      <p>{t.ofEssential(number(coverage.required), number(coverage.optional))}</p>
      <div class="figures">
        {STATUSES.toReversed().map((status) => {
          const rows = essential.filter((offer) => offer.status === status);
          return (
            <details key={status} name="figures">
              <summary>
                <strong>{number(rows.length)}</strong> <Mark status={status} /> <span class="why">{t.why}</span>
              </summary>
              <p>{t.rules[status]}</p>
              <ul>
                {rows.map((offer) => (
                  <li key={offer.needed.competency.id}>
                    <Link to={offer.needed.competency} /> · {needed(offer)}
                  </li>
                ))}
              </ul>
            </details>
          );
        })}
      </div>
    </section>
  );
}

/** Why a requirement stands as it does: the rule, who states it, what the level means. */
export function Why({ offer }: { offer: Offer }): JSX.Element {
  const { competency, requirements, level: rank, scale } = offer.needed;
  const meant = competency.descriptors.find(
    (each) => each.level.rank === rank && each.level.scale?.id === `Scale:${scale}`,
  );
  return (
    <details class="reason">
      <summary aria-label={`${t.why} ${competency.title}`}>{t.why}</summary>
      <p>
        <strong>{t.rule}:</strong> {t.rules[offer.status]}
      </p>
      <ul>
        {requirements.map((row) => (
          <li key={row.role.id}>
            {row.distance ? t.inheritedFrom("") : t.itself} <Link to={row.role} /> · {level(row.level, row.scale)}
            {row.source && ` · ${row.source}`}
            {row.since && ` · ${t.since(date(row.since))}`}
          </li>
        ))}
      </ul>
      {meant && (
        <p>
          <strong>{t.descriptor}:</strong>{" "}
          {meant.text.map((text) => (
            <Words key={text.lang} of={text} />
          ))}
        </p>
      )}
    </details>
  );
}

export function Courses({ offer }: { offer: Offer }): JSX.Element {
  if (!offer.courses.length) return <>–</>;
  return (
    <ul class="plain">
      {offer.courses.map((course) => (
        <li key={course.module.id}>
          <Link to={course.module} />
          <small>
            {" "}
            {[
              kind(course.module.kind),
              course.toLevel == null ? t.notStatedHere : t.reaches(level(course.toLevel, course.scale)),
              course.hours != null && t.hours(number(course.hours)),
              kind(course.mode),
            ]
              .filter(Boolean)
              .join(" · ")}
          </small>
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
        {needed(offer)} <small>{offer.needed.essential ? t.essential : t.optional}</small>
      </>
    ),
  },
  {
    name: t.courses,
    cell: (offer) => (
      <>
        <Mark status={offer.status} />
        <Why offer={offer} />
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
  return (
    <table role="table" {...(id ? { id } : {})}>
      <caption>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">
            {t.competency}
          </th>
          {columns.map((column) => (
            <th role="columnheader" key={column.name} scope="col">
              {column.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {gapsFirst(offers).map((offer) => (
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
