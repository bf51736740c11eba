import type { Page } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { borrowed, told } from "../support/loans";
import { demo, enter, signIn, somebody } from "../support/people";
import { expectNotice, fact, hydrated, paise, panel } from "../support/page";

// The whole of it, as two people live it: with JavaScript, without it, and on a phone.
test("from opening an account to a loan that is paid off", { tag: ["@phone", "@no-javascript"] }, async ({
  page,
  browser,
  request,
  javaScriptEnabled: script,
}) => {
  test.slow();
  const person = somebody("Asha");
  const cost = page.getByRole("region", { name: "You pay each month" });
  const amount = page.getByLabel("How much do you need?");
  const months = page.getByLabel("Over how many months?");

  await test.step("opens an account", async () => {
    await page.goto("/");
    await page.getByRole("main").getByRole("link", { name: "Open an account" }).click();
    await expect(page.getByRole("radio", { name: /I want to borrow/ })).toBeChecked();
    await page.getByLabel("Your name").fill(person.name);
    await page.getByLabel("E-mail").fill(person.email);
    await page.getByLabel("Password").fill(person.password);
    await page.getByRole("button", { name: "Open the account" }).click();
    await expect(page).toHaveURL(/\/dashboard/);
    await expectNotice(page, "Your account is open");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Asha");
    await expect(panel(page, "Wallet balance")).toContainText("₹0.00");
  });

  await test.step("sees what a loan costs", async () => {
    await page.goto("/");
    await expect(cost).toContainText("₹8,884.88");
    await amount.fill("2,50,000");
    await months.fill("24");
    // With a script the figures are there at once.
    if (script) await expect(cost).toContainText("₹11,768.37");
    await page.getByRole("button", { name: "See every month of it" }).click();
    await expect(page).toHaveURL(/\/calculator\?/);
    await expect(amount).toHaveValue("2,50,000");
    await expect(cost).toContainText("₹11,768.37");
    await expect(fact(cost, "You pay in all")).toHaveText("₹2,82,440.84");
    await expect(page.getByLabel("At what interest a year?")).toHaveValue("12.00");
  });

  await test.step("changes it, month by month", async () => {
    await amount.fill("1,00,000");
    await months.fill("12");
    if (!script) {
      await page.getByRole("button", { name: "Show what it costs" }).click();
      await page.waitForURL(/months=12/);
    }
    await expect(cost).toContainText("₹8,884.88");
    await expect(fact(cost, "Fees")).toHaveText("₹0.00");
    await expect(fact(cost, "Yearly cost, all included (APR)")).toHaveText(/^12\.\d\d %$/);
    await page.getByText("All 12 payments as a table").click();
    const table = page.getByRole("table", { name: "Every payment of this loan" });
    await expect(table.getByRole("row")).toHaveCount(13);
    await expect(table.getByRole("row").last()).toContainText("₹8,884.85");
    await page.getByRole("link", { name: "Apply for it" }).click();
  });

  const loan = await test.step("applies for it, seeing the cost beforehand", async () => {
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Apply for a loan");
    await expect(amount).toHaveValue("1,00,000");
    await expect(months).toHaveValue("12");
    await expect(cost).toContainText("₹8,884.88");
    await page.getByText("Education", { exact: true }).click();
    await expect(page.getByRole("radio", { name: "Education" })).toBeChecked();
    await page.getByRole("checkbox", { name: /agree to pay ₹8,884.88 each month/ }).check();
    await page.getByRole("button", { name: "Apply for ₹1,00,000.00" }).click();
    await expect(page).toHaveURL(/\/loans\/[0-9a-f-]{36}/);
    await expectNotice(page, "Your application is with us");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Education loan");
    await expect(page.getByRole("main")).toContainText("waiting for approval");
    return new URL(page.url()).pathname;
  });

  await test.step("an admin sees who asks, and approves", async () => {
    const desk = await (await browser.newContext()).newPage();
    await signIn(desk, demo.admin);
    await desk.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Approvals" }).click();
    await (await inQueue(desk, person.name)).click();
    const applicant = desk.getByRole("region", { name: "The applicant" });
    await expect(applicant.getByRole("heading", { level: 2 })).toContainText(person.name);
    await expect(applicant).toContainText(person.email);
    await expect(applicant).toContainText("12 × ₹8,884.88 at 12.00 %");
    await expect(applicant.getByRole("listitem").filter({ hasText: "Kept:" })).toHaveCount(6);
    await expect(applicant.getByRole("listitem").filter({ hasText: "Broken:" })).toHaveCount(0);
    await expect(fact(applicant, "Wallet")).toHaveText("₹0.00");
    await expect(fact(applicant, "Overdue")).toHaveText("₹0.00");
    await expect(applicant).toContainText("No other loan with us");
    await expect(applicant).toContainText(`Approving pays ₹1,00,000.00 into ${person.name}'s wallet now`);
    await applicant.getByRole("button", { name: "Approve and pay ₹1,00,000.00" }).click();
    await expectNotice(desk, "Approved. The money is in the borrower's wallet");
    await desk.context().close();
  });

  await test.step("the money is in the wallet", async () => {
    await page.goto("/wallet");
    await expect(panel(page, "Balance")).toContainText("₹1,00,000.00");
    const line = page.getByRole("table", { name: "Movements of the wallet, newest first" }).getByRole("row").nth(1);
    await expect(line).toContainText("+₹1,00,000.00");
    await line.getByRole("link").click();
    await expect(page).toHaveURL(loan);
    await expect(page.getByRole("main")).toContainText("running, on time");
    await expect(panel(page, "Left to pay")).toContainText("₹1,06,618.53");
  });

  const pays = async (button: string, twice = false) => {
    const pay = page.getByRole("button", { name: button });
    await (twice ? pay.dblclick() : pay.click());
    await expect(page).toHaveURL(/\/receipts\//);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Receipt");
  };

  await test.step("pays an instalment, told beforehand what happens; pressing twice pays once", async () => {
    await panel(page, "Pay").getByRole("link", { name: "Pay ₹8,884.88" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Pay this?");
    await expect(fact(page, "From")).toHaveText("your wallet, now ₹1,00,000.00");
    await expect(fact(page, "To")).toHaveText("your education loan");
    await expect(fact(page, "Fee")).toHaveText("₹0.00");
    await expect(fact(page, "When")).toContainText("at once");
    await expect(fact(page, "Your wallet afterwards")).toHaveText("₹91,115.12");
    await expect(fact(page, "Left to pay afterwards")).toHaveText("₹97,733.65");
    if (script) await hydrated(page);
    await pays("Pay ₹8,884.88", true);
    await expectNotice(page, "Paid. This is your receipt.");
    await expect(fact(page, "To principal")).toHaveText("₹7,884.88");
    await expect(fact(page, "To interest")).toHaveText("₹1,000.00");
    await expect(fact(page, "Left to pay")).toHaveText("₹97,733.65");
    await expectBalancedEntry(page, person.name, "₹8,884.88");
    await page.getByRole("link", { name: "To the loan" }).click();
    await expect(panel(page, "Payments").getByRole("listitem")).toHaveCount(1);
    await expect(panel(page, "Pay")).toContainText("which holds ₹91,115.12");
    await expect(page.getByRole("table", { name: /Every instalment of this loan/ }).getByRole("row").nth(1)).toContainText("paid");
  });

  await test.step("pays another amount", async () => {
    await page.getByLabel("Another amount").fill("5,000.50");
    await page.getByRole("button", { name: "See what it does" }).click();
    await expect(fact(page, "Your wallet afterwards")).toHaveText("₹86,114.62");
    await expect(fact(page, "Left to pay afterwards")).toHaveText("₹92,733.15");
    await pays("Pay ₹5,000.50");
    await expectBalancedEntry(page, person.name, "₹5,000.50");
    await page.getByRole("link", { name: "To the loan" }).click();
  });

  await test.step("closes it for its exact figure", async () => {
    // On the day of the loan no interest has been earned: what was lent, less what was paid.
    await panel(page, "Pay").getByRole("link", { name: "Close for ₹86,114.62" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Close this loan?");
    await expect(fact(page, "Your wallet afterwards")).toHaveText("₹0.00");
    await expect(fact(page, "Left to pay afterwards")).toHaveText("nothing: the loan is closed");
    await pays("Pay ₹86,114.62");
    await expectNotice(page, "Paid, and the loan is closed");
    await expect(fact(page, "Left to pay")).toHaveText("₹0.00");
    await expectBalancedEntry(page, person.name, "₹86,114.62");
    await page.getByRole("link", { name: "To the loan" }).click();
    await expect(page.getByRole("main")).toContainText("paid off");
    await expect(panel(page, "Payments").getByRole("listitem")).toHaveCount(3);
    await expect(panel(page, "Pay")).toHaveCount(0);
    const id = loan.split("/").pop();
    expect(await told(request, person, `/loans/${id}`)).toMatchObject({ status: "CLOSED", outstanding_amount: "0.00" });
    expect(await told(request, person, "/wallet/balance")).toMatchObject({ balance: "0.00" });
  });
});

test("dragging and typing change the instalment without asking the server", { tag: "@phone" }, async ({ page }) => {
  await page.goto("/calculator");
  await hydrated(page);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const emi = page.getByRole("region", { name: "You pay each month" }).getByRole("paragraph").first();
  await expect(emi).toHaveText("₹8,884.88");

  const slider = page.getByRole("slider", { name: "Amount" });
  await slider.scrollIntoViewIfNeeded();
  const box = (await slider.boundingBox())!;
  const middle = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.2, middle);
  await page.mouse.down();
  const seen = new Set<string | null>();
  for (const part of [0.4, 0.6, 0.8]) {
    await page.mouse.move(box.x + box.width * part, middle);
    await expect(emi).not.toHaveText([...seen].pop() ?? "₹8,884.88");
    seen.add(await emi.textContent());
  }
  await page.mouse.up();
  expect(seen.size).toBe(3);
  await expect(page.getByLabel("How much do you need?")).toHaveValue(/^[34],\d\d,000$/);

  await page.getByLabel("How much do you need?").fill("50,000");
  await expect(slider).toHaveValue("50000");
  await page.getByRole("slider", { name: "Months" }).fill("6");
  await expect(page.getByLabel("Over how many months?")).toHaveValue("6");
  await expect(emi).toHaveText("₹8,627.42");
  await page.getByLabel("At what interest a year?").fill("0");
  await expect(emi).toHaveText("₹8,333.33");
  expect(asked).toEqual([]);
});

test("the same payment sent twice at once is one payment", { tag: "@no-javascript" }, async ({ page, request }) => {
  const { person, loan } = await borrowed(request, "20000", 6);
  await enter(page, person);
  await page.goto(`/loans/${loan}/pay?what=due`);
  const form = page.locator("form").filter({ has: page.getByRole("button", { name: /^Pay ₹/ }) });
  const action = (await form.getAttribute("action"))!;
  const fields: Record<string, string> = {};
  for (const hidden of await form.locator("input").all()) {
    fields[(await hidden.getAttribute("name"))!] = await hidden.inputValue();
  }
  const send = () => page.request.post(action, { form: fields, headers: { Accept: "text/html" } });
  const answers = await Promise.all([send(), send(), send()]);
  for (const answer of answers) expect(answer.url(), await answer.text()).toContain("/receipts/");
  expect(new Set(answers.map((answer) => answer.url())).size).toBe(1);
  await page.goto(`/loans/${loan}`);
  await expect(panel(page, "Payments").getByRole("listitem")).toHaveCount(1);
});

/** The link to a person's application, however far back in the queue it waits. */
async function inQueue(page: Page, name: string) {
  const queue = page.getByRole("navigation", { name: "Applications that wait" });
  const link = queue.getByRole("link", { name });
  const further = page.getByRole("link", { name: "Further on" });
  await expect(queue).toBeVisible();
  while (!(await link.isVisible())) {
    const first = await queue.getByRole("link").first().textContent();
    await further.click();
    await expect(queue.getByRole("link").first()).not.toHaveText(first!);
  }
  return link;
}

/** The receipt shows its ledger entry: the wallet is debited, and both sides are equal. */
async function expectBalancedEntry(page: Page, name: string, amount: string): Promise<void> {
  const rows = page.getByRole("table", { name: "The legs of the ledger entry" }).getByRole("row");
  await expect(rows.filter({ hasText: `wallet · ${name}` }).getByRole("cell").nth(1)).toHaveText(amount);
  const cells = await rows.evaluateAll((rows) => rows.slice(1).map((row) => [...row.children].slice(1).map((cell) => cell.textContent ?? "")));
  const side = (which: 0 | 1) => cells.reduce((sum, row) => sum + paise(row[which] ?? ""), 0);
  expect(cells.length).toBeGreaterThan(1);
  expect(side(0)).toBe(side(1));
}
