//! What merchants hold, and bank accounts kept sealed.

use crate::support::{House, bank_account, for_merchant, key, meta, rupees, told};
use domain::{
    actor::{Holder, MerchantReader},
    bank_account::pg::{account_for_bank, all_bank_accounts, bank_account as one, bank_accounts},
    body::Raw,
    id::{BankAccountId, MerchantId},
    ledger::pg::Reverse,
    merchant::{
        body::SetMerchantActiveBody,
        filter::LedgerFilter,
        pg::{self, FundMerchant},
        view::EntryType,
    },
    money::{Paise, PositivePaise},
    page::PageRequest,
    work::{Vault, VaultError, execute_as_of},
};
use futures::future::join_all;
use std::{collections::HashSet, sync::Arc};

const OLD: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const NEW: &str = "6f1d2c9be07a43588d5b1fa0c3e29d7714b86a5fd0e3c2917a4b5d6e8f90123c";

fn vault(current: &str, previous: &[&str]) -> Arc<Vault> {
    let previous: Vec<_> = previous.iter().map(|key| (*key).into()).collect();
    Arc::new(Vault::new(&current.into(), &previous).expect("keys"))
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_is_said_to_arrive_fifty_times_arrives_once() {
    let house = House::new().await;
    let rohan = house.merchant("Rohan Mehta").await;
    let amount = PositivePaise::parse_amount("500").expect("an amount");
    let said = |amount, ref_: &str| {
        FundMerchant::new(house.admin, rohan.merchant(), amount, "Settlement", key(ref_), meta())
    };
    let first = said(amount, "bank-ref-7");
    let answers = join_all((0..50).map(|_| execute_as_of(house.pool(), &first, house.now))).await;
    let entries: HashSet<_> =
        answers.into_iter().map(|answer| told(answer).expect("answered").value).collect();
    assert_eq!(entries.len(), 1);
    assert_eq!(house.merchant_balance(rohan).await.available, rupees("500.00"));
    let other = PositivePaise::parse_amount("501").expect("an amount");
    let why = house.run(&said(other, "bank-ref-7")).await.expect_err("refused");
    assert_eq!(why.code, "idempotency_conflict");

    let nobody = MerchantId(uuid::Uuid::nil());
    let lost = FundMerchant::new(house.admin, nobody, amount, "Settlement", key("x"), meta());
    assert_eq!(house.run(&lost).await.expect_err("refused").code, "not_found");
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_tells_every_change_of_what_is_available() {
    let mut house = House::new().await;
    let rohan = house.merchant("Rohan Mehta").await;
    for day in 1..=9 {
        house.at(&format!("2026-02-{day:02}")).await;
        house.funds_merchant(rohan, &format!("{day}")).await;
    }
    let ten = PageRequest::of(10, None).expect("a page");
    let read = async |filter: &LedgerFilter| {
        pg::ledger(house.pool(), for_merchant(rohan), filter, ten).await.expect("reads").items
    };
    let newest = read(&LedgerFilter::default()).await.remove(0);
    let reason = "Typed twice".to_owned();
    let mistake = Reverse { admin: house.admin, entry: newest.id, reason, meta: meta() };
    house.run(&mistake).await.expect("taken back");
    let lines = read(&LedgerFilter::default()).await;
    assert_eq!(lines.len(), 10);
    assert_eq!((lines[0].entry_type, lines[0].amount), (EntryType::Reversal, rupees("-9.00")));
    assert_eq!(lines[0].balance_after, rupees("36.00"));
    assert!(lines.is_sorted_by(|line, older| line.number == older.number + 1));
    let days = LedgerFilter::parse(Some("CREDIT"), Some("2026-02-03"), Some("2026-02-04")).expect("a filter");
    let amounts: Vec<Paise> = read(&days).await.iter().map(|line| line.amount).collect();
    assert_eq!(amounts, [rupees("4.00"), rupees("3.00")]);

    let home = pg::home(house.pool(), rohan).await.expect("reads");
    assert_eq!((home.balance.total, home.lines.len(), home.is_active), (rupees("36.00"), 8, true));
    assert_eq!(home.lines[..], lines[..8]);
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_account_added_fifty_times_is_kept_once() {
    let house = House::new().await;
    let vault = vault(OLD, &[]);
    let holders = [
        Holder::Person(house.borrower("Asha Rao").await),
        Holder::Merchant(house.merchant("Rohan Mehta").await),
    ];
    for holder in holders {
        let add = bank_account(holder, "1234 5678 9012", "hdfc0001234", &vault);
        let answers = join_all((0..50).map(|_| execute_as_of(house.pool(), &add, house.now))).await;
        let ids: HashSet<_> = answers.into_iter().map(|answer| told(answer).expect("kept").id).collect();
        assert_eq!(ids.len(), 1);
    }
    // One for each of the two who have it, and another at another branch.
    assert_eq!(house.count("bank_account").await, 2);
    house.run(&bank_account(holders[0], "123456789012", "HDFC0005678", &vault)).await.expect("kept");
    assert_eq!(house.count("bank_account").await, 3);
    // An admin finds them by the number's end, the branch, the holder and the owner; a percent sign is one.
    for (search, found) in [
        (None, 3),
        (Some("9012"), 3),
        (Some("hdfc0005"), 1),
        (Some("rohan"), 1),
        (Some("%"), 0),
        (Some("901"), 0),
    ] {
        let page = all_bank_accounts(house.pool(), house.admin, search, PageRequest::default()).await;
        assert_eq!(page.expect("reads").items.len(), found, "{search:?}");
    }
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_opened_for_the_bank_alone_and_after_a_change_of_key() {
    let house = House::new().await;
    let (asha, ravi) = (house.borrower("Asha Rao").await, house.borrower("Ravi Menon").await);
    let (old, new, lost) = (vault(OLD, &[]), vault(NEW, &[OLD]), vault(NEW, &[]));
    let (hers, his) = (Holder::Person(asha), Holder::Person(ravi));
    let kept = house.run(&bank_account(hers, "123456789012", "HDFC0001234", &old)).await.expect("kept");
    assert_eq!(kept.account_number_masked, "******9012");
    let again = house.run(&bank_account(hers, "123456789012", "HDFC0001234", &new)).await.expect("kept");
    assert_eq!(again.id, kept.id, "found by the key that it was kept with");

    let mut connection = house.pool().acquire().await.expect("a connection");
    for vault in [&old, &new] {
        let account = account_for_bank(&mut connection, vault, kept.id).await.expect("opens");
        assert_eq!((account.number.as_str(), account.ifsc.as_str()), ("123456789012", "HDFC0001234"));
    }
    assert!(account_for_bank(&mut connection, &lost, kept.id).await.is_err());
    assert!(account_for_bank(&mut connection, &new, BankAccountId::new()).await.is_err());
    // Laid over somebody else's row it does not open.
    let other = house.run(&bank_account(his, "987654321098", "HDFC0001234", &new)).await.expect("kept");
    let copied = "update bank_account b set number_sealed = a.number_sealed from bank_account a
                  where a.number_last4 = '9012' and b.number_last4 = '1098'";
    house.as_owner(copied).await.expect("copied");
    let why = account_for_bank(&mut connection, &new, other.id).await.expect_err("does not open");
    assert!(why.to_string().contains(&VaultError::Broken.to_string()), "{why}");

    assert!(one(house.pool(), hers, kept.id).await.is_ok());
    assert!(one(house.pool(), his, kept.id).await.is_err(), "another's does not exist");
    let page = PageRequest::default();
    assert_eq!(bank_accounts(house.pool(), hers, page).await.expect("reads").items, [kept]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merchant_that_is_switched_off_adds_no_account_and_gets_its_money() {
    let house = House::new().await;
    let rohan = house.merchant("Rohan Mehta").await;
    let switched = async |is_active| {
        let body = SetMerchantActiveBody { is_active: Raw::Flag(is_active) };
        let command = body.parse(house.admin, rohan.merchant(), meta()).expect("a flag");
        house.run(&command).await.expect("switched");
    };
    switched(false).await;
    let add = bank_account(Holder::Merchant(rohan), "123456789012", "HDFC0001234", &vault(OLD, &[]));
    assert_eq!(house.run(&add).await.expect_err("refused").code, "merchant_disabled");
    assert_eq!(house.count("bank_account").await, 0);
    house.funds_merchant(rohan, "10").await;
    let reader = MerchantReader::All(house.admin);
    let seen = pg::merchant(house.pool(), reader, rohan.merchant()).await.expect("reads");
    assert!(!seen.is_active && seen.available == rupees("10.00"));
    switched(true).await;
    house.run(&add).await.expect("kept");
    house.is_proven().await;
}
