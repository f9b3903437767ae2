/** Runs the tests that `stores.spec.ts` holds, each screen once, on a Neo4j of their own; where Java is not, says so. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";

const UNAVAILABLE = 69;
const python = process.env.PYTHON ?? "../.venv/bin/python";
const home = mkdtempSync(join(tmpdir(), "explorer-neo4j-"));
const password = randomBytes(8).toString("hex");

function server(...words) {
  // one compiler and one collector: a server that lives for minutes is mostly warming up
  const java = { JDK_JAVA_OPTIONS: "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" };
  const environment = { ...process.env, ...java, NEO4J_PASSWORD: password };
  return spawnSync(python, ["../deploy/neo4j/server.py", ...words], { env: environment, encoding: "utf8" });
}

function tested(address) {
  const store = address.replace("bolt://", `bolt://neo4j:${password}@`);
  const environment = { ...process.env, KARMAGRAPH_EXPLORER_STORE: store };
  return spawnSync("npx", ["playwright", "test", "stores"], { env: environment, stdio: "inherit" }).status ?? 1;
}

const installed = server("install");
if (installed.status === UNAVAILABLE) {
  console.log(`The explorer is not tested on Neo4j: ${installed.stderr.trim()}`);
  process.exit(process.env.CI ? 1 : 0);
}
const started = server("start", "--home", home, "--bolt-port", "0");
let status = 1;
if (started.status) console.error(started.stderr);
else status = tested(started.stdout.trim());
server("stop", "--home", home);
rmSync(home, { recursive: true, force: true });
process.exit(status);
