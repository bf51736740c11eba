import { expect, test } from "@playwright/test";
import { posted, told } from "../support/loans";
import { demo, enter, registered, somebody } from "../support/people";
import { expectNoSidewaysScroll, expectNotice, expectRefused, hydrated, panel } from "../support/page";
import { asked, shop } from "../support/shop";

// Buy now, pay later, today: what time does to it is in clock.spec.ts.

type Plan = { id: string; merchant_id: string };

test("a plan is chosen in instalments at the checkout, as many as one likes", { tag: ["@no-javascript", "@phone"] }, async ({ page, request, javaScriptEnabled: script }) => {
  const [merchant, asha] = [await shop(request), await registered(request, somebody("Asha"))];
  const payment = await asked(request, merchant, "1000", "Table fan");
  await enter(page, asha);
  await page.goto(`/pay/${payment.id}`);
  await page.getByRole("radio", { name: /In instalments/ }).check();
  await page.getByRole("button", { name: "Pay ₹1,000.00" }).click();
  const main = page.getByRole("main");
  await expect(main.getByRole("row")).toHaveCount(4);
  if (script) await hydrated(page);
  await page.getByLabel("In how many?").selectOption("6");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(main.getByRole("row")).toHaveCount(7);
  await expect(main).toContainText("₹166.70");
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "Buy in 6 instalments" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Bought in instalments" })).toBeVisible();
  await page.goto("/bnpl");
  await page.getByRole("link", { name: "Table fan" }).click();
  await expect(panel(page, "Left to pay")).toContainText("₹1,000.00");
  // Nothing in the wallet: the button says what is missing, and where it comes from.
  await expect(page.getByRole("button", { name: /^Pay ₹166.66/ })).toBeDisabled();
  await expect(main).toContainText("Your wallet lacks ₹166.66.");
  await expect(page.getByRole("link", { name: "Add money first" })).toBeVisible();
});

test("a refund is asked for, called off, asked again and rejected with a reason", { tag: "@no-javascript" }, async ({ page, request, javaScriptEnabled: script }) => {
  const [merchant, asha] = [await shop(request), await registered(request, somebody("Asha"))];
  const { merchant_id } = await told<Plan>(request, merchant, "/balance");
  await posted(request, asha, "/plans", { merchant_id, total_amount: "900", description: "Headphones" });
  const main = page.getByRole("main");
  const ask = async (amount: string) => {
    await page.goto("/refunds");
    await page.getByRole("link", { name: "Ask back" }).click();
    if (script) await hydrated(page);
    await page.getByLabel("Amount (₹)").fill(amount);
    await page.getByLabel("Why?").fill("One side is silent");
    await page.getByRole("button", { name: "Ask the shop" }).click();
  };
  await enter(page, asha);
  await ask("900.01");
  await expectRefused(page.getByLabel("Amount (₹)"), /can still be given back/);
  await expect(page.getByLabel("Why?")).toHaveValue("One side is silent");
  await ask("100");
  await expectNotice(page, "Asked. The shop decides");
  await page.getByRole("button", { name: "Call it off" }).click();
  await expectNotice(page, "Called off.");
  await expect(main).toContainText("called off");
  await ask("200");
  await expectNotice(page, "Asked. The shop decides");

  await page.context().clearCookies();
  await enter(page, merchant);
  await page.goto("/merchant/refunds?status=PENDING");
  if (script) await hydrated(page);
  await page.getByRole("link", { name: "Reject", exact: true }).click();
  await page.getByRole("button", { name: "Reject it" }).click();
  await expectRefused(page.getByLabel("Why not?"), /.+/);
  await page.getByLabel("Why not?").fill("They were used for a year");
  await page.getByRole("button", { name: "Reject it" }).click();
  await expectNotice(page, "Rejected.");

  await page.context().clearCookies();
  await enter(page, asha);
  await page.goto("/refunds?status=REJECTED");
  await expect(main).toContainText("They were used for a year");
  await expect(main).toContainText("₹200.00 · Headphones");
});

test("a merchant cancels what was bought while nothing is paid, in two steps", { tag: "@no-javascript" }, async ({ page, request }) => {
  const [merchant, asha] = [await shop(request), await registered(request, somebody("Asha"))];
  const { merchant_id } = await told<Plan>(request, merchant, "/balance");
  const plan = await posted<Plan>(request, asha, "/plans", { merchant_id, total_amount: "900", description: "Headphones" });
  await enter(page, merchant);
  await page.goto(`/merchant/plans/${plan.id}`);
  await page.getByText("Cancel the purchase").click();
  await page.getByRole("button", { name: "Cancel it" }).click();
  await expectNotice(page, "The purchase is taken back.");
  await expect(panel(page, "Left to pay")).toContainText("₹0.00");
  await expect(page.getByRole("main")).toContainText("cancelled");
});

test("charges for being late are set by an admin, and what makes no sense is refused beside its field", { tag: "@no-javascript" }, async ({ page, javaScriptEnabled: script }) => {
  await enter(page, demo.admin);
  await page.goto("/admin/overdue");
  if (script) await hydrated(page);
  const rate = page.getByLabel("Plans: per cent a year on what is overdue");
  const set = page.getByRole("button", { name: "Set the charges" });
  await rate.fill("101");
  await set.click();
  await expectRefused(rate, /from 0 to 100/);
  await expect(rate).toHaveValue("101");
  await rate.fill("0");
  await set.click();
  await expectNotice(page, "Set. It counts from the next end of a day on.");
});
