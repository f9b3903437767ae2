import type { JSX } from "preact";
import { changed, go, href, type Place } from "./address";
import { askEarly, useAnswer } from "./ask";
import { askedMap, COLUMNS, columnsOf, keyOf, MAP, mapCsv, percentWords, shortOf, type Cell, type ReadinessMap } from "./cells";
import { Dashboard, Files } from "./dashboard";
import { Figured, shown } from "./figures";
import { fileName, give } from "./file";
import { useTitle, type Common, type Screen } from "./frame";
import { behind, cellWords, columnTitle, Heat, Legend } from "./heat";
import { Heading, Link, Words } from "./parts";
import { Short } from "./short";
import { Heads } from "./table";
import { Why } from "./why";
import { date, labelOf, number, t } from "./words";

/** Where officers are ready and where they are short: themes by organisations, the widest gaps first. */
export const Readiness: Screen = ({ place, common }) => {
  const variables = askedMap(place);
  const answer = useAnswer(MAP, variables);
  const map = answer.data?.readinessMap;
  const title = map?.organisation ? t.readinessOf(labelOf(map.organisation).text) : t.readiness;
  useTitle(title);
  return (
    <Figured answer={answer} title={title} id={place.id}>
      {() => (
        <>
          <Whence map={map!} />
          <Heading>{title}</Heading>
          {map!.theme && (
            <p class="also">
              <Words of={labelOf(map!.theme)} />
            </p>
          )}
          <Map map={map!} place={place} common={common} title={title} />
          <Dashboard document={MAP} variables={variables} />
        </>
      )}
    </Figured>
  );
};
Readiness.early = (place) => askEarly(MAP, askedMap(place));

interface Props {
  map: ReadinessMap;
  place: Place;
  common: Common;
  title: string;
}

function Map({ map, place, common, title }: Props): JSX.Element {
  const competency = place.query.get("competency");
  if (!map.total.people && !map.total.hidden) return <p class="answer">{t.noMap}</p>;
  const file = fileName(`readiness-${place.id}`, common.illustrative, "csv");
  return (
    <>
      <Total cell={map.total} about={[title, map.theme && labelOf(map.theme).text].filter(Boolean).join(", ")} />
      {competency && <Short place={place} competency={competency} />}
      {!competency && map.widest.length > 0 && <Widest map={map} place={place} />}
      <Choices map={map} place={place} />
      <p class="screen">
        <small>{t.mapHintHeat}</small>
      </p>
      <Legend />
      <Heat map={map} place={place} />
      {map.hidden > 0 && (
        <p>
          {t.hiddenCells(number(map.hidden))} <Why about={t.hiddenCells(number(map.hidden))} lines={() => [[t.rule, t.smallRule]]} />
        </p>
      )}
      {map.read === "rollup" && <p>{t.readFrom(date(map.asOf))}</p>}
      <Files>
        <button onClick={() => give(mapCsv(map), "text/csv;charset=utf-8", file)}>{t.csv}</button>{" "}
        <a href={href("commission", place.id)}>{t.commission}</a>
      </Files>
    </>
  );
}

/** What lies above: the way back to all organisations, the one above, all themes. */
const Whence = ({ map }: { map: ReadinessMap }): JSX.Element => (
  <p class="kind">
    {map.organisation ? <a href={href("readiness")}>{t.everywhere}</a> : t.everywhere}
    {map.organisation?.partOf.map((each) => (
      <span key={each.id}>
        {" › "}
        <a href={href("readiness", each.id.replace("Organisation:", ""))}>{labelOf(each).text}</a>
      </span>
    ))}
    {map.theme && (
      <>
        {" · "}
        <a href={changed({ theme: "", columns: "", competency: "", role: "", after: "", from: "", sort: "" })}>{t.allThemes}</a>
      </>
    )}
    {map.organisation && (
      <>
        {" · "}
        <Link to={map.organisation} />
      </>
    )}
  </p>
);

const TOTALS = ["met", "gaps", "notStated"] as const;

/** The figures of the whole, each with its rule. */
function Total({ cell, about }: { cell: Cell; about: string }): JSX.Element {
  if (cell.hidden) return <p class="answer">{`${t.notShown}. ${t.smallRule}`}</p>;
  const names = { met: t.metShare, gaps: t.shortShare, notStated: t.unstated };
  return (
    <section class="answer">
      <p>{t.ofOfficers(shown(cell.people), shown(cell.required))}</p>
      <div class="figures">
        {TOTALS.map((name) => (
          <Why
            key={name}
            group="figures"
            about={`${about}: ${t.of(shown(cell[name]), shown(cell.required))} ${names[name]}`}
            lines={() => [
              [t.rule, `${t.readyRules[name]} ${t.smallRule}`],
              [t.rows, cellWords(cell)],
            ]}
            summary={
              <>
                <strong>{shown(cell[name])}</strong> {names[name]}
                {cell[name] != null && !!cell.required && ` (${percentWords(cell[name] / cell.required)})`}
              </>
            }
          />
        ))}
      </div>
    </section>
  );
}

/** The ten widest gaps, a row each. */
function Widest({ map, place }: { map: ReadinessMap; place: Place }): JSX.Element {
  return (
    <table role="table">
      <caption>{t.widest}</caption>
      <Heads names={[map.theme ? t.competency : t.theme, t.place, t.figureNames.gaps, t.figureNames.met]} />
      <tbody role="rowgroup">
        {map.widest.map(({ row, column, cell }) => {
          const [name, where, to] = [labelOf(row.competency), columnTitle(column), behind(place, row, column)];
          return (
            <tr role="row" key={row.competency.id + keyOf(column)}>
              <th role="rowheader" scope="row">
                {to ? <a href={to}>{name.text}</a> : <Words of={name} />}
              </th>
              <td role="cell" data-name={t.place}>
                {where}
              </td>
              <td role="cell" data-name={t.figureNames.gaps}>
                <strong>{percentWords(shortOf(cell) ?? 0)}</strong> ({t.of(shown(cell.gaps), shown(cell.required))})
                <Why
                  about={`${name.text}, ${where}: ${t.shortOf(shown(cell.gaps), shown(cell.required))}`}
                  lines={() => [
                    [t.rule, `${t.widestRule} ${t.readyRules.gaps} ${t.smallRule}`],
                    [t.rows, cellWords(cell)],
                    [t.place, where],
                  ]}
                />
              </td>
              <td role="cell" data-name={t.figureNames.met}>
                {t.of(shown(cell.met), shown(cell.required))}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** What the columns are, and what comes first. */
function Choices({ map, place }: { map: ReadinessMap; place: Place }): JSX.Element {
  const set = (name: string) => (event: { currentTarget: HTMLSelectElement }) => go(changed({ [name]: event.currentTarget.value }));
  return (
    <fieldset class="filters screen">
      <legend>{t.filters}</legend>
      <label>
        {t.columns}{" "}
        <select value={columnsOf(place)} onChange={set("columns")}>
          {COLUMNS.map((each) => (
            <option key={each} value={each}>
              {t.columnsOf[each]}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t.sorted}{" "}
        <select value={place.query.get("sort") ?? "short"} onChange={set("sort")}>
          {Object.entries(t.sortBy).map(([each, words]) => (
            <option key={each} value={each}>
              {words}
            </option>
          ))}
          {map.columns.map((column) => (
            <option key={keyOf(column)} value={keyOf(column)}>
              {t.sortIn(columnTitle(column))}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}
