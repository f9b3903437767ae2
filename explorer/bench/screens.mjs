/**
 * What a reader waits for: `node bench/screens.mjs BASE PID ROUNDS '[["role", "/en/role/ID", "/role/ID"], …]'`.
 *
 * Prints, for each screen and for the plain page beside it, as JSON: bytes of script and of all that was sent;
 * milliseconds until the answer is drawn; milliseconds of CPU until the page is quiet, the browser's and the service's
 * (process PID, on Linux); milliseconds from a key or click to the next frame, the longest of a visit, to 8 ms, at least 16; and the
 * layout shift. Each is the least of the rounds, for other work may share the cores; the shift is the most. Each round is
 * a browser's first visit, in turn with the plain page's.
 */
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";

const [, , base, pid, rounds, screens] = process.argv;
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** Milliseconds: the first figures about officers after a start are counted from all records. */
const PATIENCE = 180_000;

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

const system = await browser.newBrowserCDPSession();

/** Milliseconds of CPU that the browser, all its processes, and the service have taken. */
async function cpu() {
  const { processInfo } = await system.send("SystemInfo.getProcessInfo");
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ");
  return processInfo.reduce((sum, each) => sum + each.cpuTime * 1000, 0) + (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Notes when the heading, and whatever was loading, has been drawn; what shifts; how long a key or click takes. */
function watch() {
  Object.assign(window, { answered: 0, shift: 0, delay: 0 });
  const there = () => document.querySelector("h1") && !document.querySelector(".loading, [aria-busy=true]");
  const drawn = () => setTimeout(() => (window.answered = performance.now()));
  const seen = () => requestAnimationFrame(there() ? drawn : seen);
  seen();
  const each = (type, options, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true, ...options });
  each("layout-shift", {}, ({ value, hadRecentInput }) => (window.shift += hadRecentInput ? 0 : value));
  each("event", { durationThreshold: 16 }, ({ interactionId, duration }) => {
    if (interactionId) window.delay = Math.max(window.delay, duration);
  });
}

/** What a reader does on any page: type into the search, leave it, and open the first "Why?". */
async function used(page) {
  const field = page.locator("input[type=search], input:not([type=hidden])").first();
  if (await field.count()) await field.pressSequentially("data", { delay: 60 });
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  const why = page.locator("main summary:visible").first();
  if (await why.count()) await why.click();
  await page.waitForTimeout(200); // the browser reports an event after its frame
}

async function visit(address) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const bytes = { script: 0, all: 0 };
  page.on("requestfinished", async (request) => {
    const { responseBodySize: size } = await request.sizes();
    bytes.all += size;
    if (/\.js$/.test(request.url())) bytes.script += size;
  });
  await page.addInitScript(watch);
  const before = await cpu();
  await page.goto(base + address);
  await page.waitForFunction(() => window.answered, null, { timeout: PATIENCE });
  await page.waitForLoadState("networkidle");
  const taken = (await cpu()) - before;
  const { answered: answer, shift } = await page.evaluate(() => ({ answered, shift }));
  const { script, all } = bytes;
  await used(page);
  const delay = Math.max(16, await page.evaluate(() => delay)); // the least that a browser tells of
  await context.close();
  return { script, all, answer, cpu: taken, shift, delay };
}

/** The least of each over the visits, but of shifts the most. */
function best(visits) {
  const names = Object.keys(visits[0]);
  const of = (name) => (name === "shift" ? Math.max : Math.min)(...visits.map((each) => each[name]));
  return Object.fromEntries(names.map((name) => [name, of(name)]));
}

const found = [];
for (const [name, address, plain] of JSON.parse(screens)) {
  const visits = { ours: [], plain: [] };
  for (let i = 0; i < Number(rounds); i++) {
    visits.ours.push(await visit(address));
    visits.plain.push(await visit(plain));
  }
  found.push({ name, ours: best(visits.ours), plain: best(visits.plain) });
}
console.log(JSON.stringify(found));
await browser.close();
