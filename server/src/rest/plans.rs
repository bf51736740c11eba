//! Buy now, pay later.

use super::{
    answer::{Ends, Keyed, Listed},
    extract::{As, AsParty, By, Id, NeededKey, Party, Sent},
    page::{Asked, filters, id_of, state_of},
    problem::Problem,
};
use axum::{Json, extract::State};
use domain::{
    actor::{Actor, Role},
    explain::Explanation,
    id::{MerchantId, PersonId, PlanId},
    plan::{
        PlanState,
        body::PlanBody,
        pg::{self, CancelPlan, CancelledBy, PlanFilter, PlanReader},
        view::PlanView,
    },
    work::execute,
};
use sqlx::PgPool;

filters! {
    Plans {
        status: PlanState = "",
        user_id: PersonId = "",
        merchant_id: MerchantId = "",
    }
}

pub(super) async fn create(
    State(pool): State<PgPool>,
    As(actor): As<Actor>,
    By(meta): By,
    key: NeededKey,
    Sent(body): Sent<PlanBody>,
) -> Ends<Keyed<PlanView, 201, 200>> {
    let command = match actor.role {
        Role::Admin => body.parse_for(actor.as_admin()?, key.needed()?, meta)?,
        Role::User | Role::Merchant => body.parse(actor.as_borrower()?, key.needed()?, meta)?,
    };
    let answer = execute(&pool, &command).await?;
    Ok(Keyed::placed("plans", answer.value.id, answer))
}

pub(super) async fn list(
    State(pool): State<PgPool>,
    who: AsParty,
    asked: Asked<Plans>,
) -> Ends<Listed<PlanView>> {
    let page = asked.page()?;
    let filter = PlanFilter {
        status: state_of(&asked, PlanState::parse)?,
        person: id_of(&asked, "user_id")?,
        merchant: who.merchant(&asked)?,
    };
    Ok(asked.answer(pg::plans(&pool, PlanReader::from(&who.0), &filter, page).await?))
}

pub(super) async fn one(
    State(pool): State<PgPool>,
    AsParty(party, _): AsParty,
    Id(id): Id<PlanId>,
) -> Result<Json<PlanView>, Problem> {
    Ok(Json(pg::plan(&pool, PlanReader::from(&party), id).await?))
}

pub(super) async fn cancel(
    State(pool): State<PgPool>,
    AsParty(party, _): AsParty,
    By(meta): By,
    Id(plan): Id<PlanId>,
) -> Result<Json<PlanView>, Problem> {
    let by = match party {
        Party::Merchant(merchant) => CancelledBy::Merchant(merchant),
        Party::Admin(admin) => CancelledBy::Admin(admin),
        Party::Borrower(_) => return Err(Explanation::not_authorized().into()),
    };
    Ok(Json(execute(&pool, &CancelPlan { plan, by, meta }).await?))
}
