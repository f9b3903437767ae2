import type { JSX } from "preact";
import { level, steps } from "./levels";
import { Link } from "./parts";
import { STANDINGS, type Evidence, type Judgement, type Readiness, type Standing } from "./record";
import { courseWords, Courses, Linked, Mark, nameOf, needed, statements } from "./requirements";
import type { Offer } from "./coverage";
import { Heads } from "./table";
import { Why, type Line } from "./why";
import { date, labelOf, number, own, t } from "./words";

export const Stands = ({ status }: { status: Standing }): JSX.Element => (
  <span class={`mark ${status}`}>{t.standing[status]}</span>
);

/** "7 of 12 met", and beside it what is short, not stated, not comparable; each opens its rule and rows. */
export function Standings({ judgements, readiness, of }: { judgements: Judgement[]; readiness: Readiness; of: string }): JSX.Element {
  if (!readiness.required) return <p class="answer">{t.noRequirements}</p>;
  const essential = judgements.filter((each) => each.needed.essential);
  return (
    <section class="answer">
      <p>{t.ofRequired(number(readiness.required))}</p>
      <div class="figures">
        {STANDINGS.toReversed().map((status) => {
          const rows = essential.filter((each) => each.status === status);
          const figure = status === "MET" ? t.of(number(rows.length), number(readiness.required)) : number(rows.length);
          return (
            <Why
              key={status}
              group="figures"
              about={`${of}: ${figure} ${t.standing[status]}`}
              lines={() => [
                [t.rule, `${t.readinessRule} ${t.standingRules[status]}`],
                [t.rows, rows.map((each) => `${nameOf(each.needed)} (${heldWords(each)}; ${needed(each.needed)})`).join("; ")],
              ]}
              summary={
                <>
                  <strong>{figure}</strong> <Stands status={status} />
                </>
              }
              rows={() => <Linked needs={rows.map((each) => each.needed)} />}
            />
          );
        })}
      </div>
    </section>
  );
}

const heldWords = ({ held, counted, needed: { scale, levels } }: Judgement): string =>
  held != null
    ? level(held, scale ?? levels[0]?.scale)
    : counted.length
      ? t.noLevel
      : t.unproven;

/** A piece of evidence, in words: of what source, at what level, since when, until when. */
const evidenceWords = (one: Evidence): string =>
  [
    own(t.sources, one.source ?? ""),
    one.level != null && level(one.level, one.scale),
    one.evidence,
    one.awarded && t.awarded(date(one.awarded)),
    one.expires && t.expires(date(one.expires)),
  ]
    .filter(Boolean)
    .join(" · ");

/** Why evidence does not count. */
function outWords({ reason, holding }: Judgement["leftOut"][number]): string {
  if (reason === "expired" && holding.expires) return t.expired(date(holding.expires));
  const by = /^voided by (.+)$/.exec(reason)?.[1];
  return by ? t.voided(by) : own(t.out, reason);
}

const outLine = (each: Judgement["leftOut"][number]): string => `${evidenceWords(each.holding)}: ${outWords(each)}`;

function reasons(judgement: Judgement, offer: Offer | undefined): Line[] {
  return [
    [t.required, `${needed(judgement.needed)}, ${judgement.needed.essential ? t.essential : t.optional}`],
    [t.held, heldWords(judgement)],
    [t.rule, t.standingRules[judgement.status]],
    [t.counts, judgement.counted.map(evidenceWords).join("; ")],
    [t.leftOut, judgement.leftOut.map(outLine).join("; ")],
    ...statements(judgement.needed),
    [t.courses, offer && t.status[offer.status]],
    [t.which, offer?.courses.map((each) => `${labelOf(each.module).text} (${courseWords(each)})`).join("; ")],
  ];
}

const missing = ({ status, held, needed: need }: Judgement): string => {
  const short = status === "GAP" && need.levels.length === 1 ? steps(need.level, held, need.scale) : null;
  return short ? t.levelsShort(number(short)) : "";
};

const order = ({ status, needed: { essential } }: Judgement): number =>
  STANDINGS.indexOf(status) + (essential ? 0 : STANDINGS.length);

const list = (lines: string[]): JSX.Element | string =>
  lines.length ? (
    <ul class="plain">
      {lines.map((line) => (
        <li key={line}>
          <bdi>{line}</bdi>
        </li>
      ))}
    </ul>
  ) : (
    "–"
  );

/** Held against required, a row a competency: what is short first. */
export function Against({ judgements, offers }: { judgements: Judgement[]; offers: Offer[] }): JSX.Element {
  const offered = new Map(offers.map((offer) => [offer.needed.competency.id, offer]));
  return (
    <table role="table">
      <caption>{t.heldAgainst}</caption>
      <Heads names={[t.competency, t.required, t.howItStands, t.counts, t.leftOut, t.courses]} />
      <tbody role="rowgroup">
        {judgements
          .toSorted((a, b) => order(a) - order(b))
          .map((each) => (
            <Row key={each.needed.competency.id} judgement={each} offer={offered.get(each.needed.competency.id)} />
          ))}
      </tbody>
    </table>
  );
}

function Row({ judgement, offer }: { judgement: Judgement; offer: Offer | undefined }): JSX.Element {
  const { needed: need, status, counted, leftOut } = judgement;
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        <Link to={need.competency} />
      </th>
      <td role="cell" data-name={t.required}>
        {needed(need)} <small>{need.essential ? t.essential : t.optional}</small>
      </td>
      <td role="cell" data-name={t.howItStands}>
        <Stands status={status} />{" "}
        <small>{[missing(judgement), judgement.held != null && `${t.held}: ${heldWords(judgement)}`].filter(Boolean).join(" · ")}</small>
        <Why about={`${nameOf(need)}: ${t.standing[status]}`} lines={() => reasons(judgement, offer)} />
      </td>
      <td role="cell" data-name={t.counts}>
        {list(counted.map(evidenceWords))}
      </td>
      <td role="cell" data-name={t.leftOut}>
        {list(leftOut.map(outLine))}
      </td>
      <td role="cell" data-name={t.courses}>
        {offer ? (
          <>
            <Mark status={offer.status} />
            <Courses offer={offer} />
          </>
        ) : (
          "–"
        )}
      </td>
    </tr>
  );
}
