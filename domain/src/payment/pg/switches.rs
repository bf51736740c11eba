//! Which gateways are chosen, and how often: read anew for each choice, so that an admin's switch counts at once.

use super::rows::gateway;
use crate::{
    actor::Admin,
    body::Raw,
    explain::{Explain, Explanation},
    gateway::GatewayName,
    id::{MerchantId, PersonId},
    ledger::account::clearing,
    money::Paise,
    payment::{
        route::Candidate,
        view::{GatewaySwitchView, OverrideView},
    },
    work::{Command, Failure, Meta, Record, Refused, Tx, WorkError, refuse},
};
use serde::Deserialize;
use serde_json::json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

const WEIGHT_MAX: i64 = 1000;

/// Those of `configured` that are switched on, with the weights that count for the merchant. Whether one can be asked
/// now is for whoever has its circuit breaker.
pub(super) async fn candidates(
    conn: &mut PgConnection,
    merchant: MerchantId,
    configured: &[GatewayName],
    tried: &[GatewayName],
) -> Result<Vec<Candidate>, WorkError> {
    let rows = sqlx::query!(
        r#"
        with own as (select gateway, weight from gateway_for_merchant where merchant_id = $1)
        select g.name, case when exists (select from own) then coalesce(o.weight, 0) else g.weight end as "weight!"
        from gateway g left join own o on o.gateway = g.name
        where g.is_enabled order by g.name
        "#,
        merchant.0,
    )
    .fetch_all(conn)
    .await?;
    let mut found = Vec::new();
    for row in rows {
        let name = gateway(&row.name)?;
        if configured.contains(&name) {
            let weight = u32::try_from(row.weight).unwrap_or_default();
            found.push(Candidate { name, weight, ready: true, tried: tried.contains(&name) });
        }
    }
    Ok(found)
}

/// `PATCH /admin/gateways/{name}`
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("examples" = [{"weight": 40}])))]
pub struct SetGatewayBody {
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Flag"))]
    pub is_enabled: Raw,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::Whole"))]
    pub weight: Raw,
    /// With it the weight is this merchant's alone; `null` as the weight takes it away again.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::shape::AnId"))]
    pub merchant_id: Raw,
}

/// What an admin changes of a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatewayChange {
    Everybody { is_enabled: Option<bool>, weight: Option<i32> },
    Merchant { merchant: MerchantId, weight: Option<i32> },
}

pub struct SetGateway {
    admin: Admin,
    gateway: GatewayName,
    change: GatewayChange,
    meta: Meta,
}

impl SetGatewayBody {
    pub fn parse(&self, admin: Admin, gateway: GatewayName, meta: Meta) -> Result<SetGateway, Explanation> {
        let weight = if self.weight.is_missing() { None } else { Some(weight(&self.weight)?) };
        let change = if self.merchant_id.is_missing() {
            let is_enabled =
                if self.is_enabled.is_missing() { None } else { Some(self.is_enabled.flag("is_enabled")?) };
            if is_enabled.is_none() && weight.is_none() {
                return Err(Explanation::validation(
                    "weight",
                    "Say what is to change: is_enabled or weight.",
                ));
            }
            GatewayChange::Everybody { is_enabled, weight }
        } else {
            self.is_enabled.is_missing().then_some(()).ok_or_else(|| {
                Explanation::validation("is_enabled", "A gateway is switched on and off for everybody.")
            })?;
            GatewayChange::Merchant { merchant: self.merchant_id.id("merchant_id")?, weight }
        };
        Ok(SetGateway { admin, gateway, change, meta })
    }
}

