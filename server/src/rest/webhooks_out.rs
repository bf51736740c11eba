//! What merchants' servers are told. Only people say where to: a key that leaked must not have what happens sent elsewhere.

use super::{
    answer::{Accepted, Created, Done, Ends, Listed},
    extract::{As, By, Id, Sent},
    page::{Asked, filters},
    problem::Problem,
};
use crate::state::Kist;
use axum::{Json, extract::State};
use domain::{
    actor::{Admin, MerchantUser},
    explain::Explanation,
    id::{DeliveryId, EndpointId, MerchantId},
    webhook_out::{
        EventKind,
        body::{ChangeEndpointBody, EndpointBody, ResendBody},
        pg::{self, DeliveryFilter, RemoveEndpoint, ResendDelivery, RotateSecret},
        view::{DeliveryStatus, DeliveryView, EndpointView, NewEndpointView, ResentView},
    },
    work::execute,
};
use sqlx::PgPool;
use std::str::FromStr;

filters! {
    Deliveries { status: DeliveryStatus = "" }
}

filters! {
    EveryDelivery {
        status: DeliveryStatus = "",
        r#type: String = "Of the event, like `payment.succeeded`.",
        merchant_id: MerchantId = "",
        endpoint_id: EndpointId = "",
    }
}

pub(super) async fn list(
    State(pool): State<PgPool>,
    As(user): As<MerchantUser>,
    asked: Asked,
) -> Ends<Listed<EndpointView>> {
    let page = asked.page()?;
    Ok(asked.answer(pg::endpoints(&pool, user, page).await?))
}

/// The secret is in this answer and in that of a rotation, and in no other.
pub(super) async fn create(
    State(kist): State<Kist>,
    As(user): As<MerchantUser>,
    By(meta): By,
    Sent(body): Sent<EndpointBody>,
) -> Ends<Created<NewEndpointView>> {
    let command = body.parse(user, kist.webhooks.reach(), kist.vault.clone(), meta).await?;
    Ok(Created(execute(&kist.pool, &command).await?))
}

pub(super) async fn change(
    State(kist): State<Kist>,
    As(user): As<MerchantUser>,
    Id(endpoint): Id<EndpointId>,
    By(meta): By,
    Sent(body): Sent<ChangeEndpointBody>,
) -> Result<Json<EndpointView>, Problem> {
    let command = body.parse(user, endpoint, kist.webhooks.reach(), meta).await?;
    Ok(Json(execute(&kist.pool, &command).await?))
}

pub(super) async fn remove(
    State(pool): State<PgPool>,
    As(user): As<MerchantUser>,
    Id(endpoint): Id<EndpointId>,
    By(meta): By,
) -> Ends<Done> {
    execute(&pool, &RemoveEndpoint { user, endpoint, meta }).await?;
    Ok(Done)
}

pub(super) async fn rotate(
    State(kist): State<Kist>,
    As(user): As<MerchantUser>,
    Id(endpoint): Id<EndpointId>,
    By(meta): By,
) -> Result<Json<NewEndpointView>, Problem> {
    let command = RotateSecret { user, endpoint, vault: kist.vault.clone(), meta };
    Ok(Json(execute(&kist.pool, &command).await?))
}

pub(super) async fn deliveries(
    State(pool): State<PgPool>,
    As(user): As<MerchantUser>,
    Id(endpoint): Id<EndpointId>,
    asked: Asked<Deliveries>,
) -> Ends<Listed<DeliveryView>> {
    let page = asked.page()?;
    let status = filter(&asked, "status", DeliveryStatus::parse)?;
    Ok(asked.answer(pg::deliveries(&pool, user, endpoint, status, page).await?))
}

pub(super) async fn resend_since(
    State(pool): State<PgPool>,
    As(user): As<MerchantUser>,
    Id(endpoint): Id<EndpointId>,
    By(meta): By,
    Sent(body): Sent<ResendBody>,
) -> Ends<Accepted<ResentView>> {
    let resent = execute(&pool, &body.parse(user, endpoint, meta)?).await?;
    Ok(Accepted(resent))
}

pub(super) async fn resend(
    State(pool): State<PgPool>,
    As(user): As<MerchantUser>,
    Id(delivery): Id<DeliveryId>,
    By(meta): By,
) -> Ends<Accepted<ResentView>> {
    execute(&pool, &ResendDelivery { user, delivery, meta }).await?;
    Ok(Accepted(ResentView { resent: 1, up_to: None }))
}

/// Everybody's, newest first; filters `status`, `type`, `merchant_id`, `endpoint_id`.
pub(super) async fn every_delivery(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    asked: Asked<EveryDelivery>,
) -> Ends<Listed<DeliveryView>> {
    let page = asked.page()?;
    let filter = DeliveryFilter {
        status: filter(&asked, "status", DeliveryStatus::parse)?,
        kind: filter(&asked, "type", EventKind::parse)?,
        merchant: filter(&asked, "merchant_id", |text| FromStr::from_str(text).ok())?,
        endpoint: filter(&asked, "endpoint_id", |text| FromStr::from_str(text).ok())?,
    };
    Ok(asked.answer(pg::every_delivery(&pool, admin, &filter, page).await?))
}

fn filter<F, T>(
    asked: &Asked<F>,
    name: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Explanation> {
    let read = asked.get(name).map(|text| {
        read(text).ok_or_else(|| Explanation::validation(name, "There is no such thing to filter by."))
    });
    read.transpose()
}
