//! Wallets in PostgreSQL.

mod history; // lines, pages of lines, statements
mod top_up; // money that arrived at the bank for a wallet

pub use history::{balance, balances, statement, transactions};
pub use top_up::TopUp;
