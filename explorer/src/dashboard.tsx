import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { dataHref } from "./address";
import type { Document } from "./graphql";
import { t } from "./words";

/** What a page shows, for a program: the question, the line that asks it, the address of the table. */
export function Dashboard<R, V>({
  document,
  variables,
  csv,
}: {
  document: Document<R, V>;
  variables: V;
  csv?: string | undefined;
}): JSX.Element {
  const [text, tell] = useState("");
  const open = (): void => void textOf(document).then(tell, (error: Error) => tell(error.message));
  const body = JSON.stringify({ query: text.replace(/\s+/g, " "), variables });
  const line = `curl -s ${location.origin}/graphql -H 'content-type: application/json' -d '${body.replaceAll("'", "'\\''")}'`;
  return (
    <details class="screen" onToggle={open}>
      <summary>{t.dashboard}</summary>
      <p>
        <strong>{t.graphql}</strong>
      </p>
      <pre tabIndex={0}>{text}</pre>
      <pre tabIndex={0}>{JSON.stringify(variables)}</pre>
      <p>
        <strong>{t.curl}</strong>
      </p>
      <pre tabIndex={0}>{line}</pre>
      {csv && (
        <>
          <p>
            <strong>{t.address}</strong>
          </p>
          <pre tabIndex={0}>{location.origin + csv}</pre>
        </>
      )}
    </details>
  );
}

/** The text of a question, which the script knows by its hash only. */
async function textOf(document: unknown): Promise<string> {
  const answer = await fetch("/static/explorer/documents.json");
  const texts = (await answer.json()) as Record<string, string>;
  return texts[String(document)] ?? "";
}

interface FilesProps {
  csv?: string | undefined;
  svg?: () => void;
  /** What else can be taken. */
  children?: ComponentChildren;
}

/** The files of a page: its table and its picture. */
export function Files({ csv, svg, children }: FilesProps): JSX.Element {
  return (
    <p class="screen downloads">
      <strong>{t.downloads}:</strong>{" "}
      {csv && (
        <a href={csv} download>
          {t.csv}
        </a>
      )}{" "}
      {svg && <button onClick={svg}>{t.svg}</button>} {children}
    </p>
  );
}

/** The address of a role's or framework's workbook. */
export const workbookHref = (id: string): string => dataHref(id, ".xlsx").replace("/id/", "/workbook/");

/** The files of a thing: those of its page, a workbook to edit, and the thing itself as linked data. */
export const Downloads = ({ id, workbook, ...files }: FilesProps & { id: string; workbook?: boolean }): JSX.Element => (
  <Files {...files}>
    {workbook && (
      <>
        <a href={workbookHref(id)} download>
          {t.workbook}
        </a>{" "}
      </>
    )}
    <a href={dataHref(id, ".ttl")} download>
      {t.turtle}
    </a>{" "}
    <a href={dataHref(id, ".jsonld")} download>
      {t.jsonld}
    </a>
  </Files>
);

export const coverageCsv = (roles: string[], asOf: string): string =>
  `/export/coverage.csv?${new URLSearchParams([["bom", "1"], ["asOf", asOf], ...roles.map((role) => ["role", role])])}`;
