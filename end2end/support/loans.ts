import type { APIRequestContext } from "@playwright/test";
import { expect } from "@playwright/test";
import type { Person } from "./people";
import { demo, registered, somebody } from "./people";

export type Borrowed = { person: Person; loan: string };

/** A new person with an application that nobody has decided. */
export async function applied(request: APIRequestContext, amount: string, months: number, name?: string): Promise<Borrowed> {
  const person = await registered(request, somebody(name));
  const answer = await request.post("/api/v1/loans/apply", {
    headers: await bearer(request, person),
    data: { principal_amount: amount, tenure_months: months },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return { person, loan: ((await answer.json()) as { id: string }).id };
}

/** A new person with a loan that is paid out: the amount is in the wallet. */
export async function borrowed(request: APIRequestContext, amount: string, months: number): Promise<Borrowed> {
  const borrowed = await applied(request, amount, months);
  const answer = await request.post("/api/v1/loans/admin/approve", {
    headers: await bearer(request, demo.admin),
    data: { loan_id: borrowed.loan, approved: true },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  return borrowed;
}

/** What the API says of something, to the person who asks. */
export async function told<T>(request: APIRequestContext, person: Person, path: string): Promise<T> {
  const answer = await request.get(`/api/v1${path}`, { headers: await bearer(request, person) });
  expect(answer.status(), await answer.text()).toBe(200);
  return (await answer.json()) as T;
}

let keys = 0;

/** What the API answers to a person who asks for money to move, under a key of its own. */
export async function posted<T>(request: APIRequestContext, person: Person, path: string, data: object): Promise<T> {
  keys += 1;
  const key = `e2e-${Date.now().toString(36)}${process.pid.toString(36)}${keys}`;
  const answer = await request.post(`/api/v1${path}`, { headers: { ...(await bearer(request, person)), "Idempotency-Key": key }, data });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as T;
}

const tokens = new Map<string, Promise<string>>();

async function bearer(request: APIRequestContext, person: Person): Promise<{ Authorization: string }> {
  let token = tokens.get(person.email);
  if (!token) tokens.set(person.email, (token = signedIn(request, person)));
  return { Authorization: `Bearer ${await token}` };
}

async function signedIn(request: APIRequestContext, { email, password }: Person): Promise<string> {
  const answer = await request.post("/api/v1/auth/login", { data: { email, password } });
  expect(answer.status(), await answer.text()).toBe(200);
  return ((await answer.json()) as { access_token: string }).access_token;
}
