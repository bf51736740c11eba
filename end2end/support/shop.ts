import type { APIRequestContext } from "@playwright/test";
import { expect } from "@playwright/test";
import { posted, told } from "./loans";
import type { Person } from "./people";
import { registered, somebody } from "./people";

export type Payment = { id: string; merchant_id: string; status: string; checkout_url: string; gateway: string | null };

/** A merchant that is nobody else's test. Its business is called after it. */
export async function shop(request: APIRequestContext): Promise<Person> {
  return registered(request, somebody("Lata"), "MERCHANT");
}

/** Asked for by the merchant's server: to be paid at the checkout. */
export async function asked(request: APIRequestContext, merchant: Person, amount: string, description = "Order 2231"): Promise<Payment> {
  const data = { amount, currency: "INR", description, return_url: "https://shop.example.com/thanks" };
  return posted<Payment>(request, merchant, "/payments", data);
}

/** Waits until it is in this state. */
export async function becomes(request: APIRequestContext, merchant: Person, payment: string, status: string): Promise<Payment> {
  let last: Payment | undefined;
  await expect
    .poll(async () => (last = await told<Payment>(request, merchant, `/payments/${payment}`)).status, { timeout: 20_000 })
    .toBe(status);
  return last!;
}
