import { createHmac } from "node:crypto";
import { expect, test } from "@playwright/test";
import { fillSignIn, signIn } from "../support/people";
import { expectNoSidewaysScroll, expectNotice, expectRefused, panel } from "../support/page";

/** RFC 6238 with what is usual: SHA-1, half a minute, six digits. `later`: of so many half minutes on. */
function code(secret: string, later = 0): string {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const digest = createHmac("sha1", key).update(counter).digest();
  const at = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test.describe("an admin's second factor", { tag: ["@phone", "@no-javascript"] }, () => {
  test("is set up with a code, and from then on a password alone lets nobody in", async ({ page }, { project }) => {
    // scripts/test-browser makes one for each project: whoever has a second factor is asked for it everywhere.
    const admin = { email: `factor-${project.name}@example.com`, password: "correct horse 7" };
    await signIn(page, admin);
    await page.goto("/settings");
    const factor = panel(page, "Second factor");
    await factor.getByRole("button", { name: "Set up a second factor" }).click();
    await expect(factor.getByRole("img", { name: "The secret as a QR code" })).toBeVisible();
    const secret = (await factor.getByText(/^[A-Z2-7]{32}$/).first().innerText()).trim();
    const field = factor.getByRole("textbox", { name: "Code" });
    await expectNoSidewaysScroll(page);
    await field.fill(code(secret) === "000000" ? "111111" : "000000");
    await factor.getByRole("button", { name: "Switch it on" }).click();
    await expectRefused(field, /not right/);
    await field.fill(code(secret));
    await factor.getByRole("button", { name: "Switch it on" }).click();
    await expectNotice(page, "The second factor is on.");
    await expect(factor.getByRole("button", { name: "Switch it off" })).toBeVisible();

    await page.context().clearCookies();
    await page.goto("/sign-in");
    const asked = page.getByRole("textbox", { name: "Code from your phone" });
    await expect(asked).toHaveCount(0);
    await fillSignIn(page, admin);
    await expect(asked).toBeVisible();
    await expectNoSidewaysScroll(page);
    // Each code counts once: the next one, which a clock that is a little fast shows already.
    await asked.fill(code(secret, 1));
    await fillSignIn(page, admin);
    await expect(page).toHaveURL(/\/admin/);
  });
});
