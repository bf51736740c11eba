//! Ways from one object to the next. What many objects ask for is read at once, for whoever asks: what is not theirs to see
//! is not there.

use super::ask::Ask;
use crate::{
    gate::limits::Bucket,
    rest::{Asking, problem::Problem},
};
use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use domain::{
    actor::{Actor, Reader},
    explain::Explanation,
    identity, loan, merchant, payment,
    payment::pg::RefundReader,
    plan::{self, pg::PlanReader},
    wallet,
    work::Refused,
};
use serde::Serialize;
use serde_json::Value as Json;
use std::{collections::HashMap, sync::Arc};
use tracing::Instrument;
use uuid::Uuid;

/// Of repayments and refunds of one object; all of them are in the lists at the root.
const NEWEST: u32 = 20;
/// No loan has more instalments.
const LONGEST: u32 = 60;

/// What can be gone to from somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum What {
    User,
    Balance,
    Loan,
    Schedule,
    Repayments,
    Merchant,
    Payment,
    Plan,
    Refunds,
}

pub(super) struct Link {
    /// Shapes of the document that have it.
    pub(super) of: &'static [&'static str],
    pub(super) name: &'static str,
    /// Where in the object the id is that it goes by.
    pub(super) by: &'static str,
    pub(super) what: What,
}

const fn link(of: &'static [&'static str], name: &'static str, by: &'static str, what: What) -> Link {
    Link { of, name, by, what }
}

pub(super) const LINKS: [Link; 13] = [
    link(&["PersonView"], "user", "/id", What::User),
    link(
        &[
            "LoanView",
            "WalletTransferView",
            "BalanceView",
            "TransactionView",
            "DebtView",
            "OverdueBorrowerView",
        ],
        "user",
        "/user_id",
        What::User,
    ),
    link(&["PlanView"], "buyer", "/user/user_id", What::User),
    link(&["UserView"], "balance", "/user_id", What::Balance),
    link(&["RepaymentView", "OverdueView", "PayoffView"], "loan", "/loan_id", What::Loan),
    link(&["LoanView"], "schedule", "/id", What::Schedule),
    link(&["LoanView"], "repayments", "/id", What::Repayments),
    link(
        &["PlanView", "PaymentView", "RefundView", "PayoutView", "MerchantBalanceView", "LedgerLineView"],
        "merchant",
        "/merchant_id",
        What::Merchant,
    ),
    link(&["PersonView"], "merchant", "/merchant_id", What::Merchant),
    link(&["PlanView", "RefundView"], "payment", "/payment_id", What::Payment),
    link(&["RefundView", "OverdueView"], "plan", "/plan_id", What::Plan),
    link(&["PlanView"], "refunds", "/payment_id", What::Refunds),
    link(&["PaymentView"], "refunds", "/id", What::Refunds),
];

impl What {
    /// The shape it has in the document, and how many there are at most; one where nothing is said.
    pub(super) const fn shape(self) -> (&'static str, Option<u32>) {
        match self {
            What::User => ("UserView", None),
            What::Balance => ("BalanceView", None),
            What::Loan => ("LoanView", None),
            What::Schedule => ("ScheduleRowView", Some(LONGEST)),
            What::Repayments => ("RepaymentView", Some(NEWEST)),
            What::Merchant => ("MerchantView", None),
            What::Payment => ("PaymentView", None),
            What::Plan => ("PlanView", None),
            What::Refunds => ("RefundView", Some(NEWEST)),
        }
    }

    pub(super) const fn words(self) -> &'static str {
        match self {
            What::User => "Whose it is, masked. Null where that is not for you to see.",
            What::Balance => "What their wallet holds; null for whoever has none.",
            What::Loan => "The loan that it belongs to.",
            What::Schedule => "Its instalments as they stand.",
            What::Repayments => "The newest twenty.",
            What::Merchant => "The merchant; null for borrowers.",
            What::Payment => "The payment beneath it, as lists show it; null for borrowers.",
            What::Plan => "The plan that it belongs to.",
            What::Refunds => "The newest twenty.",
        }
    }
}

pub(super) type Links = DataLoader<Reads, HashMapCache>;

pub(super) struct Reads(Arc<Ask>);

