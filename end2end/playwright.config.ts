import { defineConfig } from "@playwright/test";

// scripts/test-browser serves the product and names it here.
const baseURL = process.env.KIST_URL;
if (!baseURL) throw new Error("KIST_URL is not set: run make test, or scripts/test browser.");

// A test runs once, in a wide window with JavaScript. Its tags ask for more:
//   @phone          also on a phone 360 pixels wide
//   @no-javascript  also with JavaScript switched off
//   @no-javascript-only  with JavaScript switched off, and only so
const wide = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };
const CLOCK = /clock\.spec\.ts/;

export default defineConfig({
  testDir: ".",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  forbidOnly: !!process.env.CI,
  // A loaded machine may be too slow once; what fails twice is a fault. A second try is told as "flaky".
  retries: process.env.CI ? 1 : 0,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    baseURL,
    locale: "en-IN",
    timezoneId: "Asia/Kolkata",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM,
      // Root needs no sandbox; the rest keeps the browser from calling home.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "wide", grepInvert: /@no-javascript-only/, testIgnore: CLOCK, use: { viewport: wide } },
    { name: "phone", grep: /@phone/, testIgnore: CLOCK, use: { viewport: phone, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } },
    { name: "no-javascript", grep: /@no-javascript/, testIgnore: CLOCK, use: { viewport: wide, javaScriptEnabled: false } },
    // Last, because it moves the time of everybody.
    { name: "clock", testMatch: CLOCK, dependencies: ["wide", "phone", "no-javascript"], use: { viewport: wide } },
  ],
});
