import { expect, test } from "@playwright/test";
import { demo, enter } from "../support/people";
import { panel } from "../support/page";

test("the admin sees the book month by month, and it agrees with the day's page", { tag: "@no-javascript" }, async ({ page }) => {
  await enter(page, demo.admin);
  const figure = async (title: string) => (await panel(page, title).getByRole("paragraph").first().textContent())!;
  const rows = (table: RegExp) => page.getByRole("table", { name: table }).getByRole("row");
  const paise = (text: string) => Number(text.replace(/[₹,.]/g, ""));
  // Loans are paid out and repaid by other journeys meanwhile.
  await expect(async () => {
    await page.goto("/admin");
    const out = await figure("Principal out on loan");
    await page.getByRole("link", { name: "Analytics" }).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Analytics", { timeout: 2_000 });
    expect(await figure("Principal out on loan")).toBe(out);
    const atRisk = await figure("Portfolio at risk");
    expect(atRisk).toMatch(/^\d+\.\d\d %$/);
    expect(await rows(/^Portfolio at risk and collection efficiency/).nth(1).textContent()).toContain(atRisk);
    await page.getByText("The months as a table").click();
    const newest = rows(/^Principal out on loan at each month's end/).nth(1).getByRole("cell");
    const ages = (await newest.allTextContents()).slice(2).map(paise);
    expect(ages).toHaveLength(5);
    expect(ages.reduce((sum, amount) => sum + amount, 0)).toBe(paise(out));
  }).toPass({ timeout: 30_000 });
  await expect(rows(/^Portfolio at risk and collection efficiency/)).toHaveCount(13);
  // One figure for the month itself, one more for each since.
  const vintages = rows(/^Loans by the month/);
  const newest = await vintages.last().getByRole("cell").count();
  expect(await vintages.nth(1).getByRole("cell").count()).toBeGreaterThan(newest);
});
