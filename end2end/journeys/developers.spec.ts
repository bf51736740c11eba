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
