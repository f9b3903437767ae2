import { expect, test as plain, type Locator, type Page } from "@playwright/test";

/** What a page has done that it must never do: report an error, break its policy, ask anyone else. */
export function watched(page: Page): string[] {
  const wrong: string[] = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on(
    "request",
    (request) => !/^(http:\/\/127\.0\.0\.1:|blob:|data:)/.test(request.url()) && wrong.push(request.url()),
  );
  page.on("dialog", (dialog) => wrong.push(dialog.message()));
  return wrong;
}

/** A page that does nothing of that. */
export const test = plain.extend<{ expected: RegExp[] }>({
  expected: async ({}, use) => use([]),
  page: async ({ page, expected }, use) => {
    const wrong = watched(page);
    await use(page);
    expect(wrong.filter((each) => !expected.some((pattern) => pattern.test(each)))).toEqual([]);
  },
});
export { expect };

export const LANGS = ["en", "hi"] as const;
export const SCREENS = [
  "",
  "search?q=data",
  "missing",
  "role/sample:SO-MON",
  "role/sample:SO",
  "competency/sample:KCM-FUN-114",
  "module/sample:MOD-002",
  "organisation/sample:DEP-APP",
  "framework/sample:FW-KCM",
  "activity/sample:ACT-SO-MON-5",
  "map/sample:SO-MON",
  "map/sample:SO-MON?with=sample:ASO-MON&essential=1",
  "officer/sample:OFF-0417",
  "officer/sample:OFF-0417?role=sample:US-MON",
  "readiness/sample:MIN-RS",
  "readiness/sample:DEP-CRA?theme=sample:KCM-FUN-T22&columns=role&competency=sample:KCM-FUN-114",
  "commission/sample:DEP-CRA",
  "whatif?kind=REQUIRE&role=sample:SO-MON",
  "whatif?kind=COMMISSION&competency=sample:KCM-FUN-114&to=2&scale=sample:KCM-3&hours=8",
  "review",
  "brief/role/sample:SO-MON",
  "brief/organisation/sample:DEP-APP",
  "role/none",
];

/** Open a page and wait until its answers are there. */
export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator("h1").first().waitFor();
  await page.waitForLoadState("networkidle");
  await expect(page.locator(".loading")).toHaveCount(0);
}

/** Press Tab until the focus is there: by a selector, or on the very element. */
export async function tabTo(page: Page, wanted: string | Locator, most = 400): Promise<void> {
  const target = typeof wanted === "string" ? wanted : ((await wanted.first().waitFor()), null);
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    const there = target
      ? await page.evaluate((selector) => document.activeElement?.matches(selector), target)
      : await (wanted as Locator).first().evaluate((element) => element === document.activeElement);
    if (there) return;
  }
  throw new Error(`${wanted} is not reached by Tab`);
}

/** Go to a control by Tab and press Enter. */
export async function enter(page: Page, wanted: string | Locator): Promise<void> {
  await tabTo(page, wanted);
  await page.keyboard.press("Enter");
}
