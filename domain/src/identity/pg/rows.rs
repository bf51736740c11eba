//! What is read of people.

use crate::{
    actor::{Actor, Role},
    id::{MerchantId, PersonId, SignInId},
    identity::view::PersonView,
    work::WorkError,
};
use chrono::{DateTime, Utc};
use uuid::Uuid;

pub(crate) struct PersonRow {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: String,
    pub(crate) merchant_id: Option<Uuid>,
    pub(crate) created_at: DateTime<Utc>,
}

impl PersonRow {
    pub(crate) fn view(self) -> Result<PersonView, WorkError> {
        Ok(PersonView {
            id: PersonId(self.id),
            role: role(&self.role)?,
            name: self.name,
            email: self.email,
            merchant_id: self.merchant_id.map(MerchantId),
            created_at: self.created_at,
        })
    }
}

pub(crate) fn role(text: &str) -> Result<Role, WorkError> {
    Role::parse(text).ok_or(WorkError::Broken("an unknown role is stored"))
}

pub(crate) fn actor(person: &PersonView, sign_in: SignInId) -> Actor {
    Actor { person: person.id, role: person.role, merchant: person.merchant_id, sign_in: Some(sign_in) }
}
