import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { changed } from "./address";
import { Copy } from "./parts";
import { pinned, stated, t } from "./words";

/** A rule, a row, a source: what it is called, and its words; without words it is left out. */
export type Line = [name: string, words: string | null | undefined | false];

interface Props {
  /** What is explained, as a sentence: the letter begins with it. */
  about: string;
  /** Made when it is opened. */
  lines: () => Line[];
  /** What stands for the whole while it is closed; "Why?" when absent. */
  summary?: ComponentChildren;
  /** Of the same group only one is open. */
  group?: string;
  /** What else is shown when it is open, such as links to the rows. */
  rows?: () => ComponentChildren;
}

/** "Why?": opens what stands behind a number, in words that can be pasted into a letter. */
export function Why({ about, lines, summary, group, rows }: Props): JSX.Element {
  const [open, set] = useState(false);
  return (
    <details
      {...(summary ? {} : { class: "reason" })}
      {...(group ? { name: group } : {})}
      onToggle={(event) => set(event.currentTarget.open)}
    >
      {summary ? (
        <summary>
          {summary} <span class="why">{t.why}</span>
        </summary>
      ) : (
        <summary aria-label={`${t.why} ${about}`}>{t.why}</summary>
      )}
      {open && <Grounds about={about} lines={lines().filter(([, words]) => words)} rows={rows} />}
    </details>
  );
}

function Grounds({ about, lines, rows }: { about: string; lines: Line[]; rows: Props["rows"] }): JSX.Element {
  const letter = (): string =>
    [about, ...lines.map((line) => line.join(": ")), stated, location.origin + changed({ asOf: pinned })].join("\n");
  return (
    <>
      {lines.map(([name, words]) => (
        <p key={name}>
          <strong>{name}:</strong> <bdi>{words}</bdi>
        </p>
      ))}
      {rows?.()}
      <p>
        <small>{stated}</small>
      </p>
      <p class="screen">
        <Copy name={t.copyWords} words={letter} done={t.copiedWords} />
      </p>
    </>
  );
}
