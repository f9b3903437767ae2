import { defineConfig } from "@playwright/test";

const port = Number(process.env.EXPLORER_PORT ?? 8461);
export const HOSTILE = `http://127.0.0.1:${port + 1}`;
/** A service where one signs in. */
export const REVIEWED = port + 2;
const service = (name: string, at: number) => ({
  command: `node tests/service.mjs ${name} ${at}`,
  url: `http://127.0.0.1:${at}/health/ready`,
  timeout: 300_000,
  stderr: "ignore" as const, // a line a request
  gracefulShutdown: { signal: "SIGTERM" as const, timeout: 5_000 },
});

export default defineConfig({
  testDir: "tests",
  workers: 2,
  timeout: 90_000, // other work may share the cores
  expect: { timeout: 15_000 },
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  reporter: "list",
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    permissions: ["clipboard-read", "clipboard-write"],
    launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] },
  },
  webServer: [service("sample", port), service("hostile", port + 1), service("reviewed", REVIEWED)],
});
