import type { JSX } from "preact";
import { hrefOf } from "./address";
import type { Status } from "./coverage";
import { useLater } from "./later";
import { above, X, type Box, type Placed } from "./layout";
import { level } from "./levels";
import { follow, neighbours, useLight, type Light } from "./light";
import { kind, labelOf, number, t, type Text } from "./words";

interface Role {
  id: string;
  title: string;
  label: Text | null;
  lines: string[];
}

interface Props {
  placed: Placed;
  roles: Role[];
  title: string;
  note: string;
  illustrative: boolean;
  /** The id of the competency to show first, if any. */
  on: string;
}

const MARKS: Record<Status, string> = { COVERED: "●", LEVEL_NOT_STATED: "?", PARTLY_COVERED: "◐", UNCOVERED: "▲" };

/** The height that is drawn at once: what fits on a screen. */
const AT_ONCE = 2000;

/** The map of a role, or of two: one tab stop a column, arrow keys within it and along the lines. */
export function Picture({ placed: whole, roles, title, note, illustrative, on }: Props): JSX.Element {
  const boxes = roles.map((role, i): Box => ({
    key: `r${i}`,
    x: X.role,
    y: 44 + i * 120,
    w: X.roleW,
    h: 18 + role.lines.length * 17,
    lines: role.lines,
  }));
  const later = useLater();
  const placed = later ? whole : above(whole, AT_ONCE);
  const columns = [boxes, placed.competencies, placed.modules].map((column) => column.map((box) => box.key));
  const near = neighbours(placed, roles.length);
  const light = useLight(
    columns,
    near,
    whole.competencies.find((box) => box.row.worst.needed.competency.id === `Competency:${on}`)?.key ?? "",
  );
  const size = { viewBox: `0 0 ${placed.width} ${placed.height}`, width: placed.width, height: placed.height };
  return (
    <svg class="map" {...size} role="group" aria-label={title} onKeyDown={(event) => follow(event, columns, near)}>
      <text class="head" x={X.role} y="18">
        {t.column.role}
      </text>
      <text class="head" x={X.competency} y="18">
        {t.column.competency}
      </text>
      <text class="head" x={X.module} y="18">
        {t.column.module}
      </text>
      {illustrative && (
        <text class="stamp" x={X.width} y="18" text-anchor="end">
          {t.illustrative}
        </text>
      )}
      {boxes.map((box, i) => (
        <Trunk key={box.key} box={box} i={i} placed={whole} />
      ))}
      <Needs placed={placed} light={light} />
      <Reaches placed={placed} light={light} />
      {placed.headings.map((each) => (
        <text key={each.y} class={each.part ? "part" : "group"} x={X.competency} y={each.y}>
          {each.text}
        </text>
      ))}
      {boxes.map((box, i) => (
        <Item
          key={box.key}
          light={light}
          box={box}
          id={roles[i]!.id}
          words={labelOf(roles[i]!).text}
          name={`role r${i}`}
        />
      ))}
      <Competencies placed={placed} light={light} />
      <Modules placed={placed} light={light} />
      <Gaps placed={placed} />
      <text class="note" x="0" y={placed.height - 6}>
        {note}
      </text>
    </svg>
  );
}

interface ItemProps {
  light: Light;
  box: Box;
  id: string;
  words: string;
  name: string;
  status?: string;
}

/** A box with its text, a link to its page. */
function Item({ light, box, id, words, name, status }: ItemProps): JSX.Element {
  return (
    <a class={`box ${name}${light.dim(box.key)}`} href={hrefOf(id)} aria-label={words} {...light.box(box.key)}>
      <rect x={box.x} y={box.y} width={box.w} height={box.h} rx="6" />
      {box.lines.map((line, i) => (
        <text key={i} x={box.x + 12} y={box.y + 20 + i * 17}>
          {line}
        </text>
      ))}
      {status && (
        <text class="status" x={box.x + 12} y={box.y + 19 + box.lines.length * 17}>
          {status}
        </text>
      )}
    </a>
  );
}

