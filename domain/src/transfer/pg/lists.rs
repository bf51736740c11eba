//! One transfer with what happened to it, and lists of them.

use super::rows::{TransferRow, kind, transfer_rows};
use crate::{
    actor::{Admin, MerchantReader, Reader},
    explain::Explanation,
    id::TransferId,
    money::Paise,
    page::{Page, PageRequest, Place},
    transfer::{
        TransferKind, TransferState,
        view::{PayoutView, TransferEventView, TransferPageView, TransferView, WalletTransferView},
    },
    work::{Refused, WorkError, refuse},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

/// Which transfers are wanted.
#[derive(Clone, Debug, Default)]
pub struct TransferFilter {
    pub kind: Option<TransferKind>,
    pub status: Option<TransferState>,
    pub owner: Option<Uuid>,
    /// Our id, the bank's reference, or part of the owner's name. For admins.
    pub search: Option<String>,
}

/// A person's deposits or withdrawals, newest first; an admin's look at everybody's.
pub async fn wallet_transfers(
    pool: &PgPool,
    reader: Reader,
    kind: TransferKind,
    status: Option<TransferState>,
    page: PageRequest,
) -> Result<Page<WalletTransferView>, Refused> {
    let owner = reader.only().map(|person| person.0);
    let filter = TransferFilter { kind: Some(kind), status, owner, search: None };
    map(newest(pool, &filter, page).await?, TransferRow::wallet_view)
}

/// A merchant's payouts, newest first; an admin's look at everybody's.
pub async fn payouts(
    pool: &PgPool,
    reader: MerchantReader,
    status: Option<TransferState>,
    page: PageRequest,
) -> Result<Page<PayoutView>, Refused> {
    let owner = reader.only().map(|merchant| merchant.0);
    let filter = TransferFilter { kind: Some(TransferKind::Payout), status, owner, search: None };
    map(newest(pool, &filter, page).await?, TransferRow::payout_view)
}

/// Transfers of one owner, for that owner's pages.
pub async fn transfers(
    pool: &PgPool,
    of: Whose,
    filter: &TransferFilter,
    page: PageRequest,
) -> Result<Page<TransferView>, Refused> {
    let owner = match of {
        Whose::Own(owner) => Some(owner),
        Whose::All(_) => filter.owner,
    };
    let filter = TransferFilter { owner, ..filter.clone() };
    map(newest(pool, &filter, page).await?, TransferRow::view)
}

/// Whose transfers may be read.
#[derive(Clone, Copy, Debug)]
pub enum Whose {
    Own(Uuid),
    All(Admin),
}

impl From<Reader> for Whose {
    fn from(reader: Reader) -> Whose {
        match reader {
            Reader::Own(person) => Whose::Own(person.0),
            Reader::All(admin) => Whose::All(admin),
        }
    }
}

impl From<MerchantReader> for Whose {
    fn from(reader: MerchantReader) -> Whose {
        match reader {
            MerchantReader::One(merchant) => Whose::Own(merchant.0),
            MerchantReader::All(admin) => Whose::All(admin),
        }
    }
}

/// One deposit or withdrawal; what is somebody else's does not exist.
pub async fn wallet_transfer(
    pool: &PgPool,
    reader: Reader,
    kind: TransferKind,
    id: TransferId,
) -> Result<WalletTransferView, Refused> {
    let row = one(pool, reader.into(), Some(kind), id).await?;
    let events = events(pool, kind, id).await?;
    Ok(WalletTransferView { events: Some(events), ..row.wallet_view()? })
}

pub async fn payout(pool: &PgPool, reader: MerchantReader, id: TransferId) -> Result<PayoutView, Refused> {
    let row = one(pool, reader.into(), Some(TransferKind::Payout), id).await?;
    let events = events(pool, TransferKind::Payout, id).await?;
    Ok(PayoutView { events: Some(events), ..row.payout_view()? })
}

/// One of any kind, for pages.
pub async fn transfer_page(pool: &PgPool, of: Whose, id: TransferId) -> Result<TransferPageView, Refused> {
    let row = one(pool, of, None, id).await?;
    let events = events(pool, kind(&row.kind)?, id).await?;
    Ok(TransferPageView { transfer: row.view()?, events })
}

async fn one(
    pool: &PgPool,
    of: Whose,
    kind: Option<TransferKind>,
    id: TransferId,
) -> Result<TransferRow, Refused> {
    let owner = match of {
        Whose::Own(owner) => Some(owner),
        Whose::All(_) => None,
    };
    transfer_rows!(
        "where t.id = $1 and ($2::uuid is null or t.owner_id = $2) and ($3::text is null or t.kind = $3)",
        id.0,
        owner,
        kind.map(TransferKind::as_str),
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| refuse(Explanation::not_found()))
}

fn map<T>(
    page: Page<TransferRow>,
    view: impl Fn(TransferRow) -> Result<T, WorkError>,
) -> Result<Page<T>, Refused> {
    let items = page.items.into_iter().map(view).collect::<Result<_, _>>()?;
    Ok(Page { items, older: page.older, newer: page.newer })
}

/// Ids are in order of time, so that a page is found by its id alone.
async fn newest(
    pool: &PgPool,
    filter: &TransferFilter,
    page: PageRequest,
) -> Result<Page<TransferRow>, Refused> {
    let ids = sqlx::query_scalar!(
        r#"
        with wanted as not materialized (
          select t.id from transfer t
          where ($1::text is null or t.kind = $1)
            and ($2::text is null or t.status = $2)
            and ($3::uuid is null or t.owner_id = $3)
            and ($4::text is null or t.id::text = $4 or t.bank_reference = $4
                 or exists (select from person p where p.id = t.owner_id and p.name ilike '%' || $4 || '%')
                 or exists (select from merchant m where m.id = t.owner_id and m.name ilike '%' || $4 || '%'))
        )
        select id as "id!" from (
          (select id from wanted where $5::uuid is null and id < coalesce($6::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') order by id desc limit $7 offset $8)
          union all
          (select id from wanted where $5::uuid is not null and id > $5 order by id limit $7)
        ) page
        "#,
        filter.kind.map(TransferKind::as_str),
        filter.status.map(TransferState::as_str),
        filter.owner,
        filter.search,
        page.newer_than().map(|place| place.id),
        page.older_than().map(|place| place.id),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    let rows = transfer_rows!("where t.id = any ($1) order by t.id desc", &ids).fetch_all(pool).await?;
    Ok(page.page(rows, |row: &TransferRow| Place { at: 0, id: row.id }))
}

/// Every change of state, oldest first, from the record that every command left.
pub(super) async fn events(
    from: impl PgExecutor<'_>,
    kind: TransferKind,
    id: TransferId,
) -> Result<Vec<TransferEventView>, WorkError> {
    let rows = sqlx::query!(
        r#"
        select after as "after!", business_at from command_log
        where subject_id = $1 and subject_kind = $2 and after ? 'status'
        order by business_at, id limit 200
        "#,
        id.0,
        kind.as_str(),
    )
    .fetch_all(from)
    .await?;
    Ok(rows.iter().filter_map(|row| event(kind, &row.after, row.business_at)).collect())
}

/// What a record says of a change of state.
pub(super) fn event(kind: TransferKind, after: &Value, at: DateTime<Utc>) -> Option<TransferEventView> {
    let status = after.get("status")?.as_str()?.to_owned();
    Some(TransferEventView { words: words(kind, &status, after), status, at })
}

fn words(kind: TransferKind, status: &str, after: &Value) -> String {
    let text = |field: &str| after.get(field).and_then(Value::as_str).unwrap_or_default();
    match (kind, status) {
        (TransferKind::Deposit, "pending") => "Asked for".to_owned(),
        (_, "pending") => {
            let amount = Paise::parse(text("amount")).map(Paise::show).unwrap_or_default();
            format!("Asked for; {amount} set aside")
        }
        (_, "processing") => match after.get("sends").and_then(Value::as_i64) {
            Some(sends) if sends > 1 => format!("Sent to the bank again (the {sends}. time)"),
            _ => "Sent to the bank".to_owned(),
        },
        (TransferKind::Deposit, "success") => "The money arrived and is in the wallet".to_owned(),
        (_, "success" | "completed") => "The bank paid it out".to_owned(),
        (TransferKind::Deposit, "failed") => format!("Failed: {}", text("reason")),
        (_, "failed") => format!("Failed, and the money is back: {}", text("reason")),
        (_, other) => other.to_owned(),
    }
}
