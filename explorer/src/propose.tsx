import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { go, href } from "./address";
import { forget } from "./ask";
import { workbookHref } from "./dashboard";
import type { Common } from "./frame";
import { labelOf, t } from "./words";

/** A framework as a workbook, and an edited one as a draft of its changes: nothing is loaded. */
export function Propose({ frameworks }: Pick<Common, "frameworks">): JSX.Element {
  const [said, say] = useState("");
  const send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    say(t.loading);
    await proposed(given).then(
      (id) => {
        forget();
        go(href("review", id));
      },
      (error: Error) => say(`${t.notDone} ${error.message}`),
    );
  };
  return (
    <section class="screen">
      <h2>{t.propose}</h2>
      <p>{t.proposeLead}</p>
      <ul>
        {frameworks.map((each) => (
          <li key={each.id}>
            <a href={workbookHref(each.id)} download>
              {t.workbookOf(labelOf(each).text)}
            </a>
          </li>
        ))}
      </ul>
      <form onSubmit={send} class="propose">
        <label>
          {t.file} <input type="file" name="file" required />
        </label>
        <label>
          {t.reasonFor} <input type="search" name="reason" required autocomplete="off" />
        </label>
        <label>
          {t.restates} <input type="search" name="origin" autocomplete="off" spellcheck={false} />
        </label>
        <button>{t.proposeIt}</button>
      </form>
      {said && <p role="alert">{said}</p>}
    </section>
  );
}

/** The id of the draft that the service made of a file; an Error with its reason where it made none. */
async function proposed(given: FormData): Promise<string> {
  const file = given.get("file") as File;
  const origin = String(given.get("origin")).trim();
  const asked = new URLSearchParams({ name: file.name, reason: String(given.get("reason")), ...(origin ? { o: `origin=${origin}` } : {}) });
  const headers = { "content-type": "application/octet-stream" };
  const response = await fetch(`/draft/auto?${asked}`, { method: "POST", headers, body: file }).catch(() => null);
  if (!response) throw new Error(t.offline);
  const text = await response.text();
  const answer = (text.startsWith("{") ? JSON.parse(text) : { message: text }) as { id?: string; message?: string; error?: string };
  if (!response.ok || !answer.id) throw new Error(answer.message ?? answer.error ?? `HTTP ${response.status}`);
  return answer.id;
}
