/** Give the reader a file that was made in the page. */
export function give(text: string, type: string, name: string): void {
  const link = Object.assign(document.createElement("a"), {
    href: URL.createObjectURL(new Blob([text], { type })),
    download: name,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

type Value = string | number | boolean | null | undefined;

/** A table as CSV: with a byte-order mark for spreadsheets, and a `'` before what one would take for a formula. */
export function csv(heads: string[], rows: Value[][]): string {
  const field = (value: Value): string => {
    const text = String(value ?? "").replace(/^[=+\-@\t\r]/, (found) => (typeof value === "number" ? found : `'${found}`));
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\uFEFF${[heads, ...rows].map((row) => row.map(field).join(",") + "\r\n").join("")}`;
}

/** The name of a file: of what it is, and that it is made up where it is. */
export const fileName = (of: string, illustrative: boolean, ending: string): string =>
  `${of.replace(/\W+/g, "-").replace(/-$/, "")}${illustrative ? "-illustrative" : ""}.${ending}`;
