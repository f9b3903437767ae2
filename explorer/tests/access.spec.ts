import { enter, expect, LANGS, open, tabTo, test } from "./quiet";

const FOUND = { en: "Monitoring", hi: "अनुवीक्षण" };
const TYPED = { en: "section officer, mon", hi: "अनुभाग अधिकारी, अनु" };

for (const lang of LANGS)
  test(`from the start to a course by keyboard alone: ${lang}`, async ({ page }) => {
    await open(page, `/${lang}/`);
    await tabTo(page, "header [role=combobox]");
    await page.keyboard.type(TYPED[lang]);
    await expect(page.getByRole("option").first()).toContainText(FOUND[lang]); // not what the first letters found
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("option", { selected: true })).toHaveCount(1);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(`/${lang}/role/sample:SO-MON$`));
    await expect(page.locator("h1")).toBeFocused();
    await tabTo(page, ".action");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(`/${lang}/map/sample:SO-MON$`));
    await page.locator("svg.map").waitFor();
    await expect(page.locator("h1")).toBeFocused();
    await tabTo(page, "svg [data-key=r0]");
    await page.keyboard.press("ArrowRight");
    await expect(page.locator("[data-key=c0]")).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    await expect(page.locator("svg .module").first()).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(`/${lang}/module/`));
    await page.locator("h1").waitFor();
    await page.goBack();
    await page.locator("svg.map").waitFor();
    await page.goBack();
    await expect(page).toHaveURL(new RegExp(`/${lang}/role/sample:SO-MON$`));
    await page.goForward();
    await expect(page).toHaveURL(new RegExp(`/${lang}/map/sample:SO-MON$`));
  });

for (const lang of LANGS)
  test(`the learning path by keyboard alone: ${lang}`, async ({ page }) => {
    await open(page, `/${lang}/officer/sample:OFF-0417`);
    await tabTo(page, "svg [data-key=A0]");
    await page.keyboard.press("ArrowDown");
    await expect(page.locator("[data-key=A1]")).toBeFocused();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await expect(page.locator("[data-key=B0]")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(`/${lang}/module/sample:MOD-002$`));
  });

test("one tab stop a column", async ({ page }) => {
  await open(page, "/en/map/sample:SO-MON");
  await expect(page.locator('svg a[tabindex="0"]')).toHaveCount(3);
});

const COMPARED = { en: "under secretary, mon", hi: "अवर सचिव, अनु" };

for (const lang of LANGS)
  test(`an officer beside another role, by keyboard alone: ${lang}`, async ({ page }) => {
    await open(page, `/${lang}/officer/sample:OFF-0417`);
    await tabTo(page, "main [role=combobox]");
    await page.keyboard.type(COMPARED[lang]);
    await expect(page.locator("main [role=option]").first()).toContainText(FOUND[lang]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/role=sample%3AUS-MON/);
    await expect(page.locator(".record > table").first().locator("tbody tr")).toHaveCount(2);
    await enter(page, ".compare .action");
    await expect(page).not.toHaveURL(/role=/);
  });

for (const lang of LANGS)
  test(`from the heat map to a record by keyboard alone: ${lang}`, async ({ page }) => {
    await open(page, `/${lang}/readiness/sample:MIN-RS`);
    await tabTo(page, "main .figures summary");
    await page.keyboard.press("Enter");
    await expect(page.locator(".figures details").first()).toHaveAttribute("open");
    await tabTo(page, page.locator("main select").nth(1));
    await page.keyboard.press("ArrowDown");
    await expect(page).toHaveURL(/sort=name/);
    await expect(page.locator("main select").nth(1)).toBeFocused();
    await enter(page, '.heat td a[href*="DEP-CRA?theme=sample%3AKCM-FUN-T22"]');
    await expect(page).toHaveURL(/theme=/);
    await page.locator(".heat tbody td a").first().waitFor();
    await expect(page.locator("h1")).toBeFocused();
    await enter(page, page.locator(".heat tbody td a"));
    await expect(page).toHaveURL(/competency=/);
    await enter(page, page.locator('main a[href*="/officer/"]'));
    await expect(page).toHaveURL(new RegExp(`/${lang}/officer/sample:OFF-`));
    await page.locator("svg.map, .record .answer").first().waitFor();
    await expect(page.locator("h1")).toBeFocused();
  });

for (const lang of LANGS)
  test(`from the courses to commission to what one would do, by keyboard alone: ${lang}`, async ({ page }) => {
    await open(page, `/${lang}/commission`);
    await enter(page, 'main a[href*="whatif?"]');
    await expect(page).toHaveURL(/kind=COMMISSION/);
    await page.locator("main table").waitFor();
    await expect(page.locator("h1")).toBeFocused();
    await tabTo(page, "input[type=number]");
    await page.keyboard.type("8");
    await page.keyboard.press("Tab");
    await expect(page).toHaveURL(/hours=8/);
    await expect(page.locator("main tbody tr").last()).toContainText("6,152");
    await enter(page, "main table .reason summary");
    await expect(page.locator("main table details[open]")).toHaveCount(1);
  });

test("what is typed stays while an answer arrives", async ({ page }) => {
  let held = (): void => {};
  const arriving = new Promise<void>((done) => (held = done));
  await page.route("/graphql", async (route) => {
    if (route.request().postData()!.includes("COMMISSION")) await arriving;
    await route.continue();
  });
  await page.goto("/en/whatif?kind=COMMISSION&competency=sample:KCM-FUN-114&to=2&scale=sample:KCM-3");
  await page.locator("input[type=number]").focus();
  await page.keyboard.type("8");
  held();
  await page.locator("main table").waitFor();
  await page.keyboard.press("Tab");
  await expect(page).toHaveURL(/hours=8/);
});
