import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, LANGS, open, SCREENS, test } from "./quiet";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WORDS = {
  en: { copy: "Copy link", made: "Illustrative" },
  hi: { copy: "लिंक कॉपी करें", made: "उदाहरण मात्र" },
};

/** What axe finds: by all its rules, or by some. */
async function found(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : axe.withTags(RULES)).analyze();
  return violations.map((each) => `${each.id}: ${each.nodes[0]?.html} ${each.nodes[0]?.failureSummary}`);
}

const width = (page: Page): Promise<number> => page.evaluate(() => document.scrollingElement!.scrollWidth);

/** Counts what moves while the page comes. */
function watchShift(): void {
  const counted = window as unknown as { shift: number };
  counted.shift = 0;
  new PerformanceObserver((list) =>
    list.getEntries().forEach((each) => (counted.shift += (each as unknown as { value: number }).value)),
  ).observe({ type: "layout-shift", buffered: true });
}

/** Opens all that can be opened, several of a group too; of the heat map's cells, which are alike, three. */
const openAll = (page: Page): Promise<void> =>
  page.locator("main details").evaluateAll((all) => {
    const cells = all.filter((each) => each.closest(".heat")).slice(3);
    for (const each of all.filter((one) => !cells.includes(one)) as HTMLDetailsElement[]) {
      each.removeAttribute("name");
      each.open = true;
    }
  });

/** What of a picture's text is not in the reader's own colour, and what still moves. */
const ofForcedColours = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const own = getComputedStyle(document.body).color;
    const texts = [...document.querySelectorAll("svg.map text")].filter((each) => getComputedStyle(each).fill !== own);
    const moves = [...document.querySelectorAll("svg.map *")].filter((each) => getComputedStyle(each).transitionDuration !== "0s");
    return [...texts, ...moves].map((each) => `${each.textContent} ${getComputedStyle(each).fill}`);
  });

for (const lang of LANGS)
  for (const screen of SCREENS)
    test(`each way of looking: ${lang}/${screen || "start"}`, async ({ page, context }) => {
      test.slow(); // the heat map has hundreds of cells
      await page.emulateMedia({ reducedMotion: "reduce" });
      await page.addInitScript(watchShift);
      await open(page, `/${lang}/${screen}`);
      expect(await page.evaluate(() => (window as unknown as { shift: number }).shift), "layout shift").toBeLessThan(0.01);

      await page.getByRole("button", { name: WORDS[lang].copy }).click();
      const link = await page.evaluate(() => navigator.clipboard.readText());
      expect(link).toContain("asOf=2026-11-24");
      const other = await context.newPage();
      await open(other, link);
      const said = await page.locator("main").innerText();
      await expect.poll(() => other.locator("main").innerText()).toBe(said); // a second question may answer later
      await expect(other.locator("footer")).toContainText("24-11-2026");
      await expect(other.locator(".banner")).toContainText(WORDS[lang].made);
      await expect(other.locator("html")).toHaveAttribute("lang", lang);
      await other.close();

      await openAll(page);
      expect(await found(page), "axe").toEqual([]);
      await page.emulateMedia({ colorScheme: "dark" });
      expect(await found(page, ["color-contrast"]), "axe in the dark").toEqual([]);
      await page.emulateMedia({ forcedColors: "active" });
      expect(await ofForcedColours(page), "forced colours").toEqual([]);
      await page.emulateMedia({ forcedColors: "none" });
      for (const pixels of [3840, 320]) {
        await page.setViewportSize({ width: pixels, height: 800 });
        expect(await width(page), `at ${pixels} pixels`).toBeLessThanOrEqual(pixels);
      }
      expect(await found(page, ["target-size", "scrollable-region-focusable", "color-contrast"]), "axe on a phone").toEqual([]);

      await page.emulateMedia({ media: "print", colorScheme: "light" });
      await page.setViewportSize({ width: 794, height: 1123 });
      await expect(page.locator(".banner").first()).toBeVisible();
      await expect(page.locator("footer").getByText("24-11-2026").first()).toBeVisible();
      await expect(page.locator("button:visible, input:visible, select:visible, header:visible")).toHaveCount(0);
    });
