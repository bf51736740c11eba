//! Every promise of the ledger, computed anew from the legs, in one statement and so over one instant.

use crate::{
    ledger::view::{CheckView, Difference, ProofView},
    money::Paise,
    work::{Refused, WorkError, real_now},
};
use sqlx::{Connection, PgConnection, PgPool};

/// The checks by name, with the promise that each holds the books to.
const CHECKS: [(&str, &str); 28] = [
    ("entry_balances", "The legs of every entry add up to zero, over at least two accounts."),
    ("books_balance", "All debits equal all credits."),
    ("account_balance", "Every stored balance is the sum of the account's legs."),
    ("account_numbers", "The legs of every guarded account are numbered without a gap."),
    ("running_balance", "Every running balance is the one before it plus its leg."),
    ("account_floor", "No guarded account is below its floor."),
    ("loan_disbursed_once", "Every open or closed loan was paid out once, exactly its principal."),
    ("loan_principal", "What the ledger holds of a loan is its principal less what was repaid of it."),
    ("loan_repayments", "What a loan says was paid is the sum of its repayments, in each component."),
    ("loan_schedule", "A loan's instalments add up to its principal and its interest."),
    ("interest_income", "Interest income is the interest that loans say was paid."),
    ("transfer_held", "What each owner has held is what is on its way out, to the paisa."),
    (
        "transfer_success",
        "Every transfer that succeeded moved its amount at the bank once, and no other did.",
    ),
    (
        "transfer_failed",
        "Every withdrawal and payout that failed gave back what it held, once, and no other did.",
    ),
    ("transfer_requested", "Every withdrawal and payout set aside its amount once."),
    (
        "payment_received",
        "Every payment that was paid was received once, exactly its amount, and no other was.",
    ),
    ("payment_fee", "Merchants paid in fees what their payments say."),
    ("payment_refunds", "What a payment promised back and what is back is the sum of its refunds."),
    ("refund_moved", "Every refund that is done moved its amount once, and no other did."),
    ("merchant_owes", "No merchant has something and owes something at once."),
    ("gateway_clearing", "Each gateway owes what it took less what it gave back."),
    (
        "plan_receivable",
        "What each plan's account holds is what is still to be paid of it, and nothing once it was written off.",
    ),
    (
        "plan_instalments",
        "The instalments of each plan add up to its total, what is left of them to what is owed, and what was paid to what it says.",
    ),
    (
        "plan_refunds",
        "What refunds took off the instalments of each plan is what they say, and a plan is cancelled exactly when all of its purchase is back.",
    ),
    ("write_off", "What was lost is what is still owed of all that was written off."),
    ("plan_paid", "What was paid of each plan left the borrower's wallet, once."),
    (
        "penal_dues",
        "Charges that are owed are on the account of what they are for, and nothing once it was written off.",
    ),
    ("penal_income", "Charges that were earned are those of all loans and plans, less what was waived."),
];

/// How many differences are listed; all are counted.
const LISTED: i64 = 100;

/// Recomputes everything. Its cost grows with the whole history: for the operator, the night and the
/// admin's question.
pub async fn prove(pool: &PgPool) -> Result<ProofView, Refused> {
    prove_on(&mut *pool.acquire().await?).await
}

/// The same, however long it takes: on a connection of its own, which is closed afterwards.
pub async fn prove_at_length(pool: &PgPool) -> Result<ProofView, Refused> {
    let mut connection = pool.acquire().await?.detach();
    sqlx::query!("select set_config('statement_timeout', '0', false)").fetch_one(&mut connection).await?;
    let proof = prove_on(&mut connection).await;
    connection.close().await?;
    proof
}

