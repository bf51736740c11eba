//! Merchants' money to their banks.

use super::{
    answer::{Ends, Keyed, Listed},
    extract::{AsMerchant, By, Id, NeededKey, Sent},
    page::{Asked, filters},
    problem::Problem,
    transfers::status,
};
use axum::{Json, extract::State};
use domain::{
    actor::{ForMerchant, MerchantReader},
    id::{MerchantId, TransferId},
    transfer::{
        TransferKind,
        body::PayoutBody,
        pg,
        view::{PayoutStatus, PayoutView},
    },
    work::execute,
};
use sqlx::PgPool;

filters! {
    Payouts {
        merchant_id: MerchantId = "Whose; an admin who names none reads everybody's.",
        status: PayoutStatus = "",
    }
}

pub(super) async fn request(
    State(pool): State<PgPool>,
    AsMerchant(acting): AsMerchant<ForMerchant>,
    By(meta): By,
    key: NeededKey,
    Sent(body): Sent<PayoutBody>,
) -> Ends<Keyed<PayoutView, 201, 200>> {
    let command = body.parse(acting, key.needed()?, meta)?;
    // As the source's clients expect it: what was created before is not created again.
    let answer = execute(&pool, &command).await?;
    Ok(Keyed::placed("payouts", answer.value.id, answer))
}

pub(super) async fn list(
    State(pool): State<PgPool>,
    AsMerchant(reader): AsMerchant<MerchantReader>,
    asked: Asked<Payouts>,
) -> Ends<Listed<PayoutView>> {
    let page = asked.page()?;
    let status = status(TransferKind::Payout, &asked)?;
    Ok(asked.answer(pg::payouts(&pool, reader, status, page).await?))
}

pub(super) async fn one(
    State(pool): State<PgPool>,
    AsMerchant(reader): AsMerchant<MerchantReader>,
    Id(id): Id<TransferId>,
) -> Result<Json<PayoutView>, Problem> {
    Ok(Json(pg::payout(&pool, reader, id).await?))
}
