//! Opening and finding accounts, and the admin's lists of them.

use crate::{
    actor::Admin,
    id::AccountId,
    ledger::{
        account::AccountKind,
        view::{AccountView, TrialBalanceRow, TrialBalanceView},
    },
    money::Paise,
    page::{Page, PageRequest, Place},
    work::{Refused, Tx, WorkError},
};
use sqlx::PgPool;
use uuid::Uuid;

/// Opens an empty account.
pub async fn open(tx: &mut Tx, kind: AccountKind, owner: Uuid) -> sqlx::Result<AccountId> {
    let id = AccountId::new();
    let now = tx.now();
    sqlx::query!(
        "insert into account (id, kind, owner_id, created_at) values ($1, $2, $3, $4)",
        id.0,
        kind.as_str(),
        owner,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// An owner's account of a kind.
pub async fn account_of(tx: &mut Tx, kind: AccountKind, owner: Uuid) -> sqlx::Result<Option<AccountId>> {
    sqlx::query_scalar!("select id from account where owner_id = $1 and kind = $2", owner, kind.as_str())
        .fetch_optional(tx.conn())
        .await
        .map(|id| id.map(AccountId))
}

/// The platform's accounts sum their legs since the last roll-up; guarded ones carry their balance.
/// Newest first; `search` looks at the owner's name and the ids.
pub async fn accounts(
    pool: &PgPool,
    _admin: Admin,
    kind: Option<&str>,
    search: Option<&str>,
    page: PageRequest,
) -> Result<Page<AccountView>, Refused> {
    let (older, newer) = (page.older_than(), page.newer_than());
    let rows = sqlx::query!(
        r#"
        with wanted as not materialized (
          select a.*, coalesce(p.name, m.name, lp.name) as owner_name
          from account a
          left join person p on p.id = a.owner_id
          left join merchant m on m.id = a.owner_id
          left join loan l on l.id = a.owner_id
          left join person lp on lp.id = l.person_id
          where ($1::text is null or a.kind = $1)
            and ($2::text is null or coalesce(p.name, m.name, lp.name) ilike '%' || $2 || '%'
                 or a.id::text = $2 or a.owner_id::text = $2)
        ), page as (
          (select * from wanted where $3::uuid is null and id < coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') order by id desc limit $5 offset $6)
          union all
          (select * from wanted where $3::uuid is not null and id > $3 order by id limit $5)
        )
        select p.id, p.kind, p.normal, p.owner_id, p.owner_name as "owner_name?", p.guarded, p.created_at,
               (case when p.guarded then p.balance
                else (select coalesce(sum(g.amount), 0) * p.normal from leg g where g.account_id = p.id) end)::bigint as "balance!"
        from page p
        order by p.id desc
        "#,
        kind,
        search,
        newer.map(|place| place.id),
        older.map(|place| place.id),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    let views = rows
        .into_iter()
        .filter_map(|row| {
            Some(AccountView {
                id: AccountId(row.id?),
                kind: row.kind?,
                normal_side: side(row.normal?).to_owned(),
                owner_id: row.owner_id,
                owner_name: row.owner_name,
                guarded: row.guarded?,
                balance: Paise::new(row.balance),
                created_at: row.created_at?,
            })
        })
        .collect();
    Ok(page.page(views, |account: &AccountView| Place { at: 0, id: account.id.0 }))
}

/// All accounts by kind; the two columns must be equal.
pub async fn trial_balance(pool: &PgPool, _admin: Admin) -> Result<TrialBalanceView, Refused> {
    let rows = sqlx::query!(
        r#"
        select k.kind, k.normal, k.guarded,
               (select count(*) from account a where a.kind = k.kind) as "accounts!",
               (case when k.guarded then (select coalesce(sum(a.balance), 0) from account a where a.kind = k.kind)
                else (select coalesce(sum(g.amount), 0) * k.normal from leg g join account a on a.id = g.account_id
                      where a.kind = k.kind and g.number is null) end)::bigint as "balance!"
        from account_kind k
        order by k.normal desc, k.kind
        "#
    )
    .fetch_all(pool)
    .await?;
    let mut view = TrialBalanceView { rows: Vec::new(), total_debit: Paise::ZERO, total_credit: Paise::ZERO };
    for row in rows.into_iter().filter(|row| row.accounts > 0) {
        let signed = Paise::new(row.balance.saturating_mul(i64::from(row.normal)));
        let (debit, credit) = split(signed);
        view.total_debit = sum(view.total_debit, debit)?;
        view.total_credit = sum(view.total_credit, credit)?;
        view.rows.push(TrialBalanceRow {
            kind: row.kind,
            normal_side: side(row.normal).to_owned(),
            accounts: row.accounts,
            debit,
            credit,
        });
    }
    Ok(view)
}

pub(super) fn side(normal: i16) -> &'static str {
    if normal == 1 { "debit" } else { "credit" }
}

/// Debit positive, credit negative, into two columns of which one is zero.
pub(super) fn split(signed: Paise) -> (Paise, Paise) {
    if signed.is_positive() { (signed, Paise::ZERO) } else { (Paise::ZERO, signed.abs()) }
}

pub(super) fn sum(a: Paise, b: Paise) -> Result<Paise, WorkError> {
    a.checked_add(b).ok_or(WorkError::Broken("a sum of money is out of range"))
}
