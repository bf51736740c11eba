//! Who is asking, and proof of what they may do.
//!
//! A command that only an admin may give has a field of type [`Admin`]; the only way to get one is
//! [`Actor::as_admin`], so that a forgotten check does not compile.

use crate::{
    explain::Explanation,
    id::{MerchantId, PersonId, SignInId},
};
use serde::{Deserialize, Serialize};

/// What a person is to us. One person has one role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Role {
    /// A borrower.
    User,
    Merchant,
    Admin,
}

impl Role {
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::User => "USER",
            Role::Merchant => "MERCHANT",
            Role::Admin => "ADMIN",
        }
    }

    pub fn parse(text: &str) -> Option<Role> {
        match text {
            "USER" => Some(Role::User),
            "MERCHANT" => Some(Role::Merchant),
            "ADMIN" => Some(Role::Admin),
            _ => None,
        }
    }
}

/// Somebody whose credentials were checked in this request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub person: PersonId,
    pub role: Role,
    pub merchant: Option<MerchantId>,
    /// The sign-in they came with, so that they can end it.
    pub sign_in: Option<SignInId>,
}

/// Proof that the asker is a borrower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Borrower(PersonId);

/// Proof that the asker is an admin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admin(PersonId);

/// Proof that the asker acts for a merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MerchantUser {
    person: PersonId,
    merchant: MerchantId,
}

/// Whose objects the asker may read: their own, or everybody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    Own(PersonId),
    All(Admin),
}

impl Actor {
    pub fn as_borrower(&self) -> Result<Borrower, Explanation> {
        match self.role {
            Role::User => Ok(Borrower(self.person)),
            Role::Merchant | Role::Admin => Err(Explanation::not_authorized()),
        }
    }

    pub fn as_admin(&self) -> Result<Admin, Explanation> {
        match self.role {
            Role::Admin => Ok(Admin(self.person)),
            Role::User | Role::Merchant => Err(Explanation::not_authorized()),
        }
    }

    pub fn as_merchant(&self) -> Result<MerchantUser, Explanation> {
        match (self.role, self.merchant) {
            (Role::Merchant, Some(merchant)) => Ok(MerchantUser { person: self.person, merchant }),
            _ => Err(Explanation::not_authorized()),
        }
    }

    /// A borrower reads what is theirs, an admin reads all of it.
    pub fn as_borrower_or_admin(&self) -> Result<Reader, Explanation> {
        match self.role {
            Role::User => Ok(Reader::Own(self.person)),
            Role::Admin => Ok(Reader::All(Admin(self.person))),
            Role::Merchant => Err(Explanation::not_authorized()),
        }
    }
}

impl Borrower {
    pub const fn person(self) -> PersonId {
        self.0
    }
}

impl Admin {
    pub const fn person(self) -> PersonId {
        self.0
    }
}

impl MerchantUser {
    pub const fn person(self) -> PersonId {
        self.person
    }

    pub const fn merchant(self) -> MerchantId {
        self.merchant
    }
}

impl Reader {
    /// `None` for an admin, who reads everybody's; for use in a query's `$n is null or owner = $n`.
    pub const fn only(self) -> Option<PersonId> {
        match self {
            Reader::Own(person) => Some(person),
            Reader::All(_) => None,
        }
    }
}
