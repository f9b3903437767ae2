import type { ResultOf } from "gql.tada";
import { C, graphql, M, R } from "./graphql";

/** What is needed, once for each competency, with who states it and what its levels mean; `$themes`: and what is above. */
export const NEED = graphql(`fragment Need on Need {
  essential level scale levels { scale level }
  competency {
    ...C kind
    broader(first: 1) { ...C broader(first: 1) @include(if: $themes) { ...C broader(first: 1) { ...C } } }
    descriptors(first: 12) { text { lang text } level { rank scale { id } } }
  }
  requirements { distance source since level scale role { ...R } }
}`, [R, C]);

export const OFFER = graphql(`fragment Offer on Offer {
  status
  needed { ...Need }
  courses { module { ...M kind languages } fromLevel toLevel scale hours mode }
}`, [NEED, M]);

export const COVERAGE = graphql(`fragment Coverage on RoleCoverage {
  asOf required optional covered levelNotStated partlyCovered uncovered
  offers { ...Offer }
}`, [OFFER]);

export type Coverage = ResultOf<typeof COVERAGE>;
export type Offer = Coverage["offers"][number];
export type Needed = Offer["needed"];
export type Status = Offer["status"];

/** Gaps first. */
export const STATUSES = ["UNCOVERED", "PARTLY_COVERED", "LEVEL_NOT_STATED", "COVERED"] as const satisfies Status[];
export const badness = (offer: Offer): number => STATUSES.indexOf(offer.status) + (offer.needed.essential ? 0 : 10);

/** Gaps first, the essential before the optional. */
export const gapsFirst = (offers: Offer[]): Offer[] => offers.toSorted((a, b) => badness(a) - badness(b));
