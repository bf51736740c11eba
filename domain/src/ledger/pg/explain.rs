//! "Explain this balance": an account recomputed from its legs, and the legs themselves.

use super::accounts::side;
use crate::{
    actor::Admin,
    explain::Explanation,
    id::{AccountId, EntryId},
    ledger::view::{AccountLine, AccountView, BalanceExplanation},
    money::Paise,
    page::{Page, PageRequest, Place},
    work::{Refused, refuse},
};
use sqlx::PgPool;

/// Recomputes one balance from every leg that made it. Grows with the account's history: for a person's
/// question, never for a command.
pub async fn explain_balance(
    pool: &PgPool,
    _admin: Admin,
    id: AccountId,
) -> Result<BalanceExplanation, Refused> {
    let row = sqlx::query!(
        r#"
        select a.id, a.kind, a.normal, a.owner_id, a.guarded, a.created_at, a.balance,
               coalesce(p.name, m.name, lp.name) as owner_name,
               s.legs as "legs!", s.debit as "debit!", s.credit as "credit!"
        from account a
        left join person p on p.id = a.owner_id
        left join merchant m on m.id = a.owner_id
        left join loan o on o.id = a.owner_id
        left join person lp on lp.id = o.person_id
        cross join lateral (
          select count(*) as legs,
                 coalesce(sum(l.amount) filter (where l.amount > 0), 0)::bigint as debit,
                 coalesce(-sum(l.amount) filter (where l.amount < 0), 0)::bigint as credit
          from leg l where l.account_id = a.id
        ) s
        where a.id = $1
        "#,
        id.0,
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| refuse(Explanation::not_found()))?;
    let recomputed = row.debit.saturating_sub(row.credit).saturating_mul(i64::from(row.normal));
    // The platform's accounts have no stored balance: theirs is the sum itself.
    let stored = if row.guarded { row.balance } else { recomputed };
    Ok(BalanceExplanation {
        account: AccountView {
            id: AccountId(row.id),
            kind: row.kind,
            normal_side: side(row.normal).to_owned(),
            owner_id: row.owner_id,
            owner_name: row.owner_name,
            guarded: row.guarded,
            balance: Paise::new(stored),
            created_at: row.created_at,
        },
        legs: row.legs,
        total_debit: Paise::new(row.debit),
        total_credit: Paise::new(row.credit),
        recomputed: Paise::new(recomputed),
        difference: Paise::new(stored.saturating_sub(recomputed)),
    })
}

/// The legs of an account, newest first: a guarded one's by their number, a platform account's, which have none,
/// by their entry.
pub async fn account_lines(
    pool: &PgPool,
    _admin: Admin,
    id: AccountId,
    page: PageRequest,
) -> Result<Page<AccountLine>, Refused> {
    let (older, newer) = (page.older_than(), page.newer_than());
    let rows = sqlx::query!(
        r#"
        with page as (
          (select * from leg where account_id = $1 and number is not null and $2::uuid is null
             and number < coalesce($5::bigint, 9223372036854775807) order by number desc limit $6 offset $7)
          union all
          (select * from leg where account_id = $1 and number is not null and $2::uuid is not null and number > $3
           order by number limit $6)
          union all
          (select * from leg where account_id = $1 and number is null and $2::uuid is null
             and entry_id < coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') order by entry_id desc limit $6 offset $7)
          union all
          (select * from leg where account_id = $1 and number is null and $2::uuid is not null and entry_id > $2
           order by entry_id limit $6)
        )
        select e.id, e.kind, e.description, e.effective_at, e.recorded_at, p.amount as "amount!", p.number, p.balance_after, a.normal
        from page p join entry e on e.id = p.entry_id join account a on a.id = p.account_id
        order by p.number desc, e.id desc
        "#,
        id.0,
        newer.map(|place| place.id),
        newer.map(|place| place.at),
        older.map(|place| place.id),
        older.map(|place| place.at),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    let paged = page.page(rows, |row| Place { at: row.number.unwrap_or(0), id: row.id });
    Ok(paged.map(|row| AccountLine {
        entry_id: EntryId(row.id),
        kind: row.kind,
        description: row.description,
        effective_at: row.effective_at,
        recorded_at: row.recorded_at,
        change: Paise::new(row.amount.saturating_mul(i64::from(row.normal))),
        number: row.number,
        balance_after: row.balance_after.map(Paise::new),
    }))
}
