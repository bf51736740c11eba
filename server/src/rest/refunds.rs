//! Money that somebody asks back, and somebody else decides.

use super::{
    answer::{Ends, Keyed, Listed},
    extract::{AsParty, By, Id, MayBeSent, NeededKey, Party, Sent},
    page::{Asked, filters, id_of, state_of},
    problem::Problem,
};
use axum::{Json, extract::State};
use domain::{
    explain::Explanation,
    id::{MerchantId, RefundId},
    payment::{
        RefundState,
        body::{DecideRefundBody, RequestRefundBody},
        pg::{self, DecideRefund, DecidedBy, RefundFilter, RefundReader, Requester},
        view::RefundView,
    },
    work::execute,
};
use sqlx::PgPool;
use uuid::Uuid;

filters! {
    Refunds {
        status: RefundState = "",
        transaction_id: Uuid = "Of this payment or plan.",
        merchant_id: MerchantId = "",
    }
}

pub(super) async fn request(
    State(pool): State<PgPool>,
    AsParty(party, _): AsParty,
    By(meta): By,
    key: NeededKey,
    Sent(body): Sent<RequestRefundBody>,
) -> Ends<Keyed<RefundView, 201, 200>> {
    let requester = match party {
        Party::Borrower(borrower) => Requester::Payer(borrower),
        Party::Merchant(merchant) => Requester::Merchant(merchant),
        Party::Admin(admin) => Requester::Admin(admin),
    };
    let answer = execute(&pool, &body.parse(requester, key.needed()?, meta)?).await?;
    Ok(Keyed::placed("refunds", answer.value.id, answer))
}

pub(super) async fn list(
    State(pool): State<PgPool>,
    who: AsParty,
    asked: Asked<Refunds>,
) -> Ends<Listed<RefundView>> {
    let page = asked.page()?;
    let filter = RefundFilter {
        status: state_of(&asked, RefundState::parse)?,
        transaction: id_of(&asked, "transaction_id")?,
        merchant: who.merchant(&asked)?,
    };
    Ok(asked.answer(pg::refunds(&pool, RefundReader::from(&who.0), &filter, page).await?))
}

pub(super) async fn one(
    State(pool): State<PgPool>,
    AsParty(party, _): AsParty,
    Id(id): Id<RefundId>,
) -> Result<Json<RefundView>, Problem> {
    Ok(Json(pg::refund(&pool, RefundReader::from(&party), id).await?))
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
