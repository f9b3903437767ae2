import { expect, open, test } from "./quiet";

/** Pictures of each screen, for the docs: the README shows the truth. */
const PICTURES: [name: string, address: string, width: number, height: number, scheme?: "dark"][] = [
  ["start", "/en/", 1280, 820],
  ["start-hi", "/hi/", 1280, 860],
  ["role", "/en/role/sample:SO-MON", 1280, 1000],
  ["map", "/en/map/sample:SO-MON", 1280, 1150],
  ["map-hi", "/hi/map/sample:SO-MON", 1280, 1150],
  ["compare", "/en/map/sample:SO-MON?with=sample:ASO-MON", 1280, 1150, "dark"],
  ["officer", "/en/officer/sample:OFF-0417", 1280, 1250],
  ["officer-hi", "/hi/officer/sample:OFF-0417", 390, 900, "dark"],
  ["readiness", "/en/readiness/sample:MIN-RS", 1280, 1900],
  ["readiness-hi", "/hi/readiness/sample:MIN-RS", 390, 900, "dark"],
  ["commission", "/en/commission", 1280, 900],
  ["whatif", "/en/whatif?kind=COMMISSION&competency=sample:KCM-FUN-114&to=2&scale=sample:KCM-3&hours=8", 1280, 1000],
  ["brief", "/en/brief/role/sample:SO-MON", 1024, 1100],
  ["phone", "/en/role/sample:SO-MON", 390, 900],
];

for (const [name, address, width, height, colorScheme = "light"] of PICTURES)
  test(`picture: ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await open(page, address);
    await page.waitForLoadState("networkidle");
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: `../docs/images/explorer-${name}.png` });
  });

test("picture: search", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 560 });
  await open(page, "/en/");
  await page.getByRole("combobox").pressSequentially("data use");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.screenshot({ path: "../docs/images/explorer-search.png" });
});

for (const address of [
  "/en/brief/role/sample:US-EST",
  "/hi/brief/role/sample:US-EST",
  "/en/brief/organisation/sample:DEP-APP",
  "/hi/brief/organisation/sample:DEP-APP",
  "/en/officer/sample:OFF-0417",
  "/hi/officer/sample:OFF-0417",
])
  test(`one A4 page: ${address}`, async ({ page }) => {
    await open(page, address);
    await page.evaluate(() => document.fonts.ready);
    const pages = (await page.pdf({ preferCSSPageSize: true })).toString("latin1").match(/\/Type\s*\/Page\b/g);
    expect(pages?.length).toBe(1);
  });

test("the printed page of a role says what it is, and as on when", async ({ page }) => {
  await open(page, "/en/role/sample:SO-MON");
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 794, height: 1123 });
  await expect(page.getByText("Illustrative.", { exact: true })).toBeVisible();
  await expect(page.getByText("Data as on 24-11-2026")).toBeVisible();
  await expect(page.getByRole("button")).toHaveCount(0);
  await page.screenshot({ path: "../docs/images/explorer-print.png" });
  const pages = (await page.pdf({ preferCSSPageSize: true })).toString("latin1").match(/\/Type\s*\/Page\b/g);
  expect(pages?.length).toBeLessThanOrEqual(2);
});
