//! Every identifier in one list. All are UUIDv7: sortable by time of making, and safe to make anywhere.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new one.
            #[cfg(feature = "pg")]
            #[must_use]
            #[expect(clippy::new_without_default, reason = "an id made by default would be a surprise")]
            pub fn new() -> Self {
                $name(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map($name)
            }
        }
    )+ };
}

ids! {
    /// A person: borrower, merchant's user or admin.
    PersonId,
    /// A shop or company that takes payments.
    MerchantId,
    /// One sign-in, on one device; also the family of its refresh tokens.
    SignInId,
    /// What a merchant's server signs in with; not the key itself.
    ApiKeyId,
    LoanId,
    RepaymentId,
    /// A ledger account.
    AccountId,
    /// A ledger entry.
    EntryId,
    /// One executed command: its audit row, event and idempotency record.
    CommandId,
    /// Something to be done later.
    JobId,
    /// A process that does jobs.
    WorkerId,
    /// Where a person or merchant has money at a bank.
    BankAccountId,
    /// A deposit, withdrawal or payout; also our reference at the bank.
    TransferId,
    /// An event that somebody sent us.
    WebhookInId,
    DiscrepancyId,
    /// What a merchant asks of its customer.
    PaymentId,
    /// One try of a payment at one gateway; also our reference there.
    AttemptId,
    /// Money that goes back to who paid; also our reference at the gateway.
    RefundId,
    /// A purchase that is paid in instalments.
    PlanId,
    /// One instalment, of a loan or a plan.
    InstalmentId,
    /// Where a merchant's server wants to hear what happens.
    EndpointId,
    /// What happened, as merchants' servers are told; travels as `webhook-id`.
    EventId,
    /// One event to one endpoint.
    DeliveryId,
    /// One request of a merchant's server, in its log.
    ApiRequestId,
}

/// The least id that something can have that was made so long before `now`: what is older lies below it.
#[cfg(feature = "pg")]
pub(crate) fn least_of_age(age: std::time::Duration, now: chrono::DateTime<chrono::Utc>) -> Uuid {
    let age = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
    let at = u128::try_from(now.timestamp_millis().saturating_sub(age)).unwrap_or_default();
    Uuid::from_u128(at << 80)
}
