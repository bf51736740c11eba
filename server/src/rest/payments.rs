//! What merchants ask of their customers.

use super::{
    extract::{AsMerchant, By, Id, Key, MayBeSent, Sent},
    page::{Asked, state_of},
    problem::Problem,
    replay::{placed, replayable},
};
use crate::state::Kist;
use axum::{Json, extract::State, http::StatusCode, response::Response};
use domain::{
    actor::{ForPayments, MerchantReader},
    explain::Explanation,
    gateway::GatewayName,
    id::PaymentId,
    payment::{
        PaymentState,
        body::{PaymentBody, RefundBody},
        pg::{self, PaymentFilter},
        view::PaymentView,
    },
    work::execute,
};
use sqlx::PgPool;

pub(super) async fn create(
    State(kist): State<Kist>,
    AsMerchant(acting): AsMerchant<ForPayments>,
    By(meta): By,
    key: Key,
    Sent(body): Sent<PaymentBody>,
) -> Result<Response, Problem> {
    let command = body.parse(acting.into(), kist.gateways.configured(), key.needed()?, meta)?;
    let answer = execute(&kist.pool, &command).await?;
    Ok(placed(StatusCode::CREATED, "payments", answer.value.id, answer))
}

pub(super) async fn list(
    State(pool): State<PgPool>,
    AsMerchant(reader): AsMerchant<MerchantReader>,
    asked: Asked,
) -> Result<Response, Problem> {
    let page = asked.page(&["merchant_id", "status", "gateway"])?;
    Ok(asked.answer(pg::payments(&pool, reader, &filter(&asked)?, page).await?))
}

pub(super) fn filter(asked: &Asked) -> Result<PaymentFilter, Explanation> {
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
    key: Key,
    MayBeSent(body): MayBeSent<RefundBody>,
) -> Result<Response, Problem> {
    let command = body.parse(acting.into(), id, key.maybe()?, meta)?;
    let answer = execute(&pool, &command).await?;
    let status = if answer.replayed { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok(replayable(status, answer))
}
