import { readFileSync } from "node:fs";
import type { Response } from "@playwright/test";
import { HOSTILE } from "../playwright.config";
import { enter, expect, LANGS, open, test } from "./quiet";
import { rows } from "./sheets";

test("the start counts what is here and its questions lead to their answers", async ({ page }) => {
  await open(page, "/en/");
  await expect(page.locator(".counts")).toHaveText("2,000 officers · 60 roles · 150 courses · illustrative");
  await expect(page.locator(".questions li")).toHaveCount(3);
  await expect(page.locator(".questions")).toContainText(
    "course reaches the level 9 · level not stated 0 · stops short 2 · no course 1",
  );
  for (const i of [0, 1, 2]) {
    await open(page, "/en/");
    await page.locator(".questions a").nth(i).click();
    await expect(page.locator(".answer").first()).toBeVisible();
  }
  await open(page, "/en/missing");
  await expect(page.locator(".hits")).toContainText("Data Use and Governance");
});

test("the officer's question on the start page is answered as the record answers it", async ({ page }) => {
  await open(page, "/en/");
  await expect(page.locator(".questions")).toContainText(
    "7 of 12 met, 5 short. Plan: 3 courses, 24 hours; 41 separately.",
  );
  await page.getByLabel("An officer's record, by its exact id").fill("sample:OFF-0417");
  await page.getByRole("button", { name: "Open" }).click();
  await expect(page).toHaveURL(/officer\/sample:OFF-0417$/);
  await expect(page.locator("h1")).toHaveText("Officer OFF-0417");
});

test("an officer's figures are those of the CSV, each says why, and the plan is drawn", async ({ page }) => {
  await open(page, "/en/officer/sample:OFF-0417");
  const wait = page.waitForEvent("download");
  await page.getByRole("link", { name: "Table (CSV)" }).click();
  const found = rows(readFileSync(await (await wait).path(), "utf8"));
  expect(found.every((row) => row.officer === "sample:OFF-0417")).toBe(true);
  const essential = found.filter((row) => row.essential === "true");
  const met = essential.filter((row) => row.standing === "met").length;
  await expect(page.locator(".figures details").first()).toContainText(`${met} of ${essential.length}`);
  await expect(page.locator(".record > table tbody tr")).toHaveCount(found.length);
  const expired = page.getByRole("row", { name: /^PFMS Portal Management/ });
  await expect(expired).toContainText("short");
  await expect(expired).toContainText("1 level short");
  await expect(expired).toContainText("expired on 18-05-2026");
  const boxes = page.locator("svg a.module");
  await expect(boxes).toHaveCount(3);
  await expect(page.locator(".twin tbody tr")).toHaveCount(3);
  const hours = (await boxes.locator(".status").allTextContents()).map((text) => Number(/(\d+) h/.exec(text)![1]));
  expect(hours.reduce((sum, each) => sum + each, 0)).toBe(24);
  await expect(page.locator("svg .gap")).toContainText("Data Use and Governance");
  await expect(page.locator("svg")).toContainText("11 of 12 met");
});

test("another target role is compared with the officer's own postings", async ({ page }) => {
  await open(page, "/en/officer/sample:OFF-0417");
  await page
    .getByRole("combobox", { name: "Compare with another target role" })
    .pressSequentially("under secretary, mon");
  await page.getByRole("option", { name: "Under Secretary, Monitoring" }).click();
  await expect(page).toHaveURL(/role=sample%3AUS-MON/);
  const table = page.getByRole("table", { name: "Own postings and the target role, side by side" });
  await expect(table.getByRole("row", { name: /^Own postings/ })).toContainText("7 of 12 met");
  const figure = await page.locator(".figures details").first().locator("strong").textContent();
  await expect(table.getByRole("row", { name: /^Under Secretary, Monitoring/ })).toContainText(`${figure} met`);
  await page.getByRole("link", { name: "Back to own postings" }).click();
  await expect(table).toHaveCount(0);
});

for (const [lang, why, copy, words] of [
  ["en", "Why?", "Copy for a letter", ["Rule: ", "What counts: ", "Stated or approved by: ", "What the level means: ", "Data as on 24-11-2026"]],
  ["hi", "क्यों?", "पत्र के लिए कॉपी करें", ["नियम: ", "क्या गिना जाता है: ", "निर्धारण का आधार: ", "इस स्तर का अर्थ: ", "आँकड़े 24-11-2026"]],
] as const)
  test(`"Why?" gives words for a letter, by keyboard: ${lang}`, async ({ page }) => {
    await open(page, `/${lang}/officer/sample:OFF-0417`);
    const row = page.locator(".record > table tbody tr").first();
    await row.locator(".reason summary", { hasText: why }).focus();
    await page.keyboard.press("Enter");
    await row.getByRole("button", { name: copy }).focus();
    await page.keyboard.press("Enter");
    await expect(row.getByRole("status")).not.toBeEmpty();
    const letter = await page.evaluate(() => navigator.clipboard.readText());
    for (const each of [...words, "RS/26/2025", "2026.11", "/officer/sample:OFF-0417?asOf=2026-11-24"])
      expect(letter).toContain(each);
    expect(await row.locator(".reason").innerText()).toContain(letter.split("\n")[1]!.replace(/^[^:]+: /, ""));
  });

