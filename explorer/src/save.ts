import { give } from "./file";

/** Save the picture as a file that looks the same by itself, in light colours. */
export function save(svg: SVGSVGElement, name: string): void {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy
    .querySelectorAll("a")
    .forEach((link) => link.setAttribute("href", new URL(link.getAttribute("href")!, location.href).href));
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).map((rule) => rule.cssText);
  const style = rules.filter((rule) => rule.startsWith(":root") || rule.startsWith(".map")).join("\n");
  const text = new XMLSerializer()
    .serializeToString(copy)
    .replace(">", `><style>${style}:root{color-scheme:light;background:#fff}</style>`);
  give(text, "image/svg+xml", name);
}
