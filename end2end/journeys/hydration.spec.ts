import { expect, test } from "@playwright/test";
import { borrowed } from "../support/loans";
import { demo, enter, registered } from "../support/people";
import { hydrated, panel } from "../support/page";

// What only a script does; each of these fails where the browser does not take over.

test("what is typed before the script arrives counts when it is there", async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\.wasm/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/calculator");
  const cost = page.getByRole("region", { name: "You pay each month" });
  await page.getByLabel("How much do you need?").fill("2,50,000");
  await page.getByLabel("Over how many months?").fill("24");
  await expect(cost).toContainText("₹8,884.88");
  release();
  await hydrated(page);
  await expect(cost).toContainText("₹11,768.37");
  await expect(page.getByLabel("How much do you need?")).toHaveValue("2,50,000");
});

test("what the server has rendered is not asked for again", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/ui/")) asked.push(`${new URL(page.url()).pathname} asks ${new URL(request.url()).pathname}`);
  });
  await enter(page, demo.admin);
  for (const place of ["/calculator", "/admin", "/admin/approvals", "/admin/loans", "/admin/ledger", "/settings"]) {
    await page.goto(place);
    await hydrated(page);
    await page.evaluate(() => new Promise((done) => requestIdleCallback(done)));
  }
  expect(asked).toEqual([]);
});

test("going from page to page loads no new document", async ({ page }) => {
  await enter(page, demo.user1);
  await page.goto("/dashboard");
  await hydrated(page);
  const documents: string[] = [];
  page.on("request", (request) => {
    if (request.isNavigationRequest()) documents.push(request.url());
  });
  const main = page.getByRole("navigation", { name: "Main" });
  for (const [word, title] of [["Wallet", "Wallet"], ["Loans", "Loans"], ["Settings", "Settings"]] as const) {
    await main.getByRole("link", { name: word }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    await expect(main.getByRole("link", { name: word })).toHaveAttribute("aria-current", "page");
    await expect(page).toHaveTitle(`${title} · Kist`);
  }
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Loans");
  expect(documents).toEqual([]);
});

test("while a payment is on its way its button waits, and a second press sends nothing", async ({ page, request }) => {
  const { person, loan } = await borrowed(request, "20000", 6);
  await enter(page, person);
  await page.goto(`/loans/${loan}/pay?what=due`);
  await hydrated(page);
  let sent = 0;
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/ui/loan/pay*", async (route) => {
    sent += 1;
    await held;
    await route.continue();
  });
  await page.getByRole("button", { name: "Pay ₹3,450.97" }).click();
  const waiting = page.getByRole("button", { name: "Paying…" });
  await expect(waiting).toBeDisabled();
  await expect(waiting).toHaveAttribute("aria-busy", "true");
  await waiting.dispatchEvent("click");
  release();
  await expect(page).toHaveURL(/\/receipts\//);
  expect(sent).toBe(1);
});

test("a payment whose answer is lost can be pressed again and is paid once", async ({ page, request }) => {
  const { person, loan } = await borrowed(request, "20000", 6);
  await enter(page, person);
  await page.goto(`/loans/${loan}/pay?what=due`);
  await hydrated(page);
  // It arrives, its answer does not.
  await page.route("**/ui/loan/pay*", async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  }, { times: 1 });
  await page.getByRole("button", { name: "Pay ₹3,450.97" }).click();
  await expect(page.getByRole("alert")).toContainText("press again");
  await page.getByRole("button", { name: "Pay ₹3,450.97" }).click();
  await expect(page).toHaveURL(/\/receipts\//);
  await page.goto(`/loans/${loan}`);
  await expect(panel(page, "Payments").getByRole("listitem")).toHaveCount(1);
});

test("a list that could not be read says so, and is tried again", async ({ page }) => {
  await enter(page, demo.user1);
  await page.goto("/dashboard");
  await hydrated(page);
  await page.route("**/ui/loan/mine*", (route) => route.abort("connectionfailed"), { times: 1 });
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Loans" }).click();
  await expect(page.getByRole("alert")).toContainText("We got no answer");
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByRole("main").getByRole("link", { name: /Education loan/ })).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a list shows that it is on its way", async ({ page }) => {
  await enter(page, demo.user1);
  await page.goto("/dashboard");
  await hydrated(page);
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/ui/loan/mine*", async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Loans" }).click();
  await expect(page.getByRole("status", { name: /loading/i }).or(page.locator("[aria-busy=true]")).first()).toBeVisible();
  release();
  await expect(page.getByRole("main").getByRole("link", { name: /Education loan/ })).toBeVisible();
});

test("an id is copied whole", async ({ page, request, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { person, loan } = await borrowed(request, "20000", 6);
  await enter(page, person);
  await page.goto(`/loans/${loan}`);
  await page.getByRole("button", { name: "Copy the whole id" }).click();
  await expect(page.getByText("Copied", { exact: true })).toBeAttached();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(loan);
});

test("a chart tells its figures to the pointer", async ({ page, request }) => {
  const { person, loan } = await borrowed(request, "20000", 6);
  await enter(page, person);
  await page.goto(`/loans/${loan}`);
  await hydrated(page);
  const chart = page.getByRole("img", { name: /Each instalment/ });
  await chart.scrollIntoViewIfNeeded();
  const box = (await chart.boundingBox())!;
  const figures = page.getByRole("figure").filter({ has: chart }).locator("figcaption");
  await page.mouse.move(box.x + 5, box.y + box.height / 2);
  await expect(figures).toContainText("₹3,250.97 principal · ₹200.00 interest");
  await page.mouse.move(box.x + box.width - 5, box.y + box.height / 2);
  await expect(figures).not.toContainText("₹200.00 interest");
});

test("the phone's menu closes when it has led somewhere", { tag: "@phone" }, async ({ page, request, isMobile }) => {
  test.skip(!isMobile, "the wide window has no menu");
  await enter(page, await registered(request));
  await page.goto("/dashboard");
  await hydrated(page);
  const menu = page.locator("details").filter({ has: page.locator("summary[aria-label=Menu]") });
  await menu.locator("summary").click();
  await expect(menu).toHaveAttribute("open", "");
  await menu.getByRole("link", { name: "Settings" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Settings");
  await expect(menu).not.toHaveAttribute("open", "");
});
