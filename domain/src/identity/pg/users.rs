//! People as `GET /users` shows them: always masked.

use crate::{
    actor::{Actor, Admin, Role},
    debt::Standing,
    explain::{Explain, Explanation},
    id::PersonId,
    identity::{body::ChangeUserBody, view::UserView},
    masked::{CardEnd, Pan, PhoneNumber},
    money::Paise,
    page::{Page, PageRequest, Place},
    work::{Command, Failure, Meta, Record, Refused, Tx, Vault, WorkError, refuse},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgPool;
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

use super::sessions;

/// What a sealed value is for: one sealed for something else does not open.
const PHONE: &str = "person.phone";
const PAN: &str = "person.pan";

#[derive(Clone, Debug, Default)]
pub struct UserFilter {
    pub status: Option<Standing>,
}

struct UserRow {
    id: Uuid,
    name: String,
    role: String,
    is_active: bool,
    phone_masked: Option<String>,
    pan_masked: Option<String>,
    card_last4: Option<String>,
    status: Option<String>,
    credit_limit_paise: Option<i64>,
    created_at: DateTime<Utc>,
}

impl UserRow {
    fn view(self) -> Result<UserView, WorkError> {
        let status = self.status.as_deref().map_or(Some(Standing::Normal), Standing::parse);
        Ok(UserView {
            user_id: PersonId(self.id),
            full_name: self.name,
            role: Role::parse(&self.role).ok_or(WorkError::Broken("an unknown role is stored"))?,
            is_active: self.is_active,
            phone_number: self.phone_masked,
            pan: self.pan_masked,
            card_number: self.card_last4.map(|last4| CardEnd::of_last4(&last4).masked()),
            status: status.ok_or(WorkError::Broken("an unknown standing is stored"))?,
            credit_limit: self.credit_limit_paise.map(Paise::new),
            created_at: self.created_at,
        })
    }
}

macro_rules! user_rows {
    ($tail:literal $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            UserRow,
            r#"
            select p.id, p.name, p.role, p.is_active, p.phone_masked, p.pan_masked, p.card_last4, s.status as "status?",
                   coalesce(s.credit_limit_paise, case when s.person_id is not null then t.credit_limit_paise end) as "credit_limit_paise?", p.created_at
            from person p cross join plan_terms t left join standing s on s.person_id = p.id
            "# + $tail
            $(, $argument)*
        )
    };
}

