import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { HOSTILE, REVIEWED } from "../playwright.config";
import { enter, expect, open, tabTo, test, watched } from "./quiet";

const SERVICE = `http://127.0.0.1:${REVIEWED}`;

test.describe.configure({ mode: "default" }); // one store, one writer at a time

/** A page of somebody who has signed in. */
async function signedIn(browser: Browser, who: string): Promise<Page> {
  const keys = JSON.parse(readFileSync(join(tmpdir(), `explorer-keys-${REVIEWED}.json`), "utf8")) as Record<string, string>;
  const context = await browser.newContext({
    baseURL: SERVICE,
    extraHTTPHeaders: { authorization: `Bearer ${keys[who]}` },
    permissions: ["clipboard-read", "clipboard-write"],
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  seen.push(watched(page));
  return page;
}

/** What the pages of those who signed in have done that they must not. */
const seen: string[][] = [];
test.afterEach(() => expect(seen.splice(0).flat()).toEqual([]));

const FILE = {
  name: "requirements.csv",
  mimeType: "text/csv",
  buffer: Buffer.from("role,competency,level,scale,essential,source\n:h:R,:h:C,1,:h:S,optional,Order 9\n"),
};

test("a file becomes a draft, and three people take it to publication, by keyboard; a pinned link stays as it was", async ({
  browser,
}) => {
  const asha = await signedIn(browser, "asha");
  await open(asha, "/en/role/h:R");
  await asha.getByRole("button", { name: "Copy link" }).click();
  const pinned = await asha.evaluate(() => navigator.clipboard.readText());
  await open(asha, "/en/review");
  await asha.getByLabel("File", { exact: true }).setInputFiles(FILE);
  await tabTo(asha, asha.getByLabel("Reason"));
  await asha.keyboard.type("Annual revision <b>9</b>");
  await asha.keyboard.press("Tab");
  await asha.keyboard.type("table:tables");
  await enter(asha, asha.getByRole("button", { name: "Draft the changes" }));
  await expect(asha.locator("h1")).toHaveText("Annual revision <b>9</b>");
  await expect(asha.locator("h1")).toBeFocused();
  const changed = asha.getByRole("table", { name: "Each change, and what it touches" });
  await expect(changed.locator("tbody tr")).toHaveCount(1);
  await expect(changed).toContainText("essential: true");
  await expect(changed).toContainText("1 role, 0 courses, 0 officers");
  await enter(asha, asha.getByRole("button", { name: "Submit for review" }));
  await expect(asha.locator("p.answer")).toContainText("in the first review");
  await asha.setViewportSize({ width: 1280, height: 1100 });
  await asha.screenshot({ path: "../docs/images/explorer-review.png" });
  await enter(asha, asha.getByRole("button", { name: "Approve" }));
  await expect(asha.getByRole("alert")).toContainText("Nothing was done.");

  const ravi = await signedIn(browser, "ravi");
  await open(ravi, "/hi/review");
  await enter(ravi, ravi.getByRole("link", { name: "Annual revision <b>9</b>" }));
  await expect(ravi.locator("main")).toContainText("यह आपके निर्णय की प्रतीक्षा में है।");
  await enter(ravi, ravi.getByRole("button", { name: "अस्वीकृत करें" }));
  await expect(ravi.getByRole("alert")).toContainText("अस्वीकृत करने का कारण लिखें");
  await tabTo(ravi, ravi.getByLabel("कारण"));
  await ravi.keyboard.type("देख लिया");
  await enter(ravi, ravi.getByRole("button", { name: "अनुमोदित करें" }));
  await expect(ravi.locator("p.answer")).toContainText("दूसरी समीक्षा में");
  await enter(ravi, ravi.getByRole("button", { name: "अनुमोदित करें" }));
  await expect(ravi.getByRole("alert")).toContainText("कुछ नहीं किया गया।");

  const meena = await signedIn(browser, "meena");
  await open(meena, "/en/review");
  await enter(meena, meena.getByRole("table", { name: "Awaiting my decision" }).getByRole("link"));
  await expect(meena.getByText("देख लिया")).toBeVisible();
  await enter(meena, meena.getByRole("button", { name: "Approve" }));
  await expect(meena.locator("p.answer")).toContainText("published");
  await open(meena, "/en/role/h:R");
  await expect(meena.getByRole("row", { name: /^<img src/ })).toContainText("optional");
  await expect(meena.locator(".answer").first()).toContainText("1 essential and 1 optional");
  await open(meena, pinned);
  await expect(meena.getByRole("row", { name: /^<img src/ })).toContainText("essential");
  await expect(meena.locator(".answer").first()).toContainText("2 essential and 0 optional");
  await expect(meena.locator(".pinned")).toContainText("This link is pinned to");
  await enter(meena, ".pinned a");
  await expect(meena.locator(".answer").first()).toContainText("1 essential and 1 optional");
});

test.describe("without a right", () => {
  test.use({ expected: [/Failed to load resource/], baseURL: SERVICE });
  test("the pages say what one may not do", async ({ page }) => {
    await open(page, "/en/review");
    await expect(page.getByRole("status").filter({ hasText: "Nothing awaits your decision here." })).toBeVisible();
    await page.getByLabel("File", { exact: true }).setInputFiles(FILE);
    await page.getByLabel("Reason").fill("no right");
    await page.getByRole("button", { name: "Draft the changes" }).click();
    await expect(page.getByRole("alert")).toContainText("only a steward drafts files");
    await page.goto("/en/readiness");
    await expect(page.getByRole("alert")).toContainText("need the right “analyst”");
    await open(page, "/en/review/draft:none");
    await expect(page.locator("h1")).toContainText("Nothing here has the id “draft:none”.");
  });
});

test("a role and a framework are taken as workbooks", async ({ page, request }) => {
  await open(page, "/en/role/sample:SO-MON");
  const role = await request.get((await page.getByRole("link", { name: "Workbook (XLSX)" }).getAttribute("href"))!);
  expect(role.headers()["content-disposition"]).toContain("role-illustrative.xlsx");
  expect((await role.body()).subarray(0, 2).toString()).toBe("PK");
  await open(page, `${HOSTILE}/en/review`);
  await expect(page.getByRole("link", { name: /\(XLSX\)$/ })).toHaveCount(1);
  expect((await request.get("/workbook/Role/none.xlsx")).status()).toBe(404);
});

test("a draft of many changes is read page by page, and each says why it touches whom", async ({ browser }) => {
  const asha = await signedIn(browser, "asha");
  await open(asha, "/en/review");
  const lines = [...Array(150).keys()].map((i) => `:h:N${1000 + i},New ${1000 + i},skill,:h:F`);
  const buffer = Buffer.from(["id,title,kind,framework", ...lines, ""].join("\n"));
  await asha.getByLabel("File", { exact: true }).setInputFiles({ name: "competencies.csv", mimeType: "text/csv", buffer });
  await asha.getByLabel("Reason").fill("Many");
  await asha.getByRole("button", { name: "Draft the changes" }).click();
  await expect(asha.locator("h1")).toHaveText("Many");
  const rows = asha.getByRole("table", { name: "Each change, and what it touches" }).locator("tbody tr");
  const told: string[] = [];
  for (let pages = 0; pages < 10; pages++) {
    told.push(...(await rows.locator("th").allTextContents()));
    const next = asha.getByRole("link", { name: "Show the next" });
    if (!(await next.count())) break;
    await enter(asha, next);
    await expect(asha.locator("main")).toContainText(new RegExp(`${told.length + 1} to \\d+ of`));
  }
  expect(told.length).toBeGreaterThanOrEqual(150);
  expect(told.filter((each) => /^New \d+$/.test(each)).length).toBeGreaterThanOrEqual(150);
  const reason = rows.first().locator(".reason");
  await reason.locator("summary").click();
  await expect(reason).toContainText("inherit it");
});