test("every figure of a page opens its reason", async ({ page }) => {
  for (const screen of ["role/sample:SO-MON", "map/sample:SO-MON", "officer/sample:OFF-0417", "missing"]) {
    await open(page, `/en/${screen}`);
    const figures = page.locator(".answer details");
    expect(await figures.count()).toBe({ missing: 1, "officer/sample:OFF-0417": 5 }[screen] ?? 4);
    for (const figure of await figures.all()) {
      await figure.locator("summary").click();
      await expect(figure.getByText("Rule:")).toBeVisible();
      await figure.locator("summary").click();
    }
  }
});

test("a role's numbers are those of its CSV, and each says why", async ({ page }) => {
  await open(page, "/en/role/sample:SO-MON");
  const wait = page.waitForEvent("download");
  await page.getByRole("link", { name: "Table (CSV)" }).click();
  const file = await wait;
  expect(file.suggestedFilename()).toBe("coverage-illustrative.csv");
  const found = rows(readFileSync(await file.path(), "utf8"));
  expect(found).toHaveLength(16);
  expect(found.every((row) => row.notice!.startsWith("illustrative"))).toBe(true);
  for (const status of ["course reaches the level", "level not stated", "stops short", "no course"]) {
    const count = found.filter((row) => row.essential === "true" && row.courses === status).length;
    const figure = page.locator(".figures details").filter({ hasText: status }).first();
    await expect(figure.locator("strong")).toHaveText(String(count));
    await figure.locator("summary").click();
    await expect(figure.locator("p").first()).toBeVisible();
    await expect(figure.locator("li")).toHaveCount(count);
  }
  const gap = page.getByRole("row", { name: /^Data Use and Governance Data Protection/ });
  await expect(gap).toContainText("Level 1 of 3 · Operational");
  await expect(gap).toContainText("no course");
  await expect(gap).toContainText("inherited");
  await gap.getByText("Why?").click();
  await expect(gap).toContainText("Work order RS/15/2024");
  await expect(gap).toContainText("What the level means");
});

test("the map has a line for each requirement, and its table the same", async ({ page }) => {
  await open(page, "/en/map/sample:SO-MON");
  await expect(page.locator("svg .need")).toHaveCount(16);
  await expect(page.locator("tbody tr")).toHaveCount(16);
  await expect(page.locator("svg .competency").first()).toContainText("no course");
  await page.getByLabel("Essential only").check();
  await expect(page).toHaveURL(/essential=1/);
  await expect(page.locator("svg .need")).toHaveCount(12);
  await page.getByLabel("Level required").selectOption({ label: "Level 2 of 3 · Tactical" });
  const levels = await page.locator("svg .need text").allTextContents();
  expect(new Set(levels)).toEqual(new Set(["Level 2 of 3 · Tactical"]));
  await page.goBack();
  await expect(page.locator("svg .need")).toHaveCount(12);
  await page.getByRole("combobox", { name: "Compare with another role" }).pressSequentially("under secretary, mon");
  await page.getByRole("option", { name: "Under Secretary, Monitoring" }).click();
  await expect(page).toHaveURL(/with=sample%3AUS-MON/);
  await expect(page.locator(".answer summary")).toContainText(/Both need \d+; only Section Officer, Monitoring needs \d+/);
  const drawn = (): Promise<number> => page.locator("svg .competency").count();
  await expect.poll(drawn).toBeGreaterThan(20); // what is below the first screen is drawn last
  await expect(page.locator("tbody tr")).toHaveCount(await drawn());
});

test("a pinned date reads an older state and says that there is a newer one", async ({ page }) => {
  await open(page, "/en/role/sample:SO-MON?asOf=2020-01-01");
  await expect(page.locator(".pinned")).toContainText("01-01-2020");
  await expect(page.locator(".answer")).toContainText("No requirements recorded.");
  await page.getByRole("link", { name: "show them" }).click();
  await expect(page.locator(".figures")).toBeVisible();
  await expect(page.locator(".pinned")).toHaveCount(0);
});

test("downloads are what they say", async ({ page, request, context }) => {
  await open(page, "/en/map/sample:SO-MON");
  const wait = page.waitForEvent("download");
  await page.getByRole("button", { name: "Picture (SVG)" }).click();
  const file = await wait;
  expect(file.suggestedFilename()).toBe("role-map-sample-SO-MON-illustrative.svg");
  const svg = readFileSync(await file.path(), "utf8");
  expect(svg).toContain("Illustrative");
  expect(svg).toContain("Data as on 24-11-2026");
  expect(svg).not.toMatch(/<script|\son\w+=/);
  const blank = await context.newPage(); // the explorer's own policy lets no text become markup
  expect(
    await blank.evaluate(
      (text) => new DOMParser().parseFromString(text, "image/svg+xml").querySelector("parsererror")?.textContent,
      svg,
    ),
  ).toBeUndefined();
  for (const name of ["Turtle", "JSON-LD"]) {
    const answer = await request.get((await page.getByRole("link", { name }).getAttribute("href"))!);
    expect(answer.status()).toBe(200);
    expect(await answer.text()).toContain("SO-MON");
  }
});

