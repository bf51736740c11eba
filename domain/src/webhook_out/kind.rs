//! What can happen that a merchant's server may want to know.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($variant:ident = $name:literal, $words:literal;)+) => {
        /// A kind of event, by its name in the contract.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum EventKind {
            $($variant),+
        }

        impl EventKind {
            pub const ALL: &'static [EventKind] = &[$(EventKind::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self {
                    $(EventKind::$variant => $name),+
                }
            }

            /// In a person's words.
            pub const fn words(self) -> &'static str {
                match self {
                    $(EventKind::$variant => $words),+
                }
            }
        }
    };
}

kinds! {
    PaymentCreated = "payment.created", "A payment was created";
    PaymentProcessing = "payment.processing", "A payment is with a gateway";
    PaymentSucceeded = "payment.succeeded", "A payment succeeded";
    PaymentFailed = "payment.failed", "A payment failed";
    PaymentRefunded = "payment.refunded", "A payment was refunded in full";
    PaymentPartiallyRefunded = "payment.partially_refunded", "A part of a payment was refunded";
    RefundCreated = "refund.created", "A refund was asked for";
    RefundApproved = "refund.approved", "A refund was approved";
    RefundRejected = "refund.rejected", "A refund was rejected";
    RefundCompleted = "refund.completed", "A refund arrived";
    RefundFailed = "refund.failed", "A refund failed";
    RefundCancelled = "refund.cancelled", "A refund was cancelled";
    PlanCreated = "plan.created", "A purchase on instalments";
    PlanInstallmentPaid = "plan.installment_paid", "Instalments of a plan were paid";
    PlanOverdue = "plan.overdue", "An instalment of a plan is overdue";
    PlanCompleted = "plan.completed", "A plan was paid off";
    PlanCancelled = "plan.cancelled", "A plan was cancelled";
    PayoutCreated = "payout.created", "A payout was asked for";
    PayoutProcessing = "payout.processing", "A payout is with the bank";
    PayoutCompleted = "payout.completed", "A payout arrived";
    PayoutFailed = "payout.failed", "A payout failed";
}

impl EventKind {
    pub fn parse(text: &str) -> Option<EventKind> {
        EventKind::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }
}

/// Which kinds an endpoint wants: `*` for all that there are and will be, or some, each once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Wanted(Vec<String>);

impl Wanted {
    pub const EVERYTHING: &'static str = "*";

    pub fn everything() -> Wanted {
        Wanted(vec![Wanted::EVERYTHING.to_owned()])
    }

    /// `None` where there is none, or one that does not exist.
    pub fn parse<T: AsRef<str>>(names: &[T]) -> Option<Wanted> {
        let (all, some): (Vec<&str>, Vec<&str>) =
            names.iter().map(AsRef::as_ref).partition(|name| *name == Wanted::EVERYTHING);
        let some: Option<Vec<EventKind>> = some.into_iter().map(EventKind::parse).collect();
        let some = some?;
        if !all.is_empty() {
            return Some(Wanted::everything());
        }
        let kinds = EventKind::ALL.iter().filter(|kind| some.contains(kind));
        let names: Vec<String> = kinds.map(|kind| kind.as_str().to_owned()).collect();
        (!names.is_empty()).then_some(Wanted(names))
    }

    /// As it is stored, whatever version of the program stored it.
    #[cfg(feature = "pg")]
    pub(crate) fn stored(names: Vec<String>) -> Wanted {
        Wanted(names)
    }

    pub fn names(&self) -> &[String] {
        &self.0
    }

    pub fn is_everything(&self) -> bool {
        self.0.iter().any(|name| name == Wanted::EVERYTHING)
    }

    pub fn includes(&self, kind: EventKind) -> bool {
        self.is_everything() || self.0.iter().any(|name| name == kind.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read_again_it_is_the_same() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::parse(kind.as_str()), Some(*kind));
            assert!(!kind.words().is_empty());
        }
        assert_eq!(EventKind::parse("payout"), None);
    }

    #[test]
    fn an_endpoint_wants_everything_or_what_it_names() {
        let read = |names: &[&str]| Wanted::parse(names).map(|wanted| wanted.names().join(" "));
        assert_eq!(read(&["*"]).as_deref(), Some("*"));
        assert_eq!(read(&["payout.failed", "*"]).as_deref(), Some("*"));
        let twice = ["payout.failed", "payout.created", "payout.failed"];
        assert_eq!(read(&twice).as_deref(), Some("payout.created payout.failed"));
        for bad in [&[][..], &[""], &["payout.*"], &["*", "nothing"], &["PAYOUT.FAILED"]] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
        let some = Wanted::parse(&["payout.failed"]).unwrap();
        assert!(some.includes(EventKind::PayoutFailed) && !some.includes(EventKind::PayoutCreated));
        assert!(Wanted::everything().includes(EventKind::PayoutCreated));
    }
}
