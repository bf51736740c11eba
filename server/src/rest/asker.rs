//! Who is asking, with the proof of what they may do.

use super::{
    page::{Asked, NoFilters},
    problem::Problem,
};
use crate::openapi::{Caller as May, Input, Operation};
use app::door::Visitor;
use axum::{
    extract::FromRequestParts,
    http::{Method, request::Parts},
};
use domain::{
    actor::{
        Actor, Admin, Borrower, ForMerchant, ForPayments, Holder, KeyHolder, MERCHANT_HEADER, MerchantReader,
        MerchantUser, Reader, Role,
    },
    api_key::Scope,
    explain::Explanation,
    id::MerchantId,
    payment::pg::RefundReader,
    plan::pg::PlanReader,
};

/// The asker, with the proof that the route needs: `As<Borrower>`, `As<Admin>`, or `As<Actor>` for anybody
/// who is signed in.
pub(super) struct As<P>(pub(super) P);

pub(super) trait Proof: Sized {
    /// Who can give it.
    const CALLERS: &'static [May];

    fn of(actor: &Actor) -> Result<Self, Explanation>;
}

impl Proof for Actor {
    const CALLERS: &'static [May] = &[May::User, May::Merchant, May::Admin];

    fn of(actor: &Actor) -> Result<Self, Explanation> {
        Ok(actor.clone())
    }
}

impl Proof for Borrower {
    const CALLERS: &'static [May] = &[May::User];

    fn of(actor: &Actor) -> Result<Self, Explanation> {
        actor.as_borrower()
    }
}

impl Proof for Admin {
    const CALLERS: &'static [May] = &[May::Admin];

    fn of(actor: &Actor) -> Result<Self, Explanation> {
        actor.as_admin()
    }
}

impl Proof for Reader {
    const CALLERS: &'static [May] = &[May::User, May::Admin];

    fn of(actor: &Actor) -> Result<Self, Explanation> {
        actor.as_borrower_or_admin()
    }
}

impl Proof for Holder {
    const CALLERS: &'static [May] = &[May::User, May::Merchant];

    fn of(actor: &Actor) -> Result<Self, Explanation> {
        actor.as_holder()
    }
}

impl Proof for MerchantUser {
    const CALLERS: &'static [May] = &[May::Merchant];

    fn of(actor: &Actor) -> Result<Self, Explanation> {
        actor.as_merchant()
    }
}

impl<P: Proof, S: Sync> FromRequestParts<S> for As<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(As(P::of(asker(parts)?)?))
    }
}

/// A person. A key is none, so that whatever is not made for keys is closed to them.
fn asker(parts: &Parts) -> Result<&Actor, Explanation> {
    match asking(parts)? {
        Asking::Person(actor) => Ok(actor),
        Asking::Key(_) => Err(Explanation {
            message: "A key cannot do this. Sign in as a person.".to_owned(),
            ..Explanation::not_authorized()
        }),
    }
}

/// Who may act for a merchant.
pub(crate) enum Asking<'a> {
    Person(&'a Actor),
    Key(&'a KeyHolder),
}

fn asking(parts: &Parts) -> Result<Asking<'_>, Explanation> {
    parts.extensions.get::<Visitor>().ok_or_else(Explanation::not_authenticated).and_then(Asking::of)
}

