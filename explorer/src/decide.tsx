import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ask } from "./ask";
import { APPROVE, REJECT, SUBMIT, type Review } from "./drafts";
import { t } from "./words";

type Act = (reason: string) => Promise<unknown>;

/** What can be done with a draft in its state; the service decides whether this reader may, and says why not. */
function acts({ draft: { id, revision, state } }: Review): [name: string, act: Act, wantsReason: boolean][] {
  const seen = { id, revision };
  if (state === "DRAFT") return [[t.submit, () => ask(SUBMIT, seen), false]];
  if (state !== "L1" && state !== "L2") return [];
  return [
    [t.approve, (reason) => ask(APPROVE, { ...seen, reason }), false],
    [t.reject, (reason) => ask(REJECT, { ...seen, reason }), true],
  ];
}

/** The decision on a draft, with its reason. */
export function Decide({ review, anew }: { review: Review; anew: () => void }): JSX.Element | null {
  const [reason, write] = useState("");
  const [said, say] = useState("");
  const possible = acts(review);
  if (!possible.length) return null;
  const run = (act: Act, wantsReason: boolean) => async (): Promise<void> => {
    if (wantsReason && !reason.trim()) return say(t.reasonWanted);
    say(t.loading);
    await act(reason.trim()).then(anew, (error: Error) => say(refusal(error)));
  };
  return (
    <section class="screen answer">
      <p>{review.awaitsMe ? t.awaitsYou : t.awaitsOthers}</p>
      <label>
        {t.reasonFor} <textarea value={reason} onInput={(event) => write(event.currentTarget.value)} />
      </label>
      <p>
        {possible.map(([name, act, wants]) => (
          <>
            <button key={name} onClick={run(act, wants)}>
              {name}
            </button>{" "}
          </>
        ))}
      </p>
      {said && <p role="alert">{said}</p>}
    </section>
  );
}

/** Why the service refused, in its own words; what failed on the way there, in ours. */
const refusal = ({ name, message }: Error): string =>
  ({ Offline: t.offline, Slow: t.slow })[name] ?? `${t.notDone} ${message}`;
