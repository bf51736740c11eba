//! Money that comes back.

use super::{
    answer::{Ends, Keyed, Listed},
    extract::{As, By, Id, MaybeKey, Sent},
    page::Asked,
};
use axum::extract::State;
use domain::{
    actor::{Borrower, Reader},
    id::LoanId,
    loan::{
        body::RepayBody,
        pg,
        view::{RepaymentReceipt, RepaymentView},
    },
    work::execute,
};
use sqlx::PgPool;

pub(super) async fn make_payment(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    By(meta): By,
    key: MaybeKey,
    Sent(body): Sent<RepayBody>,
) -> Ends<Keyed<RepaymentReceipt, 201, 201>> {
    let command = body.parse(borrower, key.given()?, meta)?;
    Ok(Keyed::new(execute(&pool, &command).await?))
}

pub(super) async fn of_loan(
    State(pool): State<PgPool>,
    As(reader): As<Reader>,
    Id(loan): Id<LoanId>,
    asked: Asked,
) -> Ends<Listed<RepaymentView>> {
    let page = asked.page()?;
    Ok(asked.answer(pg::repayments(&pool, reader, loan, page).await?))
}
