import type { ResultOf } from "gql.tada";
import type { ComponentChildren, JSX } from "preact";
import { href } from "./address";
import { askEarly, useAnswer } from "./ask";
import { COVERAGE, gapsFirst, STATUSES, type Offer } from "./coverage";
import { coverageCsv, Dashboard, Files } from "./dashboard";
import { useTitle, type Common, type Screen } from "./frame";
import { graphql, O, R } from "./graphql";
import { Await, Heading, Link, Nothing, Words } from "./parts";
import { Figures, Mark, needed } from "./requirements";
import { Heads } from "./table";
import { Why, type Line } from "./why";
import { date, inReader, labelOf, languages, number, pin, stated, t } from "./words";

const ROLE = graphql(`query RoleBrief($id: ID!, $l: [String!], $asOf: Instant, $themes: Boolean! = false) {
  role(id: $id, asOf: $asOf) { ...R definitions { lang text } organisation { ...O } coverage { ...Coverage } }
}`, [R, O, COVERAGE]);

const ORGANISATION = graphql(`query OrganisationBrief($id: ID!, $l: [String!], $asOf: Instant) {
  organisation(id: $id, asOf: $asOf) {
    ...O definitions { lang text } partOf { ...O }
    posts { sanctioned role { ...R coverage { required covered levelNotStated partlyCovered uncovered } } }
  }
}`, [O, R]);

type Role = NonNullable<ResultOf<typeof ROLE>["role"]>;
type Organisation = NonNullable<ResultOf<typeof ORGANISATION>["organisation"]>;

/** Rows that fit on one A4 page. */
const MOST = 24;
const POSTS = 34;

/** A role on one A4 page: what it needs, what courses do for it, who states it. */
export const RoleBrief: Screen = ({ place, common }) => {
  const variables = { id: place.id, l: languages(), asOf: place.query.get("asOf") };
  const answer = useAnswer(ROLE, variables);
  const csv = coverageCsv([place.id], pin(common.asOf));
  return (
    <Await answer={answer}>
      {({ role }) =>
        role ? (
          <Sheet thing={role} common={common} of={href("role", place.id)}>
            <Figures coverage={role.coverage} role={labelOf(role).text} />
            {role.coverage.offers.length > 0 && <Needs offers={gapsFirst(role.coverage.offers)} />}
            <Files csv={csv} />
            <Dashboard document={ROLE} variables={variables} csv={csv} />
          </Sheet>
        ) : (
          <Nothing id={place.id} />
        )
      }
    </Await>
  );
};
RoleBrief.early = ({ id, query }) => askEarly(ROLE, { id, l: languages(), asOf: query.get("asOf") });

/** An organisation on one A4 page: its posts, and what courses do for what each role needs. */
export const OrganisationBrief: Screen = ({ place, common }) => {
  const variables = { id: place.id, l: languages(), asOf: place.query.get("asOf") };
  const answer = useAnswer(ORGANISATION, variables);
  return (
    <Await answer={answer}>
      {({ organisation: found }) => {
        if (!found) return <Nothing id={place.id} />;
        const roles = found.posts.map(({ role }) => role.id.replace("Role:", ""));
        const csv = roles.length ? coverageCsv(roles, pin(common.asOf)) : undefined;
        return (
          <Sheet thing={found} common={common} of={href("organisation", place.id)}>
            <Posts organisation={found} />
            {csv && <Files csv={csv} />}
            <Dashboard document={ORGANISATION} variables={variables} csv={csv} />
          </Sheet>
        );
      }}
    </Await>
  );
};
OrganisationBrief.early = ({ id, query }) => askEarly(ORGANISATION, { id, l: languages(), asOf: query.get("asOf") });

interface SheetProps {
  thing: Role | Organisation;
  common: Common;
  of: string;
  children: ComponentChildren;
}

/** What stands at the head of a brief: whose it is, of what date and version. */
function Sheet({ thing, common, of, children }: SheetProps): JSX.Element {
  const above = "partOf" in thing ? thing.partOf : thing.organisation ? [thing.organisation] : [];
  const label = labelOf(thing);
  useTitle(`${t.brief}: ${label.text.slice(0, 200)}`);
  return (
    <article class="brief">
      <p class="kind">
        {t.brief} · {t.asOn(date(common.asOf))}
      </p>
      <Heading>
        <Words of={label} />
      </Heading>
      {above.slice(0, 3).map((each) => (
        <p key={each.id}>
          <Link to={each} />
        </p>
      ))}
      {thing.definitions.length > 0 && <p class="clamp">{inReader(thing.definitions)}</p>}
      {children}
      <p class="screen">
        <a href={of}>{t.whole}</a>
      </p>
      <p>
        <small>
          {stated} · {t.source}: {t.name} {location.host}
        </small>
      </p>
    </article>
  );
}

