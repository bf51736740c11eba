//! Who is asking, and proof of what they may do.
//!
//! A command that only an admin may give has a field of type [`Admin`]; the only way to get one is
//! [`Actor::as_admin`], so that a forgotten check does not compile.

use crate::{
    api_key::{Scope, Scopes},
    explain::Explanation,
    id::{ApiKeyId, MerchantId, PersonId, SignInId},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where a program says for which merchant it acts.
pub const MERCHANT_HEADER: &str = "X-Merchant-Id";

/// What a person is to us. One person has one role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// A merchant's server that came with a key. It is nobody: what only people may do it cannot even ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyHolder {
    key: ApiKeyId,
    merchant: MerchantId,
    made_by: PersonId,
    scopes: Scopes,
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

/// Whose bank accounts the asker may keep and use: a borrower's own, or a merchant's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    Person(Borrower),
    Merchant(MerchantUser),
}

/// Proof that the asker may act for this merchant: its own user or key, or an admin who named it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForMerchant {
    merchant: MerchantId,
    by: PersonId,
}

/// The same for taking payments, and for giving them back: a key needs another scope for it than for payouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForPayments(ForMerchant);

impl ForPayments {
    /// For whoever has asked for that very proof.
    pub fn of_person(actor: &Actor, named: Option<MerchantId>) -> Result<ForPayments, Explanation> {
        actor.for_merchant(named).map(ForPayments)
    }

    pub fn of_key(key: &KeyHolder, named: Option<MerchantId>) -> Result<ForPayments, Explanation> {
        key.for_merchant(named, Scope::Payments).map(ForPayments)
    }
}

impl From<ForPayments> for ForMerchant {
    fn from(proof: ForPayments) -> ForMerchant {
        proof.0
    }
}

/// Which merchants' objects the asker may read: one's, or everybody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MerchantReader {
    One(MerchantId),
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

    pub fn as_holder(&self) -> Result<Holder, Explanation> {
        match self.role {
            Role::User => self.as_borrower().map(Holder::Person),
            Role::Merchant => self.as_merchant().map(Holder::Merchant),
            Role::Admin => Err(Explanation::not_authorized()),
        }
    }

    /// A merchant's user acts for their own and need not name it; an admin for any, and must say for which.
    pub fn for_merchant(&self, named: Option<MerchantId>) -> Result<ForMerchant, Explanation> {
        match self.as_merchant_reader(named)? {
            MerchantReader::One(merchant) => Ok(ForMerchant { merchant, by: self.person }),
            MerchantReader::All(_) => {
                Err(Explanation::validation(MERCHANT_HEADER, "Say for which merchant, by its id."))
            }
        }
    }

    /// A merchant's user reads what is the merchant's; an admin one merchant's or, naming none, everybody's.
    /// Another's is refused whether it exists or not.
    pub fn as_merchant_reader(&self, named: Option<MerchantId>) -> Result<MerchantReader, Explanation> {
        match self.role {
            Role::User => Err(Explanation::not_authorized()),
            Role::Merchant => {
                let own = self.as_merchant()?.merchant();
                if named.is_some_and(|named| named != own) {
                    return Err(Explanation::not_authorized());
                }
                Ok(MerchantReader::One(own))
            }
            Role::Admin => Ok(named.map_or(MerchantReader::All(Admin(self.person)), MerchantReader::One)),
        }
    }
}

impl KeyHolder {
    /// For whoever has looked the key up.
    pub fn new(key: ApiKeyId, merchant: MerchantId, made_by: PersonId, scopes: Scopes) -> KeyHolder {
        KeyHolder { key, merchant, made_by, scopes }
    }

    pub const fn key(&self) -> ApiKeyId {
        self.key
    }

    pub const fn merchant(&self) -> MerchantId {
        self.merchant
    }

    /// Who is answerable for what it does.
    pub const fn made_by(&self) -> PersonId {
        self.made_by
    }

    /// For its own merchant, and only what it was made for.
    pub fn for_merchant(&self, named: Option<MerchantId>, scope: Scope) -> Result<ForMerchant, Explanation> {
        if named.is_some_and(|named| named != self.merchant) {
            return Err(Explanation::not_authorized());
        }
        if !self.scopes.include(scope) {
            return Err(Explanation {
                message: format!("This key was not made for that: it lacks the scope {}.", scope.as_str()),
                ..Explanation::not_authorized()
            });
        }
        Ok(ForMerchant { merchant: self.merchant, by: self.made_by })
    }

