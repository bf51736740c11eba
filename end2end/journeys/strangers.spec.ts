import { expect, test } from "@playwright/test";
import { borrowed, applied, told } from "../support/loans";
import { demo, enter, fillSignIn, registered, signIn, somebody } from "../support/people";

test.describe("who is not signed in", { tag: "@no-javascript" }, () => {
  for (const place of ["/dashboard", "/wallet?type=CREDIT", "/wallet/transfers?kind=deposit", "/loans", "/settings"]) {
    test(`is led from ${place} to sign in, and back`, async ({ page, request }) => {
      const person = await registered(request);
      await page.goto(place);
      await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(place)}`);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
      // Also after a refusal.
      await fillSignIn(page, { ...person, password: "not this one" });
      await expect(page.getByRole("alert")).toBeVisible();
      await fillSignIn(page, person);
      await expect(page).toHaveURL(place);
    });
  }

  test("is never led to another site", async ({ page, request, baseURL }) => {
    const person = await registered(request);
    await page.goto("/sign-in?next=https%3A%2F%2Fevil.example%2Fdashboard");
    await fillSignIn(page, person);
    await expect(page).toHaveURL(`${baseURL}/dashboard`);
  });

  test("finds nothing after signing out", async ({ page, request }) => {
    const person = await registered(request);
    await signIn(page, person);
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByRole("main").getByRole("link", { name: "Open an account" })).toBeVisible();
    await page.goto("/dashboard");
    await expect(page).toHaveURL(/\/sign-in/);
  });
});

test("pages of another kind of account answer 403, and say whose page it is", async ({ page, request }) => {
  test.setTimeout(90_000);
  const stranger = await registered(request);
  const { loan } = await applied(request, "30000", 6);
  const refused = [
    [stranger, "/admin"],
    [stranger, "/admin/approvals"],
    [stranger, `/admin/approvals/${loan}`],
    [stranger, "/admin/loans"],
    [stranger, "/admin/people"],
    [stranger, "/admin/ledger"],
    [stranger, "/admin/ledger/entries"],
    [stranger, "/admin/proof?run=1"],
    [stranger, "/admin/transfers"],
    [stranger, "/admin/stuck"],
    [stranger, "/admin/jobs"],
    [stranger, "/admin/merchants"],
    [stranger, "/admin/simulator"],
    [demo.merchant, "/admin/merchants"],
    [stranger, "/merchant"],
    [stranger, "/merchant/payouts"],
    [stranger, "/merchant/payouts/new?amount=1"],
    [stranger, "/merchant/ledger"],
    [stranger, "/merchant/bank-accounts"],
    [stranger, "/merchant/developers/webhooks"],
    [stranger, "/merchant/payments"],
    [stranger, "/merchant/plans"],
    [stranger, "/merchant/refunds"],
    [stranger, "/admin/overdue"],
    [stranger, "/admin/plans"],
    [stranger, "/admin/refunds"],
    [stranger, "/admin/days"],
    [demo.merchant, "/bnpl"],
    [demo.merchant, "/admin/refunds"],
    [demo.admin, "/merchant/refunds"],
    [demo.admin, "/overdue"],
    [stranger, "/merchant/payments/new"],
    [stranger, "/admin/payments"],
    [stranger, "/admin/gateways"],
    [demo.merchant, "/admin/payments"],
    [demo.admin, "/merchant/payments"],
    [demo.admin, "/merchant/developers/webhooks"],
    [demo.merchant, "/admin/webhooks"],
    [demo.user1, "/admin/audit"],
    [demo.user1, "/admin/analytics"],
    [demo.merchant, "/wallet/add"],
    [demo.merchant, "/wallet/withdraw"],
    [demo.merchant, "/wallet/transfers"],
    [demo.admin, "/wallet/transfers"],
    [demo.merchant, "/dashboard"],
    [demo.merchant, "/admin"],
    [demo.admin, "/dashboard"],
    [demo.admin, "/loans/apply"],
  ] as const;
  for (const [person, place] of refused) {
    await test.step(`${person.email} at ${place}`, async () => {
      await page.context().clearCookies();
      await enter(page, person);
      const answer = await page.goto(place);
      expect.soft(answer?.status(), place).toBe(403);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Not for this account");
      await expect(page.getByRole("main")).toContainText(`You are signed in as ${person.name}`);
    });
  }
});

test("somebody else's loan, and what does not exist, answer 404", async ({ page, request }) => {
  test.setTimeout(60_000);
  const { person: owner, loan } = await borrowed(request, "30000", 6);
  const nobodys = "01900000-0000-7000-8000-000000000000";
  const stranger = await registered(request);
  const me = (await told<{ id: string }>(request, owner, "/auth/me")).id;
  for (const [person, place] of [
    [stranger, `/loans/${loan}`],
    [stranger, `/loans/${loan}/pay?what=all`],
    [stranger, `/loans/${loan}/receipts/${nobodys}`],
    [stranger, `/loans/${nobodys}`],
    [stranger, "/loans/not-an-id"],
    [stranger, `/wallet/transfers/${nobodys}`],
    [stranger, "/wallet/transfers/not-an-id"],
    [demo.merchant, `/merchant/payouts/${nobodys}`],
    [demo.merchant, `/merchant/developers/webhooks/${nobodys}`],
    [demo.merchant, "/merchant/developers/webhooks/42"],
    [stranger, `/bnpl/${nobodys}`],
    [stranger, `/refunds/new?of=${nobodys}`],
    [demo.merchant, `/merchant/plans/${nobodys}`],
    [demo.admin, `/admin/plans/${nobodys}`],
    [stranger, "/loans/' or 1=1 --"],
    [owner, `/loans/${loan}/receipts/${nobodys}`],
    [owner, `/loans/${loan}/receipts/${me}`],
    [demo.admin, `/admin/loans/${nobodys}`],
    [demo.admin, `/admin/approvals/${nobodys}`],
    [demo.admin, `/admin/people/${nobodys}`],
    [demo.admin, "/admin/people/42"],
    [demo.admin, `/admin/ledger/accounts/${nobodys}`],
    [demo.admin, `/admin/ledger/entries/${nobodys}`],
    [demo.admin, `/admin/transfers/${nobodys}`],
    [demo.admin, "/admin/transfers/42"],
    [demo.admin, `/admin/jobs/${nobodys}`],
    [demo.admin, `/admin/merchants/${nobodys}`],
  ] as const) {
    await test.step(`${person.email} at ${place}`, async () => {
      await page.context().clearCookies();
      await enter(page, person);
      const answer = await page.goto(place);
      expect.soft(answer?.status(), place).toBe(404);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing here");
      await expect(page.getByRole("main")).not.toContainText("₹");
    });
  }
});

test("HTML in a name is a name", { tag: "@no-javascript" }, async ({ page, browser }) => {
  const { email, password, name: unique } = somebody("</title><script>document.title='mine'</script><b>Bold</b> & Sons");
  await page.goto("/register");
  await page.getByLabel("Your name").fill(unique);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Open the account" }).click();
  await expect(page).toHaveURL(/\/dashboard/);
  await expect(page).not.toHaveTitle("mine");
  await expect(page.getByRole("link", { name: unique })).toBeVisible();
  await expect(page.locator("b")).toHaveCount(0);
  await page.goto("/settings");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(unique);

  const desk = await (await browser.newContext()).newPage();
  await enter(desk, demo.admin);
  await desk.goto(`/admin/people?q=${encodeURIComponent(email)}`);
  await desk.getByRole("link", { name: unique }).click();
  await expect(desk.getByRole("heading", { level: 1 })).toHaveText(unique);
  await expect(desk.locator("b")).toHaveCount(0);
  await expect(desk).toHaveTitle(`${unique} · Kist`);
  await desk.reload();
  await expect(desk).toHaveTitle(`${unique} · Kist`);
  await expect(desk.locator("b")).toHaveCount(0);
  await desk.context().close();
});

test("an address that does not exist answers 404", { tag: "@no-javascript" }, async ({ page }) => {
  for (const place of ["/no-such-page", "/loans/apply/further/on", "/admin.php"]) {
    const answer = await page.goto(place);
    expect.soft(answer?.status(), place).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no such page");
    await expect(page).toHaveTitle("There is no such page · Kist");
  }
  await page.getByRole("link", { name: "To the first page" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Borrow");
});
