//! The admin's pages: decide, look after, prove.

pub mod approvals; // the queue, with the applicant beside it
pub mod ledger; // accounts, entries, "explain this balance"
pub mod loans; // all loans
pub mod people; // everybody, and one of them
pub mod proof; // every balance recomputed
pub mod today; // the day's figures

pub(crate) use approvals::{ApprovalPage, ApprovalsPage};
pub(crate) use ledger::{AccountPage, EntriesPage, EntryPage, LedgerPage};
pub(crate) use loans::{AdminLoanPage, AdminLoansPage};
pub(crate) use people::{PeoplePage, PersonPage};
pub(crate) use proof::ProofPage;
pub(crate) use today::TodayPage;
