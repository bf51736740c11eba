import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect } from "@playwright/test";

/** The browser has taken over: what needs a script works. */
export async function hydrated(page: Page): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("data-hydrated", "");
}

/** The panel with this heading. */
export function panel(page: Page, heading: string): Locator {
  return page.locator("section").filter({ has: page.getByRole("heading", { name: heading, exact: true }) });
}

/** What stands beside these words in a list of facts. */
export function fact(within: Page | Locator, what: string): Locator {
  return within.locator("dt").filter({ hasText: exactly(what) }).locator("xpath=following-sibling::dd");
}

function exactly(words: string): RegExp {
  return new RegExp(`^\\s*${words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);
}

/** `₹1,23,456.78` in paise. */
export function paise(shown: string): number {
  return Number(shown.replace(/[^0-9]/g, ""));
}

/** What the page says about what was just done. */
export async function expectNotice(page: Page, words: string): Promise<void> {
  await expect(page.getByRole("status").filter({ hasText: words })).toBeVisible();
}

/** The field is marked as wrong, and what is wrong is read out with it. */
export async function expectRefused(field: Locator, sentence: string | RegExp): Promise<void> {
  await expect(field).toHaveAccessibleDescription(sentence);
  await expect(field).toHaveAttribute("aria-invalid", "true");
}

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds against WCAG 2.2 AA and its own best practices on the page as it stands. */
export async function barriers(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(" ")).join(" | ")}`);
}

/** Nothing sticks out at the side. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(await widthOf(page), `${page.url()} is wider than the window`).toBeLessThanOrEqual(page.viewportSize()!.width);
}

/** How wide the content is. */
export function widthOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth);
}

/**
 * Collects what the page complains about (errors, and warnings, which is how a failed hydration shows) and
 * what it asks of other sites. Ask for it before the first goto.
 */
export function complaints(page: Page, baseURL: string): string[] {
  const found: string[] = [];
  page.on("pageerror", (error) => found.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) found.push(`${message.type()}: ${message.text()} (${page.url()})`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${baseURL}/`) && !url.startsWith("data:") && !url.startsWith("blob:")) found.push(`request: ${url}`);
  });
  return found;
}
