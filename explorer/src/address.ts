export type Lang = "en" | "hi";

/** What the address bar says: it is the only state there is. */
export interface Place {
  lang: Lang;
  page: string;
  id: string;
  query: URLSearchParams;
}

export function placeOf(path: string, search: string): Place {
  const [lang, first = "", ...rest] = path.split("/").slice(1);
  const page = first === "brief" ? `${first}/${rest.shift()}` : first;
  return { lang: lang === "hi" ? "hi" : "en", page, id: decoded(rest.join("/")), query: new URLSearchParams(search) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % is a character of the id
  }
}

export const here = (): Place => placeOf(location.pathname, location.search);

/** The address of a page; a pinned date stays pinned. */
export function href(page: string, id = "", query: Record<string, string> = {}, from: Place = here()): string {
  const search = new URLSearchParams(query);
  const pinned = from.query.get("asOf");
  if (pinned && !search.has("asOf")) search.set("asOf", pinned);
  const path = [from.lang, page, id && encodeURIComponent(id).replaceAll("%3A", ":")].filter(Boolean).join("/");
  return `/${path}${page ? "" : "/"}${search.size ? `?${search}` : ""}`;
}

/** The same page with some of its query changed; an empty value takes it out. */
export function changed(values: Record<string, string>, from: Place = here()): string {
  const query = new URLSearchParams(from.query);
  for (const [name, value] of Object.entries(values)) value ? query.set(name, value) : query.delete(name);
  const search = Object.fromEntries(query);
  return values.asOf === ""
    ? href(from.page, from.id, search, { ...from, query })
    : href(from.page, from.id, search, from);
}

/** An id as GraphQL gives it, apart: `Role:sample:SO` is role and sample:SO. */
export function typed(id: string): [page: string, id: string] {
  const at = id.indexOf(":");
  return [id.slice(0, at).toLowerCase(), id.slice(at + 1)];
}

export const PAGES = ["role", "competency", "module", "organisation", "framework", "activity", "officer"];

/** The page of a thing; what has none here is shown as linked data. */
export function hrefOf(id: string): string {
  const [page, rest] = typed(id);
  return PAGES.includes(page) ? href(page, rest) : dataHref(id, "");
}

/** The thing itself, in a form: `.ttl`, `.jsonld`. */
export function dataHref(id: string, suffix: string): string {
  const [, rest] = typed(id);
  return `/id/${id.slice(0, id.indexOf(":"))}/${encodeURIComponent(rest).replaceAll("%3A", ":")}${suffix}`;
}

export function go(address: string): void {
  history.replaceState({ y: scrollY }, "");
  history.pushState({ y: 0 }, "", address);
  dispatchEvent(new Event("went"));
}
