//! The well-known key of the demonstration's first merchant: made by every run, because older demo data lack it.

use super::{cast::MERCHANTS, perform::failed};
use crate::state::Kist;
use domain::{
    actor::{Actor, Role},
    api_key::pg::{CreateApiKey, DEMO_KEY},
    id::{MerchantId, PersonId},
    work::{Meta, execute},
};
use uuid::Uuid;

pub(super) async fn ensure(kist: &Kist) -> anyhow::Result<()> {
    let (first, _) = &MERCHANTS[0];
    let found: Option<(Uuid, Uuid)> = sqlx::query_as(
        "select p.id, m.id from person p join merchant m on m.person_id = p.id
         where p.is_demo and p.email_folded = $1 and not exists (select from api_key where shown = $2)",
    )
    .bind(first.email)
    .bind(DEMO_KEY)
    .fetch_optional(&kist.pool)
    .await?;
    let Some((person, merchant)) = found else { return Ok(()) };
    let actor = Actor {
        person: PersonId(person),
        role: Role::Merchant,
        merchant: Some(MerchantId(merchant)),
        sign_in: None,
    };
    let meta = Meta { request_id: "seed".to_owned() };
    execute(&kist.pool, &CreateApiKey::of_demo(actor.as_merchant()?, meta)).await.map_err(failed)?;
    Ok(())
}
