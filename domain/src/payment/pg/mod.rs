//! Payments in PostgreSQL.

mod create; // asked for by a merchant
mod choose; // the customer says how
mod wallet; // the customer pays from a wallet of ours
mod attempt; // before a gateway is asked
mod settle; // after a gateway has said
mod give_up; // no gateway is left
mod expire; // nobody paid
mod purchase; // a payment with the plan that paid it, locked, and what giving back does to both
mod refund; // the merchant gives back on its own account
mod refund_request; // somebody asks for money back
mod refund_decide; // and somebody else says yes or no
mod refund_credit; // what goes off a plan or into a wallet, once it is approved
mod refund_lists; // one, and many
mod refund_send; // before a gateway is asked to give back
mod refund_settle; // after a gateway has said of that
mod mend; // what admins do about a refund that a gateway refuses
mod switches; // which gateways, and how often
mod tend; // what no job looks after
mod notice; // what a gateway's notice is about
mod checkout; // what the customer sees
mod lists; // one, and many
mod stuck; // what does not get on
mod announce; // what merchants' servers are told
mod discrepancy;
mod rows;

pub use attempt::{Begin, BeginRefused, Begun, Looked, candidates, known, note_contact};
pub use checkout::{asked_by, checkout};
pub use choose::ChooseWay;
pub use create::CreatePayment;
pub use expire::{Expire, expired};
pub use give_up::GiveUp;
pub use lists::{PaymentFilter, payment, payment_page, payments, payments_by_id, payments_of_all};
pub use mend::{CallOffRefund, RetryRefund};
pub use notice::{About, AboutRefund, Received, about, note_notice, received};
pub use refund::{RefundPayment, RefundRequested};
pub use refund_credit::{CreditRefund, ExpireRefund, ReportRefund, expired_refunds};
pub use refund_decide::{DecideRefund, DecidedBy, Decision};
pub use refund_lists::{RefundFilter, RefundReader, newest_refunds, purchases, refund, refunds};
pub use refund_request::{RefundAsked, RequestRefund, Requester};
pub use refund_send::{OpenRefund, SendRefund, SendRefundRefused, note_refund_contact, refund_order};
pub use refund_settle::SettleRefund;
pub use rows::configure_checkout;
pub use settle::{SettleCharge, SettledCharge};
pub use stuck::stuck;
pub use switches::{GatewayChange, SetGateway, SetGatewayBody, gateways};
pub use tend::orphans;
pub use wallet::PayFromWallet;

pub(crate) use announce::payment as announce_payment;
pub(crate) use choose::payable_by_plan;
pub(crate) use purchase::{Purchase, give_back_all, lock_purchase};
