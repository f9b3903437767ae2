import { AxeBuilder } from "@axe-core/playwright";
import { expect, LANGS, open, SCREENS, tabTo, test } from "./quiet";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

for (const lang of LANGS)
  for (const screen of SCREENS)
    test(`axe finds nothing: ${lang}/${screen}`, async ({ page }) => {
      test.slow(); // the heat map has hundreds of cells
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await open(page, `/${lang}/${screen}`);
        await page
          .locator("details")
          .evaluateAll((all) =>
            all.forEach(
              (each) => (
                (each as HTMLDetailsElement).removeAttribute("name"),
                ((each as HTMLDetailsElement).open = true)
              ),
            ),
          );
        const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
        expect(violations.map((each) => `${each.id}: ${each.nodes[0]?.html} ${each.nodes[0]?.failureSummary}`)).toEqual(
          [],
        );
      }
    });

const TYPED = { en: "section officer, mon", hi: "अनुभाग अधिकारी, अनु" };

for (const lang of LANGS)
  test(`from the start to a course by keyboard alone: ${lang}`, async ({ page }) => {
    await open(page, `/${lang}/`);
    await tabTo(page, "header [role=combobox]");
    await page.keyboard.type(TYPED[lang]);
    await page.getByRole("option").first().waitFor();
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

for (const width of [320, 3840])
  for (const screen of SCREENS)
    test(`nothing sticks out at ${width} pixels: ${screen}`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      await open(page, `/hi/${screen}`);
      expect(await page.evaluate(() => document.scrollingElement!.scrollWidth)).toBeLessThanOrEqual(width);
    });
