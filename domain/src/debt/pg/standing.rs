//! A borrower's standing is locked before their loans and plans, by whoever changes what is owed of plans or ends days. Lock order:
//! payment, standing, loan or plan, accounts.

use super::settle::{is_overdue, settle, share};
use crate::{
    debt::Standing,
    id::{AccountId, PersonId},
    ledger::{account::AccountKind, debt::DebtAccounts},
    loan::position::Class,
    notification::{
        Kind,
        pg::{About, tell},
    },
    work::{Tx, WorkError},
};
use chrono::NaiveDate;
use uuid::Uuid;

/// As it is locked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LockedStanding {
    pub(crate) person: PersonId,
    pub(crate) standing: Standing,
    pub(crate) class: Class,
    /// The next day at whose end there may be something to do.
    pub(crate) next: Option<NaiveDate>,
    pub(crate) credit_limit: Option<i64>,
}

pub(super) fn standing(text: &str) -> Result<Standing, WorkError> {
    Standing::parse(text).ok_or(WorkError::Broken("an unknown standing is stored"))
}

pub(super) fn class(text: &str) -> Result<Class, WorkError> {
    Class::parse(text).ok_or(WorkError::Broken("an unknown class is stored"))
}

/// `None`: no borrower.
async fn lock(tx: &mut Tx, person: PersonId) -> Result<Option<LockedStanding>, WorkError> {
    let row = sqlx::query!(
        "select status, class, next_day_end, credit_limit_paise from standing where person_id = $1 for no key update",
        person.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        Ok(LockedStanding {
            person,
            standing: standing(&row.status)?,
            class: class(&row.class)?,
            next: row.next_day_end,
            credit_limit: row.credit_limit_paise,
        })
    })
    .transpose()
}

/// Locks it, and first ends the days that are over and not yet ended for this borrower, so that nothing that is done today counts
/// for yesterday. `None`: no borrower.
pub(crate) async fn up_to_date(tx: &mut Tx, person: PersonId) -> Result<Option<LockedStanding>, WorkError> {
    let Some(locked) = lock(tx, person).await? else { return Ok(None) };
    let Some(yesterday) = tx.today().pred_opt().filter(|day| locked.next.is_some_and(|next| next <= *day))
    else {
        return Ok(Some(locked));
    };
    let settled = settle(tx, &[locked], yesterday).await?;
    share(tx, &settled, yesterday).await?;
    tx.something_happened();
    lock(tx, person).await
}

/// After something was paid or taken off: a debtor of whom nothing is overdue any more is in good standing, from this transaction
/// on. The class waits for the day's end, as the Reserve Bank has it.
pub(crate) async fn review(tx: &mut Tx, locked: &LockedStanding) -> Result<Standing, WorkError> {
    if locked.standing == Standing::Normal || is_overdue(tx, locked.person).await? {
        return Ok(locked.standing);
    }
    let (now, today) = (tx.now(), tx.today());
    sqlx::query!(
        r#"
        with changed as (
          update standing set status = 'NORMAL', in_debt_since = null, updated_at = $2 where person_id = $1 returning class
        )
        insert into standing_change (id, person_id, day, status, class) select $3, $1, $4, 'NORMAL', class from changed
        "#,
        locked.person.0,
        now,
        Uuid::now_v7(),
        today,
    )
    .execute(tx.conn())
    .await?;
    tell(tx, locked.person, Kind::GoodStanding, About::Standing(locked.person.0), None).await?;
    Ok(Standing::Normal)
}

/// Takes note that something more is owed, the first part of it on that day.
pub(crate) async fn lends(tx: &mut Tx, person: PersonId, first_due: NaiveDate) -> Result<(), WorkError> {
    let now = tx.now();
    sqlx::query!(
        "update standing set next_day_end = least(next_day_end, $2), updated_at = $3 where person_id = $1",
        person.0,
        first_due,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Of a loan or plan.
pub(crate) async fn debt_accounts(
    tx: &mut Tx,
    debt: Uuid,
    lent: AccountKind,
    written_off: bool,
) -> Result<DebtAccounts, WorkError> {
    let rows = sqlx::query!(
        "select id, kind from account where owner_id = $1 and kind in ($2, 'loan_dues')",
        debt,
        lent.as_str(),
    )
    .fetch_all(tx.conn())
    .await?;
    let of =
        |kind: AccountKind| rows.iter().find(|row| row.kind == kind.as_str()).map(|row| AccountId(row.id));
    Ok(DebtAccounts {
        lent: of(lent).ok_or(WorkError::Broken("a debt has no account"))?,
        dues: of(AccountKind::LoanDues),
        written_off,
    })
}