function Needs({ offers }: { offers: Offer[] }): JSX.Element {
  const shown = offers.slice(0, MOST);
  return (
    <>
      <table role="table">
        <caption>{t.requirements}</caption>
        <Heads names={[t.competency, t.required, t.courses, t.which, t.statedBy]} />
        <tbody role="rowgroup">
          {shown.map((offer) => (
            <NeedRow key={offer.needed.competency.id} offer={offer} />
          ))}
        </tbody>
      </table>
      {shown.length < offers.length && <p>{t.more(number(shown.length), number(offers.length))}</p>}
    </>
  );
}

function NeedRow({ offer }: { offer: Offer }): JSX.Element {
  const { needed: need, courses, status } = offer;
  const sources = new Set(need.requirements.map((row) => row.source ?? labelOf(row.role).text));
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        <Link to={need.competency} />
      </th>
      <td role="cell" data-name={t.required}>
        {needed(need)}, {need.essential ? t.essential : t.optional}
      </td>
      <td role="cell" data-name={t.courses}>
        <Mark status={status} />
      </td>
      <td role="cell" data-name={t.which}>
        {courses[0] ? <Link to={courses[0].module} /> : "–"}
        {courses.length > 1 && ` +${number(courses.length - 1)}`}
      </td>
      <td role="cell" data-name={t.statedBy}>
        {[...sources].join("; ")}
      </td>
    </tr>
  );
}

const COUNTED = ["covered", "levelNotStated", "partlyCovered", "uncovered"] as const;

/** "Section Officer: 12 essential; course reaches the level 9; …". */
const countedWords = (role: Organisation["posts"][number]["role"]): string =>
  [
    `${labelOf(role).text}: ${number(role.coverage.required)} ${t.essential}`,
    ...COUNTED.map((name, i) => `${t.status[STATUSES[3 - i]!]} ${number(role.coverage[name])}`),
  ].join("; ");

/** The posts of an organisation, those first whose roles need most that no course builds. */
function Posts({ organisation }: { organisation: Organisation }): JSX.Element {
  const { posts } = organisation;
  if (!posts.length) return <p class="answer">{t.noPosts}</p>;
  const open = (post: Organisation["posts"][number]): number =>
    post.role.coverage.required - post.role.coverage.covered;
  const rows = posts.toSorted((a, b) => open(b) - open(a));
  const sanctioned = posts.reduce((sum, post) => sum + (post.sanctioned ?? 0), 0);
  const lead = t.postsOf(number(sanctioned), number(posts.length));
  return (
    <>
      <div class="answer">
        <Why
          about={`${labelOf(organisation).text}: ${lead}`}
          lines={() => [
            [t.rule, t.postsRule],
            [t.rows, rows.map(({ role, sanctioned: n }) => `${labelOf(role).text} (${t.posts(number(n ?? 0))})`).join("; ")],
          ]}
          summary={<strong>{lead}</strong>}
        />
      </div>
      <table role="table">
        <caption>{t.postsCaption}</caption>
        <Heads names={[t.types.role!, t.rel.posts, t.essential, ...STATUSES.toReversed().map((each) => t.status[each])]} />
        <tbody role="rowgroup">
          {rows.slice(0, POSTS).map(({ role, sanctioned: n }) => (
            <tr role="row" key={role.id}>
              <th role="rowheader" scope="row">
                <Link to={role} />
                <Why about={countedWords(role)} lines={() => [[t.rule, t.postsRule], ...STATUSES.map((each): Line => [t.status[each], t.rules[each]])]} />
              </th>
              <td role="cell" data-name={t.rel.posts}>
                {n == null ? "–" : number(n)}
              </td>
              <td role="cell" data-name={t.essential}>
                {number(role.coverage.required)}
              </td>
              {COUNTED.map((name, i) => (
                <td role="cell" key={name} data-name={t.status[STATUSES[3 - i]!]}>
                  {number(role.coverage[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > POSTS && <p>{t.more(number(POSTS), number(rows.length))}</p>}
    </>
  );
}
