//! What is read of bank accounts: masked for everybody, whole for the bank alone.

use super::NUMBER;
use crate::{
    actor::Holder,
    bank,
    bank_account::view::{BankAccountView, masked},
    explain::Explanation,
    id::BankAccountId,
    page::{Page, PageRequest, Place},
    work::{Refused, Vault, WorkError, refuse},
};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use std::collections::HashMap;
use uuid::Uuid;

/// So many of each owner are shown beside what else is told of them.
const BESIDE: i64 = 20;

pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) holder_name: String,
    pub(super) number_last4: String,
    pub(super) ifsc: String,
    pub(super) created_at: DateTime<Utc>,
}

impl Row {
    pub(super) fn view(self) -> BankAccountView {
        BankAccountView {
            id: BankAccountId(self.id),
            account_holder_name: self.holder_name,
            account_number_masked: masked(&self.number_last4),
            ifsc_code: self.ifsc,
            created_at: self.created_at,
        }
    }
}

/// Newest first.
pub async fn bank_accounts(
    pool: &PgPool,
    holder: Holder,
    page: PageRequest,
) -> Result<Page<BankAccountView>, Refused> {
    let (older, newer) = (page.older_than(), page.newer_than());
    let rows = sqlx::query_as!(
        Row,
        r#"
        with wanted as not materialized (
          select id, holder_name, number_last4, ifsc, created_at from bank_account where owner_id = $1
        )
        select id as "id!", holder_name as "holder_name!", number_last4 as "number_last4!", ifsc as "ifsc!", created_at as "created_at!"
        from (
          (select * from wanted where $2::uuid is null
             and (created_at, id) < (coalesce(to_timestamp_micros($5), 'infinity'), coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
           order by created_at desc, id desc limit $6 offset $7)
          union all
          (select * from wanted where $2::uuid is not null and (created_at, id) > (to_timestamp_micros($3), $2)
           order by created_at, id limit $6)
        ) page
        order by created_at desc, id desc
        "#,
        holder.owner(),
        newer.map(|place| place.id),
        newer.map(|place| place.at),
        older.map(|place| place.id),
        older.map(|place| place.at),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    let found = page.page(rows, |row| Place { at: row.created_at.timestamp_micros(), id: row.id });
    Ok(found.map(Row::view))
}

pub async fn bank_account(
    pool: &PgPool,
    holder: Holder,
    id: BankAccountId,
) -> Result<BankAccountView, Refused> {
    let mut connection = pool.acquire().await?;
    bank_account_of(&mut connection, holder.owner(), id)
        .await?
        .ok_or_else(|| refuse(Explanation::not_found()))
}

/// None where it is nobody's or another's.
pub(crate) async fn bank_account_of(
    conn: &mut PgConnection,
    owner: Uuid,
    id: BankAccountId,
) -> Result<Option<BankAccountView>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "select id, holder_name, number_last4, ifsc, created_at from bank_account where id = $1 and owner_id = $2",
        id.0,
        owner,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Row::view))
}

/// The newest few of each of these owners, in one question.
pub(crate) async fn bank_accounts_of_all(
    pool: &PgPool,
    owners: &[Uuid],
) -> Result<HashMap<Uuid, Vec<BankAccountView>>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select o.id as "owner!", b.id, b.holder_name, b.number_last4, b.ifsc, b.created_at
        from unnest($1::uuid[]) o (id)
        cross join lateral (
          select * from bank_account where owner_id = o.id order by created_at desc, id desc limit $2
        ) b
        order by o.id, b.created_at desc, b.id desc
        "#,
        owners,
        BESIDE,
    )
    .fetch_all(pool)
    .await?;
    let mut of: HashMap<Uuid, Vec<BankAccountView>> = HashMap::new();
    for row in rows {
        let account = Row {
            id: row.id,
            holder_name: row.holder_name,
            number_last4: row.number_last4,
            ifsc: row.ifsc,
            created_at: row.created_at,
        };
        of.entry(row.owner).or_default().push(account.view());
    }
    Ok(of)
}

/// With its whole number, for the sender of transfers alone: what comes of it goes to the bank and nowhere else.
pub async fn account_for_bank(
    conn: &mut PgConnection,
    vault: &Vault,
    id: BankAccountId,
) -> Result<bank::Account, WorkError> {
    let row = sqlx::query!(
        "select owner_id, holder_name, number_sealed, ifsc from bank_account where id = $1",
        id.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or(WorkError::Broken("a transfer goes to a bank account that does not exist"))?;
    let number = vault.open(NUMBER, row.owner_id, &row.number_sealed)?;
    Ok(bank::Account {
        holder_name: row.holder_name,
        number: String::from_utf8(number)
            .map_err(|_| WorkError::Broken("a sealed account number is no text"))?,
        ifsc: row.ifsc,
    })
}
