import { expect, test } from "@playwright/test";
import { applied, borrowed } from "../support/loans";
import { demo, enter, fillSignIn, registered, somebody } from "../support/people";
import { expectNotice, expectRefused, panel } from "../support/page";

test.describe("what is refused says so beside its field, and what was typed stays", { tag: "@no-javascript" }, () => {
  test("signing in with a wrong password, or with nobody's address", async ({ page, request }) => {
    const person = await registered(request);
    await page.goto("/sign-in");
    for (const email of [person.email, "nobody@example.com"]) {
      await fillSignIn(page, { email, password: "not the right one" });
      await expect(page.getByRole("alert")).toHaveText("The e-mail address or the password is not right.");
      await expect(page.getByLabel("E-mail")).toHaveValue(email);
      await expect(page.getByLabel("Password")).toHaveValue("");
    }
    await fillSignIn(page, person);
    await expect(page).toHaveURL(/\/dashboard/);
  });

  test("opening an account with a taken address, a short password, no name", async ({ page, request }) => {
    const taken = await registered(request);
    await page.goto("/register");
    const name = page.getByLabel("Your name");
    const email = page.getByLabel("E-mail");
    const password = page.getByLabel("Password");
    const open = page.getByRole("button", { name: "Open the account" });

    await page.getByRole("radio", { name: /I sell/ }).check();
    await page.getByLabel("Name of the business").fill("Rao & Daughters");
    await name.fill("Asha Rao");
    await email.fill(taken.email.toUpperCase());
    await password.fill("correct horse 7");
    await open.click();
    await expectRefused(email, /There is an account with this e-mail address already/);
    await expect(email).toHaveValue(taken.email.toUpperCase());
    await expect(name).toHaveValue("Asha Rao");
    await expect(page.getByRole("radio", { name: /I sell/ })).toBeChecked();
    await expect(page.getByLabel("Name of the business")).toHaveValue("Rao & Daughters");
    await expect(password).toHaveValue("");

    await email.fill(somebody().email);
    await password.fill("short");
    await open.click();
    await expectRefused(password, /at least 8 characters/);
    await expect(email).toHaveAttribute("aria-invalid", "false");

    await name.fill("");
    await password.fill("correct horse 7");
    await open.click();
    await expectRefused(name, /This is needed/);
  });

  test("applying for an amount that is none, for too much, for too long, without a yes", async ({ page, request }) => {
    const person = await registered(request);
    await enter(page, person);
    await page.goto("/loans/apply");
    const amount = page.getByLabel("How much do you need?");
    const months = page.getByLabel("Over how many months?");
    const apply = page.getByRole("button", { name: /^Apply/ });
    const refused = [
      ["0", "12", /The amount must be more than zero/, amount],
      ["-5", "12", /must be more than zero/, amount],
      ["twelve lakh", "12", /Enter an amount in rupees/, amount],
      ["1.005", "12", /at most two decimals/, amount],
      ["", "12", /needed|Enter an amount/, amount],
      ["5,00,001", "12", /can be at most ₹5,00,000.00/, amount],
      ["50,000", "61", /can run for 1 to 60 months/, months],
      ["50,000", "1.5", /must be a whole number/, months],
    ] as const;
    for (const [typedAmount, typedMonths, sentence, field] of refused) {
      await test.step(`${typedAmount || "nothing"} over ${typedMonths}`, async () => {
        await amount.fill(typedAmount);
        await months.fill(typedMonths);
        await page.getByText("Medical", { exact: true }).click();
        await apply.click();
        await expectRefused(field, sentence);
        await expect(amount).toHaveValue(typedAmount);
        await expect(months).toHaveValue(typedMonths);
        await expect(page.getByRole("radio", { name: "Medical" })).toBeChecked();
      });
    }
    await amount.fill("50,000");
    await months.fill("6");
    await page.getByRole("button", { name: "Show what it costs" }).click();
    await expect(page.getByRole("region", { name: "You pay each month" })).toContainText("₹8,627.42");
    await apply.click();
    await expect(page.getByRole("checkbox", { name: /I have read what it costs/ })).toHaveAccessibleDescription(/Tick this/);
    await page.goto("/loans");
    await expect(page.getByRole("main")).toContainText("No loans yet");
  });

  test("a third loan while two are open", async ({ page, request }) => {
    const { person } = await borrowed(request, "10000", 6);
    await enter(page, person);
    for (const refused of [false, true]) {
      await page.goto("/loans/apply?amount=20,000&months=6");
      await page.getByRole("checkbox", { name: /agree to pay ₹3,450.97/ }).check();
      await page.getByRole("button", { name: "Apply for ₹20,000.00" }).click();
      if (!refused) await expect(page).toHaveURL(/notice=applied/);
    }
    await expect(page.getByRole("alert")).toContainText("At most 2 loans can be open at once");
    await expect(page.getByLabel("How much do you need?")).toHaveValue("20,000");
  });

  test("paying what is no amount, and more than the loan", async ({ page, request }) => {
    const { person, loan } = await borrowed(request, "20000", 6);
    await enter(page, person);
    await page.goto(`/loans/${loan}`);
    const another = page.getByLabel("Another amount");
    const look = page.getByRole("button", { name: "See what it does" });
    for (const [typed, sentence] of [
      ["0", /must be more than zero/],
      ["all of it", /Enter an amount in rupees/],
      ["10.999", /at most two decimals/],
      ["", /needed|Enter an amount/],
    ] as const) {
      await another.fill(typed);
      await look.click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Pay another amount");
      await expectRefused(another, sentence);
      await expect(another).toHaveValue(typed);
    }
    await another.fill("99,999");
    await look.click();
    await expectNotice(page, "more than the whole loan");
    await expect(page.getByRole("button", { name: /^Pay/ })).toHaveCount(0);
    await page.getByRole("link", { name: "Close it instead" }).click();
    await expect(page.getByRole("button", { name: "Pay ₹20,000.00" })).toBeVisible();
  });

  test("rejecting without a reason; with one, the borrower reads it", async ({ page, browser, request }) => {
    const { person, loan } = await applied(request, "45000", 9);
    await enter(page, demo.admin);
    await page.goto(`/admin/approvals/${loan}`);
    await page.getByText("Reject with a reason").click();
    const reason = page.getByLabel("Why is it rejected?");
    const reject = page.getByRole("button", { name: "Reject the application" });
    await reject.click();
    await expectRefused(reason, /This is needed/);
    const words = `The <b>bank statement</b> is "old" & unsigned.`;
    await reason.fill(words);
    await reject.click();
    await expectNotice(page, "Rejected. The borrower sees your reason.");

    const borrower = await (await browser.newContext()).newPage();
    await enter(borrower, person);
    await borrower.goto(`/loans/${loan}`);
    await expect(borrower.getByRole("main")).toContainText("This application was not approved");
    await expect(borrower.getByRole("main")).toContainText(words);
    await expect(borrower.locator("main b")).toHaveCount(0);
    await expect(panel(borrower, "Pay")).toHaveCount(0);
    await borrower.context().close();

    // Once decided, it stays decided.
    await page.goto(`/admin/approvals/${loan}`);
    await expect(page.getByRole("region", { name: "The applicant" })).toContainText("Decided.");
    await expect(page.getByRole("button", { name: /Approve/ })).toHaveCount(0);
  });
});

test("a refusal while typing goes as soon as it is put right", async ({ page }) => {
  await page.goto("/calculator");
  const amount = page.getByLabel("How much do you need?");
  await amount.fill("0");
  await expectRefused(amount, /more than zero/);
  await amount.fill("1,00,000");
  await expect(amount).toHaveAttribute("aria-invalid", "false");
  await expect(amount).toHaveAccessibleDescription("");
});
