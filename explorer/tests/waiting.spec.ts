import type { Page } from "@playwright/test";
import { expect, LANGS, open, SCREENS, test } from "./quiet";

const WORDS = {
  en: { offline: "cannot be reached", slow: "took too long", again: "Try again", loading: "Loading" },
  hi: { offline: "सेवा तक पहुँच नहीं है", slow: "बहुत समय", again: "फिर प्रयास करें", loading: "लोड हो रहा है" },
};
/** Every question, and every one but that which all pages ask. */
const WHICH = { "every question": /./, "the screen's own questions": /^(?!.*"Common")/s };

const said = (page: Page): Promise<string> => page.locator("main").innerText();

/** Presses the buttons of what failed until nothing has. */
async function tryAgain(page: Page, name: string): Promise<void> {
  const buttons = page.getByRole("alert").getByRole("button", { name });
  for (let left = await buttons.count(); left > 0; left = await buttons.count()) {
    await buttons.first().focus();
    await page.keyboard.press("Enter");
    await expect(page.locator(".loading")).toHaveCount(0);
  }
}

test.use({ expected: [/Failed to load resource|ERR_INTERNET_DISCONNECTED/] });

SCREENS.forEach((screen, i) => {
  const lang = LANGS[i % 2]!;
  const words = WORDS[lang];
  const address = `/${lang}/${screen}`;

  for (const [which, asked] of Object.entries(WHICH))
    test(`${which} without the service: ${address}`, async ({ page }) => {
      await open(page, address);
      const whole = await said(page);
      await page.route("/graphql", (route) =>
        asked.test(route.request().postData()!) ? route.abort("internetdisconnected") : route.continue(),
      );
      await page.goto(address);
      await expect(page.getByRole("alert").first()).toContainText(words.offline);
      await page.unroute("/graphql");
      await tryAgain(page, words.again);
      await expect.poll(() => said(page)).toBe(whole);
    });

  test(`an answer that is slow, and one that does not come: ${address}`, async ({ page }) => {
    await open(page, address);
    const whole = await said(page);
    let wait = 700;
    await page.route("/graphql", async (route) => {
      await new Promise((done) => setTimeout(done, wait));
      await route.continue().catch(() => {}); // it was given up meanwhile
    });
    await page.goto(address);
    await expect(page.getByRole("status").filter({ hasText: words.loading }).first()).toBeVisible();
    await expect.poll(() => page.locator("main").innerText({ timeout: 200 }).catch(() => "")).toBe(whole);

    wait = 1500;
    await page.addInitScript(() => {
      const patience = AbortSignal.timeout;
      AbortSignal.timeout = () => patience.call(AbortSignal, 800); // instead of half a minute
    });
    await page.goto(address);
    await expect(page.getByRole("alert").first()).toContainText(words.slow);
    wait = 0;
    await tryAgain(page, words.again);
    await expect.poll(() => said(page)).toBe(whole);
  });
});
