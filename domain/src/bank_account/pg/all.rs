//! Everybody's, for admins.

use super::read::Row;
use crate::{
    actor::Admin,
    bank_account::view::OwnedBankAccountView,
    id::{MerchantId, PersonId},
    page::{Page, PageRequest, Place},
    work::Refused,
};
use sqlx::PgPool;

/// Newest first, which their ids tell; `search` is the end of a number, the beginning of an IFSC, or a part of the holder's
/// or the owner's name.
pub async fn all_bank_accounts(
    pool: &PgPool,
    _admin: Admin,
    search: Option<&str>,
    page: PageRequest,
) -> Result<Page<OwnedBankAccountView>, Refused> {
    let rows = sqlx::query!(
        r#"
        with wanted as not materialized (
          select b.id, b.holder_name, b.number_last4, b.ifsc, b.created_at, p.id as person_id, m.id as merchant_id,
                 coalesce(m.name, p.name) as owner_name
          from bank_account b left join merchant m on m.id = b.owner_id left join person p on p.id = b.owner_id
          where $1::text is null or b.number_last4 = $1 or starts_with(b.ifsc, upper($1))
             or strpos(lower(b.holder_name), lower($1)) > 0 or strpos(lower(coalesce(m.name, p.name)), lower($1)) > 0
        )
        select id as "id!", holder_name as "holder_name!", number_last4 as "number_last4!", ifsc as "ifsc!",
               created_at as "created_at!", person_id, merchant_id, owner_name as "owner_name!"
        from (
          (select * from wanted where $2::uuid is null and id < coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
           order by id desc limit $4 offset $5)
          union all
          (select * from wanted where $2::uuid is not null and id > $2 order by id limit $4)
        ) page
        order by id desc
        "#,
        search,
        page.newer_than().map(|place| place.id),
        page.older_than().map(|place| place.id),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    let views = rows
        .into_iter()
        .map(|row| OwnedBankAccountView {
            account: Row {
                id: row.id,
                holder_name: row.holder_name,
                number_last4: row.number_last4,
                ifsc: row.ifsc,
                created_at: row.created_at,
            }
            .view(),
            owner_name: row.owner_name,
            merchant_id: row.merchant_id.map(MerchantId),
            person_id: row.person_id.map(PersonId),
        })
        .collect();
    Ok(page.page(views, |view: &OwnedBankAccountView| Place { at: 0, id: view.account.id.0 }))
}
