import { expect, test } from "@playwright/test";
import { applied } from "../support/loans";
import { demo, enter } from "../support/people";
import { hydrated, panel } from "../support/page";

// What somebody else does is seen without asking again.

for (const told of [true, false]) {
  test(told ? "approved money appears while one looks" : "it appears also where nothing can be told", async ({ page, browser, request }) => {
    const { person, loan } = await applied(request, "15000", 3);
    if (!told) await page.route("**/events/stream", (route) => route.abort());
    const opened = told ? page.waitForResponse("**/events/stream") : page.waitForEvent("requestfailed", (failed) => failed.url().endsWith("/events/stream"));
    await enter(page, person);
    await page.goto("/dashboard");
    await hydrated(page);
    await opened;
    await expect(panel(page, "Wallet balance")).toContainText("₹0.00");
    const documents: string[] = [];
    page.on("request", (sent) => {
      if (sent.isNavigationRequest()) documents.push(sent.url());
    });
    // Where the keyboard is, it stays.
    const all = page.getByRole("link", { name: "All movements" });
    await all.focus();

    const desk = await (await browser.newContext()).newPage();
    await enter(desk, demo.admin);
    await desk.goto(`/admin/approvals/${loan}`);
    await hydrated(desk);
    await desk.getByRole("button", { name: "Approve and pay ₹15,000.00" }).click();
    await expect(desk).toHaveURL(/notice=approved/);
    await desk.context().close();

    await expect(panel(page, "Wallet balance")).toContainText("₹15,000.00", { timeout: 12_000 });
    await expect(panel(page, "Recent movements").getByRole("row")).toHaveCount(2);
    await expect(all).toBeFocused();
    expect(documents).toEqual([]);
  });
}

test("a new application joins the queue, and what is being typed stays", async ({ page, request }) => {
  await applied(request, "15000", 3);
  await enter(page, demo.admin);
  const opened = page.waitForResponse("**/events/stream");
  await page.goto("/admin/approvals");
  await hydrated(page);
  await opened;
  const applicant = page.getByRole("region", { name: "The applicant" }).getByRole("heading", { level: 2 });
  const name = (await applicant.textContent())!;
  await page.getByText("Reject with a reason").click();
  const reason = page.getByLabel("Why is it rejected?");
  await reason.fill("The income is not");
  await applied(request, "16000", 3);
  // Nothing is drawn anew under the fingers: what is new comes when they are off.
  await page.waitForTimeout(1500);
  await expect(reason).toBeFocused();
  await reason.pressSequentially(" shown");
  const again = page.waitForResponse("**/ui/admin/desk*");
  await reason.blur();
  await again;
  await expect(reason).toHaveValue("The income is not shown");
  await expect(applicant).toHaveText(name);

  await page.goto("/admin");
  await hydrated(page);
  const queue = page.getByRole("region", { name: "Applications that wait" });
  const waiting = async () => Number.parseInt((await queue.textContent())!, 10);
  const before = await waiting();
  await applied(request, "17000", 3);
  await expect.poll(waiting).toBeGreaterThan(before);
});

test("a reading that fails leaves what is shown", async ({ page, request }) => {
  const { person } = await applied(request, "15000", 3);
  await page.route("**/events/stream", (route) => route.abort());
  await enter(page, person);
  await page.goto("/dashboard");
  await hydrated(page);
  const failed = page.waitForEvent("requestfailed", (sent) => sent.url().includes("/ui/loan/borrower-home"));
  await page.route("**/ui/loan/borrower-home*", (route) => route.abort("connectionfailed"));
  await failed;
  await expect(panel(page, "Wallet balance")).toContainText("₹0.00");
  await expect(page.getByRole("alert")).toHaveCount(0);
});
