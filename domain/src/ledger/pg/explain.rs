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

/// The legs of an account, newest first.
pub async fn account_lines(
    pool: &PgPool,
    _admin: Admin,
    id: AccountId,
    page: PageRequest,
) -> Result<Page<AccountLine>, Refused> {
    let (older, newer) = (page.older_than(), page.newer_than());
    let rows = sqlx::query!(
        r#"
        with wanted as (
          select e.id, e.kind, e.description, e.effective_at, e.recorded_at, l.amount, l.number, l.balance_after,
                 coalesce(l.number, (extract(epoch from e.recorded_at) * 1000000)::bigint) as place
          from leg l join entry e on e.id = l.entry_id
          where l.account_id = $1
        ), page as (
          (select * from wanted where $2::uuid is null
             and ($4::uuid is null or (place, id) < ($5, $4)) order by place desc, id desc limit $6 offset $7)
          union all
          (select * from wanted where $2::uuid is not null and (place, id) > ($3, $2) order by place, id limit $6)
        )
        select p.id as "id!", p.kind as "kind!", p.description as "description!", p.effective_at as "effective_at!",
               p.recorded_at as "recorded_at!", p.amount as "amount!", p.number, p.balance_after, p.place as "place!",
               a.normal as "normal!"
        from page p cross join (select normal from account where id = $1) a
        order by p.place desc, p.id desc
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
    let paged = page.page(rows, |row| Place { at: row.place, id: row.id });
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
