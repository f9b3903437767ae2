import type { JSX } from "preact";
import { hrefOf } from "./address";
import type { Box } from "./layout";
import { follow, useLight } from "./light";
import { Link } from "./parts";
import type { Plan, Readiness } from "./record";
import type { Path as Placed, Planned, Step } from "./steps";
import { Heads } from "./table";
import { kind, labelOf, number, stated, t } from "./words";

interface Props {
  placed: Placed;
  plan: Plan;
  readiness: Readiness;
  title: string;
}

/** The hours, mode and kind of a course of the plan. */
export const planWords = ({ module, hours, mode, running }: Planned): string =>
  [kind(module.kind), hours == null ? t.noHours : t.hours(number(hours)), kind(mode), running && t.running]
    .filter(Boolean)
    .join(" · ");

/** The plan as a picture: from now, course by course, to what is met after it; one tab stop a step. */
export function Path({ placed, plan, readiness, title }: Props): JSX.Element {
  const { columns, ends, lines, stays } = placed;
  const keys = columns.map((column) => column.map((step) => step.key));
  const near = (key: string): string[] =>
    lines.flatMap(([a, b]) => (a.key === key ? [b.key] : b.key === key ? [a.key] : []));
  const light = useLight(keys, near, "");
  const closed = plan.gaps - plan.unclosable.length;
  const size = { viewBox: `0 0 ${placed.width} ${placed.height}`, width: placed.width, height: placed.height };
  const met = (n: number): string => t.met(number(n), number(readiness.required));
  return (
    <svg class="map" {...size} role="group" aria-label={title} onKeyDown={(event) => follow(event, keys, near)}>
      {columns.map((column, i) => (
        <text key={i} class="head" x={column[0]!.x} y="18">
          {t.step} {number(i + 1)}
        </text>
      ))}
      {lines.map(([from, to]) => (
        <g key={from.key + to.key} class={`reach MET${light.dim(from.key, to.key)}`}>
          <path d={curve(from, to)} />
        </g>
      ))}
      <End box={ends.now} head={t.now} words={met(readiness.met)} />
      {columns.flat().map((step) => (
        <Course key={step.key} step={step} box={light.box(step.key)} dim={light.dim(step.key)} />
      ))}
      <End box={ends.after} head={t.after} words={met(readiness.met + closed)} />
      {stays.map((box) => (
        <g key={box.key} class="gap">
          <rect x={box.x} y={box.y} width={box.w} height={box.h} rx="6" />
          <text x={box.x + 12} y={box.y + 19}>
            ▲ {box.lines[0]}
          </text>
          <text x={box.x + 12} y={box.y + 37}>
            {box.reason}
          </text>
        </g>
      ))}
      <text class="note" x="0" y={placed.height - 6}>
        {stated.slice(0, 150)}
      </text>
    </svg>
  );
}

function curve(from: Box, to: Box): string {
  const [x, y, end, at] = [from.x + from.w, from.y + from.h / 2, to.x, to.y + to.h / 2];
  const middle = (x + end) / 2;
  return `M${x} ${y}C${middle} ${y} ${middle} ${at} ${end} ${at}`;
}

const End = ({ box, head, words }: { box: Box; head: string; words: string }): JSX.Element => (
  <g class="box role">
    <rect x={box.x} y={box.y} width={box.w} height={box.h} rx="6" />
    <text x={box.x + 12} y={box.y + 24}>
      {head}
    </text>
    <text x={box.x + 12} y={box.y + 45}>
      {words}
    </text>
  </g>
);

function Course({ step, box, dim }: { step: Step; box: object; dim: string }): JSX.Element {
  const { planned, x, y, lines, closes } = step;
  const said = [labelOf(planned.module).text, planWords(planned), t.closes, ...planned.closes.map((each) => labelOf(each).text)];
  const below = y + 20 + lines.length * 17;
  return (
    <a class={`box module${dim}`} href={hrefOf(planned.module.id)} aria-label={said.join(" · ")} {...box}>
      <rect x={x} y={y} width={step.w} height={step.h} rx="6" />
      {lines.map((line, i) => (
        <text key={i} class="title" x={x + 12} y={y + 20 + i * 17}>
          {line}
        </text>
      ))}
      <text class="status" x={x + 12} y={below}>
        {planWords(planned)}
      </text>
      {closes.map((line, i) => (
        <text key={i} class="closes" x={x + 12} y={below + 17 + i * 17}>
          {i < planned.closes.length ? "✓" : "→"} {line}
        </text>
      ))}
    </a>
  );
}

/** The picture as a table: a row a course, in the order in which they are taken. */
export function Steps({ plan }: { plan: Plan }): JSX.Element {
  const links = (found: Planned["closes"]): JSX.Element | string =>
    found.length ? (
      <ul class="plain">
        {found.map((each) => (
          <li key={each.id}>
            <Link to={each} />
          </li>
        ))}
      </ul>
    ) : (
      "–"
    );
  const heads = [t.course, t.closes, t.leads, t.takenAfter];
  return (
    <table role="table" class="twin">
      <caption>{t.asTable}</caption>
      <Heads names={heads} />
      <tbody role="rowgroup">
        {plan.modules.map((each) => (
          <tr role="row" key={each.module.id}>
            <th role="rowheader" scope="row">
              <Link to={each.module} /> <small>{planWords(each)}</small>
            </th>
            {[each.closes, each.leads, each.after].map((found, i) => (
              <td role="cell" key={i} data-name={heads[i + 1]}>
                {links(found)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
