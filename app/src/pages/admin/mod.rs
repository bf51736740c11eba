//! The admin's pages: decide, look after, prove.

pub mod analytics; // the book as lenders measure it
pub mod approvals; // the queue, with the applicant beside it
pub mod audit; // who did what
pub mod days; // the ends of days, the clock
pub mod gateways; // how they do, and how often each is chosen
pub mod jobs; // what is done later, and who does it
pub mod ledger; // accounts, entries, "explain this balance"
pub mod loans; // all loans
pub mod bank_accounts; // everybody's, masked
pub mod merchants; // all merchants, and one of them
pub mod overdue; // who is, by class; what it costs; given up as lost
pub mod payments; // what merchants ask of their customers
pub mod people; // everybody, and one of them
pub mod proof; // every balance recomputed
pub mod simulator; // the pretend bank, told how to behave
pub mod stuck; // what does not get on, and why
pub mod today; // the day's figures
pub mod transfers; // all money across the bank, and one of them
pub mod webhooks; // what merchants' servers were told

pub(crate) use analytics::AnalyticsPage;
pub(crate) use approvals::{ApprovalPage, ApprovalsPage};
pub(crate) use audit::AuditPage;
pub(crate) use bank_accounts::AllBankAccountsPage;
pub(crate) use days::DaysPage;
pub(crate) use gateways::GatewaysPage;
pub(crate) use jobs::{JobPage, JobsPage};
pub(crate) use ledger::{AccountPage, EntriesPage, EntryPage, LedgerPage};
pub(crate) use loans::{AdminLoanPage, AdminLoansPage};
pub(crate) use merchants::{AdminMerchantPage, MerchantsPage};
pub(crate) use overdue::{OverdueListPage, WriteOffForm};
pub(crate) use payments::{AdminPaymentPage, AdminPaymentsPage};
pub(crate) use people::{PeoplePage, PersonPage};
pub(crate) use proof::ProofPage;
pub(crate) use simulator::SimulatorPage;
pub(crate) use stuck::StuckPage;
pub(crate) use today::TodayPage;
pub(crate) use transfers::{AdminTransferPage, AdminTransfersPage};
pub(crate) use webhooks::AdminWebhooksPage;
