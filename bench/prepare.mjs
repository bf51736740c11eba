// Borrowers with active loans on a running, seeded product, and the requests that replay.lua replays:
// prepare.mjs URL BORROWERS FOLDER
//
// A line of a request file: method, path, headers joined by ";;", body, separated by tabs; {key} becomes a
// new idempotency key in each request.
import { writeFileSync } from "node:fs";

const [url, count, folder] = process.argv.slice(2);

async function api(path, body, token) {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${url}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** A browser's sign-in, without a script: the form, and the cookie that comes back. */
async function cookie(email, password) {
  const answer = await fetch(`${url}/ui/identity/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: url },
    body: new URLSearchParams({ email, password }),
  });
  const [session] = answer.headers.getSetCookie().filter((line) => line.startsWith("kist_session="));
  if (!session) throw new Error(`no session for ${email}: ${answer.status}`);
  return session.split(";")[0];
}

const admin = (await api("/auth/login", { email: "admin@example.com", password: "admin123" })).access_token;
const repayments = [], balances = [], dashboards = [];

async function borrower(n) {
  const email = `bench-${process.pid}-${n}@example.com`, password = "a long enough password";
  const { access_token: token } = await api("/auth/register", { name: `Bench ${n}`, email, password });
  const loan = await api("/loans/apply", { principal_amount: "500000", tenure_months: 60, interest_rate: "12" }, token);
  await api("/loans/admin/approve", { loan_id: loan.id, approved: true }, admin);
  const auth = `Authorization: Bearer ${token}`;
  const body = JSON.stringify({ loan_id: loan.id, amount: "1.00", idempotency_key: "{key}" });
  repayments.push(`POST\t/api/v1/repayments/make-payment\t${auth};;Content-Type: application/json\t${body}`);
  balances.push(`GET\t/api/v1/wallet/balance\t${auth}\t`);
  dashboards.push(`GET\t/dashboard\tCookie: ${await cookie(email, password)}\t`);
}

const waiting = Array.from({ length: Number(count) }, (_, n) => n);
await Promise.all(Array.from({ length: 8 }, async () => {
  while (waiting.length) await borrower(waiting.pop());
}));
writeFileSync(`${folder}/repayment.tsv`, repayments.join("\n") + "\n");
writeFileSync(`${folder}/balance.tsv`, balances.join("\n") + "\n");
writeFileSync(`${folder}/dashboard.tsv`, dashboards.join("\n") + "\n");
