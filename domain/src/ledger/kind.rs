//! The closed list of reasons why money moves, and how each looks from a wallet.

use crate::wallet::view::Source;

/// Why an entry was posted. Every kind is drawn as a worked T-account in `docs/ledger.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// The owners put money in: bank to capital.
    CapitalPaidIn,
    /// Money arrived at the bank for a wallet.
    WalletToppedUp,
    /// A loan was paid out into the borrower's wallet.
    LoanDisbursed,
    /// A borrower paid towards a loan from the wallet.
    LoanRepaid,
    /// Money arrived at the bank for a merchant.
    MerchantFunded,
    /// The bank says that a deposit arrived.
    DepositSettled,
    /// Set aside for a withdrawal: from the wallet to what is held.
    WithdrawalHeld,
    /// The bank paid a withdrawal out.
    WithdrawalSettled,
    /// A withdrawal failed: what was held is back in the wallet.
    WithdrawalReturned,
    /// Set aside for a payout.
    PayoutHeld,
    /// The bank paid a payout out.
    PayoutSettled,
    /// A payout failed: what was held is available again.
    PayoutReturned,
    /// A gateway took what a merchant's customer paid.
    PaymentReceived,
    /// A borrower paid a merchant from the wallet.
    PaymentFromWallet,
    /// Set aside for a refund.
    RefundHeld,
    /// A gateway sent a refund back.
    RefundSettled,
    /// A refund into the wallet that it was paid from.
    RefundToWallet,
    /// A refund was called off: what was set aside is the merchant's again.
    RefundReturned,
    /// A refund that was set aside came off a plan, or into the wallet that it was paid from.
    RefundCredited,
    /// A merchant was paid for what is bought on instalments.
    PlanFinanced,
    /// Instalments of a plan, from the wallet.
    PlanPaid,
    /// A charge for being late.
    PenalCharged,
    /// A charge for being late that need not be paid, because what it was for was refunded.
    PenalWaived,
    /// A loan or plan was given up as lost.
    WrittenOff,
    /// A mistake taken back: the same legs the other way round.
    Reversal,
}

