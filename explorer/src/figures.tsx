import type { ComponentChildren, JSX } from "preact";
import type { Answer } from "./ask";
import { Await, Heading, Nothing } from "./parts";
import { number, t } from "./words";

/** Figures about people: themselves; where they are closed, that they are and what to ask for. */
export function Figured<R>({ answer, title, id, children }: { answer: Answer<R>; title: string; id: string; children: (data: R) => ComponentChildren }): JSX.Element {
  const failed = answer.error?.name;
  if (failed === "Nowhere") return <Nothing id={id} />;
  if (failed !== "Forbidden") return <Await answer={answer}>{children}</Await>;
  return (
    <>
      {title && <Heading>{title}</Heading>}
      <p class="error" role="alert">
        {t.figuresClosed}
      </p>
    </>
  );
}

/** A number, or that it is not shown. */
export const shown = (value: number | null | undefined): string => (value == null ? t.notShown : number(value));
