import { expect, test } from "./quiet";

/** The page, its editor ready; whoever breaks its policy reports an error, which `quiet` holds against it. */
test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    const broken: string[] = [];
    addEventListener("securitypolicyviolation", (event) => broken.push(`${event.violatedDirective} ${event.blockedURI}`));
    Object.assign(window, { broken });
  });
  await page.goto("/console");
  await page.locator(".graphiql-query-editor .CodeMirror-code").waitFor();
});

test.afterEach(async ({ page }) => {
  expect(await page.evaluate(() => (window as unknown as { broken: string[] }).broken)).toEqual([]);
  expect(await page.locator("style").count()).toBe(0);
});

test("the policy is the explorer's, with one name for what makes markup", async ({ page, request }) => {
  const policy = (await request.get("/console")).headers()["content-security-policy"]!;
  expect(policy).toContain("script-src 'self'; style-src 'self';");
  expect(policy).not.toContain("unsafe");
  await expect(page.evaluate(() => void (document.body.innerHTML = "<img src=x onerror=alert(1)>"))).rejects.toThrow(
    /no markup that Markdown makes/,
  );
});

test("a query is typed, completed and answered", async ({ page }) => {
  const editor = page.locator(".graphiql-query-editor");
  await editor.locator(".CodeMirror").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("{ roles(first: 1) { totalC");
  await expect(page.locator(".CodeMirror-hints")).toContainText("totalCount");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.locator(".result-window")).toContainText(/"totalCount": \d+/);
});

test("what is wrong is marked, with its reason", async ({ page }) => {
  await page.locator(".graphiql-query-editor .CodeMirror").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("{ rolez { totalCount } } ");
  const mark = page.locator(".CodeMirror-lint-mark-error, .CodeMirror-lint-mark").first();
  await mark.hover();
  await expect(page.locator(".CodeMirror-lint-tooltip")).toContainText('Cannot query field "rolez"');
});

test("the documentation opens, from the schema, and its words are set as Markdown", async ({ page }) => {
  await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
  await page.getByRole("link", { name: "Query", exact: true }).click();
  await page.getByRole("link", { name: "roles", exact: true }).click();
  await expect(page.locator(".graphiql-doc-explorer-content .graphiql-markdown-description p").first()).toBeVisible();
});

test("its menus and windows need no style of their own", async ({ page }) => {
  await page.getByRole("button", { name: "Open settings dialog" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBeGreaterThan(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("button", { name: "Show History" }).click();
  await page.getByRole("button", { name: "Prettify" }).click();
});
