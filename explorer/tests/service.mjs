/** A service on a store of its own: `node tests/service.mjs sample|hostile|reviewed PORT`. KARMAGRAPH_EXPLORER_STORE names another store. */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [, , name, port] = process.argv;
const program = process.env.KARMAGRAPH ?? "../.venv/bin/karmagraph";
const folder = mkdtempSync(join(tmpdir(), "explorer-"));
const store = (name === "sample" && process.env.KARMAGRAPH_EXPLORER_STORE) || `embedded:${join(folder, "store")}`;

/** More than one page holds. */
const MANY = [...Array(130).keys()].map((i) => String(1000 + i));

/** Labels that must be shown and do no harm. */
function hostile() {
  const markup = `<img src=x onerror=alert(1)><script>alert(2)</script>`;
  const sheets = {
    frameworks: ["id,title,version,licence,illustrative", `:h:F,"${markup}",1,"<b>licence</b>",no`],
    scales: ["scale,scaleTitle,kind,rank,title", `:h:S,Scale,ordinal,1,"${markup}"`],
    competencies: [
      "id,title,kind,framework",
      `:h:C,"${markup} \u202Eright-to-left\u202C",skill,:h:F`,
      `:h:LONG,${"long ".repeat(2000)},skill,:h:F`,
    ],
    roles: ["id,title,framework", `:h:R,"${markup}",:h:F`],
    activities: ["id,title,needs,framework", ...MANY.map((i) => `:h:A${i},Activity ${i},:h:LONG,:h:F`)],
    modules: ["id,title,mode,hours,url", `:h:M,"${markup}",digital,2,javascript:alert(3)`],
    requirements: [
      "role,competency,level,scale,essential,source",
      `:h:R,:h:C,1,:h:S,essential,"${markup}"`,
      ":h:R,:h:LONG,1,:h:S,essential,",
    ],
    coverage: ["module,competency,toLevel,scale", ":h:M,:h:C,1,:h:S"],
  };
  mkdirSync(join(folder, "tables"));
  for (const [sheet, lines] of Object.entries(sheets))
    writeFileSync(join(folder, "tables", `${sheet}.csv`), lines.join("\n"));
  execFileSync(program, ["load", "table", join(folder, "tables"), "--store", store], { stdio: "inherit" });
}

/** Who may sign in, each with a key, for the tests to find. */
function people() {
  process.env.KARMAGRAPH_KEYS = join(folder, "keys.json");
  const rights = { asha: "steward", ravi: "reviewer", meena: "reviewer" };
  const key = (who) => execFileSync(program, ["key", "create", who, "--right", rights[who]], { encoding: "utf8" });
  const keys = Object.fromEntries(Object.keys(rights).map((who) => [who, /kg_\S+/.exec(key(who))[0]]));
  writeFileSync(join(tmpdir(), `explorer-keys-${port}.json`), JSON.stringify(keys), { mode: 0o600 });
}

if (name !== "sample") hostile();
if (name === "reviewed") people();
const service = spawn(program, [name === "sample" ? "demo" : "serve", "--store", store, "--port", port], {
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => service.kill(signal));
service.on("exit", (code) => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(code ?? 0);
});
