import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { applied, borrowed, posted } from "../support/loans";
import type { Person } from "../support/people";
import { demo, enter, registered } from "../support/people";
import { barriers, complaints, expectNoSidewaysScroll, hydrated, panel, widthOf } from "../support/page";

// Every page, to everybody who may see it: light on a wide screen, dark on a phone.
// A place with an arrow is where the first link of that kind leads.
const anybody = ["/", "/calculator", "/calculator?amount=0&months=99", "/sign-in?next=/wallet", "/register", "/no-such-page", "/dashboard"];
const borrower = [
  "/",
  "/dashboard",
  "/wallet",
  "/wallet?from=2001-01-01&to=2001-01-31",
  "/wallet/add",
  "/wallet/add?amount=500",
  "/wallet/add?amount=abc",
  "/wallet/withdraw",
  "/wallet/transfers",
  "/wallet/transfers?kind=withdrawal&status=failed",
  "/loans",
  "/loans/apply",
  "/loans → /loans/[^/]+$",
  "/loans → /loans/[^/]+$ → /pay\\?what=due",
  "/loans → /loans/[^/]+$ → /pay\\?what=all",
  "/loans → /loans/[^/]+$ → /receipts/",
  "/loans/not-a-loan",
  "/bnpl",
  "/bnpl?status=NONSENSE",
  "/bnpl → /bnpl/[^/]+-",
  "/overdue",
  "/notifications",
  "/refunds",
  "/refunds → /refunds/new",
  "/settings",
  "/admin",
];
const newcomer = ["/dashboard?notice=welcome", "/wallet", "/wallet/add", "/wallet/withdraw", "/wallet/transfers", "/loans", "/loans/apply?amount=abc", "/bnpl", "/refunds", "/overdue", "/notifications", "/settings"];
const merchant = [
  "/merchant",
  "/merchant/payouts",
  "/merchant/payouts?status=failed",
  "/merchant/payouts/new",
  "/merchant/payouts/new?amount=99,99,99,999&step=confirm",
  "/merchant/payments",
  "/merchant/payments?status=FAILED",
  "/merchant/payments/new",
  "/merchant/payments → /merchant/payments/[^/]+-",
  "/merchant/payments?status=SUCCESS → /merchant/payments/[^/]+-",
  "/merchant/plans",
  "/merchant/plans → /merchant/plans/[^/]+-",
  "/merchant/refunds",
  "/merchant/refunds?status=COMPLETED",
  "/merchant/ledger",
  "/merchant/ledger?entry_type=PAYOUT_HOLD",
  "/merchant/bank-accounts",
  "/merchant/developers",
  "/merchant/developers/requests",
  "/merchant/developers/requests?refused=yes",
  "/merchant/developers/webhooks",
  "/merchant/developers/webhooks → /merchant/developers/webhooks/",
  "/settings",
  "/dashboard",
];
const admin = [
  "/admin",
  "/admin/approvals",
  "/admin/approvals → /admin/approvals/",
  "/admin/loans",
  "/admin/loans?q=nobody+of+this+name",
  "/admin/loans?status=NONSENSE",
  "/admin/loans?status=ACTIVE → /admin/loans/",
  "/admin/loans?status=REJECTED → /admin/loans/",
  "/admin/loans?overdue=yes → /admin/loans/",
  "/admin/overdue",
  "/admin/overdue?class=NPA",
  "/admin/plans",
  "/admin/plans → /admin/plans/[^/]+-",
  "/admin/refunds?status=PENDING",
  "/admin/days",
  "/admin/people",
  "/admin/people?q=asha → /admin/people/",
  "/admin/people?role=MERCHANT → /admin/people/",
  "/admin/ledger",
  "/admin/ledger → /admin/ledger/accounts/",
  "/admin/ledger/entries",
  "/admin/ledger/entries → /admin/ledger/entries/",
  "/admin/proof",
  "/admin/proof?run=1",
];
// As many pages as the others' together, so in two halves that are walked at the same time.
const adminOfTransfers = [
  "/admin/transfers",
  "/admin/transfers?kind=deposit",
  "/admin/transfers?q=nobody+of+this+name",
  "/admin/transfers?status=NONSENSE",
  "/admin/transfers → /admin/transfers/",
  "/admin/stuck",
  "/admin/jobs",
  "/admin/jobs?status=dead&kind=webhook.apply",
  "/admin/jobs?kind=transfer.recover → /admin/jobs/",
  "/admin/merchants",
  "/admin/merchants?q=nobody+of+this+name",
  "/admin/merchants → /admin/merchants/",
  "/admin/bank-accounts?q=nobody+of+this+name",
  "/admin/bank-accounts",
  "/admin/payments",
  "/admin/payments?q=nobody+of+this+name",
  "/admin/payments?status=SUCCESS → /admin/payments/[^/]+-",
  "/admin/gateways",
  "/admin/analytics",
  "/admin/audit",
  "/admin/audit?name=loan.decide&from=2001-01-01",
  "/admin/audit?name=no.such",
  "/admin/webhooks",
  "/admin/webhooks?status=dead&kind=payout.failed",
  "/admin/simulator",
  "/settings",
];

