import type { ResultOf } from "gql.tada";
import { COVERAGE } from "./coverage";
import { A, C, F, graphql, M, O, R } from "./graphql";

const ROLE = graphql(`query Role($id: ID!, $l: [String!], $asOf: Instant, $themes: Boolean! = false) {
  thing: role(id: $id, asOf: $asOf) {
    ...R labels { lang text } altLabels { lang text } definitions { lang text } notation status since until kind
    grade band group sector coverage { ...Coverage } activities { ...A needs { ...C } } specialises { ...R }
    specialisedBy(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { ...R } } broader { ...R } narrower { ...R } organisation { ...O }
    posts { sanctioned organisation { ...O } } replacedBy { ...R } replaces { ...R } frameworks { ...F }
    identifiers { id system }
  }
}`, [R, C, A, O, F, COVERAGE]);

const COMPETENCY = graphql(`query Competency($id: ID!, $l: [String!], $asOf: Instant) {
  thing: competency(id: $id, asOf: $asOf) {
    ...C labels { lang text } altLabels { lang text } definitions { lang text } notation status since until kind
    reuse themeType broader { ...C } narrower { ...C } related { ...C } prerequisites { ...C }
    prerequisiteOf { ...C } supportedBy { essential competency { ...C } } supports { essential competency { ...C } }
    collections { id title label(languages: $l) { text lang } }
    descriptors { text { lang text } level { rank scale { id } } }
    requiredBy(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { level scale essential role { ...R } } }
    coveredBy(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { fromLevel toLevel scale module { ...M } } }
    neededBy(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { ...A roles(first: 3) { ...R } } }
    exactMatches { state competency { ...C } } closeMatches { state competency { ...C } }
    broadMatches { state competency { ...C } } narrowMatches { state competency { ...C } }
    relatedMatches { state competency { ...C } } replacedBy { ...C } replaces { ...C } frameworks { ...F }
    identifiers { id system }
  }
}`, [R, C, A, M, F]);

const MODULE = graphql(`query Module($id: ID!, $l: [String!], $asOf: Instant) {
  thing: module(id: $id, asOf: $asOf) {
    ...M labels { lang text } altLabels { lang text } definitions { lang text } notation status since until kind
    mode hours languages capacity url covers { fromLevel toLevel scale competency { ...C } } prerequisites { ...M }
    prerequisiteOf { ...M } parts { ...M } partOf { ...M } offeredBy { ...O } replacedBy { ...M } replaces { ...M }
    frameworks { ...F } identifiers { id system }
  }
}`, [C, M, O, F]);

const ORGANISATION = graphql(`query Organisation($id: ID!, $l: [String!], $asOf: Instant) {
  thing: organisation(id: $id, asOf: $asOf) {
    ...O labels { lang text } altLabels { lang text } definitions { lang text } notation status since until kind
    partOf { ...O } parts { ...O } posts { sanctioned role { ...R } }
    roles(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { ...R } } modules(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { ...M } }
    identifiers { id system }
  }
}`, [O, R, M]);

const FRAMEWORK = graphql(`query Framework($id: ID!, $l: [String!], $asOf: Instant) {
  thing: framework(id: $id, asOf: $asOf) {
    ...F labels { lang text } altLabels { lang text } definitions { lang text } notation status since until version
    publisher licence attribution languages
    competencies(first: 100, top: true) { totalCount pageInfo { hasNextPage endCursor } nodes { ...C } }
    roles(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { ...R } } modules(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { ...M } }
    activities(first: 20) { totalCount pageInfo { hasNextPage endCursor } nodes { ...A } } identifiers { id system }
  }
}`, [F, C, R, M, A]);

const ACTIVITY = graphql(`query Activity($id: ID!, $l: [String!], $asOf: Instant) {
  thing: activity(id: $id, asOf: $asOf) {
    ...A labels { lang text } altLabels { lang text } definitions { lang text } notation status since until
    roles { ...R } needs { ...C } frameworks { ...F }
  }
}`, [A, R, C, F]);

const ROLE_MORE = graphql(`query MoreOfRole($id: ID!, $l: [String!], $asOf: Instant, $after: String) {
  thing: role(id: $id, asOf: $asOf) {
    specialisedBy(first: 100, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { ...R } }
  }
}`, [R]);

const COMPETENCY_MORE = graphql(`query MoreOfCompetency(
  $id: ID!, $l: [String!], $asOf: Instant, $after: String
  $requiredBy: Boolean! = false, $coveredBy: Boolean! = false, $neededBy: Boolean! = false
) {
  thing: competency(id: $id, asOf: $asOf) {
    requiredBy(first: 100, after: $after) @include(if: $requiredBy) {
      totalCount pageInfo { hasNextPage endCursor } nodes { level scale essential role { ...R } }
    }
    coveredBy(first: 100, after: $after) @include(if: $coveredBy) {
      totalCount pageInfo { hasNextPage endCursor } nodes { fromLevel toLevel scale module { ...M } }
    }
    neededBy(first: 100, after: $after) @include(if: $neededBy) {
      totalCount pageInfo { hasNextPage endCursor } nodes { ...A roles(first: 3) { ...R } }
    }
  }
}`, [R, A, M]);

const ORGANISATION_MORE = graphql(`query MoreOfOrganisation(
  $id: ID!, $l: [String!], $asOf: Instant, $after: String, $roles: Boolean! = false, $modules: Boolean! = false
) {
  thing: organisation(id: $id, asOf: $asOf) {
    roles(first: 100, after: $after) @include(if: $roles) { totalCount pageInfo { hasNextPage endCursor } nodes { ...R } }
    modules(first: 100, after: $after) @include(if: $modules) { totalCount pageInfo { hasNextPage endCursor } nodes { ...M } }
  }
}`, [R, M]);

const FRAMEWORK_MORE = graphql(`query MoreOfFramework(
  $id: ID!, $l: [String!], $asOf: Instant, $after: String, $competencies: Boolean! = false, $roles: Boolean! = false
  $modules: Boolean! = false, $activities: Boolean! = false
) {
  thing: framework(id: $id, asOf: $asOf) {
    competencies(first: 100, after: $after, top: true) @include(if: $competencies) {
      totalCount pageInfo { hasNextPage endCursor } nodes { ...C }
    }
    roles(first: 100, after: $after) @include(if: $roles) { totalCount pageInfo { hasNextPage endCursor } nodes { ...R } }
    modules(first: 100, after: $after) @include(if: $modules) { totalCount pageInfo { hasNextPage endCursor } nodes { ...M } }
    activities(first: 20, after: $after) @include(if: $activities) { totalCount pageInfo { hasNextPage endCursor } nodes { ...A } }
  }
}`, [C, R, M, A]);

/** The question of the next page of a thing's list, which is named as a variable that is true. */
export const MORE = { role: ROLE_MORE, competency: COMPETENCY_MORE, organisation: ORGANISATION_MORE, framework: FRAMEWORK_MORE };

/** The question of each type of thing, about it and what stands around it. */
export const QUESTIONS = {
  role: ROLE,
  competency: COMPETENCY,
  module: MODULE,
  organisation: ORGANISATION,
  framework: FRAMEWORK,
  activity: ACTIVITY,
};
export type RoleThing = NonNullable<ResultOf<typeof ROLE>["thing"]>;
