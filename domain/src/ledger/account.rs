//! The chart of accounts. Worked T-accounts are in `docs/ledger.md`.

use crate::{gateway::GatewayName, id::AccountId};
use uuid::Uuid;

/// The side on which an account's balance grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Assets and losses.
    Debit,
    /// Liabilities, income and capital.
    Credit,
}

/// What an account is. Guarded kinds belong to somebody and may not pass their floor; the others are the
/// platform's own, written by everybody at once, and never locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountKind {
    Wallet,
    WalletHeld,
    MerchantAvailable,
    MerchantHeld,
    LoanPrincipal,
    LoanDues,
    BnplReceivable,
    MerchantReceivable,
    Bank,
    GatewayClearing,
    InterestIncome,
    FeeIncome,
    PenalIncome,
    MerchantFeeIncome,
    WriteOff,
    Capital,
}

impl AccountKind {
    pub const ALL: [AccountKind; 16] = [
        AccountKind::Wallet,
        AccountKind::WalletHeld,
        AccountKind::MerchantAvailable,
        AccountKind::MerchantHeld,
        AccountKind::LoanPrincipal,
        AccountKind::LoanDues,
        AccountKind::BnplReceivable,
        AccountKind::MerchantReceivable,
        AccountKind::Bank,
        AccountKind::GatewayClearing,
        AccountKind::InterestIncome,
        AccountKind::FeeIncome,
        AccountKind::PenalIncome,
        AccountKind::MerchantFeeIncome,
        AccountKind::WriteOff,
        AccountKind::Capital,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            AccountKind::Wallet => "wallet",
            AccountKind::WalletHeld => "wallet_held",
            AccountKind::MerchantAvailable => "merchant_available",
            AccountKind::MerchantHeld => "merchant_held",
            AccountKind::LoanPrincipal => "loan_principal",
            AccountKind::LoanDues => "loan_dues",
            AccountKind::BnplReceivable => "bnpl_receivable",
            AccountKind::MerchantReceivable => "merchant_receivable",
            AccountKind::Bank => "bank",
            AccountKind::GatewayClearing => "gateway_clearing",
            AccountKind::InterestIncome => "interest_income",
            AccountKind::FeeIncome => "fee_income",
            AccountKind::PenalIncome => "penal_income",
            AccountKind::MerchantFeeIncome => "merchant_fee_income",
            AccountKind::WriteOff => "write_off",
            AccountKind::Capital => "capital",
        }
    }

    pub fn parse(text: &str) -> Option<AccountKind> {
        AccountKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    pub const fn normal_side(self) -> Side {
        match self {
            AccountKind::LoanPrincipal
            | AccountKind::LoanDues
            | AccountKind::BnplReceivable
            | AccountKind::MerchantReceivable
            | AccountKind::Bank
            | AccountKind::GatewayClearing
            | AccountKind::WriteOff => Side::Debit,
            AccountKind::Wallet
            | AccountKind::WalletHeld
            | AccountKind::MerchantAvailable
            | AccountKind::MerchantHeld
            | AccountKind::InterestIncome
            | AccountKind::FeeIncome
            | AccountKind::PenalIncome
            | AccountKind::MerchantFeeIncome
            | AccountKind::Capital => Side::Credit,
        }
    }
}

/// The platform's own accounts, at the ids that migration 0004 gives them.
pub const BANK: AccountId = platform(1);
pub const INTEREST_INCOME: AccountId = platform(2);
pub const FEE_INCOME: AccountId = platform(3);
pub const PENAL_INCOME: AccountId = platform(4);
pub const MERCHANT_FEE_INCOME: AccountId = platform(5);
pub const WRITE_OFF: AccountId = platform(6);
pub const CAPITAL: AccountId = platform(7);

/// Of each gateway, at the ids that migration 0012 gives them.
pub const fn clearing(gateway: GatewayName) -> AccountId {
    platform(match gateway {
        GatewayName::Simulated => 8,
        GatewayName::Razorpay => 9,
        GatewayName::Stripe => 10,
    })
}

const fn platform(number: u128) -> AccountId {
    AccountId(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0000 + number))
}
