//! The screens, a folder to each noun, and the server functions they ask.

pub mod admin; // decide, look after, prove
pub mod bank_accounts; // where money may be sent
pub mod calculator; // what a loan would cost
pub mod checkout; // where a merchant's customer pays
pub mod dashboard; // a borrower's first page
pub(crate) mod home; // what this is, and the calculator to try
pub mod debts; // what is overdue
pub mod developers; // keys for a merchant's servers
pub mod loans; // apply, watch, pay
pub mod merchant; // a merchant's first page
pub(crate) mod not_found;
pub mod notifications; // what a borrower is told
pub mod payments; // what merchants ask of their customers
pub mod plans; // buy now, pay later
pub mod refunds; // asked back by one, decided by another
pub mod register; // open an account
pub mod settings; // profile, password, devices
pub mod sign_in; // in and out
pub mod transfers; // money across the bank
pub mod wallet; // balance and movements
