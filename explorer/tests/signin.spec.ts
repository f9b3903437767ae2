import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { REVIEWED } from "../playwright.config";
import { expect, open, test } from "./quiet";

const SERVICE = `http://127.0.0.1:${REVIEWED}`;
const keyOf = (who: string): string =>
  (JSON.parse(readFileSync(join(tmpdir(), `explorer-keys-${REVIEWED}.json`), "utf8")) as Record<string, string>)[who]!;

test.use({ baseURL: SERVICE });

test("a person signs in with a key, is known on every page, and signs out", async ({ page, context }) => {
  await open(page, "/hi/");
  await page.getByRole("link", { name: "साइन इन" }).click();
  await page.getByLabel("कुंजी या टोकन").fill(keyOf("asha"));
  await page.getByRole("button", { name: "साइन इन करें" }).click();
  await page.waitForURL(`${SERVICE}/hi/`);
  await expect(page.getByRole("navigation", { name: "साइन इन" })).toContainText("key:asha");
  expect(await page.evaluate(() => document.cookie)).toBe("");
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", expires: -1 });
  await open(page, "/hi/role/h:R");
  const { violations } = await new AxeBuilder({ page }).include(".who").analyze();
  expect(violations).toEqual([]);
  await page.getByRole("button", { name: "साइन आउट" }).click();
  await page.waitForURL(`${SERVICE}/hi/`);
  await expect(page.getByRole("link", { name: "साइन इन" })).toBeVisible();
  expect(await context.cookies()).toEqual([]);
});

test.describe("a key that is wrong", () => {
  test.use({ expected: [/status of 401/] });
  test("is said to be", async ({ page, context }) => {
    await page.goto("/signin");
    await page.getByLabel("Key or token").fill("kg_wrong");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert")).toContainText("no such key");
    await expect(page.getByLabel("Key or token")).toHaveAttribute("aria-invalid", "true");
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    expect(await context.cookies()).toEqual([]);
  });
});