impl<'a> Asking<'a> {
    pub(crate) fn of(visitor: &'a Visitor) -> Result<Asking<'a>, Explanation> {
        let person = visitor.actor.as_ref().map(Asking::Person);
        person.or(visitor.key.as_ref().map(Asking::Key)).ok_or_else(Explanation::not_authenticated)
    }

    /// Which merchants' objects are within reach.
    pub(crate) fn as_merchant_reader(&self) -> Result<MerchantReader, Explanation> {
        MerchantReader::of(self, &Method::GET, None)
    }

    /// As which side of a purchase.
    pub(crate) fn as_party(&self) -> Result<Party, Explanation> {
        Ok(AsParty::of(self, &Method::GET, Ok(None))?.0)
    }
}

/// Where a read may say for which merchant it is.
pub(super) const MERCHANT_PARAMETER: &str = "merchant_id";

/// The asker, with the proof that they may act for the merchant that the request names, in a header or, where it
/// only reads, in a parameter: `AsMerchant<ForMerchant>` for one merchant's, `AsMerchant<MerchantReader>` for a list
/// that an admin may read over all.
pub(super) struct AsMerchant<P>(pub(super) P);

pub(super) trait MerchantProof: Sized {
    /// The scope that a key needs for it.
    fn scope(method: &Method) -> Scope;
    fn of(asking: &Asking<'_>, method: &Method, named: Option<MerchantId>) -> Result<Self, Explanation>;
}

impl MerchantProof for ForMerchant {
    /// What a key changes for a merchant are payouts; who takes payments asks for a proof of its own.
    fn scope(method: &Method) -> Scope {
        if reads(method) { Scope::Read } else { Scope::Payouts }
    }

    fn of(asking: &Asking<'_>, method: &Method, named: Option<MerchantId>) -> Result<Self, Explanation> {
        match asking {
            Asking::Person(actor) => actor.for_merchant(named),
            Asking::Key(key) => key.for_merchant(named, Self::scope(method)),
        }
    }
}

impl MerchantProof for ForPayments {
    fn scope(_: &Method) -> Scope {
        Scope::Payments
    }

    fn of(asking: &Asking<'_>, _: &Method, named: Option<MerchantId>) -> Result<Self, Explanation> {
        match asking {
            Asking::Person(actor) => ForPayments::of_person(actor, named),
            Asking::Key(key) => ForPayments::of_key(key, named),
        }
    }
}

impl MerchantProof for MerchantReader {
    fn scope(_: &Method) -> Scope {
        Scope::Read
    }

    fn of(asking: &Asking<'_>, _: &Method, named: Option<MerchantId>) -> Result<Self, Explanation> {
        match asking {
            Asking::Person(actor) => actor.as_merchant_reader(named),
            Asking::Key(key) => key.as_merchant_reader(named),
        }
    }
}

impl<P: MerchantProof, S: Send + Sync> FromRequestParts<S> for AsMerchant<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        // Whoever acts for no merchant at all hears that first, whatever they named.
        if let Asking::Person(actor) = asking(parts)? {
            actor.as_merchant_reader(None)?;
        }
        let mut named = Vec::new();
        for value in parts.headers.get_all(MERCHANT_HEADER) {
            named.push(merchant_id(MERCHANT_HEADER, value.to_str().unwrap_or_default())?);
        }
        if reads(&parts.method) {
            let asked = Asked::<NoFilters>::from_request_parts(parts, state).await?;
            if let Some(text) = asked.get(MERCHANT_PARAMETER) {
                named.push(merchant_id(MERCHANT_PARAMETER, text)?);
            }
        }
        let proof = |named| P::of(&asking(parts)?, &parts.method, named);
        for merchant in &named {
            // Another's is refused before two that disagree are.
            proof(Some(*merchant))?;
        }
        named.dedup();
        match named[..] {
            [] => Ok(AsMerchant(proof(None)?)),
            [merchant] => Ok(AsMerchant(proof(Some(merchant))?)),
            _ => {
                let sentence = "The request names two merchants. Name one.";
                Err(Explanation::validation(MERCHANT_HEADER, sentence).into())
            }
        }
    }
}

/// A side of a purchase: who bought, who sold, or an admin. What is a merchant's is open to its keys as well: to read with that
/// scope, to change with that of payments.
pub(crate) enum Party {
    Borrower(Borrower),
    Merchant(ForMerchant),
    Admin(Admin),
}