/// Everybody, newest first; for admins.
pub async fn users(
    pool: &PgPool,
    _admin: Admin,
    filter: &UserFilter,
    page: PageRequest,
) -> Result<Page<UserView>, Refused> {
    let (older, newer) = (page.older_than(), page.newer_than());
    let ids = sqlx::query_scalar!(
        r#"
        with wanted as not materialized (
          select p.id, p.created_at from person p
          where $1::text is null or exists (select from standing s where s.person_id = p.id and s.status = $1)
        )
        select id as "id!" from (
          (select id from wanted where $2::uuid is null
             and (created_at, id) < (coalesce(to_timestamp_micros($5), 'infinity'), coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
           order by created_at desc, id desc limit $6 offset $7)
          union all
          (select id from wanted where $2::uuid is not null and (created_at, id) > (to_timestamp_micros($3), $2)
           order by created_at, id limit $6)
        ) page
        "#,
        filter.status.map(Standing::as_str),
        newer.map(|place| place.id),
        newer.map(|place| place.at),
        older.map(|place| place.id),
        older.map(|place| place.at),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    let rows = user_rows!("where p.id = any ($1) order by p.created_at desc, p.id desc", &ids)
        .fetch_all(pool)
        .await?;
    let views: Vec<UserView> = rows.into_iter().map(UserRow::view).collect::<Result<_, _>>()?;
    Ok(page.page(views, |user| Place { at: user.created_at.timestamp_micros(), id: user.user_id.0 }))
}

/// Oneself, or for an admin anybody; another is nobody.
pub async fn user(pool: &PgPool, actor: &Actor, id: PersonId) -> Result<UserView, Refused> {
    if actor.role != Role::Admin && actor.person != id {
        return Err(refuse(Explanation::not_found()));
    }
    let row = user_rows!("where p.id = $1", id.0).fetch_optional(pool).await?;
    Ok(row.ok_or_else(|| refuse(Explanation::not_found()))?.view()?)
}

/// For an admin these people, for others whichever of them they are themselves: one question, however many.
pub async fn users_by_id(
    pool: &PgPool,
    actor: &Actor,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, UserView>, Refused> {
    let only = (actor.role != Role::Admin).then_some(actor.person.0);
    let rows = user_rows!("where p.id = any ($1) and ($2::uuid is null or p.id = $2)", ids, only)
        .fetch_all(pool)
        .await?;
    rows.into_iter().map(|row| Ok((row.id, row.view()?))).collect()
}

/// Whatever was sent of it. What was not sent stays.
pub struct ChangeUser {
    actor: Actor,
    person: PersonId,
    full_name: Option<String>,
    phone: Option<PhoneNumber>,
    pan: Option<Pan>,
    card: Option<CardEnd>,
    /// These two are for admins.
    is_active: Option<bool>,
    credit_limit: Option<Paise>,
    vault: Arc<Vault>,
    meta: Meta,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeUserRefused {
    #[error("There is no such person.")]
    NotFound,
    #[error("You cannot switch off your own account.")]
    Yourself,
    #[error("Only a borrower has a credit limit.")]
    NoBorrower,
}

impl Explain for ChangeUserRefused {
    fn explain(&self) -> Explanation {
        match self {
            ChangeUserRefused::NotFound => Explanation::not_found(),
            ChangeUserRefused::Yourself => Explanation::validation("is_active", &self.to_string()),
            ChangeUserRefused::NoBorrower => Explanation::validation("credit_limit", &self.to_string()),
        }
    }
}

impl ChangeUserBody {
    pub fn parse(
        &self,
        actor: &Actor,
        person: PersonId,
        vault: Arc<Vault>,
        meta: Meta,
    ) -> Result<ChangeUser, Explanation> {
        let is_admin = actor.role == Role::Admin;
        if !is_admin && actor.person != person {
            return Err(Explanation::not_found());
        }
        if !is_admin && !(self.is_active.is_missing() && self.credit_limit.is_missing()) {
            return Err(Explanation::not_authorized());
        }
        let read = self.read()?;
        Ok(ChangeUser {
            actor: actor.clone(),
            person,
            full_name: read.full_name,
            phone: read.phone,
            pan: read.pan,
            card: read.card,
            is_active: read.is_active,
            credit_limit: read.credit_limit,
            vault,
            meta,
        })
    }
}

impl Command for ChangeUser {
    const NAME: &'static str = "identity.change_user";
    type Output = ();
    type Refusal = ChangeUserRefused;

    fn actor(&self) -> Option<PersonId> {
        Some(self.actor.person)
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<ChangeUserRefused>> {
        if self.is_active == Some(false) && self.person == self.actor.person {
            return Err(refuse(ChangeUserRefused::Yourself));
        }
        let seal = |purpose: &str, value: Option<&str>| {
            value.map(|value| self.vault.seal(purpose, self.person.0, value.as_bytes())).transpose()
        };
        let changed = sqlx::query!(
            r#"
            update person set name = coalesce($2, name), phone_sealed = coalesce($3, phone_sealed), phone_masked = coalesce($4, phone_masked),
                              pan_sealed = coalesce($5, pan_sealed), pan_masked = coalesce($6, pan_masked), card_last4 = coalesce($7, card_last4),
                              is_active = coalesce($8, is_active)
            where id = $1
            "#,
            self.person.0,
            self.full_name,
            seal(PHONE, self.phone.as_ref().map(PhoneNumber::expose))?,
            self.phone.as_ref().map(PhoneNumber::masked),
            seal(PAN, self.pan.as_ref().map(Pan::expose))?,
            self.pan.as_ref().map(Pan::masked),
            self.card.as_ref().map(CardEnd::expose),
            self.is_active,
        )
        .execute(tx.conn())
        .await?;
        if changed.rows_affected() == 0 {
            return Err(refuse(ChangeUserRefused::NotFound));
        }
        if self.is_active == Some(false) {
            sessions::end(tx, self.person, None, None, "account_closed").await?;
        }
        self.set_limit(tx).await?;
        // The audit says what changed, and of what is personal not to what.
        tx.record(
            Record::of("person", self.person.0)
                .after(json!({ "changed": self.changed(), "is_active": self.is_active, "credit_limit": self.credit_limit }))
                .tells(self.person.0),
        );
        Ok(())
    }
}

impl ChangeUser {
    async fn set_limit(&self, tx: &mut Tx) -> Result<(), Failure<ChangeUserRefused>> {
        let Some(limit) = self.credit_limit else { return Ok(()) };
        let now = tx.now();
        let set = sqlx::query!(
            "update standing set credit_limit_paise = $2, updated_at = $3 where person_id = $1",
            self.person.0,
            limit.get(),
            now,
        )
        .execute(tx.conn())
        .await?;
        if set.rows_affected() == 0 { Err(refuse(ChangeUserRefused::NoBorrower)) } else { Ok(()) }
    }

    fn changed(&self) -> Vec<&'static str> {
        [
            ("full_name", self.full_name.is_some()),
            ("phone_number", self.phone.is_some()),
            ("pan", self.pan.is_some()),
            ("card_number", self.card.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, is_sent)| is_sent.then_some(name))
        .collect()
    }
}
