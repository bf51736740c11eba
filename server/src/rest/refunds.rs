//! Money that somebody asks back, and somebody else decides.

use super::{
    extract::{AsParty, By, Id, Key, MayBeSent, Party, Sent},
    page::{Asked, id_of, state_of},
    problem::Problem,
    replay::placed,
};
use axum::{Json, extract::State, http::StatusCode, response::Response};
use domain::{
    explain::Explanation,
    id::RefundId,
    payment::{
        RefundState,
        body::{DecideRefundBody, RequestRefundBody},
        pg::{self, DecideRefund, DecidedBy, RefundFilter, RefundReader, Requester},
        view::RefundView,
    },
    work::execute,
};
use sqlx::PgPool;

pub(super) async fn request(
    State(pool): State<PgPool>,
    AsParty(party, _): AsParty,
    By(meta): By,
    key: Key,
    Sent(body): Sent<RequestRefundBody>,
) -> Result<Response, Problem> {
    let requester = match party {
        Party::Borrower(borrower) => Requester::Payer(borrower),
        Party::Merchant(merchant) => Requester::Merchant(merchant),
        Party::Admin(admin) => Requester::Admin(admin),
    };
    let answer = execute(&pool, &body.parse(requester, key.needed()?, meta)?).await?;
    let status = if answer.replayed { StatusCode::OK } else { StatusCode::CREATED };
    Ok(placed(status, "refunds", answer.value.id, answer))
}

pub(super) async fn list(
    State(pool): State<PgPool>,
    who: AsParty,
    asked: Asked,
) -> Result<Response, Problem> {
    let page = asked.page(&["status", "transaction_id", "merchant_id"])?;
    let filter = RefundFilter {
        status: state_of(&asked, RefundState::parse)?,
        transaction: id_of(&asked, "transaction_id")?,
        merchant: who.merchant(&asked)?,
    };
    Ok(asked.answer(pg::refunds(&pool, reader(&who.0), &filter, page).await?))
}

pub(super) async fn one(
    State(pool): State<PgPool>,
    AsParty(party, _): AsParty,
    Id(id): Id<RefundId>,
) -> Result<Json<RefundView>, Problem> {
    Ok(Json(pg::refund(&pool, reader(&party), id).await?))
}

/// With a body of `{}` or none.
pub(super) async fn approve(
    State(pool): State<PgPool>,
    AsParty(party, _): AsParty,
    By(meta): By,
    Id(refund): Id<RefundId>,
    MayBeSent(_): MayBeSent<DecideRefundBody>,
) -> Result<Json<RefundView>, Problem> {
    let by = seller(&party)?;
    Ok(Json(execute(&pool, &DecideRefund::approve(by, refund, meta)).await?))
}

pub(super) async fn reject(
    State(pool): State<PgPool>,
    AsParty(party, _): AsParty,
    By(meta): By,
    Id(refund): Id<RefundId>,
    MayBeSent(body): MayBeSent<DecideRefundBody>,
) -> Result<Json<RefundView>, Problem> {
    let by = seller(&party)?;
    Ok(Json(execute(&pool, &body.reject(by, refund, meta)?).await?))
}

pub(super) async fn cancel(
    State(pool): State<PgPool>,
    AsParty(party, _): AsParty,
    By(meta): By,
    Id(refund): Id<RefundId>,
    MayBeSent(_): MayBeSent<DecideRefundBody>,
) -> Result<Json<RefundView>, Problem> {
    Ok(Json(execute(&pool, &DecideRefund::cancel(whoever(&party), refund, meta)).await?))
}

/// Only who sold it, or an admin, says yes or no.
fn seller(party: &Party) -> Result<DecidedBy, Explanation> {
    match party {
        Party::Borrower(_) => Err(Explanation::not_authorized()),
        Party::Merchant(_) | Party::Admin(_) => Ok(whoever(party)),
    }
}

const fn whoever(party: &Party) -> DecidedBy {
    match party {
        Party::Borrower(borrower) => DecidedBy::Payer(*borrower),
        Party::Merchant(merchant) => DecidedBy::Merchant(*merchant),
        Party::Admin(admin) => DecidedBy::Admin(*admin),
    }
}

const fn reader(party: &Party) -> RefundReader {
    match party {
        Party::Borrower(borrower) => RefundReader::Payer(borrower.person()),
        Party::Merchant(merchant) => RefundReader::Merchant(merchant.merchant()),
        Party::Admin(admin) => RefundReader::All(*admin),
    }
}
