import { expect, test } from "@playwright/test";

test("the contract is read with nothing from elsewhere", { tag: "@phone" }, async ({ page, baseURL }) => {
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (request.url().startsWith("http") && !request.url().startsWith(String(baseURL))) elsewhere.push(request.url());
  });
  await page.goto("/docs");
  await expect(page.getByText("/loans/apply", { exact: true }).first()).toBeVisible();
  await page.goto("/redoc");
  await expect(page.getByRole("heading", { name: /^Kist/ }).first()).toBeVisible();
  await expect(page.getByText("Deposits and withdrawals").last()).toBeAttached();
  // ReDoc would like its maker's logo, which the page's policy does not let in.
  expect(elsewhere.filter((url) => !url.startsWith("https://cdn.redoc.ly/"))).toEqual([]);
});
