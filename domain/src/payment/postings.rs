//! Fact to ledger entry. Each is drawn as a worked T-account in `docs/ledger.md`.

use crate::{
    id::{AccountId, PaymentId, RefundId},
    ledger::{
        account::MERCHANT_FEE_INCOME,
        entry::{Entry, EntryError, Leg},
        kind::EntryKind,
        merchant::MerchantAccounts,
    },
    money::{Paise, PositivePaise},
};

/// Where the money of a payment came from, and where that of a refund goes.
#[derive(Clone, Copy, Debug)]
pub enum Side {
    /// A gateway's clearing account.
    Gateway(AccountId),
    Wallet(AccountId),
}

impl Side {
    const fn account(self) -> AccountId {
        match self {
            Side::Gateway(account) | Side::Wallet(account) => account,
        }
    }
}

/// Paid. What is left after the fee first settles what the merchant owes.
pub fn received(
    payment: PaymentId,
    words: &str,
    from: Side,
    merchant: MerchantAccounts,
    amount: PositivePaise,
    fee: Paise,
) -> Result<Entry, EntryError> {
    let amount = amount.get();
    let net = amount.checked_sub(fee).ok_or(EntryError::OutOfRange)?;
    let mut legs = vec![Leg::debit(from.account(), amount), Leg::credit(MERCHANT_FEE_INCOME, fee)];
    legs.extend(merchant.comes_in(net));
    let kind = match from {
        Side::Gateway(_) => EntryKind::PaymentReceived,
        Side::Wallet(_) => EntryKind::PaymentFromWallet,
    };
    Entry::new(kind, words, Some(payment.0), legs)
}

/// Set aside for a refund. What the merchant has not, it owes.
pub fn refund_held(
    refund: RefundId,
    merchant: MerchantAccounts,
    amount: PositivePaise,
) -> Result<Entry, EntryError> {
    let mut legs = merchant.goes_out(amount.get()).to_vec();
    legs.push(Leg::credit(merchant.held, amount.get()));
    Entry::new(EntryKind::RefundHeld, words(amount, "asked for"), Some(refund.0), legs)
}

/// The gateway sent it back.
pub fn refund_settled(
    refund: RefundId,
    merchant: MerchantAccounts,
    clearing: AccountId,
    amount: PositivePaise,
) -> Result<Entry, EntryError> {
    let legs = vec![Leg::debit(merchant.held, amount.get()), Leg::credit(clearing, amount.get())];
    Entry::new(EntryKind::RefundSettled, words(amount, "done"), Some(refund.0), legs)
}

/// Straight back to who paid: off the plan, into the wallet, or both. `back` is what that credits.
pub fn refund_to_payer(
    refund: RefundId,
    merchant: MerchantAccounts,
    back: Vec<Leg>,
    amount: PositivePaise,
) -> Result<Entry, EntryError> {
    let mut legs = merchant.goes_out(amount.get()).to_vec();
    legs.extend(back);
    Entry::new(EntryKind::RefundToWallet, words(amount, "done"), Some(refund.0), legs)
}

/// The same with what was set aside.
pub fn refund_credited(
    refund: RefundId,
    merchant: MerchantAccounts,
    back: Vec<Leg>,
    amount: PositivePaise,
) -> Result<Entry, EntryError> {
    let mut legs = vec![Leg::debit(merchant.held, amount.get())];
    legs.extend(back);
    Entry::new(EntryKind::RefundCredited, words(amount, "done"), Some(refund.0), legs)
}

/// Called off: what was set aside is the merchant's again, less what it owes.
pub fn refund_returned(
    refund: RefundId,
    merchant: MerchantAccounts,
    amount: PositivePaise,
) -> Result<Entry, EntryError> {
    let mut legs = vec![Leg::debit(merchant.held, amount.get())];
    legs.extend(merchant.comes_in(amount.get()));
    Entry::new(EntryKind::RefundReturned, words(amount, "called off"), Some(refund.0), legs)
}

fn words(amount: PositivePaise, what: &str) -> String {
    format!("Refund of {} {what}", amount.get().show())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const fn account(number: u128) -> AccountId {
        AccountId(Uuid::from_u128(number))
    }

    fn merchant(has: i64, owes: i64) -> MerchantAccounts {
        MerchantAccounts {
            available: account(1),
            held: account(2),
            receivable: account(3),
            has: Paise::new(has),
            owes: Paise::new(owes),
        }
    }

    fn paise(paise: i64) -> PositivePaise {
        PositivePaise::try_from(Paise::new(paise)).unwrap()
    }

    /// Available, held, receivable, the other side; debit positive.
    fn legs(entry: &Entry) -> [i64; 4] {
        let of = |number| {
            let leg = entry.legs().iter().find(|leg| leg.account() == account(number));
            leg.map_or(0, |leg| leg.amount().get())
        };
        [of(1), of(2), of(3), of(4)]
    }

    #[test]
    fn what_is_owed_is_settled_before_anything_is_available() {
        let id = PaymentId(Uuid::nil());
        let received = |owes| {
            legs(
                &received(id, "", Side::Gateway(account(4)), merchant(0, owes), paise(1000), Paise::new(20))
                    .unwrap(),
            )
        };
        assert_eq!(received(0), [-980, 0, 0, 1000]);
        assert_eq!(received(300), [-680, 0, -300, 1000]);
        assert_eq!(received(5000), [0, 0, -980, 1000]);
    }

    #[test]
    fn a_refund_takes_what_is_there_and_the_rest_is_owed() {
        let id = RefundId(Uuid::nil());
        let held = |has| legs(&refund_held(id, merchant(has, 0), paise(1000)).unwrap());
        assert_eq!(held(5000), [1000, -1000, 0, 0]);
        assert_eq!(held(980), [980, -1000, 20, 0]);
        assert_eq!(held(0), [0, -1000, 1000, 0]);
        let back = vec![Leg::credit(account(4), Paise::new(1000))];
        let wallet = refund_to_payer(id, merchant(980, 0), back, paise(1000)).unwrap();
        assert_eq!(legs(&wallet), [980, 0, 20, -1000]);
        let returned = refund_returned(id, merchant(0, 20), paise(1000)).unwrap();
        assert_eq!(legs(&returned), [-980, 1000, -20, 0]);
    }
}
