/** The lines of a CSV, each by the names of its columns. */
export function rows(text: string): Record<string, string>[] {
  const [head, ...lines] = text
    .replace("\uFEFF", "")
    .trim()
    .split("\r\n")
    .map((line) =>
      [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((found) => found[1]!.replace(/^"|"$/g, "")),
    );
  return lines.map((line) => Object.fromEntries(head!.map((name, i) => [name, line[i] ?? ""])));
}
