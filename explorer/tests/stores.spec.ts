import { expect, open, SCREENS, test } from "./quiet";

/** What each screen must show, whichever store the service stands on. */
const SHOWN: Record<string, string> = {
  "": "7 of 12 met, 5 short. Plan: 3 courses, 24 hours; 41 separately.",
  "search?q=data": "Data Use and Governance",
  missing: "Data Use and Governance",
  "role/sample:SO-MON": "12 essential and 4 optional competencies",
  "map/sample:SO-MON": "12 essential and 4 optional competencies",
  "officer/sample:OFF-0417": "3 courses, 24 hours close 4 of 5",
  "officer/sample:OFF-0417?role=sample:US-MON": "Own postings",
  "readiness/sample:MIN-RS": "17,896 essential requirements",
  "whatif?kind=COMMISSION&competency=sample:KCM-FUN-114&to=2&scale=sample:KCM-3&hours=8": "+6,152",
  "brief/organisation/sample:DEP-APP": "427 sanctioned posts in 50 roles",
};

for (const screen of SCREENS)
  test(`the screen stands on this store: ${screen || "start"}`, async ({ page }) => {
    await open(page, `/en/${screen}`);
    await expect(page.getByRole("alert")).toHaveCount(0);
    await expect(page.locator("footer")).toContainText("Data as on 24-11-2026");
    await expect(page.locator("#explorer")).toContainText(SHOWN[screen] ?? "Illustrative");
  });

test("an older state is read on this store", async ({ page }) => {
  await open(page, "/en/role/sample:SO-MON?asOf=2020-01-01");
  await expect(page.locator(".pinned")).toContainText("01-01-2020");
});