fn weight(raw: &Raw) -> Result<i32, Explanation> {
    let weight = raw.whole("weight")?;
    i32::try_from(weight)
        .ok()
        .filter(|_| (0..=WEIGHT_MAX).contains(&weight))
        .ok_or_else(|| Explanation::validation("weight", "A weight is a whole number from 0 to 1000."))
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SwitchRefused {
    #[error("There is no such gateway or merchant.")]
    NotFound,
}

impl Explain for SwitchRefused {
    fn explain(&self) -> Explanation {
        Explanation::not_found()
    }
}

impl Command for SetGateway {
    const NAME: &'static str = "gateway.set";
    type Output = ();
    type Refusal = SwitchRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.admin.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<SwitchRefused>> {
        let name = self.gateway.as_str();
        let before = sqlx::query!("select is_enabled, weight from gateway where name = $1 for update", name)
            .fetch_optional(tx.conn())
            .await?
            .ok_or(refuse(SwitchRefused::NotFound))?;
        let subject = clearing(self.gateway).0;
        let record = match self.change {
            GatewayChange::Everybody { is_enabled, weight } => {
                let now = (is_enabled.unwrap_or(before.is_enabled), weight.unwrap_or(before.weight));
                sqlx::query!(
                    "update gateway set is_enabled = $2, weight = $3 where name = $1",
                    name,
                    now.0,
                    now.1
                )
                .execute(tx.conn())
                .await?;
                Record::of("gateway", subject)
                    .before(
                        json!({ "gateway": name, "is_enabled": before.is_enabled, "weight": before.weight }),
                    )
                    .after(json!({ "gateway": name, "is_enabled": now.0, "weight": now.1 }))
            }
            GatewayChange::Merchant { merchant, weight } => {
                let was = self.set_own(tx, merchant, weight).await?;
                Record::of("gateway", subject)
                    .before(json!({ "gateway": name, "merchant": merchant, "weight": was }))
                    .after(json!({ "gateway": name, "merchant": merchant, "weight": weight }))
            }
        };
        tx.record(record.tells(self.admin.person().0));
        Ok(())
    }
}

impl SetGateway {
    async fn set_own(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        weight: Option<i32>,
    ) -> Result<Option<i32>, Failure<SwitchRefused>> {
        let there = sqlx::query_scalar!(
            r#"select exists (select from merchant where id = $1) as "there!""#,
            merchant.0
        )
        .fetch_one(tx.conn())
        .await?;
        if !there {
            return Err(refuse(SwitchRefused::NotFound));
        }
        let name = self.gateway.as_str();
        let was = sqlx::query_scalar!(
            "select weight from gateway_for_merchant where merchant_id = $1 and gateway = $2",
            merchant.0,
            name
        )
        .fetch_optional(tx.conn())
        .await?;
        match weight {
            Some(weight) => {
                sqlx::query!(
                    r#"
                    insert into gateway_for_merchant (merchant_id, gateway, weight) values ($1, $2, $3)
                    on conflict (merchant_id, gateway) do update set weight = excluded.weight
                    "#,
                    merchant.0,
                    name,
                    weight,
                )
                .execute(tx.conn())
                .await?;
            }
            None => {
                sqlx::query!(
                    "delete from gateway_for_merchant where merchant_id = $1 and gateway = $2",
                    merchant.0,
                    name
                )
                .execute(tx.conn())
                .await?;
            }
        }
        Ok(was)
    }
}

/// All of them, with what became of what they were asked in the last day.
pub async fn gateways(pool: &PgPool, _admin: Admin) -> Result<Vec<GatewaySwitchView>, Refused> {
    // A UUIDv7 begins with its time: the last day's tries are the end of the index.
    let since = crate::work::real_now() - chrono::TimeDelta::days(1);
    let first = Uuid::new_v7(uuid::Timestamp::from_unix(
        uuid::NoContext,
        u64::try_from(since.timestamp()).unwrap_or_default(),
        0,
    ));
    let rows = sqlx::query!(
        r#"
        select g.name, g.is_enabled, g.weight, coalesce(t.taken, 0) as "taken!", coalesce(t.refused, 0) as "refused!", coalesce(t.open, 0) as "open!",
               a.balance + coalesce((select sum(l.amount) from leg l where l.account_id = a.id and l.number is null), 0)::bigint as "owes!"
        from gateway g
        join account a on a.id = g.clearing
        left join lateral (
          select count(*) filter (where status = 'taken') as taken, count(*) filter (where status = 'refused') as refused,
                 count(*) filter (where status = 'open') as open
          from payment_attempt where gateway = g.name and id >= $1
        ) t on true
        order by g.clearing
        "#,
        first,
    )
    .fetch_all(pool)
    .await?;
    let overrides = sqlx::query!(
        r#"
        select o.gateway, o.merchant_id, m.name, o.weight from gateway_for_merchant o join merchant m on m.id = o.merchant_id
        order by m.name, o.merchant_id limit 200
        "#
    )
    .fetch_all(pool)
    .await?;
    let views = rows.into_iter().map(|row| {
        let own = overrides.iter().filter(|own| own.gateway == row.name).map(|own| OverrideView {
            merchant_id: MerchantId(own.merchant_id),
            merchant_name: own.name.clone(),
            weight: own.weight,
        });
        Ok::<_, WorkError>(GatewaySwitchView {
            name: gateway(&row.name)?,
            is_enabled: row.is_enabled,
            weight: row.weight,
            overrides: own.collect(),
            taken: row.taken,
            refused: row.refused,
            open: row.open,
            owes: Paise::new(row.owes),
        })
    });
    Ok(views.collect::<Result<_, _>>()?)
}
