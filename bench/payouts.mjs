// 1,000 payouts waiting: how fast one and three `kist work` processes take them to the bank. And whether a slow bank slows
// the API: time to accept a payout while the bank takes its longest, beside the same with a bank that answers at once.
// bench/payouts starts everything; node bench/payouts.mjs <what> runs one part against it.
import { randomUUID } from 'node:crypto';
import process from 'node:process';

const { KIST_URL, BANK_URL, BANK_API_KEY } = process.env;
const [what, ...rest] = process.argv.slice(2);

const api = async (method, path, { token, key, body } = {}) => {
    const headers = { 'content-type': 'application/json' };
    if (token) headers.authorization = `Bearer ${token}`;
    if (key) headers['idempotency-key'] = key;
    const answer = await fetch(`${KIST_URL}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
};

const bank = async (change) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${BANK_API_KEY}` };
    const answer = await fetch(`${BANK_URL}/v1/control`, { method: 'PUT', headers, body: JSON.stringify(change) });
    if (!answer.ok) throw new Error(`the bank: ${answer.status} ${await answer.text()}`);
};

const signsIn = async (email, password) => (await api('POST', '/auth/login', { body: { email, password } })).access_token;

const merchant = async () => {
    const token = await signsIn('merchant@example.com', 'merchant123');
    const [account] = await api('GET', '/bank-accounts', { token });
    return { token, account: account.id };
};

// 1.00 to 9.99: never one of the magic amounts, which end in .01 to .12 of a thousand.
const body = (account, n) => ({ amount_paise: 200 + (n % 700), bank_account_id: account });

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

const pending = async (token) => (await api('GET', '/admin/jobs/overview', { token })).queues.find((queue) => queue.kind === 'transfer.advance');

if (what === 'queue') {
    const { token, account } = await merchant();
    const many = Number(rest[0]);
    for (let from = 0; from < many; from += 20) {
        const some = Array.from({ length: 20 }, (_, n) => from + n);
        await Promise.all(some.map((n) => api('POST', '/payouts', { token, key: randomUUID(), body: body(account, n) })));
    }
    console.log(`${many} payouts wait`);
} else if (what === 'drain') {
    const token = await signsIn('admin@example.com', 'admin123');
    const began = performance.now();
    const first = await pending(token);
    const waiting = first.ready + first.scheduled + first.running;
    for (;;) {
        const now = await pending(token);
        if (now.ready + now.scheduled + now.running === 0) break;
        await new Promise((done) => setTimeout(done, 50));
    }
    const seconds = (performance.now() - began) / 1000;
    console.log(`${waiting} payouts in ${seconds.toFixed(1)} s: ${(waiting / seconds).toFixed(0)}/s`);
} else if (what === 'bank') {
    await bank(JSON.parse(rest[0]));
} else if (what === 'latency') {
    // A steady stream, so that the workers always have payouts at the bank.
    const { token, account } = await merchant();
    const [many, gap] = [Number(rest[0]), Number(rest[1])];
    const times = [];
    const asked = [];
    for (let n = 0; n < many; n += 1) {
        asked.push(
            (async () => {
                const began = performance.now();
                await api('POST', '/payouts', { token, key: randomUUID(), body: body(account, n) });
                times.push(performance.now() - began);
            })(),
        );
        await new Promise((done) => setTimeout(done, gap));
    }
    await Promise.all(asked);
    times.sort((a, b) => a - b);
    console.log(JSON.stringify({ p50: at(times, 0.5), p99: at(times, 0.99) }));
} else {
    throw new Error('queue, drain, bank or latency');
}
