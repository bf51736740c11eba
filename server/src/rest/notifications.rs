//! What a borrower is told.

use super::{
    answer::{Done, Ends, Listed},
    extract::{As, By},
    page::Asked,
};
use axum::extract::State;
use domain::{
    actor::Borrower,
    notification::{
        pg::{MarkRead, notifications},
        view::NotificationView,
    },
    work::execute,
};
use sqlx::PgPool;

pub(super) async fn list(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    asked: Asked,
) -> Ends<Listed<NotificationView>> {
    let page = asked.page()?;
    Ok(asked.answer(notifications(&pool, borrower, page).await?))
}

pub(super) async fn mark_read(
    State(pool): State<PgPool>,
    As(borrower): As<Borrower>,
    By(meta): By,
) -> Ends<Done> {
    execute(&pool, &MarkRead { borrower, meta }).await?;
    Ok(Done)
}
