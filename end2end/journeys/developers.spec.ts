import { expect, test } from "@playwright/test";
import { enter, registered } from "../support/people";
import { expectNotice, expectRefused, hydrated, panel } from "../support/page";

test("a key is made, shown once, used by a server, and revoked", { tag: ["@no-javascript", "@phone"] }, async ({ page, request, javaScriptEnabled: script }) => {
  const merchant = await registered(request, undefined, "MERCHANT");
  await enter(page, merchant);
  await page.goto("/merchant/developers");
  if (script) await hydrated(page);
  await expect(panel(page, "API keys")).toContainText("No key yet");

  // What is wrong is said beside it, and what was typed stays.
  const make = page.getByRole("button", { name: "Make a key" });
  await make.click();
  await expectRefused(page.getByLabel("What is it for?"), /needed/);
  await page.getByLabel("What is it for?").fill("Till 2");
  await expect(page.getByLabel("Send payouts to your bank accounts")).not.toBeChecked();
  await make.click();
  await expectNotice(page, "The key is made.");
  const shown = page.getByRole("status").filter({ hasText: "shown this once" }).locator("code");
  await expect(shown).toHaveText(/^kist_test_[0-9a-f]{48}$/);
  const key = (await shown.textContent())!;
  const row = panel(page, "API keys").getByRole("listitem").filter({ hasText: "Till 2" });
  await expect(row).toContainText("payments, read");
  await expect(row).toContainText("never used");

  const balance = () => request.get("/api/v1/balance", { headers: { "X-API-KEY": key } });
  expect((await balance()).status()).toBe(200);
  // Their developers see what it asked.
  await page.getByRole("main").getByRole("link", { name: "Requests" }).click();
  await expect(page.getByRole("main")).toContainText("GET /api/v1/balance");
  await page.getByText("What was sent and answered").first().click();
  await expect(page.getByRole("main")).toContainText('"available_paise": 0');
  await page.goto("/merchant/developers");
  await expect(row).toContainText("last used");
  await expect(page.getByRole("main")).not.toContainText(key);
  expect(JSON.stringify(await page.context().cookies())).not.toContain(key);

  await row.getByText("Revoke", { exact: true }).click();
  await row.getByRole("button", { name: "Revoke Till 2" }).click();
  await expectNotice(page, "The key is revoked.");
  await expect(row).toContainText("revoked");
  expect((await balance()).status()).toBe(401);
});

test("a webhook endpoint is added with its secret shown once, paused, rotated and deleted", { tag: ["@no-javascript", "@phone"] }, async ({ page, request, javaScriptEnabled: script }) => {
  const merchant = await registered(request, undefined, "MERCHANT");
  await enter(page, merchant);
  await page.goto("/merchant/developers");
  await page.getByRole("main").getByRole("link", { name: "Webhooks" }).click();
  await expect(page).toHaveURL("/merchant/developers/webhooks");
  if (script) await hydrated(page);
  await expect(panel(page, "Endpoints")).toContainText("No endpoint yet");

  // What only we can reach is refused beside the field, and what was typed stays.
  const add = page.getByRole("button", { name: "Add the endpoint" });
  const address = page.getByLabel("Address of your server");
  await address.fill("https://169.254.169.254/latest");
  await add.click();
  await expectRefused(address, /public internet/);
  await expect(address).toHaveValue("https://169.254.169.254/latest");
  await address.fill("https://8.8.8.8:9/hook?token=mine");
  await page.getByLabel("Everything").uncheck();
  await add.click();
  await expect(page.getByText(/Say which events it wants/)).toBeVisible();
  await address.fill("https://8.8.8.8:9/hook?token=mine");
  await page.getByLabel("Everything").uncheck();
  const some = page.getByText("Only some events");
  if (!(await page.getByLabel("A payout failed").isVisible())) await some.click();
  await page.getByLabel("A payout failed").check();
  await add.click();
  await expectNotice(page, "The endpoint is added.");
  await expect(page).toHaveURL(/\/merchant\/developers\/webhooks\/[0-9a-f-]{36}/);
  const shown = page.getByRole("status").filter({ hasText: "shown this once" }).locator("code");
  await expect(shown).toHaveText(/^whsec_/);
  const secret = (await shown.textContent())!;
  await expect(panel(page, "This endpoint")).toContainText("payout.failed");
  await expect(panel(page, "Deliveries")).toContainText("Nothing was sent");
  const here = page.url().replace(/\?.*/, "");
  await page.goto(here);
  await expect(page.getByRole("main")).not.toContainText(secret);
  expect(JSON.stringify(await page.context().cookies())).not.toContain(secret);

  if (script) await hydrated(page);
  await page.getByRole("button", { name: "Pause" }).click();
  await expectNotice(page, "Paused.");
  await expect(page.getByRole("main")).toContainText("This endpoint is paused. You paused it.");
  await page.getByRole("button", { name: "Resume" }).click();
  await expectNotice(page, "Resumed.");
  await expect(page.getByRole("main")).not.toContainText("This endpoint is paused.");

  await page.getByText("Rotate the secret").click();
  await page.getByRole("button", { name: "Make a new secret" }).click();
  await expectNotice(page, "The new secret signs from now on");
  await expect(shown).toHaveText(/^whsec_/);
  expect(await shown.textContent()).not.toBe(secret);
  await expect(panel(page, "This endpoint")).toContainText("Old secret signs until");

  await page.getByLabel("Since the beginning of").fill("2026-01-01");
  await panel(page, "Send again what it missed").getByRole("button").click();
  await expectNotice(page, "It is sent again now.");

  await page.getByText("Delete", { exact: true }).click();
  await page.getByRole("button", { name: "Delete this endpoint" }).click();
  await expectNotice(page, "Deleted.");
  await expect(panel(page, "Endpoints")).toContainText("No endpoint yet");
});
