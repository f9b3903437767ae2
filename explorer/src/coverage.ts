import type { ResultOf } from "gql.tada";
import { C, graphql, M, R } from "./graphql";

export const COVERAGE = graphql(`fragment Coverage on RoleCoverage {
  asOf required optional covered levelNotStated partlyCovered uncovered
  offers {
    status
    needed {
      essential level scale levels { scale level }
      competency {
        ...C kind
        broader(first: 2) { ...C broader(first: 1) { ...C broader(first: 1) { ...C } } }
        descriptors(first: 12) { text { lang text } level { rank scale { id } } }
      }
      requirements { distance source since level scale role { ...R } }
    }
    courses { module { ...M kind languages } fromLevel toLevel scale hours mode }
  }
}`, [R, C, M]);

export type Coverage = ResultOf<typeof COVERAGE>;
export type Offer = Coverage["offers"][number];
export type Status = Offer["status"];

/** Gaps first. */
export const STATUSES = ["UNCOVERED", "PARTLY_COVERED", "LEVEL_NOT_STATED", "COVERED"] as const satisfies Status[];
export const badness = (offer: Offer): number => STATUSES.indexOf(offer.status) + (offer.needed.essential ? 0 : 10);

/** Gaps first, the essential before the optional. */
export const gapsFirst = (offers: Offer[]): Offer[] => offers.toSorted((a, b) => badness(a) - badness(b));