const everybody: [string, Person | "new" | null, string[]][] = [
  ["anybody", null, anybody],
  ["a borrower", demo.user1, borrower],
  ["somebody who is new", "new", newcomer],
  ["somebody who was refused", demo.user2, ["/dashboard", "/loans → /loans/[^/]+$"]],
  ["a merchant", demo.merchant, merchant],
  ["an admin", demo.admin, admin],
  ["an admin who looks after money on its way", demo.admin, adminOfTransfers],
];

/** For scripts/masking-scan. */
async function kept(page: Page): Promise<void> {
  const folder = process.env.KIST_TEST_RECORD;
  if (folder) appendFileSync(join(folder, `pages-${process.pid}.txt`), await page.content());
}

for (const [who, person, places] of everybody) {
  test(`pages of ${who}: accessible, in their place, without complaint`, { tag: "@phone" }, async ({ page, request, baseURL, isMobile }) => {
    test.setTimeout(150_000);
    await page.emulateMedia({ colorScheme: isMobile ? "dark" : "light", reducedMotion: "reduce" });
    if (person) await enter(page, person === "new" ? await registered(request) : person);
    // So that there is one to be opened, and the job that looks after it. Nobody else's: other tests look at the demo people's wallets.
    if (places === adminOfTransfers) await posted(request, await registered(request), "/deposits", { amount: "1001.01" });
    if (places === merchant) await posted(request, person as Person, "/webhook-endpoints", { url: "https://8.8.8.8:9/hook", events: ["payment.refunded"] });
    const found = complaints(page, baseURL!);
    for (const place of places) {
      await test.step(place, async () => {
        await visit(page, place);
        await hydrated(page);
        await kept(page);
        const wrong = await barriers(page);
        const titles = await page.getByRole("heading", { level: 1 }).count();
        if (titles !== 1) wrong.push(`${titles} h1`);
        if (!/^(.+ · )?Kist$/.test(await page.title())) wrong.push(`title ${await page.title()}`);
        const [width, window] = [await widthOf(page), page.viewportSize()!.width];
        if (width > window) wrong.push(`${width} pixels wide`);
        found.push(...wrong.map((what) => `${place}: ${what}`));
      });
    }
    // A refused page's own status is told on the console.
    const unexpected = found.filter((line) => !/the server responded with a status of (400|403|404)/.test(line));
    expect(unexpected, unexpected.join("\n")).toEqual([]);
  });
}

test("long names and the largest amounts stay inside the page", { tag: "@phone" }, async ({ page, request }) => {
  const name = `Venkatanarasimharajuvaripeta ${"x".repeat(60)}`;
  const { person, loan } = await applied(request, "499999.99", 60, name);
  await enter(page, person);
  for (const place of ["/dashboard", "/loans", `/loans/${loan}`, "/loans/apply?amount=4,99,999.99&months=60", "/settings"]) {
    await page.goto(place);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectNoSidewaysScroll(page);
  }
  await enter(page, demo.admin);
  for (const place of ["/admin/approvals", `/admin/approvals/${loan}`, `/admin/loans/${loan}`, `/admin/people?q=${person.email}`]) {
    await page.goto(place);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectNoSidewaysScroll(page);
  }
});

test("an open menu and an open dialogue are accessible too", { tag: "@phone" }, async ({ page, request, isMobile }) => {
  const { loan } = await applied(request, "20000", 6);
  await enter(page, demo.admin);
  await page.goto(`/admin/approvals/${loan}`);
  await hydrated(page);
  await page.getByText("Reject with a reason").click();
  await page.getByRole("button", { name: "Reject the application" }).click();
  await expect(page.getByLabel("Why is it rejected?")).toHaveAttribute("aria-invalid", "true");
  if (isMobile) await page.locator("summary[aria-label=Menu]").click();
  await expectNoSidewaysScroll(page);
  expect(await barriers(page)).toEqual([]);
});

test("the keyboard reaches everything, the content first", async ({ page, request }) => {
  const { person, loan } = await borrowed(request, "20000", 6);
  await enter(page, person);
  await page.goto(`/loans/${loan}`);
  await hydrated(page);
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  // Past the navigation: what is focused next is of the page itself.
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.getElementById("content")!.contains(document.activeElement))).toBe(true);
  const pay = panel(page, "Pay").getByRole("link", { name: /^Pay ₹/ });
  for (let presses = 0; presses < 12 && !(await pay.evaluate((link) => link === document.activeElement)); presses += 1) {
    await page.keyboard.press("Tab");
  }
  await expect(pay).toBeFocused();
  await expect(pay).not.toHaveCSS("outline-style", "none");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Pay this?");
});

/** Opens a place; `a → b → c` opens `a`, then what its first link to `b` leads to, and so on. */
async function visit(page: Page, place: string): Promise<void> {
  const [start, ...onward] = place.split(" → ");
  await page.goto(start!);
  for (const kind of onward) {
    const hrefs = await page.getByRole("main").locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    const href = hrefs.find((href) => new RegExp(kind).test(href) && !href.endsWith("/apply"));
    expect(href, `a link to ${kind} on ${page.url()}`).toBeTruthy();
    await page.goto(href!);
  }
}
