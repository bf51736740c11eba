import type { APIRequestContext } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { borrowed, posted, told } from "../support/loans";
import { demo, enter, registered } from "../support/people";
import { expectNoSidewaysScroll, expectNotice, expectRefused, fact, hydrated, paise, panel } from "../support/page";
import { asked, becomes, shop } from "../support/shop";

// A merchant asks, its customer pays at the checkout, the merchant sees it and gives back. The customer is nobody to us
// unless the money comes from a wallet. The pretend gateways' pages are not ours and say so.
const GATEWAY = { timeout: 20_000 };

test("a link is made, paid by UPI at the bank's page, seen by the merchant, and part of it given back", { tag: ["@no-javascript", "@phone"] }, async ({ page, browser, request, baseURL, javaScriptEnabled: script }) => {
  test.setTimeout(90_000);
  const merchant = await shop(request);
  await enter(page, merchant);
  await page.goto("/merchant/payments");
  await expect(page.getByRole("main")).toContainText("No payments");
  await page.getByRole("link", { name: "Ask for a payment" }).click();
  if (script) await hydrated(page);

  // What is wrong is said beside it, and what was typed stays.
  const make = page.getByRole("button", { name: "Make the link" });
  await page.getByLabel("Amount (₹)").fill("lots");
  await page.getByLabel("What is it for?").fill("Bluetooth speaker");
  await make.click();
  await expectRefused(page.getByLabel("Amount (₹)"), /amount/i);
  await expect(page.getByLabel("What is it for?")).toHaveValue("Bluetooth speaker");
  await page.getByLabel("Amount (₹)").fill("2,499.00");
  await page.getByLabel("Where does your customer go afterwards?").fill("https://shop.example.com/thanks?order=7");
  await make.click();
  await expectNotice(page, "Send your customer the link.");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Payment of ₹2,499.00");
  const link = (await panel(page, "Send this link to your customer").locator("code").textContent())!.trim();
  expect(link).toMatch(new RegExp(`^${baseURL}/pay/[0-9a-f-]{36}$`));

  // The customer is somebody else, at another browser.
  const { viewport, isMobile } = test.info().project.use;
  const context = await browser.newContext({ javaScriptEnabled: script, viewport: viewport ?? null, isMobile: isMobile ?? false });
  const customer = await context.newPage();
  await customer.goto(link);
  await expect(customer.getByRole("main")).toContainText("Bluetooth speaker");
  await expect(customer.getByRole("main")).toContainText("asks you to pay");
  await expectNoSidewaysScroll(customer);
  await customer.getByRole("radio", { name: /UPI/ }).check();
  await customer.getByRole("button", { name: "Pay ₹2,499.00" }).click();
  await expect(customer.getByText("Pretend bank", { exact: true })).toBeVisible(GATEWAY);
  await expect(customer.getByRole("main")).toContainText("₹2,499.00");
  await customer.getByRole("button", { name: "Pay now" }).click();
  await expect(customer.getByRole("status").filter({ hasText: "Paid" })).toBeVisible(GATEWAY);
  await expect(customer.getByRole("link", { name: "Back to the shop" })).toHaveAttribute(
    "href",
    new RegExp(`^https://shop\\.example\\.com/thanks\\?order=7&payment_id=${link.slice(-36)}&status=SUCCESS$`),
  );

  // The merchant's page has followed by itself where it can.
  if (!script) await page.reload();
  const main = page.getByRole("main");
  await expect(fact(page, "Fee")).toHaveText("₹49.98", GATEWAY);
  await expect(fact(page, "Yours")).toHaveText("₹2,449.02");
  await expect(panel(page, "What happened")).toContainText("Paid through");
  const give = page.getByRole("button", { name: "Give back" });
  await page.getByLabel("Amount (₹)").fill("2,499.01");
  await give.click();
  await expectRefused(page.getByLabel("Amount (₹)"), /can still be given back/);
  await page.getByLabel("Amount (₹)").fill("499");
  await page.getByLabel("Why (optional)").fill("One of two came back");
  await give.click();
  await expectNotice(page, "on its way back");
  await expect(async () => {
    if (!script) await page.reload();
    await expect(panel(page, "Refunds")).toContainText("back with the customer", { timeout: 2_000 });
  }).toPass(GATEWAY);
  await expect(main).toContainText("partly refunded");
  await expect(panel(page, "Refunds")).toContainText("Up to ₹2,000.00 can be given back");
  await expectNoSidewaysScroll(page);
  if (!script) await customer.reload();
  await expect(customer.getByRole("main")).toContainText("₹499.00 of it came back to you", GATEWAY);
  await context.close();
});

test("a payment that the bank declines is not paid, and the merchant is told why", { tag: ["@no-javascript", "@phone"] }, async ({ page, request, javaScriptEnabled: script }) => {
  const merchant = await shop(request);
  const { id } = await asked(request, merchant, "250");
  await page.goto(`/pay/${id}`);
  if (script) await hydrated(page);
  await page.getByRole("radio", { name: /Card/ }).check();
  await page.getByRole("button", { name: "Pay ₹250.00" }).click();
  await page.getByRole("button", { name: "Decline" }).click(GATEWAY);
  await expect(page.getByRole("status").filter({ hasText: "It was not paid, and nothing was taken" })).toBeVisible(GATEWAY);
  await expect(page.getByRole("link", { name: "Back to the shop" })).toHaveAttribute("href", /status=FAILED$/);
  await enter(page, merchant);
  await page.goto("/merchant/payments?status=FAILED");
  await page.getByRole("link", { name: "Order 2231" }).click();
  await expect(page.getByRole("main")).toContainText("Nothing was taken, and nothing more will happen with it.");
  await expect(panel(page, "At gateways")).toContainText("refused");
});

