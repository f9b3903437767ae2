// The console of graphapi/console.py: it makes no markup from text, so that its page can forbid that.

const SHOWN = 30;
const SCHEMA = `{ __schema { types { name kind description enumValues { name description }
  inputFields { name description type { ...T } }
  fields(includeDeprecated: true) { name description deprecationReason type { ...T }
    args { name description defaultValue type { ...T } } } } } }
fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }`;

const at = (id) => document.getElementById(id);

async function ask(query, variables) {
  const started = performance.now();
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query, variables }),
  });
  return { status: answer.status, ms: performance.now() - started, body: await answer.json() };
}

async function run(event) {
  event?.preventDefault();
  try {
    const given = at("variables").value.trim();
    const { status, ms, body } = await ask(at("query").value, given ? JSON.parse(given) : undefined);
    at("answer").textContent = JSON.stringify(body, null, 2);
    at("told").textContent = `${status}, ${Math.round(ms)} ms, cost ${body.extensions?.cost ?? 0}`;
  } catch (error) {
    at("answer").textContent = "";
    at("told").textContent = String(error.message);
  }
}

function make(name, text, ...within) {
  const made = document.createElement(name);
  made.textContent = text;
  made.append(...within);
  return made;
}

const shown = (type) =>
  type.kind === "NON_NULL" ? `${shown(type.ofType)}!` : type.kind === "LIST" ? `[${shown(type.ofType)}]` : type.name;

function line(field) {
  const args = (field.args ?? []).map((a) => `${a.name}: ${shown(a.type)}${a.defaultValue ? ` = ${a.defaultValue}` : ""}`);
  const head = `${field.name}${args.length ? `(${args.join(", ")})` : ""}${field.type ? `: ${shown(field.type)}` : ""}`;
  const gone = field.deprecationReason ? ` Deprecated: ${field.deprecationReason}` : "";
  return [make("dt", "", make("code", head)), make("dd", `${field.description ?? ""}${gone}`)];
}

function described(type) {
  const fields = type.fields ?? type.inputFields ?? type.enumValues ?? [];
  const summary = make("summary", "", make("code", type.name), ` ${type.description ?? ""}`);
  return make("details", "", summary, make("dl", "", ...fields.flatMap(line)));
}

function search(types) {
  const word = at("wanted").value.trim().toLowerCase();
  const named = (thing) => thing.name.toLowerCase().includes(word);
  const found = types.filter((type) => named(type) || (type.fields ?? type.inputFields ?? []).some(named));
  at("types").replaceChildren(...found.slice(0, SHOWN).map(described));
  at("found").textContent = `${found.length} of ${types.length} types${found.length > SHOWN ? `, the first ${SHOWN}` : ""}`;
}

const { body } = await ask(SCHEMA);
const all = (body.data?.__schema.types ?? []).filter((type) => !type.name.startsWith("__"));
const first = (type) => (["Query", "Mutation"].includes(type.name) ? 0 : 1);
all.sort((a, b) => first(a) - first(b) || a.name.localeCompare(b.name));
search(all);
at("wanted").addEventListener("input", () => search(all));
at("ask").addEventListener("submit", run);
at("ask").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run(event);
});
