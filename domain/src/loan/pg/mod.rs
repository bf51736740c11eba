//! Loans in PostgreSQL: the commands, one file a verb, and what is read.

mod applicant; // the applicant beside the application
mod apply;
mod decide; // approve (and disburse) or reject
mod home; // the borrower's first page
mod lists; // loans in lists
mod loan_page; // everything about one loan
mod many; // many loans at once, for a graph of them
mod one; // one loan: itself, schedule, payoff, repayments
mod people; // people, as the admin sees them
mod receive; // what paying reads and writes, each in one statement
mod repay;
mod rows; // rows and what they become
mod timeline; // what happened, in words
mod today; // the admin's first page

pub use applicant::applicant;
pub use apply::Apply;
pub use decide::Decide;
pub use home::borrower_home;
pub use lists::{LoanFilter, all_loans, loans_of, pending};
pub use loan_page::loan_page;
pub use many::{loans_by_id, newest_repayments, schedules};
pub use one::{loan, payoff, repayments, schedule};
pub use people::{people, person_page};
pub use repay::Repay;
pub use rows::limits;

pub(crate) use receive::{LockedLoan, due_rows, lock_loan, write_receipt};
pub use today::today;
