import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { href, hrefOf, type Place } from "./address";
import { forget, useAnswer } from "./ask";
import { Decide } from "./decide";
import { DRAFTS, properties, REVIEW, type Difference, type Draft, type Review as Found } from "./drafts";
import { useTitle, type Common, type Screen } from "./frame";
import { fromOf, Paged } from "./paged";
import { Await, Heading, Nothing } from "./parts";
import { Propose } from "./propose";
import { Heads } from "./table";
import { Why } from "./why";
import { date, number, own, t } from "./words";

const MOST = 100;

/** What awaits a decision; one draft with its changes, findings and effect; how to propose another. */
export const Review: Screen = ({ place, common }) => {
  const [times, again] = useState(0);
  const anew = (): void => {
    forget();
    again(times + 1);
  };
  return place.id ? <One key={`${place.id}${times}`} place={place} anew={anew} /> : <All key={times} common={common} />;
};

function All({ common }: { common: Common }): JSX.Element {
  useTitle(t.review);
  const answer = useAnswer(DRAFTS, {});
  return (
    <>
      <Heading>{t.review}</Heading>
      <p>{t.reviewLead}</p>
      <Await answer={answer}>
        {({ awaiting, all }) => (
          <>
            <h2>{t.awaiting}</h2>
            {awaiting?.length ? <Drafts caption={t.awaiting} drafts={awaiting} /> : <p role="status">{t.nothingAwaits}</p>}
            {!!all?.length && <Drafts caption={t.allDrafts} drafts={all} />}
          </>
        )}
      </Await>
      <Propose frameworks={common.frameworks} />
    </>
  );
}

const Drafts = ({ caption, drafts }: { caption: string; drafts: Draft[] }): JSX.Element => (
  <table role="table">
    <caption>{caption}</caption>
    <Heads names={[t.draftWhy, t.draftState, t.author, t.changesCount, t.changedOn]} />
    <tbody role="rowgroup">
      {drafts.map((draft) => (
        <tr role="row" key={draft.id}>
          <th role="rowheader" scope="row">
            <a href={href("review", draft.id)}>
              <bdi>{draft.reason || draft.id}</bdi>
            </a>
          </th>
          <td role="cell" data-name={t.draftState}>
            {t.states[draft.state]}
          </td>
          <td role="cell" data-name={t.author}>
            {draft.author}
          </td>
          <td role="cell" data-name={t.changesCount}>
            {number(draft.changes)}
          </td>
          <td role="cell" data-name={t.changedOn}>
            {date(draft.at)}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

function One({ place, anew }: { place: Place; anew: () => void }): JSX.Element {
  const answer = useAnswer(REVIEW, { id: place.id, first: MOST, offset: fromOf(place) - 1 });
  const title = answer.data?.draft?.draft.reason || t.review;
  useTitle(title);
  if (answer.error?.name === "Nowhere") return <Nothing id={place.id} />;
  return (
    <Await answer={answer}>
      {({ draft: found }) =>
        found ? (
          <>
            <p class="kind">
              <a href={href("review")}>{t.review}</a>
            </p>
            <Heading>
              <bdi>{title}</bdi>
            </Heading>
            <About draft={found.draft} />
            <Decide review={found} anew={anew} />
            <Hindrances review={found} />
            <Differences place={place} rows={found.differences} of={found.draft.changes} about={title} />
            <Steps steps={found.draft.steps} />
          </>
        ) : (
          <Nothing id={place.id} />
        )
      }
    </Await>
  );
}

const About = ({ draft }: { draft: Draft }): JSX.Element => (
  <p class="answer">
    <strong>{t.states[draft.state]}</strong> · {t.author}: {draft.author} · {t.draftSource}: {draft.source} ·{" "}
    {t.changesOf(number(draft.changes))}
  </p>
);

/** What stands in the way of an approval. */
function Hindrances({ review: { findings, overtaken } }: { review: Found }): JSX.Element {
  return (
    <section>
      <h2>{t.findings}</h2>
      {!findings.length && !overtaken.length && <p>{t.noFindings}</p>}
      <ul>
        {findings.map((each, i) => (
          <li key={i}>
            <bdi>{[each.at, each.reason, each.value, each.suggestion].filter(Boolean).join(" · ")}</bdi>
          </li>
        ))}
        {overtaken.map((each, i) => (
          <li key={i}>
            {t.overtaken(each.thing)}{" "}
            {properties({ before: each.proposedOn, after: each.now }).map((one) => `${one.name}: ${one.was || "–"} → ${one.is || "–"}`).join("; ")}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Each change with what it touches. */
function Differences({ place, rows, of, about }: { place: Place; rows: Difference[]; of: number; about: string }): JSX.Element {
  const more = fromOf(place) + rows.length <= of;
  return (
    <Paged place={place} rows={rows.length} of={of} next={more ? {} : null}>
      <table role="table">
        <caption>{t.differences}</caption>
        <Heads names={[t.changedThing, t.changeKind, t.wasStated, t.wouldBe, t.effect]} />
        <tbody role="rowgroup">
          {rows.map((row, i) => (
            <DifferenceRow key={i} row={row} about={about} />
          ))}
        </tbody>
      </table>
    </Paged>
  );
}

function DifferenceRow({ row, about }: { row: Difference; about: string }): JSX.Element {
  const said = properties(row);
  const lines = (which: "was" | "is"): string =>
    said.filter((each) => each[which]).map((each) => `${own(t.fact, each.name)}: ${each[which]}`).join("; ") || "–";
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        <a href={hrefOf(row.thing)}>
          <bdi>{row.title || row.thing}</bdi>
        </a>
        {row.other && (
          <small>
            {" → "}
            <a href={hrefOf(row.other)}>
              <bdi>{row.otherTitle || row.other}</bdi>
            </a>
          </small>
        )}
      </th>
      <td role="cell" data-name={t.changeKind}>
        {own(t.differenceKinds, row.kind)} <small>{row.type}</small>
      </td>
      <td role="cell" data-name={t.wasStated}>
        <bdi>{lines("was")}</bdi>
      </td>
      <td role="cell" data-name={t.wouldBe}>
        <bdi>{lines("is")}</bdi>
      </td>
      <td role="cell" data-name={t.effect}>
        {effect(row.effect)}
        <Why
          about={`${about}: ${row.title || row.thing}${row.other ? ` → ${row.otherTitle || row.other}` : ""}, ${own(t.differenceKinds, row.kind)}: ${effect(row.effect)}`}
          lines={() => [
            [t.rule, t.effectRule],
            [t.wasStated, lines("was")],
            [t.wouldBe, lines("is")],
          ]}
        />
      </td>
    </tr>
  );
}

const effect = ({ roles, modules, officers, officersHidden }: Difference["effect"]): string =>
  t.touched(number(roles), number(modules), officersHidden ? t.fewOfficers : number(officers ?? 0));

const Steps = ({ steps }: { steps: Found["draft"]["steps"] }): JSX.Element => (
  <section>
    <h2>{t.stepsTaken}</h2>
    <ul>
      {steps.map((step) => (
        <li key={step.at + step.action}>
          {[date(step.at), t.actions[step.action], step.by, step.reason].filter(Boolean).join(" · ")}
        </li>
      ))}
    </ul>
  </section>
);
