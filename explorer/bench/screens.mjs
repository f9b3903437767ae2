/**
 * What a reader waits for: `node bench/screens.mjs BASE ROUNDS '[["role", "/en/role/ID", "/role/ID"], …]'`.
 *
 * Prints, for each screen and for the plain page beside it, the medians as JSON: bytes of script that were sent, the
 * milliseconds until its answer is drawn, and those from a key to the next frame. Each round is a browser's first visit.
 */
import { chromium } from "@playwright/test";

const [, , base, rounds, screens] = process.argv;
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Notes when the heading, and whatever was loading, has been drawn. */
function watch() {
  const seen = () => {
    const there = document.querySelector("h1") && !document.querySelector(".loading");
    requestAnimationFrame(there ? () => setTimeout(() => (window.answered = performance.now())) : seen);
  };
  requestAnimationFrame(seen);
}

/** The longest time from a key to the next frame. */
const delayOf = () =>
  new Promise((done) => {
    let longest = 0;
    const note = (list) => list.getEntries().forEach((each) => (longest = Math.max(longest, each.duration)));
    new PerformanceObserver(note).observe({ type: "event", durationThreshold: 16, buffered: true });
    setTimeout(() => done(longest), 500);
  });

async function visit(address) {
  const context = await browser.newContext();
  const page = await context.newPage();
  let bytes = 0;
  page.on("response", async (response) => {
    if (/\.js$/.test(response.url())) bytes += Number((await response.allHeaders())["content-length"]);
  });
  await page.addInitScript(watch);
  await page.goto(base + address);
  await page.waitForFunction(() => window.answered);
  const answer = await page.evaluate(() => window.answered);
  await page.waitForLoadState("networkidle");
  const field = page.locator("input[type=search], input").first();
  if (await field.count()) await field.pressSequentially("data", { delay: 80 });
  await page.keyboard.press("Tab");
  const delay = await page.evaluate(delayOf);
  await context.close();
  return { bytes, answer, delay };
}

async function measured(address) {
  const visits = [];
  for (let i = 0; i < Number(rounds); i++) visits.push(await visit(address));
  return Object.fromEntries(["bytes", "answer", "delay"].map((name) => [name, median(visits.map((each) => each[name]))]));
}

const found = [];
for (const [name, address, plain] of JSON.parse(screens))
  found.push({ name, ours: await measured(address), plain: await measured(plain) });
console.log(JSON.stringify(found));
await browser.close();
