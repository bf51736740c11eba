//! Deposits, withdrawals and payouts: every way in which they end, races for the money, and what the bank may say
//! afterwards.

use crate::support::{House, bank_account, for_merchant, key, meta, rupees};
use domain::{
    actor::{Borrower, Holder, MerchantUser},
    bank::Outcome,
    body::Raw,
    explain::Explanation,
    id::{BankAccountId, TransferId, WebhookInId},
    money::Paise,
    transfer::{
        TransferState,
        body::{DepositBody, PayoutBody, WithdrawBody},
        next::Known,
        pg::{self, Applied, ApplyWebhook, LookNow, ReceiveWebhook, Send, Settle, Settled, Whose},
        view::TransferPageView,
    },
    work::Vault,
};
use futures::future::join_all;
use std::sync::Arc;
use uuid::Uuid;

/// A lender whose bank is this file.
struct Bank {
    house: House,
    vault: Arc<Vault>,
}

impl Bank {
    async fn new() -> Bank {
        Bank { house: House::new().await, vault: Arc::new(Vault::of_demo()) }
    }

    async fn account(&self, holder: Holder) -> BankAccountId {
        let command = bank_account(holder, "123456789012", "HDFC0001234", &self.vault);
        self.house.run(&command).await.expect("a bank account").id
    }

    async fn merchant(&self, rupees: &str) -> (MerchantUser, BankAccountId) {
        let user = self.house.merchant("Mehta").await;
        self.house.funds_merchant(user, rupees).await;
        (user, self.account(Holder::Merchant(user)).await)
    }

    async fn borrower(&self, rupees: &str) -> (Borrower, BankAccountId) {
        let asha = self.house.borrower("Asha Rao").await;
        self.house.funds(asha, rupees).await;
        (asha, self.account(Holder::Person(asha)).await)
    }

    async fn pays_out(
        &self,
        user: MerchantUser,
        to: BankAccountId,
        paise: i64,
        text: &str,
    ) -> Result<TransferId, Explanation> {
        let body = PayoutBody {
            amount_paise: Raw::Number(paise.to_string()),
            bank_account_id: Raw::Text(to.to_string()),
        };
        let command = body.parse(for_merchant(user), key(text), meta())?;
        self.house.run(&command).await.map(|answer| answer.value.id)
    }

    async fn withdraws(
        &self,
        asha: Borrower,
        to: BankAccountId,
        amount: &str,
        text: &str,
    ) -> Result<TransferId, Explanation> {
        let body = WithdrawBody { amount: Raw::typed(amount), bank_account_id: Raw::Text(to.to_string()) };
        let command = body.parse(asha, key(text), meta())?;
        self.house.run(&command).await.map(|answer| answer.value.id)
    }

    async fn deposits(&self, asha: Borrower, amount: &str, text: &str) -> TransferId {
        let command =
            DepositBody { amount: Raw::typed(amount) }.parse(asha, key(text), meta()).expect("a deposit");
        self.house.run(&command).await.expect("accepted").value.id
    }

    async fn sends(
        &self,
        transfer: TransferId,
        sends_before: u32,
    ) -> Result<domain::bank::Transfer, Explanation> {
        self.house.run(&Send { transfer, sends_before, vault: &self.vault, meta: meta() }).await
    }

    async fn says(&self, transfer: TransferId, said: Outcome) -> Settled {
        self.house.run(&Settle { transfer, said, meta: meta() }).await.expect("never refused")
    }

    async fn page(&self, transfer: TransferId) -> TransferPageView {
        pg::transfer_page(self.house.pool(), Whose::All(self.house.admin), transfer).await.expect("a page")
    }

    async fn state(&self, transfer: TransferId) -> TransferState {
        self.page(transfer).await.transfer.status
    }

