import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { HOSTILE } from "../playwright.config";
import { enter, expect, LANGS, open, tabTo, test } from "./quiet";
import { rows } from "./sheets";

async function taken(page: Page): Promise<Record<string, string>[]> {
  const wait = page.waitForEvent("download");
  await page.getByRole("button", { name: "Table (CSV)" }).click();
  const file = await wait;
  expect(file.suggestedFilename()).toMatch(/-illustrative\.csv$/);
  return rows(readFileSync(await file.path(), "utf8"));
}

const heat = (page: Page) => page.getByRole("table", { name: "Essential requirements met" });
const shortShare = (row: Record<string, string>): number => Number(row.gaps) / Number(row.required);

test("the heat map, its widest gaps and its file say the same; what is hidden is said to be", async ({ page }) => {
  await open(page, "/en/readiness/sample:MIN-RS");
  const cells = await taken(page);
  expect(cells.every((row) => row.notice!.includes("Illustrative") && row.asOf!.length > 0)).toBe(true);
  const shown = cells.filter((row) => row.hidden === "false" && Number(row.required) > 0);
  for (const row of shown.filter((_, i) => i % 7 === 0)) {
    const at = heat(page).getByRole("row").filter({ has: page.getByRole("rowheader", { name: row.title!, exact: true }) });
    const cell = at.locator(`td[data-name="${row.columnTitle}"]`);
    await expect(cell).toContainText(`${Math.round((Number(row.met) / Number(row.required)) * 100)}%`);
    await expect(cell).toContainText(`${row.met} of ${row.required}`);
  }
  const hidden = cells.filter((row) => row.hidden === "true");
  expect(hidden.length).toBeGreaterThan(0);
  for (const row of hidden) expect([row.people, row.required, row.met, row.gaps, row.readiness]).toEqual(["", "", "", "", ""]);
  await expect(heat(page).getByText("not shown")).toHaveCount(hidden.length);
  await expect(page.getByText(/cells are not shown: too few people/)).toContainText(String(hidden.length));
  const widest = shown.filter((row) => row.gaps).map(shortShare).toSorted((a, b) => b - a).slice(0, 10);
  const told = await page.getByRole("table", { name: "The ten widest gaps" }).locator("tbody td:nth-child(3) strong").allTextContents();
  expect(told).toEqual(widest.map((share) => `${Math.round(share * 100)}%`));
});

test("rows are ordered by name, or by what is widest in one organisation", async ({ page }) => {
  await open(page, "/en/readiness/sample:MIN-RS");
  const names = () => heat(page).locator("tbody th").allTextContents();
  await page.getByLabel("Order of the rows").selectOption({ label: "by name" });
  await expect(page).toHaveURL(/sort=name/);
  expect(await names()).toEqual((await names()).toSorted((a, b) => a.localeCompare(b)));
  await page.getByLabel("Order of the rows").selectOption("sample:DEP-CRA");
  await expect(heat(page).locator("th[aria-sort=descending]")).toContainText("Craft Clusters");
  await expect(heat(page).locator("tbody th").first()).toHaveText("Adherence to Vigilance Guidelines");
  await page.goBack();
  await expect(heat(page).locator("th[aria-sort=ascending]")).toHaveText("Theme");
});

test("from the map to a theme's competencies, the roles, the officers and a record", async ({ page }) => {
  await open(page, "/en/readiness/sample:MIN-RS");
  await heat(page).getByRole("link", { name: /^Data Protection, Department of Craft Clusters/ }).click();
  await expect(page).toHaveURL(/readiness\/sample:DEP-CRA\?theme=/);
  await expect(page.locator("h1")).toContainText("Craft Clusters");
  await heat(page).locator("tbody td a").first().click();
  await expect(page).toHaveURL(/competency=/);
  const officers = page.getByRole("table", { name: "Officers short of it" });
  await officers.getByRole("link", { name: /^OFF-/ }).first().click();
  await expect(page.locator("h1")).toContainText(/^Officer OFF-/);
});

