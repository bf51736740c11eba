//! What paying towards a loan reads and writes: each one statement, because it is done most often of all.

use crate::{
    debt::Standing,
    id::{AccountId, LoanId, PersonId, RepaymentId},
    ledger::{debt::DebtAccounts, pg::Posting},
    loan::{
        error::RepayRefused,
        position::{Due, Paid, Position, Receipt, ReceiptKind},
        postings::{LoanAccounts, repaid},
        state::LoanState,
        view::{RepaymentReceipt, RepaymentType, RepaymentView},
    },
    money::Paise,
    work::{Claim, Failure, Opening, RecordRow, Tx, WorkError, refuse, window_seconds},
};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// Everything that the decision needs, read under the locks.
pub(crate) struct LockedLoan {
    pub(crate) id: LoanId,
    pub(crate) person: PersonId,
    pub(crate) accounts: LoanAccounts,
    pub(crate) wallet_balance: Paise,
    pub(crate) position: Position,
    /// The instalments that were settled before.
    settled: usize,
    /// The borrower is in debt, or a day is over that was not yet ended: their standing is locked as well.
    pub(crate) is_late: bool,
    /// The day that it was when that was decided.
    asked_on: NaiveDate,
}

/// One statement reads and locks. Only locked rows are sure to be the latest, and all that changes is in them: the loan's totals
/// and the balances. The instalments never change, so that an older snapshot of them is as good; the key is looked at again by
/// `execute` before any refusal leaves.
///
/// The standing is locked before the loan, as everybody does, but only of a borrower who is late: the others' standing is not
/// touched by a payment, and a day's end has nothing to do with them before their next due date is over.
pub(crate) async fn lock_loan(
    tx: &mut Tx,
    loan: LoanId,
    person: PersonId,
    claim: Option<(&'static str, &Claim)>,
) -> Result<LockedLoan, Failure<RepayRefused>> {
    let first = try_lock(tx, loan, person, claim).await?;
    // Whoever waited for the locks may have waited into the next day, or for who opened the account of the charges: then what the
    // statement saw before it waited is not the latest.
    let waited = first.asked_on != tx.today();
    let no_dues = first.accounts.debt.dues.is_none() && first.position.left().penal.is_positive();
    if waited || no_dues {
        return try_lock(tx, loan, person, None).await;
    }
    Ok(first)
}

async fn try_lock(
    tx: &mut Tx,
    loan: LoanId,
    person: PersonId,
    claim: Option<(&'static str, &Claim)>,
) -> Result<LockedLoan, Failure<RepayRefused>> {
    let as_of = tx.as_of();
    let row = sqlx::query!(
        r#"
        with t as (
          select c.offset_seconds,
                 (coalesce($6, clock_timestamp() + make_interval(secs => c.offset_seconds)) at time zone 'Asia/Kolkata')::date as today
          from business_clock c
        ), s as (
          select person_id from standing
          where person_id = $2 and (status = $7 or next_day_end < (select today from t)) for no key update
        ), l as (
          select id, person_id, status, principal_paise, disbursed_on, principal_paid_paise, interest_paid_paise,
                 penal_charged_paise, penal_paid_paise, written_off_at
          from loan where id = $1 and person_id = $2 and (select count(*) from s) >= 0 for no key update
        ), a as (
          -- In account order, as ledger_post locks them.
          select a.id, a.kind, a.balance from account a
          where (a.owner_id, a.kind) in (((select person_id from l), 'wallet'), ((select id from l), 'loan_principal'), ((select id from l), 'loan_dues'))
          order by a.id for no key update
        ), i as (
          select array_agg(i.due_on) as due_on, array_agg(i.principal_paise) as principal,
                 array_agg(i.interest_paise) as interest, count(i.settled_on) as settled
          from (select * from instalment where loan_id = $1 order by number) i
        )
        select clock_timestamp() as "real!", t.offset_seconds as "offset_seconds!",
               k.request_hash as "request_hash?",
               case when k.recorded_at > clock_timestamp() - make_interval(secs => $5) then k.response end as response,
               l.status as "status?", l.principal_paise as "principal_paise?", l.disbursed_on, l.written_off_at as "written_off_at?",
               l.principal_paid_paise as "principal_paid_paise?", l.interest_paid_paise as "interest_paid_paise?",
               l.penal_charged_paise as "penal_charged_paise?", l.penal_paid_paise as "penal_paid_paise?",
               w.id as "wallet_id?", w.balance as "wallet_balance?", o.id as "principal_id?", d.id as "dues_id?",
               exists (select from s) as "is_late!", t.today as "asked_on!",
               i.due_on as "due_on?", i.principal as "due_principal?", i.interest as "due_interest?", i.settled as "settled!"
        from t
        left join command_log k on k.scope = $2 and k.name = $3 and k.key = $4
        left join l on true
        left join a w on w.kind = 'wallet'
        left join a o on o.kind = 'loan_principal'
        left join a d on d.kind = 'loan_dues'
        cross join i
        "#,
        loan.0,
        person.0,
        claim.map(|(name, _)| name),
        claim.map(|(_, claim)| claim.key.as_str()),
        window_seconds(),
        as_of,
        Standing::Debtor.as_str(),
    )
    .fetch_one(tx.conn())
    .await?;
    let status = row.status.ok_or(refuse(RepayRefused::NotFound))?;
    tx.opened(Opening {
        real: row.real,
        offset_seconds: row.offset_seconds,
        request_hash: row.request_hash,
        response: row.response,
    })?;

    let current = LoanState::parse(&status).ok_or(WorkError::Broken("an unknown loan state is stored"))?;
    if current != LoanState::Active {
        return Err(refuse(RepayRefused::NotActive { current }));
    }
    let missing = WorkError::Broken("an active loan lacks its accounts or schedule");
    let (
        Some(wallet),
        Some(wallet_balance),
        Some(principal),
        Some(lent),
        Some(disbursed_on),
        Some(due_on),
        Some(due_principal),
        Some(due_interest),
    ) = (
        row.wallet_id,
        row.wallet_balance,
        row.principal_id,
        row.principal_paise,
        row.disbursed_on,
        row.due_on,
        row.due_principal,
        row.due_interest,
    )
    else {
        return Err(missing.into());
    };
    let stored = |paise: Option<i64>| Paise::new(paise.unwrap_or(0));
    Ok(LockedLoan {
        id: loan,
        person,
        accounts: LoanAccounts {
            wallet: AccountId(wallet),
            debt: DebtAccounts {
                lent: AccountId(principal),
                dues: row.dues_id.map(AccountId),
                written_off: row.written_off_at.is_some(),
            },
        },
        wallet_balance: Paise::new(wallet_balance),
        position: Position {
            disbursed_on,
            rows: due_rows(due_on, due_principal, due_interest),
            paid: Paid {
                principal: stored(row.principal_paid_paise),
                interest: stored(row.interest_paid_paise),
                penal: stored(row.penal_paid_paise),
            },
            penal_charged: stored(row.penal_charged_paise),
            principal_lent: Paise::new(lent),
        },
        settled: usize::try_from(row.settled).unwrap_or(0),
        is_late: row.is_late,
        asked_on: row.asked_on,
    })
}

pub(crate) fn answer(
    loan: LoanId,
    id: RepaymentId,
    receipt: &Receipt,
    now: DateTime<Utc>,
) -> RepaymentReceipt {
    RepaymentReceipt {
        repayment: RepaymentView {
            id,
            loan_id: loan,
            amount: receipt.taken,
            kind: match receipt.kind {
                ReceiptKind::Partial => RepaymentType::Partial,
                ReceiptKind::Full => RepaymentType::Full,
            },
            status: "SUCCESS".to_owned(),
            principal_component: receipt.principal,
            interest_component: receipt.interest,
            penalty_component: receipt.penal,
            created_at: now,
        },
        new_outstanding: receipt.new_outstanding,
        loan_closed: receipt.closed,
    }
}

/// One statement writes all of it; also the command's record, where the payment is all that it does.
#[expect(clippy::as_conversions, reason = "how sqlx is told that elements may be null")]
pub(crate) async fn write_receipt(
    tx: &mut Tx,
    loan: &LockedLoan,
    receipt: &Receipt,
    id: RepaymentId,
    record: Option<RecordRow>,
) -> Result<(), WorkError> {
    let entry =
        repaid(id, loan.accounts, receipt).map_err(|_| WorkError::Broken("a repayment does not balance"))?;
    let mut posting = Posting::default();
    let entry_id = posting.add(&entry, tx.now(), tx.command_id());
    tx.posts(entry.kind());
    let legs = posting.legs();

    let after = loan.position.clone().with_paid(receipt.paid);
    let next = if receipt.closed { None } else { after.next_due() };
    let settled = if receipt.closed { after.rows.len() } else { after.settled_rows() };
    let newly_settled: Vec<i16> =
        (loan.settled.saturating_add(1)..=settled).filter_map(|number| i16::try_from(number).ok()).collect();
    let (now, today) = (tx.now(), tx.today());
    let says = record.is_some();
    let record = record.unwrap_or_else(|| tx.record_row());
    sqlx::query!(
        r#"
        with posted as (
          select ledger_post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as legs
        ), paid as (
          update loan set principal_paid_paise = $12, interest_paid_paise = $13, penal_paid_paise = $14,
                          next_due_on = $15, next_due_number = $16, next_due_paise = $17,
                          status = case when $18 then 'CLOSED' else status end,
                          closed_at = case when $18 then $19 else closed_at end, updated_at = $19
          where id = $11
        ), settled as (
          update instalment set settled_on = $20 where loan_id = $11 and number = any ($21::smallint[])
        ), receipt as (
          insert into repayment (id, loan_id, person_id, amount_paise, kind, principal_paise, interest_paise, penal_paise,
                                 outstanding_after_paise, entry_id, created_at)
          values ($22, $11, $23, $24, $25, $26, $27, $28, $29, $30, $19)
        ), record as (
          insert into command_log (id, name, actor_id, subject_kind, subject_id, before, after, request_id,
                                   business_at, scope, key, request_hash, response)
          select $31, $32, $23, $33, $34, null, $35, $36, $19, $37, $38, $39, $40 where $41
        )
        select legs as "legs!" from posted
        "#,
        &posting.entry_ids,
        &posting.kinds,
        &posting.descriptions,
        &posting.effective,
        &posting.references as &[Option<Uuid>],
        &posting.reversed as &[Option<Uuid>],
        &posting.commands,
        &legs.entries,
        &legs.accounts,
        &legs.amounts,
        loan.id.0,
        receipt.paid.principal.get(),
        receipt.paid.interest.get(),
        receipt.paid.penal.get(),
        next.map(|(on, _, _)| on),
        next.and_then(|(_, number, _)| i16::try_from(number).ok()),
        next.map(|(_, _, left)| left.get()),
        receipt.closed,
        now,
        today,
        &newly_settled,
        id.0,
        loan.person.0,
        receipt.taken.get(),
        receipt.kind.as_str(),
        receipt.principal.get(),
        receipt.interest.get(),
        receipt.penal.get(),
        receipt.new_outstanding.get(),
        entry_id.0,
        record.id.0,
        record.name,
        record.subject_kind,
        record.subject_id,
        record.after,
        record.request_id,
        record.scope,
        record.key,
        record.request_hash,
        record.response,
        says,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(())
}
pub(crate) fn due_rows(due_on: Vec<NaiveDate>, principal: Vec<i64>, interest: Vec<i64>) -> Vec<Due> {
    (1..)
        .zip(due_on)
        .zip(principal.into_iter().zip(interest))
        .map(|((number, due_date), (principal, interest))| Due {
            number,
            due_date,
            principal: Paise::new(principal),
            interest: Paise::new(interest),
        })
        .collect()
}
