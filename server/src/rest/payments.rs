//! What merchants ask of their customers.

use super::{
    answer::{Ends, Keyed, Listed},
    extract::{AsMerchant, By, Id, MayBeSent, MaybeKey, NeededKey, Sent},
    page::{Asked, filters, state_of},
    problem::Problem,
};
use crate::state::Kist;
use axum::{Json, extract::State};
use domain::{
    actor::{ForPayments, MerchantReader},
    explain::Explanation,
    gateway::GatewayName,
    id::{MerchantId, PaymentId},
    payment::{
        PaymentState,
        body::{PaymentBody, RefundBody},
        pg::{self, PaymentFilter},
        view::PaymentView,
    },
    work::execute,
};
use sqlx::PgPool;

filters! {
    Payments {
        merchant_id: MerchantId = "Whose; an admin who names none reads everybody's.",
        status: PaymentState = "",
        gateway: GatewayName = "",
    }
}

pub(super) async fn create(
    State(kist): State<Kist>,
    AsMerchant(acting): AsMerchant<ForPayments>,
    By(meta): By,
    key: NeededKey,
    Sent(body): Sent<PaymentBody>,
) -> Ends<Keyed<PaymentView, 201, 201>> {
    let command = body.parse(acting.into(), kist.gateways.configured(), key.needed()?, meta)?;
    let answer = execute(&kist.pool, &command).await?;
    Ok(Keyed::placed("payments", answer.value.id, answer))
}

pub(super) async fn list(
    State(pool): State<PgPool>,
    AsMerchant(reader): AsMerchant<MerchantReader>,
    asked: Asked<Payments>,
) -> Ends<Listed<PaymentView>> {
    let page = asked.page()?;
    Ok(asked.answer(pg::payments(&pool, reader, &filter(&asked)?, page).await?))
}

pub(super) fn filter(asked: &Asked<Payments>) -> Result<PaymentFilter, Explanation> {
    let no = |field: &str, sentence: &str| Explanation::validation(field, sentence);
    let status = state_of(asked, PaymentState::parse)?;
    let gateway = asked
        .get("gateway")
        .map(|text| GatewayName::parse(text).ok_or_else(|| no("gateway", "There is no such gateway.")))
        .transpose()?;
    Ok(PaymentFilter { status, gateway, search: None })
}

pub(super) async fn one(
    State(pool): State<PgPool>,
    AsMerchant(reader): AsMerchant<MerchantReader>,
    Id(id): Id<PaymentId>,
) -> Result<Json<PaymentView>, Problem> {
    Ok(Json(pg::payment(&pool, reader, id).await?))
}

/// As the source's clients send it, without key, body and content type, it gives back all that is left.
pub(super) async fn refund(
    State(pool): State<PgPool>,
    AsMerchant(acting): AsMerchant<ForPayments>,
    Id(id): Id<PaymentId>,
    By(meta): By,
    key: MaybeKey,
    MayBeSent(body): MayBeSent<RefundBody>,
) -> Ends<Keyed<PaymentView, 202, 200>> {
    let command = body.parse(acting.into(), id, key.maybe()?, meta)?;
    Ok(Keyed::new(execute(&pool, &command).await?))
}
