import type { JSX } from "preact";

/** The heads of a table that becomes a list where the page is narrow. */
export const Heads = ({ names }: { names: string[] }): JSX.Element => (
  <thead role="rowgroup">
    <tr role="row">
      {names.map((name) => (
        <th role="columnheader" scope="col" key={name}>
          {name}
        </th>
      ))}
    </tr>
  </thead>
);
