import type { ResultOf } from "gql.tada";
import type { JSX } from "preact";
import { typed, type Place } from "./address";
import { useAnswer } from "./ask";
import { C, graphql, O, R } from "./graphql";
import { Paged } from "./paged";
import { Await, Failure, Link } from "./parts";
import { Heads } from "./table";
import { labelOf, languages, t } from "./words";

const MOST = 100;

const SHORT = graphql(`query Short($competency: ID!, $organisation: ID, $role: ID, $first: Int!, $after: ID, $l: [String!], $asOf: Instant) {
  officersShort(competency: $competency, organisation: $organisation, role: $role, first: $first, after: $after, asOf: $asOf) {
    officer { id } essential role { ...R } organisation { ...O }
  }
}`, [R, O]);

const NAMED = graphql(`query Named($competency: ID!, $role: ID!, $inRole: Boolean!, $l: [String!], $asOf: Instant) {
  competency(id: $competency, asOf: $asOf) { ...C }
  role(id: $role, asOf: $asOf) @include(if: $inRole) { ...R }
}`, [C, R]);

/** The officers short of a competency, for those who may see them; for others, in words, that they may not. */
export function Short({ place, competency }: { place: Place; competency: string }): JSX.Element {
  const asOf = place.query.get("asOf");
  const role = place.query.get("role");
  const l = languages();
  const named = useAnswer(NAMED, { competency, role: role ?? "", inRole: !!role, l, asOf });
  const [found, inRole] = [named.data?.competency, named.data?.role];
  const after = place.query.get("after");
  const answer = useAnswer(SHORT, { competency, organisation: place.id || null, role, first: MOST, after, l, asOf });
  const caption = [t.whoIsShort(found ? labelOf(found).text : competency), inRole && t.onlyIn(labelOf(inRole).text)];
  return (
    <section>
      <h2>{caption.filter(Boolean).join(" ")}</h2>
      <Failure of={named} />
      {found && (
        <p>
          <Link to={found} />
        </p>
      )}
      {answer.error?.name === "Forbidden" ? (
        <p role="status">{t.officersClosed}</p>
      ) : (
        <Await answer={answer}>{({ officersShort }) => <Officers rows={officersShort ?? []} place={place} />}</Await>
      )}
    </section>
  );
}

type One = NonNullable<ResultOf<typeof SHORT>["officersShort"]>[number];

/** A page of them: of the last officer there may be more rows, so that this officer begins the next page. */
function Officers({ rows: found, place }: { rows: One[]; place: Place }): JSX.Element {
  const last = found.length < MOST ? null : found.at(-1)!.officer.id;
  const rows = found.filter(({ officer }) => officer.id !== last);
  if (!rows.length) return <p role="status">{t.noneShort}</p>;
  const named = (thing: One["role"] | One["organisation"]): JSX.Element | string => (thing ? <Link to={thing} /> : "–");
  return (
    <Paged place={place} rows={rows.length} next={last ? { after: typed(rows.at(-1)!.officer.id)[1] } : null}>
      <table role="table">
        <caption>{t.openOfficers}</caption>
        <Heads names={[t.officerWord, t.types.role!, t.place, t.weight]} />
        <tbody role="rowgroup">
          {rows.map(({ officer, role, organisation, essential }) => (
            <tr role="row" key={officer.id + role?.id}>
              <th role="rowheader" scope="row">
                <Link to={{ id: officer.id, title: officer.id.replace(/^.*:/, ""), label: null }} />
              </th>
              <td role="cell" data-name={t.types.role}>
                {named(role)}
              </td>
              <td role="cell" data-name={t.place}>
                {named(organisation)}
              </td>
              <td role="cell" data-name={t.weight}>
                {essential ? t.essential : t.optional}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Paged>
  );
}