    /// What the bank says by itself, received and applied.
    async fn calls_back(&self, event: &str, body: String) -> Applied {
        let received = ReceiveWebhook {
            source: "bank".to_owned(),
            event_id: event.to_owned(),
            body: body.into_bytes(),
            meta: meta(),
        };
        assert!(self.house.run(&received).await.expect("stored"), "{event} is new");
        let id: Uuid = sqlx::query_scalar("select id from webhook_in where event_id = $1")
            .bind(event)
            .fetch_one(&self.house.db.owner)
            .await
            .expect("it is there");
        let command = ApplyWebhook { webhook: WebhookInId(id), meta: meta() };
        self.house.run(&command).await.expect("never refused")
    }
}

fn accepted(bank_reference: &str) -> Outcome {
    Outcome::Accepted { bank_reference: bank_reference.to_owned() }
}

fn declined() -> Outcome {
    Outcome::Declined { code: "insufficient_funds".to_owned(), reason: "Too little.".to_owned() }
}

fn success(transfer: TransferId, bank_reference: &str, paise: i64) -> String {
    format!(
        r#"{{"reference":"{transfer}","bank_reference":"{bank_reference}","status":"success","amount_paise":{paise}}}"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deposit_counts_when_the_bank_says_so_and_not_before() {
    let bank = Bank::new().await;
    let (asha, _) = bank.borrower("100").await;
    let deposit = bank.deposits(asha, "500", "d1").await;
    assert_eq!(bank.house.wallet(asha).await, rupees("100.00"));
    let order = bank.sends(deposit, 0).await.expect("sent");
    assert_eq!(
        (order.reference, order.amount.get(), order.account.is_none()),
        (deposit, rupees("500.00"), true)
    );
    assert_eq!(bank.house.wallet(asha).await, rupees("100.00"));
    assert_eq!(
        bank.says(deposit, Outcome::Unknown { why: "silence".to_owned() }).await,
        Settled::Ignored("It does not say how it ended.")
    );
    assert_eq!(bank.says(deposit, accepted("B1")).await, Settled::Applied);
    assert_eq!(bank.house.wallet(asha).await, rupees("600.00"));
    let statuses: Vec<String> =
        bank.page(deposit).await.events.into_iter().map(|event| event.status).collect();
    assert_eq!(statuses, ["pending", "processing", "success"]);

    let failed = bank.deposits(asha, "70", "d2").await;
    bank.sends(failed, 0).await.expect("sent");
    bank.says(failed, declined()).await;
    assert_eq!(
        (bank.state(failed).await, bank.house.wallet(asha).await),
        (TransferState::Failed, rupees("600.00"))
    );
    bank.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_out_is_held_at_once_and_comes_back_when_it_fails() {
    let bank = Bank::new().await;
    let (asha, to) = bank.borrower("100").await;
    let held =
        async || domain::wallet::pg::balance(bank.house.pool(), asha.person()).await.expect("a wallet").held;
    let first = bank.withdraws(asha, to, "60", "w1").await.expect("accepted");
    assert_eq!((bank.house.wallet(asha).await, held().await), (rupees("40.00"), rupees("60.00")));
    bank.house.is_proven().await;

    let refused = bank.withdraws(asha, to, "40.01", "w2").await.expect_err("too much");
    assert_eq!(refused.code, "insufficient_funds");
    assert_eq!(
        (&refused.details["available_paise"], &refused.details["requested_paise"]),
        (&4000.into(), &4001.into())
    );

    let order = bank.sends(first, 0).await.expect("sent");
    assert_eq!(order.account.expect("to an account").number, "123456789012");
    bank.says(first, declined()).await;
    assert_eq!((bank.house.wallet(asha).await, held().await), (rupees("100.00"), rupees("0.00")));

    let second = bank.withdraws(asha, to, "100", "w3").await.expect("accepted");
    bank.sends(second, 0).await.expect("sent");
    bank.says(second, accepted("B2")).await;
    assert_eq!((bank.house.wallet(asha).await, held().await), (rupees("0.00"), rupees("0.00")));
    let page = bank.page(first).await;
    assert_eq!(page.transfer.failure_code.as_deref(), Some("insufficient_funds"));
    bank.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_to_an_account_of_ones_own() {
    let bank = Bank::new().await;
    let ((asha, _), (_, others)) = (bank.borrower("100").await, bank.borrower("100").await);
    assert_eq!(bank.withdraws(asha, others, "10", "w").await.expect_err("not hers").code, "not_found");
    let ((mehta, _), (_, other)) = (bank.merchant("100").await, bank.merchant("100").await);
    assert_eq!(bank.pays_out(mehta, other, 100, "p").await.expect_err("not his").code, "not_found");
    // The database says so as well.
    let forged = "insert into transfer (id, kind, owner_id, amount_paise, bank_account_id, idempotency_key, status, created_at, updated_at)
                  select gen_random_uuid(), 'withdrawal', p.id, 1, b.id, 'k', 'pending', now(), now()
                  from person p, bank_account b where b.owner_id <> p.id and p.role = 'USER' limit 1";
    let refused = bank.house.as_owner(forged).await.expect_err("refused").to_string();
    assert!(refused.contains("transfer_to_its_owners_account"), "{refused}");
    bank.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_payouts_of_60_on_100_one_is_accepted_and_of_fifty_only_what_is_covered() {
    let bank = Bank::new().await;
    let (mehta, to) = bank.merchant("100").await;
    let (one, two) = tokio::join!(bank.pays_out(mehta, to, 6000, "a"), bank.pays_out(mehta, to, 6000, "b"));
    let refused = match (one, two) {
        (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
        both => panic!("exactly one is accepted: {both:?}"),
    };
    assert_eq!(refused.code, "insufficient_funds");

    let keys: Vec<String> = (0..50).map(|n| format!("many-{n}")).collect();
    let answers = join_all(keys.iter().map(|text| bank.pays_out(mehta, to, 700, text))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 5);
    let balance = bank.house.merchant_balance(mehta).await;
    assert_eq!((balance.available, balance.held), (rupees("5.00"), rupees("95.00")));
    bank.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_with_one_key_are_one_and_a_key_is_its_merchants_own() {
    let bank = Bank::new().await;
    let ((mehta, to), (other, others)) = (bank.merchant("100").await, bank.merchant("100").await);
    let answers = join_all((0..50).map(|_| bank.pays_out(mehta, to, 10_000, "one"))).await;
    let ids: std::collections::HashSet<_> =
        answers.into_iter().map(|answer| answer.expect("answered")).collect();
    assert_eq!(ids.len(), 1);
    let theirs =
        bank.pays_out(other, others, 10_000, "one").await.expect("another merchant's key is another key");
    assert!(!ids.contains(&theirs));
    assert_eq!(
        bank.pays_out(mehta, to, 9_999, "one").await.expect_err("another request").code,
        "idempotency_conflict"
    );
    assert_eq!(bank.house.count("transfer").await, 2);
    assert_eq!(bank.house.count("job").await, 2);
    bank.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_second_does_not_send() {
    let bank = Bank::new().await;
    let (mehta, to) = bank.merchant("100").await;
    let payout = bank.pays_out(mehta, to, 5000, "p").await.expect("accepted");
    let answers = join_all((0..20).map(|_| bank.sends(payout, 0))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let known = pg::known(bank.house.pool(), payout).await.expect("reads").expect("known");
    assert!(
        matches!(known.0, Known { state: TransferState::Processing, sends: 1, sent_at: Some(_), .. }),
        "{known:?}"
    );
    // Again, when the bank does not know it.
    bank.sends(payout, 1).await.expect("sent again");
    bank.says(payout, accepted("B3")).await;
    assert!(bank.sends(payout, 2).await.is_err(), "it has ended");
    bank.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_all_who_tell_the_end_at_once_one_is_heard() {
    let bank = Bank::new().await;
    let (mehta, to) = bank.merchant("1000").await;
    for round in 0..5 {
        let payout = bank.pays_out(mehta, to, 5000, &format!("p{round}")).await.expect("accepted");
        bank.sends(payout, 0).await.expect("sent");
        // Even a bank that says yes and no at the same instant moves the money once.
        let reference = format!("B-{round}");
        let answers = join_all(
            (0..20).map(|n| bank.says(payout, if n % 2 == 0 { accepted(&reference) } else { declined() })),
        )
        .await;
        assert_eq!(answers.iter().filter(|answer| **answer == Settled::Applied).count(), 1);
        let contradicted = answers.iter().filter(|answer| matches!(answer, Settled::Contradicts(_))).count();
        assert_eq!(contradicted, 10, "the other half contradicts the end: {answers:?}");
    }
    assert_eq!(bank.house.count("discrepancy").await, 5, "one question each, however often it is said");
    assert_eq!(bank.house.count("entry where kind in ('payout.settled', 'payout.returned')").await, 5);
    bank.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_is_applied_once_and_never_harms() {
    let bank = Bank::new().await;
    let (mehta, to) = bank.merchant("1000").await;
    let payout = bank.pays_out(mehta, to, 5000, "p").await.expect("accepted");
    let ignored = |applied: &Applied| matches!(applied, Applied::Ignored(_));

    assert!(ignored(&bank.calls_back("early", success(payout, "B1", 5000)).await), "it was not sent yet");
    bank.sends(payout, 0).await.expect("sent");
    assert!(ignored(&bank.calls_back("amount", success(payout, "B1", 4999)).await), "another amount");
    assert!(ignored(&bank.calls_back("nobody", success(TransferId::new(), "B9", 5000)).await), "nobody's");
    assert!(ignored(&bank.calls_back("nonsense", "{}".to_owned()).await));
    assert_eq!(bank.state(payout).await, TransferState::Processing);
    assert_eq!(bank.calls_back("good", success(payout, "B1", 5000)).await, Applied::Done);
    assert!(ignored(&bank.calls_back("again", success(payout, "B1", 5000)).await));
    let failed = format!(r#"{{"reference":"{payout}","status":"failed","amount_paise":5000}}"#);
    assert!(ignored(&bank.calls_back("otherwise", failed).await), "contradicts");
    assert_eq!(bank.says(payout, accepted("B1")).await, Settled::Ignored("It was known already."));

    // The same event again is no new one, also fifty times at once.
    let again = || ReceiveWebhook {
        source: "bank".to_owned(),
        event_id: "storm".to_owned(),
        body: success(payout, "B1", 5000).into_bytes(),
        meta: meta(),
    };
    let storm: Vec<_> = (0..50).map(|_| again()).collect();
    let answers = join_all(storm.iter().map(|command| bank.house.run(command))).await;
    assert_eq!(answers.into_iter().filter(|new| *new.as_ref().expect("stored")).count(), 1);

    // Another payout under the same reference of the bank would be the same money twice.
    let other = bank.pays_out(mehta, to, 5000, "q").await.expect("accepted");
    bank.sends(other, 0).await.expect("sent");
    assert!(ignored(&bank.calls_back("reused", success(other, "B1", 5000)).await));
    assert_eq!(bank.state(other).await, TransferState::Processing);
    // Early, another amount, contradicts, reused.
    assert_eq!(bank.house.count("discrepancy where resolved_at is null").await, 4);
    bank.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_lets_nothing_leave_its_end() {
    let bank = Bank::new().await;
    let (mehta, to) = bank.merchant("1000").await;
    let payout = bank.pays_out(mehta, to, 5000, "p").await.expect("accepted");
    let skipped = bank.house.as_owner("update transfer set status = 'failed', failure_code = 'x'").await;
    assert!(skipped.expect_err("refused").to_string().contains("cannot go from pending to failed"));
    bank.sends(payout, 0).await.expect("sent");
    bank.says(payout, accepted("B1")).await;
    for (sql, why) in [
        (
            "update transfer set status = 'failed', failure_code = 'x', bank_reference = null",
            "cannot go from",
        ),
        ("update transfer set sends = sends + 1", "does not change"),
        ("update transfer set amount_paise = 1", "does not change"),
    ] {
        let refused = bank.house.as_owner(sql).await.expect_err("refused").to_string();
        assert!(refused.contains(why), "{sql}: {refused}");
    }
    bank.house.is_proven().await;
}

/// Two merchants share no lock: while one's accounts are locked, the other's payouts go through.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_merchant_does_not_hold_up_another() {
    let bank = Bank::new().await;
    let ((mehta, to), (other, others)) = (bank.merchant("1000").await, bank.merchant("1000").await);
    #[expect(clippy::disallowed_methods, reason = "somebody else's transaction, in the way of this one")]
    let mut held = bank.house.db.owner.begin().await.expect("begins");
    sqlx::query("select * from account where owner_id = $1 for update")
        .bind(mehta.merchant().0)
        .execute(&mut *held)
        .await
        .expect("locked");
    let blocked = bank.pays_out(mehta, to, 100, "blocked");
    let free = async {
        for n in 0..20 {
            bank.pays_out(other, others, 100, &format!("free-{n}")).await.expect("accepted");
        }
        held.rollback().await.expect("unlocked");
    };
    let (blocked, ()) = tokio::join!(blocked, free);
    blocked.expect("accepted in its turn");
    bank.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_that_nobody_looks_after_is_found() {
    let bank = Bank::new().await;
    let (mehta, to) = bank.merchant("1000").await;
    bank.pays_out(mehta, to, 5000, "p").await.expect("accepted");
    assert_eq!(pg::recover(bank.house.pool()).await.expect("looks"), 0, "its job is there");
    bank.house.as_owner("update job set status = 'discarded', ended_at = now()").await.expect("discarded");
    assert_eq!(pg::recover(bank.house.pool()).await.expect("looks"), 1);
    assert_eq!(pg::recover(bank.house.pool()).await.expect("looks"), 0);
    bank.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_waits_for_an_admin_and_not_for_ever() {
    let bank = Bank::new().await;
    let (mehta, to) = bank.merchant("1000").await;
    let payout = bank.pays_out(mehta, to, 5000, "p").await.expect("accepted");
    let dies = async |ago: &str| {
        let sql =
            format!("update job set status = 'dead', ended_at = now() - interval '{ago}', failures = 20");
        bank.house.as_owner(&sql).await.expect("dead");
    };
    let recovered = async || pg::recover(bank.house.pool()).await.expect("looks");
    dies("1 minute").await;
    assert_eq!(recovered().await, 0, "first an admin may look at it");

    // Asking the bank now brings the dead job back to life instead of leaving it beside a new one.
    let admin = bank.house.admin("Meera").await;
    let look = LookNow { admin, transfer: payout, meta: meta() };
    bank.house.run(&look).await.expect("asks");
    assert_eq!(bank.house.count("job where status = 'queued' and failures = 0").await, 1);
    assert_eq!(bank.house.count("job").await, 1);

    dies("2 hours").await;
    assert_eq!(recovered().await, 1, "nobody's money is held because nobody looked");
    assert_eq!(recovered().await, 0);
    // An old dead letter does not speak for the transfer once a younger job was given up.
    bank.house
        .as_owner("update job set status = 'discarded', ended_at = now() where status = 'queued'")
        .await
        .expect("given up");
    bank.house.as_owner("update job set ended_at = now() where status = 'dead'").await.expect("fresh");
    assert_eq!(recovered().await, 1);
    bank.house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn held_money_is_somebodys_paise() {
    let bank = Bank::new().await;
    let (mehta, to) = bank.merchant("1000").await;
    for n in 1..=9 {
        bank.pays_out(mehta, to, n * 111, &format!("p{n}")).await.expect("accepted");
    }
    let balance = bank.house.merchant_balance(mehta).await;
    assert_eq!(balance.held, Paise::new(4995));
    bank.house.is_proven().await;
}
