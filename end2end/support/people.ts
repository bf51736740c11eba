import type { APIRequestContext, Page } from "@playwright/test";
import { expect } from "@playwright/test";

export type Person = { name: string; email: string; password: string };

/** The demo people that `kist seed` makes. */
export const demo = {
  admin: { name: "Kavita Deshpande", email: "admin@example.com", password: "admin123" },
  merchant: { name: "Rohan Mehta", email: "merchant@example.com", password: "merchant123" },
  /** Has paid off one loan and pays another. */
  user1: { name: "Asha Kulkarni", email: "user1@example.com", password: "user123" },
  /** Was refused a loan. */
  user2: { name: "Ravi Shankar Iyer", email: "user2@example.com", password: "user123" },
} satisfies Record<string, Person>;

let made = 0;

/** Somebody who is nobody else's test, by name and address. Not yet registered. */
export function somebody(name = "Meera"): Person {
  made += 1;
  const unique = `${Date.now().toString(36)}${process.pid.toString(36)}${made}`;
  return { name: `${name} ${unique}`, email: `e2e-${unique}@example.com`, password: "correct horse 7" };
}

/** Opens an account over the API: quicker than the form, where the form is not what is tested. */
export async function registered(request: APIRequestContext, person = somebody(), role: "USER" | "MERCHANT" = "USER"): Promise<Person> {
  const answer = await request.post("/api/v1/auth/register", { data: { ...person, role } });
  expect(answer.status(), await answer.text()).toBe(201);
  return person;
}

/** Signs in through the form, as a person does; works without JavaScript. */
export async function signIn(page: Page, person: Pick<Person, "email" | "password">): Promise<void> {
  await page.goto("/sign-in");
  await fillSignIn(page, person);
  await expect(page).not.toHaveURL(/sign-in/);
}

/** Fills in the form that is open and sends it. */
export async function fillSignIn(page: Page, person: Pick<Person, "email" | "password">): Promise<void> {
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Signs the browser in without the form, where signing in is not what is tested. */
export async function enter(page: Page, person: Pick<Person, "email" | "password">): Promise<void> {
  const { email, password } = person;
  const answer = await page.request.post("/ui/identity/sign-in", { form: { email, password } });
  expect(answer.ok(), await answer.text()).toBe(true);
}