/// With the merchant that an admin named in the header: its lists are that merchant's then.
pub(super) struct AsParty(pub(super) Party, pub(super) Option<MerchantId>);

impl<S: Send + Sync> FromRequestParts<S> for AsParty {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let named = parts.headers.get(MERCHANT_HEADER);
        let named = named.map(|id| merchant_id(MERCHANT_HEADER, id.to_str().unwrap_or_default())).transpose();
        Ok(AsParty::of(&asking(parts)?, &parts.method, named)?)
    }
}

impl AsParty {
    /// `named`: in the header; whether it can be read is of no concern to whoever may not ask at all.
    fn of(
        asking: &Asking<'_>,
        method: &Method,
        named: Result<Option<MerchantId>, Explanation>,
    ) -> Result<AsParty, Explanation> {
        let mut of_admin = None;
        let party = match asking {
            Asking::Key(key) => {
                let scope = if reads(method) { Scope::Read } else { Scope::Payments };
                Party::Merchant(key.for_merchant(named?, scope)?)
            }
            Asking::Person(actor) => match actor.role {
                Role::User => {
                    named?;
                    Party::Borrower(actor.as_borrower()?)
                }
                Role::Merchant => Party::Merchant(actor.for_merchant(named?)?),
                Role::Admin => {
                    let admin = actor.as_admin()?;
                    of_admin = named?;
                    Party::Admin(admin)
                }
            },
        };
        Ok(AsParty(party, of_admin))
    }

    /// Whose list is wanted, where a parameter may say it. A merchant's is its own; another's is refused whether it exists or not.
    pub(super) fn merchant<F>(&self, asked: &Asked<F>) -> Result<Option<MerchantId>, Explanation> {
        let named: Option<MerchantId> = super::page::id_of(asked, MERCHANT_PARAMETER)?;
        match &self.0 {
            Party::Merchant(own) if named.is_some_and(|named| named != own.merchant()) => {
                Err(Explanation::not_authorized())
            }
            _ => Ok(named.or(self.1)),
        }
    }
}

impl From<&Party> for PlanReader {
    fn from(party: &Party) -> PlanReader {
        match party {
            Party::Borrower(borrower) => PlanReader::Borrower(borrower.person()),
            Party::Merchant(merchant) => PlanReader::Merchant(merchant.merchant()),
            Party::Admin(admin) => PlanReader::All(*admin),
        }
    }
}

impl From<&Party> for RefundReader {
    fn from(party: &Party) -> RefundReader {
        match party {
            Party::Borrower(borrower) => RefundReader::Payer(borrower.person()),
            Party::Merchant(merchant) => RefundReader::Merchant(merchant.merchant()),
            Party::Admin(admin) => RefundReader::All(*admin),
        }
    }
}

/// Axum answers HEAD by the handler of GET.
fn reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

fn merchant_id(field: &str, text: &str) -> Result<MerchantId, Explanation> {
    text.trim().parse().map_err(|_| Explanation::validation(field, "This is not an identifier of ours."))
}

// What each of these says to the OpenAPI document.

impl<P: Proof> Input for As<P> {
    fn describe(operation: &mut Operation<'_>) {
        operation.callers(P::CALLERS);
    }
}

impl<P: MerchantProof> Input for AsMerchant<P> {
    fn describe(operation: &mut Operation<'_>) {
        let scope = P::scope(operation.method());
        operation.callers(&[May::Merchant, May::Admin, May::Key(scope.as_str())]);
        operation.shared("MerchantHeader");
        operation.refuses(400);
        // A merchant that an admin names and that there is not.
        operation.refuses(404);
    }
}

impl Input for AsParty {
    fn describe(operation: &mut Operation<'_>) {
        let scope = if reads(operation.method()) { Scope::Read } else { Scope::Payments };
        operation.callers(&[May::User, May::Merchant, May::Admin, May::Key(scope.as_str())]);
        operation.shared("MerchantHeader");
        operation.refuses(400);
    }
}
