//! For admins alone: is the ledger right, who did what, and merchants switched off and on.

use super::{
    answer::{Ends, Listed},
    extract::{As, By, Id, Sent},
    page::{Asked, filters, id_of},
    problem::Problem,
};
use axum::{Json, extract::State};
use domain::{
    actor::{Admin, MerchantReader},
    audit::{
        pg::{AuditFilter, audit as read_audit},
        view::AuditView,
    },
    id::{MerchantId, PersonId},
    ledger::{pg::prove, view::ProofView},
    merchant::{body::SetMerchantActiveBody, pg, view::MerchantView},
    shape::DayOrNone,
    wallet::filter::date,
    work::execute,
};
use sqlx::PgPool;
use uuid::Uuid;

pub(super) async fn proof(
    State(pool): State<PgPool>,
    As(_admin): As<Admin>,
) -> Result<Json<ProofView>, Problem> {
    Ok(Json(prove(&pool).await?))
}

filters! {
    Audit {
        actor_id: PersonId = "Who did it.",
        subject_id: Uuid = "What it was about.",
        name: String = "Of the command, like `loan.decide`.",
        from: DayOrNone = "The first day on which it was written down, in India.",
        to: DayOrNone = "The last such day, included.",
    }
}

/// Every command that was executed, newest first.
pub(super) async fn audit(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    asked: Asked<Audit>,
) -> Ends<Listed<AuditView>> {
    let page = asked.page()?;
    let filter = AuditFilter {
        actor: id_of(&asked, "actor_id")?,
        subject: id_of(&asked, "subject_id")?,
        name: asked.get("name").map(AuditFilter::command).transpose()?,
        from: date("from", asked.get("from"))?,
        to: date("to", asked.get("to"))?,
    };
    Ok(asked.answer(read_audit(&pool, admin, &filter, page).await?))
}

pub(super) async fn set_merchant_active(
    State(pool): State<PgPool>,
    As(admin): As<Admin>,
    By(meta): By,
    Id(merchant): Id<MerchantId>,
    Sent(body): Sent<SetMerchantActiveBody>,
) -> Result<Json<MerchantView>, Problem> {
    execute(&pool, &body.parse(admin, merchant, meta)?).await?;
    Ok(Json(pg::merchant(&pool, MerchantReader::All(admin), merchant).await?))
}