test("what a dashboard takes is the question of the page", async ({ page, request }) => {
  await open(page, "/en/map/sample:SO-MON");
  await page.getByText("Use this in a dashboard").click();
  await expect(page.locator("pre").first()).toContainText("query RoleMap(");
  const [query, variables] = await page.locator("pre").allTextContents();
  const answer = await (await request.post("/graphql", { data: { query, variables: JSON.parse(variables!) } })).json();
  expect(answer.data.role.coverage.required).toBe(12);
});

test("the whole first load is within its bounds", async ({ page }) => {
  for (const lang of LANGS) {
    let bytes = 0;
    const count = async (response: Response): Promise<void> => {
      if (/\.js$/.test(response.url())) bytes += Number((await response.allHeaders())["content-length"]);
    };
    page.on("response", count);
    await open(page, `/${lang}/`);
    expect(bytes).toBeLessThanOrEqual(15 * 1024);
    page.off("response", count);
  }
});

test.describe("where officers' records are closed", () => {
  test("the page says so in words", async ({ page }) => {
    const closed = { errors: [{ message: "officer reaches personal data", extensions: { code: "FORBIDDEN" } }] };
    await page.route("/graphql", (route) =>
      route.request().postData()!.includes(`"Record"`) ? route.fulfill({ json: closed }) : route.continue(),
    );
    await page.goto("/hi/officer/sample:OFF-0417");
    await expect(page.getByRole("alert")).toContainText("ये व्यक्तिगत आँकड़े हैं");
  });
});

test.describe("when the service does not answer", () => {
  test.use({ expected: [/ERR_INTERNET_DISCONNECTED|Failed to load resource/] });
  test("it says so, and tries again on request", async ({ page, context }) => {
    await open(page, "/en/");
    await context.setOffline(true);
    await page.locator(".questions a").nth(1).click({ noWaitAfter: true });
    await expect(page.getByRole("alert")).toContainText("cannot be reached");
    await context.setOffline(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.locator("h1")).toHaveText("Which competencies does no course build?");
    await page.route("/graphql", (route) =>
      route.request().postData()!.includes(`"Role"`) ? route.abort() : route.continue(),
    );
    await page.goto("/en/role/sample:SO-MON");
    await expect(page.getByRole("alert")).toContainText("cannot be reached");
    await page.unroute("/graphql");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.locator("h1")).toHaveText("Section Officer, Monitoring");
  });
  test("a slow answer is waited for in words", async ({ page }) => {
    await page.route("/graphql", async (route) => {
      await new Promise((done) => setTimeout(done, 1500));
      await route.continue();
    });
    await page.goto("/hi/role/sample:SO-MON");
    await expect(page.getByRole("status").filter({ hasText: "लोड हो रहा है" })).toBeVisible();
    await expect(page.locator("h1")).toHaveText("अनुभाग अधिकारी, अनुवीक्षण");
  });
});

test("a long list of neighbours is shown page by page, by keyboard", async ({ page }) => {
  await open(page, `${HOSTILE}/en/competency/h:LONG`);
  const section = page.locator(".neighbours section").filter({ hasText: "Needed by activities" });
  await expect(section.locator(".count")).toHaveText("130");
  await expect(section.locator("li")).toHaveCount(100);
  await expect(section).toContainText("100 of 130 shown.");
  await enter(page, section.getByRole("button", { name: "Show more" }));
  await expect(section.locator("li")).toHaveCount(130);
  await expect(section.locator("li").nth(100).getByRole("link").first()).toBeFocused();
  await expect(section.getByRole("button")).toHaveCount(0);
  const names = (await section.locator("li a").allTextContents()).filter((each) => each.startsWith("Activity"));
  expect(new Set(names).size).toBe(130);
});

for (const address of [
  "/en/",
  "/en/role/h:R",
  "/en/competency/h:C",
  "/en/competency/h:LONG",
  "/en/module/h:M",
  "/en/map/h:R",
  "/en/framework/h:F",
  "/en/search?q=img",
  "/en/brief/role/h:R",
  "/en/whatif?kind=REQUIRE&role=h:R&competency=h:C&level=any",
  "/hi/commission",
  "/hi/missing",
  "/hi/<script>alert(4)</script>/%3Cimg%20onerror%3Dalert(5)%3E",
])
  test(`labels with markup are shown and harmless: ${address}`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 700 });
    await open(page, HOSTILE + address);
    if (!/LONG|script/.test(address))
      await expect(page.locator("#explorer")).toContainText("<img src=x onerror=alert(1)>");
    await expect(page.locator("main img, main script, main b")).toHaveCount(0);
    await expect(page.locator('a[href^="javascript"]')).toHaveCount(0);
    expect(await page.evaluate(() => document.scrollingElement!.scrollWidth)).toBeLessThanOrEqual(320);
    await expect(page.locator("body")).not.toContainText("Illustrative");
  });