/// Of one request: nothing that one person saw is kept for another.
pub(super) fn loader(ask: Arc<Ask>) -> Links {
    let spawn = |read: futures::future::BoxFuture<'static, ()>| tokio::spawn(read.in_current_span());
    DataLoader::with_cache(Reads(ask), spawn, HashMapCache::default())
}

impl Loader<(What, Uuid)> for Reads {
    type Value = Arc<Json>;
    type Error = Problem;

    async fn load(&self, keys: &[(What, Uuid)]) -> Result<HashMap<(What, Uuid), Arc<Json>>, Problem> {
        let mut wanted: HashMap<What, Vec<Uuid>> = HashMap::new();
        for (what, id) in keys {
            wanted.entry(*what).or_default().push(*id);
        }
        let mut found = HashMap::with_capacity(keys.len());
        for (what, ids) in wanted {
            let read = self.read(what, &ids).await?;
            found.extend(read.into_iter().map(|(id, value)| ((what, id), Arc::new(value))));
        }
        Ok(found)
    }
}

type Found = Result<HashMap<Uuid, Json>, Problem>;

impl Reads {
    async fn read(&self, what: What, ids: &[Uuid]) -> Found {
        self.0.note_read();
        let pool = &self.0.kist.pool;
        let asking = Asking::of(&self.0.visitor)?;
        match what {
            What::User => match person(&asking) {
                Some(actor) => told(identity::pg::users_by_id(pool, actor, ids).await),
                None => nothing(),
            },
            What::Balance => match reader(&asking) {
                // The limit of its routes, for all balances that are read together.
                Some(reader) => {
                    self.0.counted(Some(Bucket::Balance)).await?;
                    told(wallet::pg::balances(pool, reader, ids).await)
                }
                None => nothing(),
            },
            What::Loan => match reader(&asking) {
                Some(reader) => told(loan::pg::loans_by_id(pool, reader, ids).await),
                None => nothing(),
            },
            What::Schedule => match reader(&asking) {
                Some(reader) => told(loan::pg::schedules(pool, reader, ids).await),
                None => nothing(),
            },
            What::Repayments => match reader(&asking) {
                Some(reader) => told(loan::pg::newest_repayments(pool, reader, ids, NEWEST.into()).await),
                None => nothing(),
            },
            What::Merchant => match asking.as_merchant_reader() {
                Ok(reader) => told(merchant::pg::merchants_by_id(pool, reader, ids).await),
                Err(_) => nothing(),
            },
            What::Payment => match asking.as_merchant_reader() {
                Ok(reader) => told(payment::pg::payments_by_id(pool, reader, ids).await),
                Err(_) => nothing(),
            },
            What::Plan => match asking.as_party() {
                Ok(party) => told(plan::pg::plans_by_id(pool, PlanReader::from(&party), ids).await),
                Err(_) => nothing(),
            },
            What::Refunds => match asking.as_party() {
                Ok(party) => told(
                    payment::pg::newest_refunds(pool, RefundReader::from(&party), ids, NEWEST.into()).await,
                ),
                Err(_) => nothing(),
            },
        }
    }
}

fn nothing() -> Found {
    Ok(HashMap::new())
}

fn told<T: Serialize>(found: Result<HashMap<Uuid, T>, Refused>) -> Found {
    let json = |(id, view): (Uuid, T)| Some((id, serde_json::to_value(view).ok()?));
    found?.into_iter().map(|found| json(found).ok_or_else(|| Explanation::internal().into())).collect()
}

fn person<'a>(asking: &Asking<'a>) -> Option<&'a Actor> {
    match asking {
        Asking::Person(actor) => Some(actor),
        Asking::Key(_) => None,
    }
}

fn reader(asking: &Asking<'_>) -> Option<Reader> {
    person(asking)?.as_borrower_or_admin().ok()
}

/// Whether such objects may be read by whoever asks, so that none there are is an empty list and not null.
pub(super) fn is_open(ask: &Ask, what: What) -> bool {
    let Ok(asking) = Asking::of(&ask.visitor) else { return false };
    match what {
        What::User => person(&asking).is_some(),
        What::Balance | What::Loan | What::Schedule | What::Repayments => reader(&asking).is_some(),
        What::Merchant | What::Payment => asking.as_merchant_reader().is_ok(),
        What::Plan | What::Refunds => asking.as_party().is_ok(),
    }
}
