import type { initGraphQLTada, TadaDocumentNode } from "gql.tada";
import type { introspection } from "./graphql-env";

type Setup = { introspection: introspection; disableMasking: true; scalars: { Instant: string } };
type Tada = ReturnType<typeof initGraphQLTada<Setup>>;
export type Document<Result, Variables> = TadaDocumentNode<Result, Variables>;

/**
 * A question, checked against the schema by its type. The build puts its name and hash in its place
 * (build/documents.ts); where nothing is built, in tests of plain functions, it is nothing.
 */
export const graphql = (() => undefined) as unknown as Tada;

export const R = graphql(`fragment R on Role { id title label(languages: $l) { text lang } }`);
export const C = graphql(`fragment C on Competency { id title label(languages: $l) { text lang } }`);
export const M = graphql(`fragment M on Module { id title label(languages: $l) { text lang } }`);
export const O = graphql(`fragment O on Organisation { id title label(languages: $l) { text lang } }`);
export const F = graphql(`fragment F on Framework { id title label(languages: $l) { text lang } }`);
export const A = graphql(`fragment A on Activity { id title label(languages: $l) { text lang } }`);
