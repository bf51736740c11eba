import type { Page } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { borrowed, told } from "../support/loans";
import { demo, enter, registered } from "../support/people";
import { expectNotice, expectRefused, fact, hydrated, paise, panel } from "../support/page";

// Money across the bank. The bank of a demonstration takes some seconds; the last digits of an amount say how it ends
// (CREDENTIALS.md). What it takes is waited for on the page that was opened, which is never loaded again.
const BANK = { timeout: 60_000 };

test("money that is added is seen to arrive, without loading the page again", { tag: "@phone" }, async ({ page, request }) => {
  test.setTimeout(120_000);
  const person = await registered(request);
  await enter(page, person);
  await page.goto("/wallet");
  await expect(panel(page, "Balance")).toContainText("₹0.00");
  await page.getByRole("main").getByRole("link", { name: "Add money" }).click();
  await page.getByLabel("How much?").fill("1,001.01");
  await page.getByRole("button", { name: "See what will happen" }).click();
  await expect(fact(page, "Fee")).toHaveText("₹0.00");
  await expect(fact(page, "Your wallet once it has arrived")).toHaveText("₹1,001.01");
  await page.getByRole("button", { name: "Add ₹1,001.01" }).click();
  await expectNotice(page, "This page tells what becomes of it");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Deposit of ₹1,001.01");
  await hydrated(page);
  await expect(state(page, "Deposit")).toHaveText("success", BANK);
  await expect(page.getByRole("main")).toContainText("The money arrived and is in the wallet");
  await page.getByRole("link", { name: "To the wallet" }).click();
  await expect(panel(page, "Balance")).toContainText("₹1,001.01");
  const line = page.getByRole("table", { name: "Movements of the wallet, newest first" }).getByRole("row").nth(1);
  await expect(line).toContainText("+₹1,001.01");
  await line.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Deposit of ₹1,001.01");
});

test("without a script money is added and taken out, to a bank account that is added on the way", { tag: "@no-javascript" }, async ({ page, request }) => {
  test.setTimeout(120_000);
  const { person } = await borrowed(request, "20000", 6);
  await enter(page, person);
  await page.goto("/wallet/add");
  await page.getByRole("link", { name: "₹500" }).click();
  await page.getByRole("button", { name: "Add ₹500.00" }).click();
  await expect(page).toHaveURL(/\/wallet\/transfers\/[0-9a-f-]{36}\?notice=adding/);

  await page.goto("/wallet/withdraw");
  await addsAccount(page);
  await expectNotice(page, "The bank account is added");
  await page.getByLabel("How much?").fill("1,001.01");
  await expect(page.getByRole("radio", { name: /\*{6}6789/ })).toBeChecked();
  await page.getByRole("button", { name: "See what will happen" }).click();
  await expect(fact(page, "To")).toHaveText("******6789 · HDFC0001234");
  await expect(fact(page, "Your wallet afterwards")).toHaveText(/^₹\d\d,\d{3}\.99$/);
  await page.getByRole("button", { name: "Withdraw ₹1,001.01" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Withdrawal of ₹1,001.01");
  await expect
    .poll(async () => {
      await page.reload();
      return state(page, "Withdrawal").textContent();
    }, BANK)
    .toBe("success");
  await page.goto("/wallet");
  const way = page.getByRole("table", { name: "Transfers, newest first" });
  await expect(way.getByRole("row").filter({ hasText: "Withdrawal" })).toContainText("₹1,001.01");
  const balance = await told<{ held: string }>(request, person, "/wallet/balance");
  expect(balance.held).toBe("0.00");
});

test("a payout that the bank declines gives the held money back", async ({ page }) => {
  test.setTimeout(120_000);
  await enter(page, demo.merchant);
  await page.goto("/merchant/bank-accounts");
  await addsAccount(page);
  await expectNotice(page, "The bank account is added");
  await page.goto("/merchant");
  const available = paise((await panel(page, "Available").getByRole("paragraph").first().textContent())!);
  await page.getByRole("main").getByRole("link", { name: "Pay out", exact: true }).click();
  await page.getByLabel("How much?").fill("1,001.02");
  await page.getByRole("button", { name: "See what will happen" }).click();
  await expect.poll(async () => paise((await fact(page, "Available afterwards").textContent())!)).toBe(available - 100_102);
  await page.getByRole("button", { name: "Pay out ₹1,001.02" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Payout of ₹1,001.02");
  await hydrated(page);
  await expect(state(page, "Payout")).toHaveText("failed", BANK);
  await expect(page.getByRole("main")).toContainText("The money that was held is back");
  await page.goto("/merchant");
  await expect.poll(async () => paise((await panel(page, "Available").getByRole("paragraph").first().textContent())!)).toBe(available);
  const lines = page.getByRole("table", { name: "Movements of what is available, newest first" }).getByRole("row");
  await expect(lines.nth(1)).toContainText("+₹1,001.02");
  await expect(lines.nth(2)).toContainText("\u2212₹1,001.02");
});

test("what cannot be moved is refused beside its field", { tag: "@no-javascript" }, async ({ page, request }) => {
  const person = await registered(request);
  await enter(page, person);
  await page.goto("/wallet/withdraw");
  await addsAccount(page, "12345", "HDFC1001234");
  await expectRefused(page.getByLabel("Account number"), /9 to 18 digits/);
  await expectRefused(page.getByLabel("IFSC"), /11 characters/);
  await expect(page.getByLabel("IFSC")).toHaveValue("HDFC1001234");
  expect(page.url()).not.toContain("12345");
  const cookies = await page.context().cookies();
  expect(JSON.stringify(cookies)).not.toContain("12345");
  await addsAccount(page);
  await expectNotice(page, "The bank account is added");

  const amount = page.getByLabel("How much?");
  for (const [typed, sentence] of [
    ["0", /must be more than zero/],
    ["all of it", /Enter an amount in rupees/],
    ["1.005", /at most two decimals/],
    ["", /needed|Enter an amount/],
    ["5,000", /This needs ₹5,000.00, and ₹0.00 is available/],
  ] as const) {
    await amount.fill(typed);
    await page.getByRole("button", { name: "See what will happen" }).click();
    await expectRefused(amount, sentence);
    await expect(amount).toHaveValue(typed);
  }
  await page.goto("/wallet/transfers");
  await expect(page.getByRole("main")).toContainText("Nothing here");
});

/** The state that the transfer's own panel shows. */
function state(page: Page, kind: string) {
  return panel(page, kind).locator(".badge");
}

async function addsAccount(page: Page, number = "1234 5678 9012 6789", ifsc = "HDFC0001234"): Promise<void> {
  await page.getByLabel("Account number").fill(number);
  await page.getByLabel("IFSC").fill(ifsc);
  await page.getByRole("button", { name: "Add the bank account" }).click();
}
