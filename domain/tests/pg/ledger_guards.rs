//! The database's own promises, tried behind the product's back and as the product's own role.

use crate::support::House;
use sqlx::PgPool;

async fn refused(pool: &PgPool, sql: &str) -> String {
    let result = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(pool).await;
    result.expect_err(sql).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn history_cannot_be_rewritten_even_by_its_owner() {
    let house = House::new().await;
    let asha = house.borrower("Asha Rao").await;
    let loan = house.active_loan(asha, "1000").await.id;
    house.repays(asha, loan, "100", "key").await.expect("pays");
    let owner = &house.db.owner;
    for table in ["entry", "leg", "repayment", "command_log"] {
        for sql in [format!("delete from {table}"), format!("truncate {table} cascade")] {
            let why = refused(owner, &sql).await;
            assert!(why.contains("append-only"), "{sql}: {why}");
        }
    }
    for sql in [
        "update entry set description = ''",
        "update leg set amount = amount * 2",
        "update repayment set amount_paise = 0",
        "update command_log set after = '{}'",
        "update command_log set response = null, request_id = ''",
    ] {
        let why = refused(owner, sql).await;
        assert!(why.contains("append-only"), "{sql}: {why}");
    }
    for (sql, promise) in [
        (
            "insert into leg (entry_id, account_id, amount) select e.id, '00000000-0000-7000-8000-000000000001', 5 from entry e limit 1",
            "do not balance",
        ),
        ("update account set balance = -1 where kind = 'wallet'", "account_floor"),
        (
            "update loan set status = 'APPLIED', disbursed_on = null, next_due_on = null, next_due_number = null, next_due_paise = null",
            "cannot go from",
        ),
        ("update loan set principal_paid_paise = principal_paise + 1", "loan_principal_paid_within"),
        (
            "insert into account (id, kind, owner_id, created_at) select gen_random_uuid(), kind, owner_id, now() from account where kind = 'wallet'",
            "account_one_per_owner",
        ),
        (
            "insert into account (id, kind, owner_id, created_at) values (gen_random_uuid(), 'bank', gen_random_uuid(), now())",
            "account_guarded_has_owner",
        ),
    ] {
        let why = refused(owner, sql).await;
        assert!(why.contains(promise), "{sql}: {why}");
    }
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_does_not_balance_does_not_commit() {
    let house = House::new().await;
    let owner = &house.db.owner;
    let bank = "'00000000-0000-7000-8000-000000000001'";
    let capital = "'00000000-0000-7000-8000-000000000007'";
    let post = |legs: &str, amounts: &str| {
        format!(
            "with e as (select gen_random_uuid() as id)
             select ledger_post(array[id], array['capital.paid_in'], array[''], array[now()], array[null::uuid], array[null::uuid], array[null::uuid],
                                array_fill(id, array[cardinality({legs}::uuid[])]), {legs}::uuid[], {amounts}::bigint[]) from e"
        )
    };
    let unbalanced = refused(owner, &post(&format!("array[{bank}, {capital}]"), "array[5, -4]")).await;
    assert!(unbalanced.contains("do not balance"), "{unbalanced}");
    let one_leg = refused(owner, &post(&format!("array[{bank}]"), "array[5]")).await;
    assert!(one_leg.contains("do not balance"), "{one_leg}");
    let nobody = refused(owner, &post(&format!("array[{bank}, gen_random_uuid()]"), "array[5, -5]")).await;
    assert!(nobody.contains("leg_account_id_fkey"), "{nobody}");
    let twice = refused(owner, &post(&format!("array[{bank}, {bank}]"), "array[5, -5]")).await;
    assert!(twice.contains("leg_account_once_per_entry"), "{twice}");
    let empty = refused(
        owner,
        "insert into entry (id, kind, description, effective_at) values (gen_random_uuid(), 'x', '', now())",
    )
    .await;
    assert!(empty.contains("does not balance"), "{empty}");
    assert_eq!(house.count("entry").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_products_own_role_cannot_go_around_the_ledger() {
    let house = House::new().await;
    assert!(domain::work::acts_as_app_role(house.pool()).await.expect("answers"));
    for sql in [
        "insert into leg (entry_id, account_id, amount) select gen_random_uuid(), id, 5 from account limit 1",
        "insert into entry (id, kind, description, effective_at) values (gen_random_uuid(), 'x', '', now())",
        "update account set balance = 5",
        "insert into account (id, kind, owner_id, balance, created_at) values (gen_random_uuid(), 'wallet', gen_random_uuid(), 5, now())",
        "delete from person",
        "drop table leg",
        "alter table leg disable trigger all",
        "update instalment set interest_paise = 0",
        "update loan_product set max_open_loans = 99",
        "update payment set amount_paise = 1",
        "update payment_attempt set gateway = 'stripe'",
        "update refund set amount_paise = 1",
        "update payment_terms set fee_bps = 0",
        "update gateway set clearing = gen_random_uuid()",
        "delete from payment",
        "delete from refund",
        "create table mine (x int)",
    ] {
        let why = refused(house.pool(), sql).await;
        assert!(why.contains("permission denied") || why.contains("must be owner"), "{sql}: {why}");
    }
}
