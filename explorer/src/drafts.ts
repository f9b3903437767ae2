import type { ResultOf } from "gql.tada";
import { graphql } from "./graphql";

const DRAFT = graphql(`fragment Draft on Draft { id state author reason at revision source changes }`);

/** The drafts that one may see, those that await one's own decision apart. */
export const DRAFTS = graphql(`query Drafts {
  awaiting: drafts(awaitingMe: true) { ...Draft }
  all: drafts { ...Draft }
}`, [DRAFT]);

/** A draft with all that is needed to decide on it. */
export const REVIEW = graphql(`query Review($id: ID!, $first: Int!, $offset: Int!) {
  draft(id: $id) {
    awaitsMe
    draft { ...Draft steps { action by at reason } }
    differences(first: $first, offset: $offset) {
      kind type thing title other otherTitle before { name values } after { name values }
      effect { roles modules officers officersHidden }
    }
    findings { at reason value suggestion }
    overtaken { thing other proposedOn { name values } now { name values } }
  }
}`, [DRAFT]);

export const SUBMIT = graphql(`mutation Submit($id: ID!, $revision: Int!) { submitDraft(id: $id, revision: $revision) { id } }`);
export const APPROVE = graphql(`mutation Approve($id: ID!, $revision: Int!, $reason: String) {
  approveDraft(id: $id, revision: $revision, reason: $reason) { id }
}`);
export const REJECT = graphql(`mutation Reject($id: ID!, $revision: Int!, $reason: String!) {
  rejectDraft(id: $id, revision: $revision, reason: $reason) { id }
}`);

export type Draft = ResultOf<typeof DRAFT>;
export type Review = NonNullable<ResultOf<typeof REVIEW>["draft"]>;
export type Difference = Review["differences"][number];
type Property = Difference["before"][number];

/** A value without its language where it has one: `en|Noting` is Noting (en). */
const plain = (value: string): string => value.replace(/^([a-z]{2,3}(?:-\w+)*)\|(.*)$/s, "$2 ($1)");

/** What a change says of each property: what was stated, and what would be. */
export function properties({ before, after }: { before: Property[]; after: Property[] }): { name: string; was: string; is: string }[] {
  const said = (all: Property[], name: string): string => (all.find((each) => each.name === name)?.values ?? []).map(plain).join("; ");
  const names = [...new Set([...before, ...after].map((each) => each.name))];
  return names.map((name) => ({ name, was: said(before, name), is: said(after, name) })).filter((each) => each.was !== each.is);
}
