import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { hrefOf } from "./address";
import type { Answer } from "./ask";
import { labelOf, t, type Text } from "./words";

/** Text from the data: its own language and direction, never markup. */
export const Words = ({ of }: { of: Text }): JSX.Element => (
  <bdi {...(of.lang ? { lang: of.lang } : {})}>{of.text}</bdi>
);

interface Named {
  id: string;
  title: string;
  label: Text | null;
}

export const Link = ({ to }: { to: Named }): JSX.Element => (
  <a href={hrefOf(to.id)}>
    <Words of={labelOf(to)} />
  </a>
);

export const Loading = (): JSX.Element => (
  <p class="loading" role="status">
    {t.loading}
  </p>
);

/** What is drawn of an answer: itself, that it is on its way, or what failed and what to do. */
export function Await<R>({
  answer,
  children,
}: {
  answer: Answer<R>;
  children: (data: R) => ComponentChildren;
}): JSX.Element {
  if (answer.data) return <>{children(answer.data)}</>;
  return answer.error ? <Failure of={answer} /> : <Loading />;
}

/** What failed of an answer, and the way to try again; nothing where nothing did. */
export const Failure = ({ of: { error, again } }: { of: Answer<unknown> }): JSX.Element => (
  <>{error && <Failed words={failure(error)} message={error.name === "Refused" ? error.message : ""} again={again} />}</>
);

/** What failed, in words. */
export const failure = ({ name }: Error): string =>
  ({ Offline: t.offline, Slow: t.slow, Forbidden: t.closed })[name] ?? t.refused;

/** What failed, in words, and the way to try again. */
export const Failed = ({
  words,
  message,
  again,
}: {
  words: string;
  message?: string;
  again: () => void;
}): JSX.Element => (
  <div class="error" role="alert">
    <p>{words}</p>
    {message && (
      <p>
        <code>{message}</code>
      </p>
    )}
    <button onClick={again}>{t.again}</button>
  </div>
);

let path = location.pathname;
let arriving = false;

/** Called when the address changed: on another page the reading will start at its heading. */
export function arrive(): void {
  arriving ||= path !== location.pathname;
  path = location.pathname;
}

/** A page's heading: it takes the focus when one comes to the page, and back returns to where one was. */
export function Heading({ children }: { children: ComponentChildren }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!arriving) return;
    arriving = false;
    heading.current!.focus({ preventScroll: true });
    scrollTo(0, (history.state as { y?: number } | null)?.y ?? 0);
  }, [location.pathname]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}

/** A button that copies words; where there is no clipboard they are shown, to be copied by hand. */
export function Copy({ name, words, done }: { name: string; words: () => string; done: string }): JSX.Element {
  const [said, say] = useState("");
  const [shown, show] = useState("");
  const copy = async (): Promise<void> => {
    const copied = navigator.clipboard?.writeText(words()).then(
      () => done,
      () => "",
    ); // without a secure context there is no clipboard
    const result = await copied;
    say(result || t.copyThis);
    show(result ? "" : words());
  };
  useEffect(() => say(""), [done]);
  return (
    <>
      <button onClick={copy}>{name}</button> <span role="status">{said}</span>
      {shown && <textarea readOnly aria-label={t.copyThis} value={shown} />}
    </>
  );
}

/** A page that is not: what was asked for and where to go. */
export const Nothing = ({ id }: { id: string }): JSX.Element => (
  <>
    <Heading>{id ? t.nothing(id) : t.noPage}</Heading>
    <p>{t.nothingHint}</p>
  </>
);