test("somebody with a wallet signs in on the way, pays from it, and gets it back", { tag: ["@no-javascript", "@phone"] }, async ({ page, request, javaScriptEnabled: script }) => {
  const merchant = await shop(request);
  const { person } = await borrowed(request, "20000", 6);
  const { id } = await asked(request, merchant, "1500");
  const before = (await told<{ balance: string }>(request, person, "/wallet/balance")).balance;
  await page.goto(`/pay/${id}`);
  if (script) await hydrated(page);
  await page.getByRole("radio", { name: /Kist wallet/ }).check();
  await page.getByRole("button", { name: "Pay ₹1,500.00" }).click();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(new RegExp(`/pay/${id}\\?way=wallet`));
  expect(paise((await fact(page, "Balance afterwards").textContent())!)).toBe(Math.round(Number(before) * 100) - 150_000);
  await page.getByRole("button", { name: "Pay ₹1,500.00 now" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Paid" })).toBeVisible();
  await expectNoSidewaysScroll(page);
  // What happens before the page listens it cannot hear.
  const listens = script ? page.waitForResponse("**/events/stream") : Promise.resolve(null);
  await page.goto("/wallet");
  const newest = page.getByRole("table", { name: "Movements of the wallet, newest first" }).getByRole("row").nth(1);
  await expect(newest).toContainText("₹1,500.00");
  await listens;

  await posted(request, merchant, `/payments/${id}/refund`, {});
  if (!script) await page.reload();
  await expect(newest).toContainText("+₹1,500.00");
  expect((await told<{ balance: string }>(request, person, "/wallet/balance")).balance).toBe(before);
  await page.goto(`/pay/${id}`);
  await expect(page.getByRole("main")).toContainText("has given this back");
});

test("a wallet with too little is said to have too little, and other ways stay", async ({ page, request }) => {
  const person = await registered(request);
  const { id } = await asked(request, await shop(request), "1500");
  await enter(page, person);
  await page.goto(`/pay/${id}`);
  await expect(page.getByRole("radio", { name: /Kist wallet/ })).toBeDisabled();
  await expect(page.getByRole("main")).toContainText("Balance ₹0.00, which is too little");
  await expect(page.getByRole("radio", { name: /UPI/ })).toBeEnabled();
});

test("nobody finds a payment by guessing, and a stranger learns nothing of who pays", async ({ page, request }) => {
  const merchant = await shop(request);
  const data = { amount: "10", currency: "INR", return_url: "https://shop.example.com/", customer: { name: "Zubeda Rahman", email: "zubeda@example.com" }, metadata: { secret: "sesame" } };
  const { id } = await posted<{ id: string }>(request, merchant, "/payments", data);
  await page.goto(`/pay/${id}`);
  const html = await page.content();
  for (const word of ["Zubeda", "zubeda@example.com", "sesame", merchant.email]) expect(html).not.toContain(word);
  const missing = await page.goto(`/pay/00000000-0000-7000-8000-000000000000`);
  expect(missing!.status()).toBe(404);
  await enter(page, await shop(request));
  expect((await page.goto(`/merchant/payments/${id}`))!.status()).toBe(404);
});

test.describe("the admin", { tag: "@no-javascript" }, () => {
  test("gives a merchant weights of its own, and takes them away", async ({ page, request }) => {
    const merchant = await shop(request);
    const business = (await asked(request, merchant, "1")).merchant_id;
    await enter(page, demo.admin);
    await page.goto("/admin/gateways");
    const own = panel(page, "A merchant's own weight");
    await own.getByLabel("Merchant's id").fill(business);
    await own.getByLabel("Gateway").selectOption("stripe");
    await own.getByLabel("Weight", { exact: true }).fill("100");
    await own.getByRole("button").click();
    await expectNotice(page, "It counts for the next payment.");
    for (const n of [1, 2, 3]) {
      const paid = await paidAtOnce(request, merchant, `100.${n}0`);
      expect(paid.gateway).toBe("stripe");
    }
    const row = page.getByRole("listitem").filter({ has: page.locator(`a[href="/admin/merchants/${business}"]`) });
    await row.getByRole("button", { name: "Take away" }).click();
    await expectNotice(page, "It counts for the next payment.");
    await expect(row).toHaveCount(0);
  });

  test("finds a payment, what was tried for it, its entries and its jobs", async ({ page, request }) => {
    const merchant = await shop(request);
    const { id } = await paidAtOnce(request, merchant, "1001.04");
    await enter(page, demo.admin);
    await page.goto("/admin/payments");
    await page.getByLabel("Merchant, our id or a gateway's reference").fill(id);
    await page.getByRole("button", { name: "Show" }).click();
    const found = page.getByRole("table", { name: "Payments, newest first" });
    await expect(found.getByRole("row")).toHaveCount(2);
    await found.getByRole("link").click();
    await expect(page).toHaveURL(`/admin/payments/${id}`);
    await expect(panel(page, "At gateways")).toContainText("taken");
    await expect(panel(page, "In the ledger")).toContainText("₹1,001.04");
    await expect(panel(page, "Who looked after it").getByRole("link").first()).toBeVisible();
    await page.goto(`/admin/payments?q=${encodeURIComponent(merchant.name)}&status=FAILED`);
    await expect(page.getByRole("main")).toContainText("No payment fits");
  });
});

/** Without a customer at a browser: a gateway is asked at once. */
async function paidAtOnce(request: APIRequestContext, merchant: { name: string; email: string; password: string }, amount: string) {
  const { id } = await posted<{ id: string }>(request, merchant, "/payments", { amount, currency: "INR" });
  return becomes(request, merchant, id, "SUCCESS");
}