async fn prove_on(connection: &mut PgConnection) -> Result<ProofView, Refused> {
    let started = real_now();
    let rows = sqlx::query!(
        r#"
        with per_entry as (
          select e.id, count(l.account_id) as legs, coalesce(sum(l.amount), 0)::bigint as total
          from entry e left join leg l on l.entry_id = e.id group by e.id
        ), per_account as (
          select a.id, a.kind, a.normal, a.guarded, a.balance, a.last_number, a.floor, a.owner_id,
                 count(l.entry_id) as legs, coalesce(sum(l.amount), 0)::bigint as total, coalesce(max(l.number), 0) as top
          from account a left join leg l on l.account_id = a.id group by a.id
        ), running as (
          select l.account_id, l.number, l.balance_after,
                 (sum(l.amount * a.normal) over (partition by l.account_id order by l.number))::bigint as recomputed
          from leg l join account a on a.id = l.account_id where a.guarded
        ), open_or_closed as (
          select * from loan where status in ('ACTIVE', 'CLOSED')
        ), paid_out as (
          select e.reference_id as loan_id, count(*) as times, sum(l.amount)::bigint as amount
          from entry e join leg l on l.entry_id = e.id join account a on a.id = l.account_id
          where e.kind = 'loan.disbursed' and a.kind = 'loan_principal' group by 1
        ), repaid as (
          select loan_id, sum(principal_paise)::bigint as principal, sum(interest_paise)::bigint as interest, sum(penal_paise)::bigint as penal
          from repayment group by 1
        ), planned as (
          select loan_id, count(*) as rows, sum(principal_paise)::bigint as principal, sum(interest_paise)::bigint as interest
          from instalment group by 1
        ), going_out as (
          select t.owner_id, case t.kind when 'payout' then 'merchant_held' else 'wallet_held' end as kind, sum(t.amount_paise)::bigint as amount
          from (
            select owner_id, kind, amount_paise from transfer where kind in ('withdrawal', 'payout') and status in ('pending', 'processing')
            union all
            select merchant_id, 'payout', amount_paise from refund where status = 'APPROVED'
          ) t group by 1, 2
        ), received as (
          select e.reference_id as id, count(distinct e.id) as times, sum(l.amount) filter (where l.amount > 0)::bigint as amount,
                 coalesce(-sum(l.amount) filter (where a.kind = 'merchant_fee_income'), 0)::bigint as fee
          from entry e join leg l on l.entry_id = e.id join account a on a.id = l.account_id
          where e.kind in ('payment.received', 'payment.from_wallet', 'plan.financed') group by 1
        ), promised as (
          select payment_id, sum(amount_paise) filter (where status in ('PENDING', 'APPROVED', 'COMPLETED'))::bigint as reserved,
                 coalesce(sum(amount_paise) filter (where status = 'COMPLETED'), 0)::bigint as refunded
          from refund group by 1
        ), given_back as (
          select e.reference_id as id, count(distinct e.id) as times, (-sum(l.amount))::bigint as amount
          from entry e join leg l on l.entry_id = e.id join account a on a.id = l.account_id
          where e.kind in ('refund.settled', 'refund.to_wallet', 'refund.credited') and a.kind in ('gateway_clearing', 'wallet', 'bnpl_receivable', 'write_off') group by 1
        ), owed as (
          select g.clearing,
                 (select coalesce(sum(p.amount_paise), 0) from payment_attempt t join payment p on p.id = t.payment_id where t.gateway = g.name and t.status = 'taken')
                 - (select coalesce(sum(r.amount_paise), 0) from refund r join payment_attempt t on t.id = r.attempt_id where t.gateway = g.name and r.status = 'COMPLETED') as amount
          from gateway g
        ), parts as (
          select plan_id, sum(amount_paise)::bigint as total,
                 coalesce(sum(amount_paise - refunded_paise) filter (where paid_at is null), 0)::bigint as owed,
                 coalesce(sum(amount_paise - refunded_paise) filter (where paid_at is not null), 0)::bigint as paid,
                 coalesce(sum(penal_paise) filter (where paid_at is null), 0)::bigint as penal_owed,
                 coalesce(sum(penal_paise) filter (where paid_at is not null), 0)::bigint as penal_paid
          from plan_instalment group by 1
        ), plan_paid as (
          select e.reference_id as plan_id, sum(l.amount)::bigint as amount
          from entry e join leg l on l.entry_id = e.id join account a on a.id = l.account_id
          where e.kind = 'plan.paid' and a.kind = 'wallet' group by 1
        ), dues as (
          select id, case when written_off_at is null then penal_charged_paise - penal_paid_paise else 0 end as owed from loan
          union all
          select p.id, case when p.written_off_at is null then i.penal_owed else 0 end from plan p join parts i on i.plan_id = p.id
        ), moved as (
          select e.reference_id as id, e.kind, count(*) as times, sum(abs(l.amount))::bigint as amount
          from entry e join leg l on l.entry_id = e.id join account a on a.id = l.account_id
          where (e.kind in ('deposit.settled', 'withdrawal.settled', 'payout.settled') and a.kind = 'bank')
             or (e.kind in ('withdrawal.held', 'withdrawal.returned', 'payout.held', 'payout.returned') and a.kind in ('wallet_held', 'merchant_held'))
          group by 1, 2
        ), differences as (
          select 'entry_balances' as name, 'entry ' || id as what, 0::bigint as expected, total as found
          from per_entry where total <> 0 or legs < 2
          union all
          select 'books_balance', 'all legs', 0, coalesce(sum(total), 0)::bigint from per_account having coalesce(sum(total), 0) <> 0
          union all
          select 'account_balance', kind || ' ' || id, total * normal, balance from per_account where guarded and balance <> total * normal
          union all
          select 'account_numbers', kind || ' ' || id, legs, last_number from per_account
          where guarded and (last_number <> legs or top <> legs)
          union all
          select 'running_balance', 'account ' || account_id || ' leg ' || number, recomputed, balance_after
          from running where balance_after is distinct from recomputed
          union all
          select 'account_floor', kind || ' ' || id, floor, balance from per_account where guarded and balance < floor
          union all
          select 'loan_disbursed_once', 'loan ' || l.id, l.principal_paise, coalesce(d.amount, 0)
          from open_or_closed l left join paid_out d on d.loan_id = l.id
          where d.times is distinct from 1 or d.amount is distinct from l.principal_paise
          union all
          select 'loan_disbursed_once', 'loan ' || l.id || ' (' || l.status || ')', 0, d.amount
          from paid_out d join loan l on l.id = d.loan_id where l.status not in ('ACTIVE', 'CLOSED')
          union all
          select 'loan_principal', 'loan ' || l.id, case when l.written_off_at is null then l.principal_paise - l.principal_paid_paise else 0 end, coalesce(a.balance, 0)
          from open_or_closed l left join account a on a.owner_id = l.id and a.kind = 'loan_principal'
          where a.balance is distinct from case when l.written_off_at is null then l.principal_paise - l.principal_paid_paise else 0 end
          union all
          select 'loan_repayments', 'loan ' || l.id, coalesce(r.principal + r.interest + r.penal, 0),
                 l.principal_paid_paise + l.interest_paid_paise + l.penal_paid_paise
          from loan l left join repaid r on r.loan_id = l.id
          where (l.principal_paid_paise, l.interest_paid_paise, l.penal_paid_paise)
                is distinct from (coalesce(r.principal, 0), coalesce(r.interest, 0), coalesce(r.penal, 0))
          union all
          select 'loan_schedule', 'loan ' || l.id, l.principal_paise + l.total_interest_paise, coalesce(p.principal + p.interest, 0)
          from open_or_closed l left join planned p on p.loan_id = l.id
          where (p.rows, p.principal, p.interest) is distinct from (l.tenure_months::bigint, l.principal_paise, l.total_interest_paise)
          union all
          select 'interest_income', 'all loans', l.paid, a.booked
          from (select coalesce(sum(interest_paid_paise), 0)::bigint as paid from loan) l,
               (select coalesce(sum(total * normal), 0)::bigint as booked from per_account where kind = 'interest_income') a
          where l.paid <> a.booked
          union all
          select 'transfer_held', a.kind || ' ' || a.id, coalesce(g.amount, 0), a.balance
          from account a left join going_out g on g.owner_id = a.owner_id and g.kind = a.kind
          where a.kind in ('wallet_held', 'merchant_held') and a.balance <> coalesce(g.amount, 0)
          union all
          select 'transfer_success', 'transfer ' || coalesce(t.id, m.id),
                 case when t.status = 'success' then t.amount_paise else 0 end, coalesce(m.amount, 0)
          from transfer t full join (select * from moved where kind like '%.settled') m on m.id = t.id and m.kind = t.kind || '.settled'
          where case when t.status = 'success' then (m.times, m.amount) is distinct from (1::bigint, t.amount_paise) else m.id is not null end
          union all
          select 'transfer_failed', 'transfer ' || coalesce(t.id, m.id),
                 case when t.status = 'failed' and t.kind <> 'deposit' then t.amount_paise else 0 end, coalesce(m.amount, 0)
          from transfer t full join (select * from moved where kind like '%.returned') m on m.id = t.id and m.kind = t.kind || '.returned'
          where case when t.status = 'failed' and t.kind <> 'deposit' then (m.times, m.amount) is distinct from (1::bigint, t.amount_paise) else m.id is not null end
          union all
          select 'transfer_requested', 'transfer ' || coalesce(t.id, m.id),
                 case when t.kind <> 'deposit' then t.amount_paise else 0 end, coalesce(m.amount, 0)
          from transfer t full join (select * from moved where kind like '%.held') m on m.id = t.id and m.kind = t.kind || '.held'
          where case when t.kind <> 'deposit' then (m.times, m.amount) is distinct from (1::bigint, t.amount_paise) else m.id is not null end
          union all
          select 'payment_received', 'payment ' || coalesce(p.id, r.id), case when p.status in ('SUCCESS', 'REFUNDED') then p.amount_paise else 0 end, coalesce(r.amount, 0)
          from payment p full join received r on r.id = p.id
          where case when p.status in ('SUCCESS', 'REFUNDED') then (r.times, r.amount) is distinct from (1::bigint, p.amount_paise) else r.id is not null end
          union all
          select 'payment_fee', 'payment ' || p.id, p.fee_paise, coalesce(r.fee, 0)
          from payment p left join received r on r.id = p.id where p.fee_paise <> coalesce(r.fee, 0)
          union all
          select 'payment_refunds', 'payment ' || p.id, p.reserved_paise, coalesce(r.reserved, 0)
          from payment p left join promised r on r.payment_id = p.id
          where (p.reserved_paise, p.refunded_paise) is distinct from (coalesce(r.reserved, 0), coalesce(r.refunded, 0))
          union all
          select 'refund_moved', 'refund ' || coalesce(r.id, b.id), case when r.status = 'COMPLETED' then r.amount_paise else 0 end, coalesce(b.amount, 0)
          from refund r full join given_back b on b.id = r.id
          where case when r.status = 'COMPLETED' then (b.times, b.amount) is distinct from (1::bigint, r.amount_paise) else b.id is not null end
          union all
          select 'merchant_owes', 'merchant ' || a.owner_id, 0, least(a.balance, r.balance)
          from account a join account r on r.owner_id = a.owner_id and r.kind = 'merchant_receivable'
          where a.kind = 'merchant_available' and a.balance > 0 and r.balance > 0
          union all
          select 'gateway_clearing', 'account ' || o.clearing, o.amount::bigint, a.total
          from owed o join per_account a on a.id = o.clearing where a.total <> o.amount
          union all
          select 'plan_receivable', 'plan ' || p.id, case when p.written_off_at is null then p.outstanding_paise else 0 end, coalesce(a.balance, 0)
          from plan p left join account a on a.owner_id = p.id and a.kind = 'bnpl_receivable'
          where a.balance is distinct from case when p.written_off_at is null then p.outstanding_paise else 0 end
          union all
          select 'plan_instalments', 'plan ' || p.id, p.outstanding_paise, coalesce(i.owed, 0)
          from plan p left join parts i on i.plan_id = p.id
          where (p.total_paise, p.outstanding_paise, p.paid_paise) is distinct from (i.total, i.owed, i.paid)
          union all
          select 'plan_paid', 'plan ' || coalesce(p.plan_id, m.plan_id), p.paid + p.penal_paid, coalesce(m.amount, 0)
          from parts p full join plan_paid m on m.plan_id = p.plan_id
          where p.paid + p.penal_paid is distinct from coalesce(m.amount, 0)
          union all
          select 'plan_refunds', 'plan ' || p.id, coalesce(r.off, 0), i.off
          from plan p join payment b on b.id = p.payment_id
          join (select plan_id, sum(refunded_paise)::bigint as off from plan_instalment group by 1) i on i.plan_id = p.id
          left join (select payment_id, sum(to_plan_paise)::bigint as off from refund where status = 'COMPLETED' group by 1) r on r.payment_id = b.id
          where coalesce(r.off, 0) <> i.off or (p.status = 'CANCELLED') <> (b.status = 'REFUNDED')
          union all
          select 'write_off', 'all debts', w.owed, a.booked
          from (select (select coalesce(sum(principal_paise - principal_paid_paise + penal_charged_paise - penal_paid_paise), 0) from loan where written_off_at is not null)::bigint
                     + (select coalesce(sum(p.outstanding_paise + i.penal_owed), 0) from plan p join parts i on i.plan_id = p.id where p.written_off_at is not null)::bigint as owed) w,
               (select coalesce(sum(total * normal), 0)::bigint as booked from per_account where kind = 'write_off') a
          where w.owed <> a.booked
          union all
          select 'penal_dues', 'debt ' || coalesce(d.id, a.owner_id), coalesce(d.owed, 0), coalesce(a.balance, 0)
          from dues d full join (select owner_id, balance from account where kind = 'loan_dues') a on a.owner_id = d.id
          where coalesce(d.owed, 0) <> coalesce(a.balance, 0)
          union all
          select 'penal_income', 'all charges', d.charged, a.booked
          from (select (select coalesce(sum(penal_charged_paise), 0) from loan)::bigint
                     + (select coalesce(sum(penal_paise), 0) from plan_instalment)::bigint as charged) d,
               (select coalesce(sum(total * normal), 0)::bigint as booked from per_account where kind = 'penal_income') a
          where d.charged <> a.booked
        ), counted as (
          select name, what, expected, found, count(*) over (partition by name) as failures, row_number() over () as place
          from differences
        )
        select (select count(*) from account) as "accounts!", (select count(*) from entry) as "entries!",
               (select count(*) from leg) as "legs!", (select count(*) from loan) as "loans!",
               (select coalesce(sum(amount) filter (where amount > 0), 0)::bigint from leg) as "debit!",
               (select coalesce(-sum(amount) filter (where amount < 0), 0)::bigint from leg) as "credit!",
               c.name as "name?", c.what as "what?", c.expected as "expected?", c.found as "found?", c.failures as "failures?"
        from (select 1) one left join counted c on c.place <= $1
        "#,
        LISTED,
    )
    .fetch_all(connection)
    .await?;

    let mut checks: Vec<CheckView> = CHECKS
        .iter()
        .map(|(name, promise)| CheckView {
            name: (*name).to_owned(),
            promise: (*promise).to_owned(),
            failures: 0,
        })
        .collect();
    let mut differences = Vec::new();
    for row in &rows {
        let (Some(name), Some(what)) = (&row.name, &row.what) else { continue };
        if let Some(check) = checks.iter_mut().find(|check| check.name == *name) {
            check.failures = row.failures.unwrap_or(1);
        }
        differences.push(Difference {
            check: name.clone(),
            what: what.clone(),
            expected: Paise::new(row.expected.unwrap_or(0)),
            found: Paise::new(row.found.unwrap_or(0)),
        });
    }
    let first = rows.first().ok_or(WorkError::Broken("the proof said nothing"))?;
    Ok(ProofView {
        checked_at: started,
        accounts: first.accounts,
        entries: first.entries,
        legs: first.legs,
        loans: first.loans,
        total_debit: Paise::new(first.debit),
        total_credit: Paise::new(first.credit),
        took_ms: (real_now() - started).num_milliseconds(),
        checks,
        differences,
    })
}
