import { expect, test } from "@playwright/test";
import { createHmac } from "node:crypto";
import { demo, fillSignIn, signIn } from "../support/people";

// An admin sets up a second factor, signs in with it, and takes it off again.

/** RFC 6238 with what is usual: SHA-1, half a minute, six digits. */
function code(secret: string, later = 0): string {
  const bits = [...secret].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const digest = createHmac("sha1", key).update(counter).digest();
  const at = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test("an admin signs in with a code from their phone, and switches it off with one", async ({ page }) => {
  test.setTimeout(150_000);
  const admin = demo.secondAdmin;
  await signIn(page, admin);
  await page.goto("/settings");
  await page.getByRole("button", { name: "Set up a second factor" }).click();
  await expect(page.getByRole("img", { name: "The secret as a QR code" })).toBeVisible();
  const secret = ((await page.getByText(/^[A-Z2-7]{32}$/).first().textContent()) ?? "").trim();
  await page.getByLabel("Code").fill("000000");
  await page.getByRole("button", { name: "Switch it on" }).click();
  await expect(page.getByText("This code is not right").first()).toBeVisible();
  await page.getByLabel("Code").fill(code(secret));
  await page.getByRole("button", { name: "Switch it on" }).click();
  await expect(page.getByText("The second factor is on.")).toBeVisible();
  await page.screenshot({ path: "test-results/looks/factor-on.png", fullPage: true });

  await page.context().clearCookies();
  await page.goto("/sign-in");
  await expect(page.getByLabel("Code from your phone")).toHaveCount(0);
  await fillSignIn(page, admin);
  await expect(page.getByText("Enter the code that your phone shows")).toBeVisible();
  await page.getByLabel("Code from your phone").fill(code(secret, 1));
  await fillSignIn(page, admin);
  await expect(page).not.toHaveURL(/sign-in/);

  await page.goto("/settings");
  // The code of the next half minute is used already: the one after it is not there yet.
  await expect(async () => {
    await page.getByLabel("Code").fill(code(secret, 1));
    await page.getByRole("button", { name: "Switch it off" }).click();
    await expect(page.getByText("The second factor is off.")).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 100_000, intervals: [15_000] });
});

test("the contract is read without anything from elsewhere", async ({ page }) => {
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== new URL(page.url() === "about:blank" ? request.url() : page.url()).origin) elsewhere.push(request.url());
  });
  await page.goto("/docs");
  await expect(page.getByRole("heading", { name: /Kist/ }).first()).toBeVisible();
  await expect(page.getByText("/loans/apply").first()).toBeVisible();
  await page.screenshot({ path: "test-results/looks/docs.png" });
  await page.goto("/redoc");
  await expect(page.getByText("Apply for a loan").first()).toBeVisible();
  await page.screenshot({ path: "test-results/looks/redoc.png" });
  // ReDoc asks for its maker's logo, which the page's policy does not let out.
  expect(elsewhere.filter((url) => !url.startsWith("https://cdn.redoc.ly/"))).toEqual([]);
});
