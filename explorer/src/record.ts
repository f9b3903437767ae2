import type { ResultOf } from "gql.tada";
import { NEED, OFFER } from "./coverage";
import { C, graphql, M, O, R } from "./graphql";

const EVIDENCE = graphql(`fragment Evidence on Evidence {
  id level scale source evidence awarded expires negative
}`);

const PLAN = graphql(`fragment Plan on LearningPlan {
  gaps hours weeks proven gap separately
  modules { module { ...M kind } mode hours running closes { ...C } leads { ...C } after { ...M } }
  unclosable { competency { ...C } reason }
}`, [M, C]);

/** An officer's record: the postings, what is held against what is required, and the plan. */
export const RECORD = graphql(`query Record($id: ID!, $role: ID, $l: [String!], $asOf: Instant, $themes: Boolean! = false) {
  officer(id: $id, asOf: $asOf) {
    id
    postings { since until role { ...R } organisation { ...O } }
    gaps(role: $role, courses: true) {
      asOf role { ...R }
      readiness { met required notStated notComparable }
      judgements {
        status held needed { ...Need } counted { ...Evidence } leftOut { reason holding { ...Evidence } }
      }
      offers { ...Offer }
    }
    plan(role: $role) { ...Plan }
  }
}`, [R, O, NEED, EVIDENCE, OFFER, PLAN]);

/** What an officer's own postings ask, in figures: what a target role is compared with. */
export const OWN = graphql(`query Own($id: ID!, $asOf: Instant) {
  officer(id: $id, asOf: $asOf) {
    readiness { met required notStated notComparable }
    plan { gaps hours weeks proven gap separately modules { module { id } } unclosable { reason } }
  }
}`);

export type Record = NonNullable<ResultOf<typeof RECORD>["officer"]>;
export type Judgement = Record["gaps"]["judgements"][number];
export type Readiness = Record["gaps"]["readiness"];
export type Evidence = Judgement["counted"][number];
export type Plan = Record["plan"];
export type Standing = Judgement["status"];

/** What is short first. */
export const STANDINGS = ["GAP", "NOT_STATED", "NOT_COMPARABLE", "MET"] as const satisfies Standing[];
