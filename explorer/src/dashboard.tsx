import type { JSX } from "preact";
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
  const body = JSON.stringify({ query: String(document).replace(/\s+/g, " "), variables });
  const line = `curl -s ${location.origin}/graphql -H 'content-type: application/json' -d '${body.replaceAll("'", "'\\''")}'`;
  return (
    <details class="screen">
      <summary>{t.dashboard}</summary>
      <p>
        <strong>{t.graphql}</strong>
      </p>
      <pre tabIndex={0}>{String(document)}</pre>
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

/** The files of a thing; the table, where it is one. */
export function Downloads({ id, csv, svg }: { id: string; csv?: string | undefined; svg?: () => void }): JSX.Element {
  return (
    <p class="screen downloads">
      <strong>{t.downloads}:</strong>{" "}
      {csv && (
        <a href={csv} download>
          {t.csv}
        </a>
      )}{" "}
      {svg && <button onClick={svg}>{t.svg}</button>}{" "}
      <a href={dataHref(id, ".ttl")} download>
        {t.turtle}
      </a>{" "}
      <a href={dataHref(id, ".jsonld")} download>
        {t.jsonld}
      </a>
    </p>
  );
}

export const coverageCsv = (roles: string[], asOf: string): string =>
  `/export/coverage.csv?${new URLSearchParams([["bom", "1"], ["asOf", asOf], ...roles.map((role) => ["role", role])])}`;
