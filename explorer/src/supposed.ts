import type { VariablesOf } from "gql.tada";
import { C, graphql, M, R } from "./graphql";

const FIGURES = graphql(`fragment Figures on WhatIfFigures {
  required met notStated gaps closable readiness readinessIfCompleted hours
}`);

/** What a change would do: before and after. */
export const WHAT_IF = graphql(`query WhatIf($changes: [SupposedChange!]!, $asOf: Instant) {
  whatIf(changes: $changes, asOf: $asOf) {
    read readAt requirements hidden people { least most } changed { least most }
    before { ...Figures } after { ...Figures }
  }
}`, [FIGURES]);

/** The things that a change names, with what is stated of them now. */
export const NAMED = graphql(`query Supposed($role: ID!, $competency: ID!, $module: ID!, $hasRole: Boolean!, $hasCompetency: Boolean!, $hasModule: Boolean!, $l: [String!], $asOf: Instant) {
  role(id: $role, asOf: $asOf) @include(if: $hasRole) {
    ...R coverage { offers { needed { essential levels { scale level } competency { ...C } requirements { distance } } } }
  }
  competency(id: $competency, asOf: $asOf) @include(if: $hasCompetency) {
    ...C requiredBy(first: 100) { nodes { scale } } coveredBy(first: 100) { nodes { scale } }
  }
  module(id: $module, asOf: $asOf) @include(if: $hasModule) {
    ...M status covers { fromLevel toLevel scale competency { ...C } }
  }
}`, [R, C, M]);

export type Change = VariablesOf<typeof WHAT_IF>["changes"] extends (infer One)[] ? One : never;
export type Kind = Change["kind"];

export const KINDS = ["REQUIRE", "DROP", "COMMISSION", "RETIRE", "REDESIGN"] as const satisfies Kind[];

export const kindOf = (query: URLSearchParams): Kind => KINDS.find((each) => each === query.get("kind")) ?? "REQUIRE";

const numberIn = (query: URLSearchParams, name: string): number | null => {
  const text = query.get(name);
  const value = Number(text);
  return text && Number.isFinite(value) ? value : null;
};

/** The change that an address says, as far as its kind has it; null while something is missing. */
export function supposed(query: URLSearchParams): Change | null {
  const kind = kindOf(query);
  const text = (name: string): string | null => query.get(name);
  const [role, competency, module, scale] = [text("role"), text("competency"), text("module"), text("scale")];
  const course = { competency, fromLevel: numberIn(query, "from"), toLevel: numberIn(query, "to"), scale, hours: numberIn(query, "hours") };
  if (kind === "REQUIRE") {
    const essential = { 1: true, 0: false }[text("essential") ?? ""] ?? null;
    return role && competency && text("level") ? { kind, role, competency, level: numberIn(query, "level"), scale, essential } : null;
  }
  if (kind === "DROP") return role && competency ? { kind, role, competency } : null;
  if (kind === "RETIRE") return module ? { kind, module } : null;
  if (kind === "COMMISSION" && module) return { kind, module };
  if (!competency || course.toLevel == null) return null;
  if (kind === "REDESIGN") return module ? { kind, module, ...course } : null;
  return { kind, ...course };
}