function Trunk({ box, i, placed }: { box: Box; i: number; placed: Placed }): JSX.Element {
  const at = placed.competencies.flatMap((each) => (each.row.offers[i] ? [each.at[i]!] : []));
  const x = X.trunk + i * 8;
  const y = box.y + box.h / 2;
  return (
    <path class={`trunk r${i}`} d={`M${box.x + box.w} ${y}H${x}M${x} ${Math.min(y, ...at)}V${Math.max(y, ...at)}`} />
  );
}

interface Part {
  placed: Placed;
  light: Light;
}

/** The lines from roles, with the level that each requires. */
const Needs = ({ placed, light }: Part): JSX.Element => (
  <>
    {placed.competencies.flatMap((box) =>
      box.row.offers.map(
        (offer, i) =>
          offer && (
            <g key={`${box.key}${i}`} class={`need r${i}${light.dim(`r${i}`, box.key)}`}>
              <path d={`M${X.trunk + i * 8} ${box.at[i]}H${box.x}`} />
              <text x={box.x - 6} y={box.at[i]! - 5} text-anchor="end">
                {level(offer.needed.level, offer.needed.scale)}
              </text>
            </g>
          ),
      ),
    )}
  </>
);

/** The lines to courses, with the level that each reaches. */
const Reaches = ({ placed, light }: Part): JSX.Element => (
  <>
    {placed.reaches.map(({ from, to, y, course, row }) => {
      const [start, middle] = [from.x + from.w, from.y + from.h / 2];
      const said =
        course && (course.toLevel == null ? t.notStatedHere : t.reaches(level(course.toLevel, course.scale)));
      return (
        <g key={`${from.key}${to.key}`} class={`reach ${row.worst.status}${light.dim(from.key, to.key)}`}>
          <path d={`M${start} ${middle}C${start + 24} ${middle} ${start + 16} ${y} ${start + 40} ${y}H${to.x}`} />
          {said && (
            <text x={to.x - 6} y={y - 5} text-anchor="end">
              {said}
            </text>
          )}
        </g>
      );
    })}
  </>
);

const Competencies = ({ placed, light }: Part): JSX.Element => (
  <>
    {placed.competencies.map((box) => {
      const { worst, offers } = box.row;
      const essential = worst.needed.essential ? t.essential : t.optional;
      const said = [
        labelOf(worst.needed.competency).text,
        ...offers.map((offer) => offer && level(offer.needed.level, offer.needed.scale)),
        essential,
        t.status[worst.status],
      ];
      return (
        <Item
          key={box.key}
          light={light}
          box={box}
          id={worst.needed.competency.id}
          words={said.filter(Boolean).join(" · ")}
          name={`competency ${worst.status}${worst.needed.essential ? "" : " optional"}`}
          status={`${MARKS[worst.status]} ${t.status[worst.status]}${worst.needed.essential ? "" : ` · ${t.optional}`}`}
        />
      );
    })}
  </>
);

const Modules = ({ placed, light }: Part): JSX.Element => (
  <>
    {placed.modules.map((box) => {
      const { module, hours, mode } = box.course;
      const meta = [kind(module.kind), hours != null && t.hours(number(hours)), kind(mode)].filter(Boolean).join(" · ");
      return (
        <Item
          key={box.key}
          light={light}
          box={box}
          id={module.id}
          words={`${labelOf(module).text} · ${meta}`}
          name="module"
          status={meta}
        />
      );
    })}
  </>
);

/** Where a course is missing there stands an empty box. */
const Gaps = ({ placed }: { placed: Placed }): JSX.Element => (
  <>
    {placed.gaps.map((box) => (
      <g key={box.key} class="gap">
        <rect x={box.x} y={box.y} width={box.w} height={box.h} rx="6" />
        <text x={box.x + 12} y={box.y + 20}>
          {box.row.worst.status === "UNCOVERED" ? `${MARKS.UNCOVERED} ${t.status.UNCOVERED}` : t.noSuchCourse}
        </text>
      </g>
    ))}
  </>
);