impl EntryKind {
    pub const ALL: [EntryKind; 25] = [
        EntryKind::CapitalPaidIn,
        EntryKind::WalletToppedUp,
        EntryKind::LoanDisbursed,
        EntryKind::LoanRepaid,
        EntryKind::MerchantFunded,
        EntryKind::DepositSettled,
        EntryKind::WithdrawalHeld,
        EntryKind::WithdrawalSettled,
        EntryKind::WithdrawalReturned,
        EntryKind::PayoutHeld,
        EntryKind::PayoutSettled,
        EntryKind::PayoutReturned,
        EntryKind::PaymentReceived,
        EntryKind::PaymentFromWallet,
        EntryKind::RefundHeld,
        EntryKind::RefundSettled,
        EntryKind::RefundToWallet,
        EntryKind::RefundReturned,
        EntryKind::RefundCredited,
        EntryKind::PlanFinanced,
        EntryKind::PlanPaid,
        EntryKind::PenalCharged,
        EntryKind::PenalWaived,
        EntryKind::WrittenOff,
        EntryKind::Reversal,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            EntryKind::CapitalPaidIn => "capital.paid_in",
            EntryKind::WalletToppedUp => "wallet.topped_up",
            EntryKind::LoanDisbursed => "loan.disbursed",
            EntryKind::LoanRepaid => "loan.repaid",
            EntryKind::MerchantFunded => "merchant.funded",
            EntryKind::DepositSettled => "deposit.settled",
            EntryKind::WithdrawalHeld => "withdrawal.held",
            EntryKind::WithdrawalSettled => "withdrawal.settled",
            EntryKind::WithdrawalReturned => "withdrawal.returned",
            EntryKind::PayoutHeld => "payout.held",
            EntryKind::PayoutSettled => "payout.settled",
            EntryKind::PayoutReturned => "payout.returned",
            EntryKind::PaymentReceived => "payment.received",
            EntryKind::PaymentFromWallet => "payment.from_wallet",
            EntryKind::RefundHeld => "refund.held",
            EntryKind::RefundSettled => "refund.settled",
            EntryKind::RefundToWallet => "refund.to_wallet",
            EntryKind::RefundReturned => "refund.returned",
            EntryKind::RefundCredited => "refund.credited",
            EntryKind::PlanFinanced => "plan.financed",
            EntryKind::PlanPaid => "plan.paid",
            EntryKind::PenalCharged => "penal.charged",
            EntryKind::PenalWaived => "penal.waived",
            EntryKind::WrittenOff => "debt.written_off",
            EntryKind::Reversal => "reversal",
        }
    }

    pub fn parse(text: &str) -> Option<EntryKind> {
        EntryKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// In a person's words.
    pub const fn words(self) -> &'static str {
        match self {
            EntryKind::CapitalPaidIn => "Capital paid in",
            EntryKind::WalletToppedUp => "Money added to a wallet",
            EntryKind::LoanDisbursed => "Loan paid out",
            EntryKind::LoanRepaid => "Loan repayment",
            EntryKind::MerchantFunded => "Money received for a merchant",
            EntryKind::DepositSettled => "Deposit arrived",
            EntryKind::WithdrawalHeld => "Set aside for a withdrawal",
            EntryKind::WithdrawalSettled => "Withdrawal paid out",
            EntryKind::WithdrawalReturned => "Withdrawal returned",
            EntryKind::PayoutHeld => "Set aside for a payout",
            EntryKind::PayoutSettled => "Payout paid out",
            EntryKind::PayoutReturned => "Payout returned",
            EntryKind::PaymentReceived => "Payment through a gateway",
            EntryKind::PaymentFromWallet => "Payment from a wallet",
            EntryKind::RefundHeld => "Set aside for a refund",
            EntryKind::RefundSettled => "Refund sent back",
            EntryKind::RefundToWallet => "Refund to a wallet",
            EntryKind::RefundReturned => "Refund called off",
            EntryKind::RefundCredited => "Refund credited",
            EntryKind::PlanFinanced => "Purchase on instalments",
            EntryKind::PlanPaid => "Instalment of a plan",
            EntryKind::PenalCharged => "Charge for being late",
            EntryKind::PenalWaived => "Charge waived",
            EntryKind::WrittenOff => "Written off",
            EntryKind::Reversal => "Reversal",
        }
    }

    /// The `source` under which a wallet's history shows it.
    pub const fn source(self) -> Source {
        match self {
            EntryKind::CapitalPaidIn | EntryKind::WalletToppedUp | EntryKind::DepositSettled => {
                Source::WalletTopup
            }
            EntryKind::WithdrawalHeld | EntryKind::WithdrawalSettled => Source::Withdrawal,
            EntryKind::WithdrawalReturned => Source::WithdrawalReversal,
            // But for the first, of merchants: no wallet shows them.
            EntryKind::PaymentFromWallet
            | EntryKind::PaymentReceived
            | EntryKind::RefundHeld
            | EntryKind::RefundSettled
            | EntryKind::RefundReturned
            | EntryKind::PlanFinanced
            | EntryKind::MerchantFunded
            | EntryKind::PayoutHeld
            | EntryKind::PayoutSettled
            | EntryKind::PayoutReturned => Source::Payment,
            EntryKind::LoanDisbursed => Source::LoanDisbursement,
            EntryKind::LoanRepaid => Source::EmiPayment,
            EntryKind::PlanPaid => Source::BnplInstallment,
            // No wallet shows them: they move what is owed.
            EntryKind::PenalCharged | EntryKind::PenalWaived | EntryKind::WrittenOff => Source::Fee,
            EntryKind::RefundToWallet | EntryKind::RefundCredited | EntryKind::Reversal => Source::Refund,
        }
    }

    /// The kinds that show as this source.
    pub fn of_source(source: Source) -> Vec<String> {
        let kinds = EntryKind::ALL.into_iter().filter(|kind| kind.source() == source);
        kinds.map(|kind| kind.as_str().to_owned()).collect()
    }
}
