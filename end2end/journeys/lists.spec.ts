import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { demo, enter, registered } from "../support/people";
import { panel } from "../support/page";
import { readPdf } from "../support/pdf";

test.describe("lists", { tag: "@no-javascript" }, () => {
  test("of movements: filters stay in the address, also over a reload", async ({ page }) => {
    await enter(page, demo.user1);
    await page.goto("/wallet");
    const rows = page.getByRole("table", { name: "Movements of the wallet, newest first" }).getByRole("row");
    await page.getByRole("navigation", { name: "Direction" }).getByRole("link", { name: "Money out" }).click();
    await expectQuery(page, { type: "DEBIT" });
    await expect(rows.filter({ hasText: "+₹" })).toHaveCount(0);
    for (const amount of await column(rows, 2)) expect(amount).toMatch(/^−₹/);

    await page.getByLabel("What").selectOption("EMI_PAYMENT");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await expectQuery(page, { source: "EMI_PAYMENT", type: "DEBIT" });
    await page.reload();
    await expect(page.getByLabel("What")).toHaveValue("EMI_PAYMENT");
    await expect(page.getByRole("link", { name: "Money out" })).toHaveAttribute("aria-current", "true");
    await expect(rows.filter({ hasText: "−₹" }).first()).toBeVisible();

    await page.getByRole("link", { name: "All", exact: true }).click();
    await expectQuery(page, { source: "EMI_PAYMENT", type: "" });

    await page.goto("/wallet?from=2001-01-01&to=2001-01-31");
    await expect(page.getByLabel("From").last()).toHaveValue("2001-01-01");
    await expect(page.getByRole("main")).toContainText("No movements");
  });

  test("with a filter that cannot be read say so, and lead out", async ({ page }) => {
    await enter(page, demo.admin);
    const answer = await page.goto("/admin/loans?status=NONSENSE");
    expect(answer?.status()).toBe(400);
    await expect(page.getByRole("alert")).toContainText("There is no such state");
    await page.getByRole("link", { name: "Show it without filters" }).click();
    await expect(page).toHaveURL("/admin/loans");
    await expect(page.getByRole("table", { name: "Loans, newest first" })).toBeVisible();
  });

  test("of loans: by state, overdue, and by name", async ({ page }) => {
    await enter(page, demo.admin);
    await page.goto("/admin/loans");
    const rows = page.getByRole("table", { name: "Loans, newest first" }).getByRole("row");
    await page.getByRole("link", { name: "Paid off" }).click();
    await expectQuery(page, { status: "CLOSED" });
    await expect(rows.filter({ hasText: "running" })).toHaveCount(0);
    for (const state of await column(rows, 4)) expect(state).toBe("paid off");

    await page.getByLabel("Name, e-mail or loan id").fill("Asha Kulkarni");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await expectQuery(page, { q: "Asha Kulkarni", status: "CLOSED" });
    await expect(rows).toHaveCount(2);
    await rows.nth(1).getByRole("link").click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Home repair loan of Asha Kulkarni");

    await page.goto("/admin/loans?overdue=yes");
    for (const state of await column(rows, 4)) expect(state).toMatch(/days? overdue/);
    await page.goto("/admin/loans?q=nobody+of+this+name");
    await expect(page.getByRole("main")).toContainText("No loan fits");
  });

  test("go to the older and back to the newer, keeping the filters", async ({ page }) => {
    await enter(page, demo.admin);
    for (const [place, name, value] of [
      ["/admin/loans", "status", "ACTIVE"],
      ["/admin/ledger/entries", "kind", "loan.repaid"],
      ["/admin/people", "role", "USER"],
    ] as const) {
      await test.step(place, async () => {
        await page.goto(`${place}?${name}=${value}`);
        const first = await links(page);
        expect(first.length).toBe(25);
        await page.getByRole("link", { name: "Older" }).click();
        await expect(page).toHaveURL(/cursor=/);
        await expectQuery(page, { [name]: value });
        await expect.poll(async () => (await links(page))[0]).not.toBe(first[0]);
        const second = await links(page);
        expect(second.filter((link) => first.includes(link))).toEqual([]);
        await page.getByRole("link", { name: "Newer" }).click();
        await expect.poll(() => links(page)).toEqual(first);
      });
    }
  });

  test("of people are found by name, by address, and by kind", async ({ page }) => {
    await enter(page, demo.admin);
    await page.goto("/admin/people");
    await page.getByRole("navigation", { name: "Kind of account" }).getByRole("link", { name: "Merchants" }).click();
    await expectQuery(page, { role: "MERCHANT" });
    // There are many by now.
    await page.getByLabel("Name or e-mail").fill(demo.merchant.name);
    await page.getByLabel("Name or e-mail").press("Enter");
    await expectQuery(page, { role: "MERCHANT", q: demo.merchant.name });
    await expect(page.getByRole("link", { name: demo.merchant.name })).toBeVisible();
    await page.goto("/admin/people");
    await page.getByLabel("Name or e-mail").fill("FARHAN.qureshi");
    await page.getByLabel("Name or e-mail").press("Enter");
    await expectQuery(page, { q: "FARHAN.qureshi" });
    await expect(page.getByRole("table", { name: "People, newest first" }).getByRole("row")).toHaveCount(2);
    await page.getByRole("link", { name: "Farhan Qureshi" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Farhan Qureshi");
  });

  test("are empty with a sentence", async ({ page, request }) => {
    await enter(page, await registered(request));
    await page.goto("/dashboard");
    await expect(page.getByRole("main")).toContainText("Nothing is owed");
    await page.goto("/wallet");
    await expect(page.getByRole("main")).toContainText("No movements");
    await page.goto("/loans");
    await expect(page.getByRole("main")).toContainText("No loans yet");
  });

  test("come as a statement, to be read and for a spreadsheet", async ({ page }) => {
    await enter(page, demo.user1);
    await page.goto("/wallet");
    const statement = panel(page, "Statement");
    const balance = (await panel(page, "Balance").getByRole("paragraph").first().textContent())!;
    const [csv] = await Promise.all([page.waitForEvent("download"), statement.getByRole("button", { name: "CSV" }).click()]);
    expect(csv.suggestedFilename()).toMatch(/^kist-statement.*\.csv$/);
    const lines = (await readFile(await csv.path(), "utf8")).trim().split(/\r?\n/);
    expect(lines[0]).toBe("date,description,source,reference,debit,credit,balance");
    expect(lines[1]).toContain("Opening balance");
    expect(lines.at(-1)).toContain("Closing balance");
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.at(-1)!.split(",").pop()).toBe(balance.replace(/[₹,]/g, ""));

    for (const press of [
      () => statement.getByRole("link", { name: "The last three months" }).click(),
      () => statement.getByRole("button", { name: "PDF" }).click(),
    ]) {
      const [pdf] = await Promise.all([page.waitForEvent("download"), press()]);
      expect(pdf.suggestedFilename()).toMatch(/^kist-statement.*\.pdf$/);
      const read = await readPdf(await pdf.path());
      expect(read.title).toMatch(/^Wallet statement, \d+ \w+ \d{4} to /);
      expect(read.pages[0]).toEqual(expect.arrayContaining(["Wallet statement", demo.user1.name, "Opening balance", "Balance"]));
      const all = read.pages.flat();
      const days = all.filter((text) => /^\d{1,2} [A-Z][a-z]{2} \d{4}$/.test(text));
      // One for each line, and those of the two balances; the file for spreadsheets has its headings besides.
      expect(days.length).toBe(lines.length - 1);
      expect(all.filter((text) => text === balance).length).toBeGreaterThanOrEqual(2);
      expect(read.pages.at(-1)).toContain(`Page ${read.pages.length} of ${read.pages.length}`);
      expect(read.roles.filter((role) => role === "TH").length).toBe(9);
      expect(read.roles.filter((role) => role === "TD").length % 5).toBe(4);
    }
  });

  test("come whole as a CSV file, with their filters", async ({ page }) => {
    await enter(page, demo.admin);
    await page.goto("/admin/people?role=MERCHANT");
    await expect(page.getByRole("link", { name: "CSV" })).toBeVisible();
    const csv = page.getByRole("navigation", { name: "Pages of this list" }).getByRole("link", { name: "CSV" });
    const [file] = await Promise.all([page.waitForEvent("download"), csv.click()]);
    const lines = (await readFile(await file.path(), "utf8")).trim().split(/\r?\n/);
    expect(lines[0]).toContain("email");
    expect(lines.some((line) => line.includes(demo.merchant.email))).toBe(true);
    expect(lines.some((line) => line.includes(demo.user1.email))).toBe(false);
  });
});

/** The address says what is chosen; what is not chosen is missing or empty. */
async function expectQuery(page: Page, chosen: Record<string, string>): Promise<void> {
  const query = () => new URL(page.url()).searchParams;
  await expect.poll(() => Object.fromEntries(Object.keys(chosen).map((name) => [name, query().get(name) ?? ""]))).toEqual(chosen);
}

/** What stands in one column below the heading of a table, whose rows are given. */
async function column(rows: Locator, index: number): Promise<string[]> {
  await expect(rows.nth(1)).toBeVisible();
  return rows.evaluateAll((rows, index) => rows.slice(1).map((row) => row.children[index]?.textContent?.trim() ?? ""), index);
}

/** Where the rows of the list lead. */
async function links(page: Page): Promise<string[]> {
  const rows = page.getByRole("main").locator("tbody tr a");
  return rows.evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
}
