import { expect, test } from "@playwright/test";
import { applied, borrowed } from "../support/loans";
import { demo, enter, fillSignIn, registered } from "../support/people";
import { expectNotice, fact, hydrated, paise, panel } from "../support/page";

test.describe("the admin's desk", { tag: "@no-javascript" }, () => {
  test("the ledger adds up, and explains each balance down to its entries", async ({ page, request }) => {
    await borrowed(request, "20000", 6);
    await enter(page, demo.admin);
    await page.goto("/admin/proof");
    await page.getByRole("link", { name: "Recompute everything" }).click();
    await expectNotice(page, "The ledger adds up. The difference is ₹0.00.");
    const read = panel(page, "What was read");
    await expect(fact(read, "Debits")).toHaveText((await fact(read, "Credits").textContent())!);
    await expect(panel(page, "Each promise").getByRole("listitem").filter({ hasText: "broken" })).toHaveCount(0);
    await page.getByRole("link", { name: "Recompute again" }).click();
    await expectNotice(page, "The ledger adds up");

    await page.goto("/admin/ledger");
    const sums = page.getByRole("row", { name: /Both sides/ });
    const [debit, credit] = await sums.getByRole("cell").filter({ hasText: "₹" }).allTextContents();
    expect(debit).toBe(credit);
    await page.getByRole("link", { name: "Loan principal", exact: true }).first().click();
    await expect(page).toHaveURL(/kind=loan_principal/);
    await page.getByRole("table", { name: "Accounts", exact: true }).getByRole("row").nth(1).getByRole("link").click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Loan principal");
    await expect(fact(page, "Difference")).toContainText("adds up");
    await expect(fact(page, "Difference")).toContainText("₹0.00");
    await page.getByRole("table", { name: /Every leg of this account/ }).getByRole("row").nth(1).getByRole("link").click();
    const legs = page.getByRole("table", { name: "The legs of the ledger entry" }).getByRole("row");
    await expect(legs.nth(1)).toBeVisible();
    const cells = await legs.evaluateAll((rows) => rows.slice(1).map((row) => [...row.children].slice(1).map((cell) => cell.textContent ?? "")));
    const side = (which: 0 | 1) => cells.reduce((sum, row) => sum + paise(row[which] ?? ""), 0);
    expect(side(0)).toBeGreaterThan(0);
    expect(side(0)).toBe(side(1));
    await legs.nth(1).getByRole("link").click();
    await expect(fact(page, "Difference")).toContainText("adds up");
  });

  test("an account that is switched off cannot sign in, until it is switched on", async ({ page, browser, request }) => {
    const person = await registered(request);
    const theirs = await (await browser.newContext()).newPage();
    await enter(theirs, person);
    await enter(page, demo.admin);
    await page.goto(`/admin/people?q=${person.email}`);
    await page.getByRole("link", { name: person.name }).click();
    await page.getByRole("button", { name: "Switch the account off" }).click();
    await expectNotice(page, "Saved.");
    await expect(page.getByRole("main")).toContainText("switched off");

    await theirs.goto("/dashboard");
    await expect(theirs).toHaveURL(/\/sign-in/);
    await fillSignIn(theirs, person);
    await expect(theirs.getByRole("alert")).toBeVisible();
    await page.getByRole("button", { name: "Switch the account on" }).click();
    await expect(page.getByRole("button", { name: "Switch the account off" })).toBeVisible();
    await fillSignIn(theirs, person);
    await expect(theirs).toHaveURL(/\/dashboard/);
    await theirs.context().close();
  });

  test("two admins who approve at once pay out once", async ({ page, browser, request, javaScriptEnabled: script }) => {
    const { person, loan } = await applied(request, "15000", 3);
    const second = await (await browser.newContext()).newPage();
    for (const desk of [page, second]) {
      await enter(desk, demo.admin);
      // Neither hears of the other: the page of who was slower would take its button away before it is pressed.
      await desk.route("**/events/stream", (route) => route.abort());
      await desk.goto(`/admin/approvals/${loan}`);
      if (script) await hydrated(desk);
      await expect(desk.getByRole("button", { name: "Approve and pay ₹15,000.00" })).toBeVisible();
    }
    await Promise.all([page, second].map((desk) => desk.getByRole("button", { name: "Approve and pay ₹15,000.00" }).click()));
    for (const desk of [page, second]) await expectNotice(desk, "Approved.");
    await second.context().close();
    await page.goto(`/admin/people?q=${person.email}`);
    await page.getByRole("link", { name: person.name }).click();
    await expect(fact(page, "Wallet")).toHaveText("₹15,000.00");
    await expect(panel(page, "Wallet movements").getByRole("row")).toHaveCount(2);
  });

  test("the day's page tells what waits, and leads there", async ({ page, request }) => {
    await applied(request, "15000", 3);
    await enter(page, demo.admin);
    await page.goto("/admin");
    const queue = page.getByRole("region", { name: "Applications that wait" });
    await expect(queue).toContainText(/\d+ applications wait for a decision/);
    await queue.getByRole("link", { name: "Decide" }).click();
    await expect(page).toHaveURL("/admin/approvals");
    await page.goto("/admin");
    await page.getByRole("link", { name: "These loans" }).click();
    await expect(page).toHaveURL(/overdue=yes/);
  });
});