test("officers are told page by page, each once and in order", async ({ page }) => {
  await open(page, "/en/readiness/sample:MIN-RS?theme=sample:KCM-FUN-T22&columns=role&competency=sample:KCM-FUN-114");
  const officers = page.getByRole("table", { name: "Officers short of it" }).locator("tbody th");
  const told: string[] = [];
  for (let pages = 0; ; pages++) {
    told.push(...(await officers.allTextContents()));
    const more = page.getByRole("link", { name: "Show the next" });
    if (!(await more.count())) break;
    expect(pages).toBeLessThan(20);
    await more.click();
    await expect(officers.first()).not.toHaveText(told.at(-1)!);
    await expect(page).toHaveURL(new RegExp(`after=sample%3A${told.at(-1)}`));
    await expect.poll(async () => (await officers.first().textContent())! > told.at(-1)!).toBe(true);
  }
  expect(told).toEqual(told.toSorted());
  expect(new Set(told).size).toBe(769); // each officer once over all postings, as the courses to commission count them
  await page.getByRole("link", { name: "Back to the first" }).click();
  await expect(officers.first()).toHaveText(told[0]!);
});

for (const lang of LANGS)
  test(`each number of the map opens what is behind it, and why it is: ${lang}`, async ({ page }) => {
    await open(page, `/${lang}/readiness/sample:MIN-RS`);
    const cells = page.locator(".heat tbody td:has(a, strong)");
    await expect(page.locator(".heat .reason")).toHaveCount(await cells.count());
    const cell = page.locator(".heat td:has(a)").first();
    await tabTo(page, cell.locator("summary"));
    await page.keyboard.press("Enter");
    await enter(page, cell.getByRole("button"));
    const letter = await page.evaluate(() => navigator.clipboard.readText());
    const share = (await cell.locator("> a").textContent())!;
    const [met, required] = (await cell.locator("> small").textContent())!.match(/[\d,]+/g)!.toSorted((a, b) => a.length - b.length || a.localeCompare(b));
    for (const each of [share, met!, required!, "24-11-2026", "2026.11", "/readiness/sample:MIN-RS?asOf=2026-11-24"])
      expect(letter).toContain(each);
    await expect(page).toHaveURL(/MIN-RS$/);
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter"); // closed again
    await cell.locator("> a").click();
    await expect(page).toHaveURL(/theme=/);
  });

test("the courses to commission are told page by page, and all of them in the file", async ({ page }) => {
  await open(page, "/en/commission");
  const told = page.getByRole("table", { name: "Courses to commission" }).locator("tbody th > a");
  const first = await told.allTextContents();
  expect(first).toHaveLength(20);
  await expect(page.locator("main")).toContainText("1 to 20 of 38");
  const file = await taken(page);
  expect(new Set(file.map((row) => row.competency)).size).toBe(38);
  await enter(page, page.getByRole("link", { name: "Show the next" }));
  await expect(page).toHaveURL(/after=.*from=21/);
  await expect(page.getByText("21 to 38 of 38")).toBeFocused();
  expect([...first, ...(await told.allTextContents())]).toEqual([...new Set(file.map((row) => row.title))]);
  await expect(page.getByRole("link", { name: "Show the next" })).toHaveCount(0);
  await page.goBack();
  await expect(page.locator("main")).toContainText("1 to 20 of 38");
});

test("each figure of the readiness page opens its rule", async ({ page }) => {
  await open(page, "/en/readiness/sample:MIN-RS");
  for (const figure of await page.locator(".figures details").all()) {
    await figure.locator("summary").click();
    await expect(figure.getByText("Rule:")).toBeVisible();
    await figure.locator("summary").click();
  }
  const first = page.getByRole("table", { name: "The ten widest gaps" }).locator(".reason").first();
  await first.locator("summary").click();
  await expect(first).toContainText("The cells with the largest share");
  await expect(first).toContainText("Data as on 24-11-2026");
});

const CLOSED = {
  en: ["need the right “analyst”", "their records are personal data"],
  hi: ["“analyst” अधिकार चाहिए", "उनके अभिलेख व्यक्तिगत आँकड़े हैं"],
} as const;
const closed = { errors: [{ message: "no", extensions: { code: "FORBIDDEN" } }] };

for (const lang of LANGS)
  test(`where figures about officers are closed, it says so: ${lang}`, async ({ page }) => {
    await page.route("/graphql", (route) =>
      /"(ReadinessMap|ToCommission|WhatIf)"/.test(route.request().postData()!) ? route.fulfill({ json: closed }) : route.continue(),
    );
    for (const screen of ["readiness", "commission", "whatif?kind=RETIRE&module=sample:MOD-002"]) {
      await page.goto(`/${lang}/${screen}`);
      await expect(page.getByRole("alert")).toContainText(CLOSED[lang][0]);
      await expect(page.locator("h1")).toHaveCount(1);
    }
    await page.unroute("/graphql");
    await page.route("/graphql", (route) =>
      route.request().postData()!.includes(`"Short"`) ? route.fulfill({ json: closed }) : route.continue(),
    );
    await open(page, `/${lang}/readiness/sample:DEP-CRA?theme=sample:KCM-FUN-T22&columns=role&competency=sample:KCM-FUN-114`);
    await expect(page.locator("main")).toContainText(CLOSED[lang][1]);
  });

