import type { Page } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { posted, told } from "../support/loans";
import { demo, enter, fillSignIn, registered, somebody } from "../support/people";
import { expectNoSidewaysScroll, expectNotice, hydrated, panel } from "../support/page";
import { asked, shop } from "../support/shop";

// Moves the business time of everybody, so it runs alone, after all the others (see playwright.config.ts).

const BANK = { timeout: 30_000 };

/** The days that are over by it are ended before anybody looks. */
async function moveTime(admin: Page, days: number): Promise<void> {
  await admin.goto("/admin/days");
  await hydrated(admin);
  await admin.getByRole("textbox", { name: "Days" }).fill(String(days));
  await admin.getByRole("button", { name: "Move time ahead" }).click();
  await expectNotice(admin, "Time has moved.");
  await expect(admin.getByRole("note").filter({ hasText: "In this demonstration today is" })).toBeVisible();
  await expect(async () => {
    await admin.reload();
    await expect(panel(admin, "Now")).not.toContainText("still to be ended", { timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
}

async function buysLater(page: Page, payment: string, total: string): Promise<void> {
  await page.goto(`/pay/${payment}`);
  await page.getByRole("radio", { name: /In instalments/ }).check();
  await page.getByRole("button", { name: `Pay ${total}` }).click();
}

test("bought in three, one is paid, one falls due, is paid late, and the plan completes; another is refunded in part", async ({ page, browser, request }) => {
  test.setTimeout(240_000);
  const [merchant, asha] = [await shop(request), somebody("Asha")];
  await registered(request, asha);
  // An amount that the pretend bank always takes.
  await posted(request, asha, "/deposits", { amount: "4001.01" });
  const balance = async () => (await told<{ balance: string }>(request, asha, "/wallet/balance")).balance;
  await expect.poll(balance, BANK).toBe("4001.01");
  const admin = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  await enter(admin, demo.admin);

  // Who is not signed in is asked to, and comes back to what they chose.
  const first = await asked(request, merchant, "3000", "Bluetooth speaker");
  await buysLater(page, first.id, "₹3,000.00");
  await fillSignIn(page, asha);
  const main = page.getByRole("main");
  await expect(main.getByRole("row")).toHaveCount(4);
  await expect(main).toContainText("₹1,000.00");
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "Buy in 3 instalments" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Bought in instalments" })).toBeVisible();
  expect((await told<{ available_paise: number }>(request, merchant, "/balance")).available_paise).toBe(294_000);

  await page.goto("/bnpl");
  await expect(panel(page, "You can still buy for")).toContainText("₹47,000.00");
  await page.getByRole("link", { name: "Bluetooth speaker" }).click();
  await hydrated(page);
  await page.getByRole("button", { name: "Pay ₹1,000.00, the next instalment" }).click();
  await expectNotice(page, "Paid.");
  await expect(panel(page, "Left to pay")).toContainText("₹2,000.00");
  const plan = page.url().replace(/\?.*/, "");

  // Two months later the second is overdue: nothing more can be bought, and the page says what to do.
  await moveTime(admin, 61);
  await page.goto("/dashboard");
  await expect(main).toContainText("₹1,000.00 of what you bought on instalments is overdue");
  const second = await asked(request, merchant, "900", "Headphones");
  await page.goto(`/pay/${second.id}?way=plan`);
  await expect(main).toContainText("₹1,000.00 is overdue. Pay it first");
  await admin.goto("/admin/overdue?class=SMA-0");
  await expect(admin.getByRole("row").filter({ hasText: asha.name })).toContainText("₹1,000.00");
  await page.goto("/notifications");
  await expect(main).toContainText("₹1,000.00 of your purchase on instalments was due on");
  await page.goto("/overdue");
  await hydrated(page);
  await page.getByRole("button", { name: "Pay ₹1,000.00, all that is overdue" }).click();
  await expect(main).toContainText("You are in good standing.");
  await page.goto(plan);
  await hydrated(page);
  await page.getByRole("button", { name: "Pay ₹1,000.00, the next instalment" }).click();
  await expect(main).toContainText("paid off");

  // In good standing again: a second plan, of which one instalment is paid and half is asked back.
  await buysLater(page, second.id, "₹900.00");
  await page.getByRole("button", { name: "Buy in 3 instalments" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Bought in instalments" })).toBeVisible();
  await page.goto("/bnpl");
  await page.getByRole("link", { name: "Headphones" }).click();
  await hydrated(page);
  await page.getByRole("button", { name: "Pay ₹300.00, the next instalment" }).click();
  await expectNotice(page, "Paid.");
  const other = page.url().replace(/\?.*/, "");
  await page.getByRole("link", { name: "Ask for money back" }).click();
  await hydrated(page);
  await page.getByLabel("Amount (₹)").fill("450");
  await page.getByLabel("Why?").fill("One side is silent");
  await page.getByRole("button", { name: "Ask the shop" }).click();
  await expectNotice(page, "Asked. The shop decides");

  const seller = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  await enter(seller, merchant);
  await seller.goto("/merchant/refunds?status=PENDING");
  await hydrated(seller);
  await expect(seller.getByRole("main")).toContainText("One side is silent");
  await seller.getByRole("button", { name: "Give back ₹450.00" }).click();
  await expectNotice(seller, "Approved.");

  // All three sides agree to the paisa, and so do the books.
  await expect(async () => {
    await page.goto(other);
    await expect(panel(page, "Left to pay")).toContainText("₹150.00", { timeout: 2_000 });
  }).toPass(BANK);
  await expect(panel(page, "Instalments")).toContainText("refunded");
  await expect(panel(page, "Refunds")).toContainText("Off the plan");
  await admin.goto(other.replace("/bnpl/", "/admin/plans/"));
  await expect(panel(admin, "Left to pay")).toContainText("₹150.00");
  await seller.goto(other.replace("/bnpl/", "/merchant/plans/"));
  await expect(panel(seller, "Left to pay")).toContainText("₹150.00");
  expect(await balance()).toBe("701.01");
  expect((await told<{ available_paise: number }>(request, merchant, "/balance")).available_paise).toBe(294_000 + 88_200 - 45_000);
  expect((await told<{ differences: unknown[] }>(request, demo.admin, "/admin/proof")).differences).toEqual([]);
});
