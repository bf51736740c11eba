import type { Page } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { enter, fillSignIn, registered, signIn } from "../support/people";
import { expectNotice, expectRefused, hydrated } from "../support/page";

test.describe("one's own account", { tag: "@no-javascript" }, () => {
  test("a merchant's account has a first page of its own", async ({ page }) => {
    await page.goto("/register");
    await page.getByRole("radio", { name: /I sell/ }).check();
    await page.getByLabel("Name of the business").fill("Rao Stores");
    await page.getByLabel("Your name").fill("Asha Rao");
    await page.getByLabel("E-mail").fill(`shop-${Date.now()}-${Math.random()}@example.com`);
    await page.getByLabel("Password").fill("correct horse 7");
    await page.getByRole("button", { name: "Open the account" }).click();
    await expect(page).toHaveURL(/\/merchant/);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  });

  test("a new name is everywhere at once", async ({ page, request }) => {
    const person = await registered(request);
    await enter(page, person);
    await page.goto("/settings");
    await page.getByLabel("Name", { exact: true }).fill("Lata Mangeshwar");
    await page.getByRole("button", { name: "Save the name" }).click();
    await expectNotice(page, "Saved.");
    await expect(page.getByRole("link", { name: /Lata Mangeshwar/ })).toBeVisible();
    await page.getByLabel("Name", { exact: true }).fill("");
    await page.getByRole("button", { name: "Save the name" }).click();
    await expectRefused(page.getByLabel("Name", { exact: true }), /This is needed/);
  });

  test("a new password signs every other device out", async ({ page, browser, request }) => {
    const person = await registered(request);
    const other = await (await browser.newContext()).newPage();
    await signIn(other, person);
    await signIn(page, person);
    await page.goto("/settings");
    const current = page.getByLabel("Current password");
    await current.fill("not the right one");
    await page.getByLabel("New password").fill("another horse 8");
    await page.getByRole("button", { name: "Change the password" }).click();
    await expectRefused(current, /not right/);
    await expect(current).toHaveValue("");
    await current.fill(person.password);
    await page.getByLabel("New password").fill("another horse 8");
    await page.getByRole("button", { name: "Change the password" }).click();
    await expectNotice(page, "Your password is changed");

    await other.goto("/dashboard");
    await expect(other).toHaveURL(/\/sign-in/);
    await fillSignIn(other, person);
    await expect(other.getByRole("alert")).toBeVisible();
    await fillSignIn(other, { ...person, password: "another horse 8" });
    await expect(other).toHaveURL(/\/dashboard/);
    await other.context().close();
  });

  test("one other device, or all of them, can be signed out", async ({ page, browser, request }) => {
    const person = await registered(request);
    const devices = [];
    for (const _ of [1, 2, 3]) {
      const device = await (await browser.newContext()).newPage();
      await signIn(device, person);
      devices.push(device);
    }
    await signIn(page, person);
    await page.goto("/settings");
    const here = page.getByRole("listitem").filter({ hasText: "This device" });
    await expect(here).toHaveCount(1);
    await expect(here.getByRole("button")).toHaveCount(0);
    const others = page.getByRole("main").getByRole("button", { name: "Sign out", exact: true });
    const before = await others.count();
    expect(before).toBeGreaterThanOrEqual(3);
    await others.first().click();
    await expectNotice(page, "That device has been signed out");
    await expect(others).toHaveCount(before - 1);
    await page.getByRole("button", { name: "Sign out everywhere else" }).click();
    await expectNotice(page, "Every other device has been signed out");
    await expect(others).toHaveCount(0);
    await page.goto("/dashboard");
    await expect(page).toHaveURL("/dashboard");
    for (const device of devices) {
      await device.goto("/dashboard");
      await expect(device).toHaveURL(/\/sign-in/);
      await device.context().close();
    }
  });
});

test.describe("light and dark", { tag: "@no-javascript" }, () => {
  test("a choice is remembered, on every page and when one comes back", async ({ page, request, javaScriptEnabled: script }) => {
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const html = page.locator("html");
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto("/calculator");
    await expect(html).not.toHaveAttribute("data-theme");
    const light = await paper();
    await choose(page, "Dark", script);
    await expect(html).toHaveAttribute("data-theme", "kist-dark");
    await expect(page).toHaveURL(/\/calculator$/);
    const dark = await paper();
    expect(dark).not.toBe(light);
    await page.reload();
    await expect(html).toHaveAttribute("data-theme", "kist-dark");
    await expect(page.getByRole("button", { name: "Dark" })).toHaveAttribute("aria-pressed", "true");

    await enter(page, await registered(request));
    await page.goto("/dashboard");
    expect(await paper()).toBe(dark);
    await choose(page, "System", script);
    await expect(html).not.toHaveAttribute("data-theme");
    expect(await paper()).toBe(light);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await paper()).toBe(dark);
    await choose(page, "Light", script);
    await expect(html).toHaveAttribute("data-theme", "kist");
    await page.reload();
    expect(await paper()).toBe(light);
  });
});

async function choose(page: Page, word: string, script: boolean | undefined): Promise<void> {
  if (script) await hydrated(page);
  const answered = page.waitForResponse((answer) => answer.url().includes("/ui/theme"));
  await page.getByRole("group", { name: "Colours" }).getByRole("button", { name: word }).click();
  await answered;
}
