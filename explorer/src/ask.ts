import { useEffect, useState } from "preact/hooks";
import type { Document } from "./graphql";

const PATIENCE = 30_000;
const FRESH = 60_000;
const kept = new Map<string, { at: number; data: unknown }>();
const early = new Map<string, Promise<unknown>>();

function bodyOf(document: unknown, variables: unknown): string {
  const [operationName, documentId] = String(document).split(" ");
  return JSON.stringify({ operationName, documentId, variables });
}

/** Ask before there is anything to show the answer: whoever asks the same first is given it. */
export function askEarly<R, V>(document: Document<R, V>, variables: V): void {
  const answer = ask(document, variables);
  early.set(bodyOf(document, variables), answer);
  answer.catch(() => {}).finally(() => early.delete(bodyOf(document, variables))); // it is kept, or asked anew
}

/** The answer to a question; an Error whose `name` says what failed: Offline, Slow, Forbidden, Nowhere, Refused. */
export async function ask<R, V>(document: Document<R, V>, variables: V, signal?: AbortSignal): Promise<R> {
  const body = bodyOf(document, variables);
  const coming = early.get(body);
  early.delete(body);
  if (coming) return coming as Promise<R>;
  const found = kept.get(body);
  if (found && Date.now() - found.at < FRESH) return found.data as R;
  const patience = AbortSignal.timeout(PATIENCE);
  const headers = { "content-type": "application/json", accept: "application/json" };
  const response = await fetch("/graphql", {
    method: "POST",
    headers,
    body,
    signal: signal ? AbortSignal.any([signal, patience]) : patience,
  }).catch((error: Error) => {
    throw named(
      error.name === "TimeoutError" ? "Slow" : error.name === "AbortError" ? "AbortError" : "Offline",
      error.message,
    );
  });
  const answer = (await response.json().catch(() => ({}))) as { data?: R; errors?: Refusal[] };
  const refusal = answer.errors?.[0];
  if (refusal || !answer.data)
    throw named(
      { FORBIDDEN: "Forbidden", NOT_FOUND: "Nowhere" }[refusal?.extensions?.code ?? ""] ?? "Refused",
      refusal?.message ?? `HTTP ${response.status}`,
    );
  kept.delete(body);
  kept.set(body, { at: Date.now(), data: answer.data });
  if (kept.size > 60) kept.delete(kept.keys().next().value!);
  return answer.data;
}

/** What was asked before is asked anew: something was written. */
export const forget = (): void => kept.clear();

interface Refusal {
  message: string;
  extensions?: { code?: string };
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

export interface Answer<R> {
  data?: R;
  error?: Error;
  again: () => void;
}

/** The answer as it arrives; at once, without a flash, where it was asked a moment ago. Nothing is asked without variables. */
export function useAnswer<R, V>(document: Document<R, V>, variables: V | null): Answer<R> {
  const key = JSON.stringify([document, variables]);
  const [state, set] = useState<{ key: string; data?: R; error?: Error }>({ key: "" });
  const [tries, setTries] = useState(0);
  const found = kept.get(bodyOf(document, variables));
  useEffect(() => {
    if (!variables) return;
    const stop = new AbortController();
    ask(document, variables, stop.signal).then(
      (data) => set({ key, data }),
      (error: Error) => stop.signal.aborted || set({ key, error }),
    );
    return () => stop.abort();
  }, [key, tries]);
  const again = (): void => {
    set({ key: "" });
    setTries(tries + 1);
  };
  if (state.key === key) return { ...state, again };
  return found ? { data: found.data as R, again } : { again };
}

/** An answer that is shown with another: whichever fails is said, and what failed is asked again. */
export function beside<R>(answer: Answer<R>, other: Answer<unknown>): Answer<R> {
  if (!other.error) return other.data === undefined ? { again: other.again } : answer;
  return { error: other.error, again: () => [answer, other].forEach((each) => each.error && each.again()) };
}