test("an organisation that there is not is said to be none", async ({ page }) => {
  await open(page, "/en/readiness/nowhere");
  await expect(page.locator("h1")).toContainText("Nothing here has the id “nowhere”.");
});

test("what to commission: the demand, suggestions marked as such, and what a course would do", async ({ page }) => {
  await open(page, "/en/commission");
  const row = page.locator("tbody tr").first();
  await expect(row).toContainText("Data Use and Governance");
  await expect(row).toContainText("769");
  await expect(row.locator('td[data-name="Suggestions, not counted"]')).toContainText("similar words");
  const file = await taken(page);
  expect(Math.max(...file.map((each) => Number(each.officers)))).toBe(769);
  await row.getByRole("link", { name: /What would such a course do/ }).click();
  await expect(page).toHaveURL(/whatif\?kind=COMMISSION&competency=sample%3AKCM-FUN-114&to=2/);
  await expect(page.locator(".answer")).toContainText("Requirements of roles touched: 36.");
  await expect(page.getByRole("row", { name: /^Short, and live courses close it/ })).toContainText("+769");
  const [before] = await taken(page);
  expect(before).toMatchObject({ figure: "required", before: "1234", after: "1234" });
});

for (const [lang, role, kind] of [
  ["en", "section officer, mon", "Role"],
  ["hi", "अनुभाग अधिकारी, अनु", "भूमिका"],
] as const)
  test(`a change of a requirement by keyboard alone; few people are not told: ${lang}`, async ({ page }) => {
    await open(page, `/${lang}/whatif`);
    await tabTo(page, ".suppose [role=combobox]");
    await page.keyboard.type(role);
    await expect(page.locator(".suppose [role=option]").first()).toContainText(lang === "en" ? "Monitoring" : "अनुवीक्षण");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/role=sample%3ASO-MON/);
    await expect(page.locator(".suppose")).toContainText(`${kind}: `);
    await page.locator(".suppose select").nth(1).selectOption("sample:KCM-FUN-114");
    await page.locator(".suppose select").nth(1).selectOption("2@sample:KCM-3");
    await expect(page).toHaveURL(/level=2&scale=sample%3AKCM-3/);
    const table = page.locator("main table");
    await expect(table.locator("tbody tr")).toHaveCount(8);
    await expect(table).toContainText(lang === "en" ? "not shown" : "नहीं दिखाया गया");
    await expect(table.locator("tbody tr").first()).toContainText("65");
    const address = page.url();
    const said = await page.locator("main").innerText();
    await open(page, address);
    expect(await page.locator("main").innerText()).toBe(said);
  });

test("from a role's page and a course's page to what a change would do", async ({ page }) => {
  await open(page, "/en/role/sample:SO-MON");
  await page.getByRole("link", { name: "What if it required something else?" }).click();
  await expect(page.locator(".suppose")).toContainText("Section Officer, Monitoring");
  await open(page, "/en/module/sample:MOD-002");
  await page.getByRole("link", { name: "What if it were retired?" }).click();
  await expect(page.locator(".answer")).toContainText("Requirements of roles touched: 9.");
  await expect(page.getByRole("row", { name: /^Hours of those courses/ })).toContainText("+87");
});

test("what is stated now changes nothing, and says so", async ({ page }) => {
  await open(page, "/en/whatif?kind=REQUIRE&role=sample:SO-MON&competency=sample:KCM-FUN-114&level=1&scale=sample:KCM-3");
  await expect(page.locator(".answer")).toContainText("Nothing would change");
});

test("a store without officers counts none, and has no readiness to show", async ({ page }) => {
  await open(page, `${HOSTILE}/en/`);
  await expect(page.locator(".counts")).not.toContainText("officers");
  await open(page, `${HOSTILE}/en/readiness`);
  await expect(page.locator(".answer")).toContainText("No essential requirement of any officer here is recorded.");
});