    pub fn as_merchant_reader(&self, named: Option<MerchantId>) -> Result<MerchantReader, Explanation> {
        Ok(MerchantReader::One(self.for_merchant(named, Scope::Read)?.merchant()))
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

impl Holder {
    /// As it stands in the rows that belong to them.
    pub const fn owner(self) -> Uuid {
        match self {
            Holder::Person(borrower) => borrower.person().0,
            Holder::Merchant(user) => user.merchant().0,
        }
    }

    /// Who is asking.
    pub const fn person(self) -> PersonId {
        match self {
            Holder::Person(borrower) => borrower.person(),
            Holder::Merchant(user) => user.person(),
        }
    }
}

impl ForMerchant {
    pub const fn merchant(self) -> MerchantId {
        self.merchant
    }

    /// The merchant's user or the admin.
    pub const fn by(self) -> PersonId {
        self.by
    }
}

impl MerchantReader {
    /// `None` for an admin who named none; for use in a query's `$n is null or owner = $n`.
    pub const fn only(self) -> Option<MerchantId> {
        match self {
            MerchantReader::One(merchant) => Some(merchant),
            MerchantReader::All(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: MerchantId = MerchantId(Uuid::from_u128(1));
    const OTHER: MerchantId = MerchantId(Uuid::from_u128(2));

    fn actor(role: Role) -> Actor {
        let merchant = (role == Role::Merchant).then_some(OWN);
        Actor { person: PersonId(Uuid::from_u128(9)), role, merchant, sign_in: None }
    }

    #[track_caller]
    fn acts(role: Role, named: Option<MerchantId>, expected: Result<MerchantId, &str>) {
        let proof = actor(role).for_merchant(named);
        let found = proof.as_ref().map(|proof| proof.merchant()).map_err(|why| why.code.as_str());
        assert_eq!(found, expected, "{role:?} {named:?}");
    }

    #[test]
    fn a_merchant_acts_for_itself_and_an_admin_for_the_one_that_is_named() {
        acts(Role::Merchant, None, Ok(OWN));
        acts(Role::Merchant, Some(OWN), Ok(OWN));
        acts(Role::Merchant, Some(OTHER), Err("not_authorized"));
        acts(Role::Admin, Some(OTHER), Ok(OTHER));
        acts(Role::Admin, None, Err("validation_error"));
        acts(Role::User, None, Err("not_authorized"));
        acts(Role::User, Some(OWN), Err("not_authorized"));
    }

    #[test]
    fn a_key_acts_for_its_own_merchant_within_its_scopes() {
        let holder = |scopes: &[&str]| {
            let scopes = Scopes::parse(scopes).unwrap();
            KeyHolder::new(ApiKeyId(Uuid::from_u128(5)), OWN, PersonId(Uuid::from_u128(9)), scopes)
        };
        for (scopes, named, scope, may) in [
            (&["payouts"][..], None, Scope::Payouts, true),
            (&["payouts"], Some(OWN), Scope::Payouts, true),
            (&["payouts"], Some(OTHER), Scope::Payouts, false),
            (&["payouts"], None, Scope::Payments, false),
            (&["payments", "read"], None, Scope::Payouts, false),
        ] {
            let acting = holder(scopes).for_merchant(named, scope);
            assert_eq!(acting.map(ForMerchant::merchant).ok(), may.then_some(OWN), "{scopes:?} {named:?}");
        }
        assert_eq!(holder(&["read"]).as_merchant_reader(None).unwrap().only(), Some(OWN));
        assert!(holder(&["payouts"]).as_merchant_reader(None).is_err());
        assert!(holder(&["read"]).as_merchant_reader(Some(OTHER)).is_err());
    }

    #[test]
    fn only_an_admin_who_names_none_reads_everybodys() {
        let only = |role, named| actor(role).as_merchant_reader(named).map(MerchantReader::only);
        assert_eq!(only(Role::Admin, None), Ok(None));
        assert_eq!(only(Role::Admin, Some(OTHER)), Ok(Some(OTHER)));
        assert_eq!(only(Role::Merchant, None), Ok(Some(OWN)));
        assert!(only(Role::Merchant, Some(OTHER)).is_err() && only(Role::User, None).is_err());
    }

    #[test]
    fn borrowers_and_merchants_have_bank_accounts_and_admins_none() {
        assert_eq!(actor(Role::User).as_holder().unwrap().owner(), Uuid::from_u128(9));
        assert_eq!(actor(Role::Merchant).as_holder().unwrap().owner(), OWN.0);
        assert!(actor(Role::Admin).as_holder().is_err());
    }
}
