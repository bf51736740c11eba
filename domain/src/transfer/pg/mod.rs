//! Transfers in PostgreSQL.

mod deposit; // asked for by a borrower
mod withdraw; // asked for by a borrower
mod payout; // asked for for a merchant
mod request; // what the three have in common
mod send; // before the bank is asked
mod settle; // after the bank has said
mod tell; // the merchant's servers, of its payouts
mod webhook; // what the bank says by itself
mod watch; // what is under way, and what is stuck
mod mend; // what admins do about it
mod attention; // what asks for an admin, counted
mod lists; // one, and many
mod rows;

pub use attention::attention;
pub use deposit::RequestDeposit;
pub use lists::{
    TransferFilter, Whose, payout, payouts, transfer_page, transfers, wallet_transfer, wallet_transfers,
};
pub use mend::{Discrepancies, LookNow, ResolveDiscrepancy, discrepancies};
pub use payout::RequestPayout;
pub use request::Requested;
pub use send::{Send, SendRefused, known, note_contact};
pub use settle::{Settle, Settled};
pub use watch::{recover, stuck};
pub use webhook::{Applied, ApplyWebhook, ReceiveWebhook};
pub use withdraw::RequestWithdrawal;
