//! A broken book is found, and said where. The triggers are switched off to break it.

use crate::support::House;

async fn check(break_it: &str, expected: &[&str]) {
    let house = House::new().await;
    let asha = house.borrower("Asha Rao").await;
    let loan = house.active_loan(asha, "100000").await.id;
    house.repays(asha, loan, "8884.88", "key").await.expect("pays");
    house.is_proven().await;
    let sql =
        format!("set session_replication_role = replica; {break_it}; set session_replication_role = default");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&house.db.owner).await.expect("broken");
    let proof = domain::ledger::pg::prove(house.pool()).await.expect("the proof runs");
    let mut failed: Vec<_> =
        proof.checks.iter().filter(|check| check.failures > 0).map(|check| check.name.as_str()).collect();
    failed.sort_unstable();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(failed, expected, "{break_it}");
    assert!(!proof.is_clean());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_check_finds_what_it_is_for() {
    check("update account set balance = balance + 1 where kind = 'wallet'", &["account_balance"]).await;
    check("update account set last_number = 9 where kind = 'wallet'", &["account_numbers"]).await;
    check(
        "update leg set balance_after = balance_after + 1 where number = 1 and amount < 0",
        &["running_balance"],
    )
    .await;
    check(
        "delete from leg l using account a where a.id = l.account_id and a.kind = 'interest_income'",
        &["books_balance", "entry_balances", "interest_income"],
    )
    .await;
    check("alter table account drop constraint account_floor; update account set floor = balance + 1 where kind = 'wallet'", &["account_floor"]).await;
    check(
        "update loan set interest_paid_paise = interest_paid_paise + 1",
        &["interest_income", "loan_repayments"],
    )
    .await;
    check("update instalment set interest_paise = interest_paise + 1 where number = 12", &["loan_schedule"])
        .await;
    check(
        "update loan set principal_paise = principal_paise + 1",
        &["loan_disbursed_once", "loan_principal", "loan_schedule"],
    )
    .await;
    check("delete from repayment", &["loan_repayments"]).await;
    check(
        "update loan set status = 'APPLIED', disbursed_on = null, next_due_on = null, next_due_number = null, next_due_paise = null",
        &["loan_disbursed_once"],
    )
    .await;
}
