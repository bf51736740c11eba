//! What is read often reads what it shows, however long the history is.

use crate::support::{House, for_merchant};
use domain::{
    actor::MerchantReader,
    audit::{self, pg::AuditFilter},
    id::{AccountId, EndpointId},
    ledger, loan,
    merchant::{self, filter::LedgerFilter},
    page::{Page, PageRequest},
    payment::{self, PaymentState, pg::PaymentFilter},
    wallet::{self, filter::TransactionFilter},
    webhook_out::{self, pg::DeliveryFilter, view::DeliveryStatus},
};
use sqlx::PgPool;
use std::future::Future;
use uuid::Uuid;

/// Far more than PostgreSQL would read whole rather than by an index.
const HISTORY: i64 = 6_000;
/// A page of ten, each with a handful of rows around it.
const FEW: i64 = 150;
/// After five times PostgreSQL may take a plan that is for every value, and so for none.
const OFTEN: usize = 8;
const BANK: AccountId = AccountId(Uuid::from_u128(0x7000_8000_0000_0000_0001));

/// Six thousand movements into one wallet, and as many to one merchant, long ago.
fn long_ago(account: &str, kind: &str, group: u16) -> String {
    LONG_AGO.replace("{account}", account).replace("{kind}", kind).replace("{group}", &group.to_string())
}

const LONG_AGO: &str = "
    with wallet as (select id from account where kind = '{account}'),
         bank as (select id from account where kind = 'bank'),
         movement as (
           select ('018f0000-0000-7000-{group}-' || lpad(to_hex(n), 12, '0'))::uuid as id,
                  timestamptz '2024-01-01Z' + n * interval '1 minute' as at
           from generate_series(1, 6000) n
         )
    select ledger_post(array_agg(m.id), array_agg('{kind}'::text), array_agg('Added money'::text), array_agg(m.at),
                       array_agg(null::uuid), array_agg(null::uuid), array_agg(null::uuid),
                       array_agg(m.id) || array_agg(m.id), array_agg(b.id) || array_agg(w.id),
                       array_agg(100::bigint) || array_agg(-100::bigint))
    from movement m cross join wallet w cross join bank b";

#[tokio::test(flavor = "multi_thread")]
async fn a_long_history_makes_nothing_slower() {
    // One connection, whose count of rows is told before it is asked for.
    let house = House::with_connections(1).await;
    let asha = house.borrower("Asha Rao").await;
    let rohan = house.merchant("Rohan Mehta").await;
    for history in [
        long_ago("wallet", "wallet.topped_up", 8000),
        long_ago("merchant_available", "merchant.funded", 8001),
    ] {
        house.as_owner(&history).await.expect("a history");
    }
    // Plans that were made while the tables were small must not stay.
    house.as_owner("analyze").await.expect("statistics");
    let (pool, house_admin) = (house.pool(), house.admin);
    let ten = |cursor: Option<&str>| PageRequest::of(10, cursor).expect("a page");
    let all = TransactionFilter::default();

    let first = wallet::pg::transactions(pool, asha.person(), &all, ten(None)).await.expect("reads");
    let older = first.older.as_deref();
    few(pool, "the wallet", wallet::pg::transactions(pool, asha.person(), &all, ten(None))).await;
    few(pool, "the wallet, older", wallet::pg::transactions(pool, asha.person(), &all, ten(older))).await;
    let second = wallet::pg::transactions(pool, asha.person(), &all, ten(older)).await.expect("reads");
    let newer = second.newer.as_deref();
    few(pool, "the wallet, newer", wallet::pg::transactions(pool, asha.person(), &all, ten(newer))).await;
    few(pool, "the dashboard", loan::pg::borrower_home(pool, asha)).await;

    let every = LedgerFilter::default();
    let merchants = for_merchant(rohan);
    let first = merchant::pg::ledger(pool, merchants, &every, ten(None)).await.expect("reads");
    let older = first.older.as_deref();
    few(pool, "a merchant's ledger", merchant::pg::ledger(pool, merchants, &every, ten(None))).await;
    few(pool, "a merchant's ledger, older", merchant::pg::ledger(pool, merchants, &every, ten(older))).await;
    few(pool, "a merchant's first page", merchant::pg::home(pool, rohan)).await;

    let lines = |cursor: Option<&str>| ledger::pg::account_lines(pool, house.admin, BANK, ten(cursor));
    let bank: Page<_> = lines(None).await.expect("reads");
    few(pool, "the bank's account", lines(None)).await;
    few(pool, "the bank's account, older", lines(bank.older.as_deref())).await;
    let entries = |cursor: Option<&str>| ledger::pg::entries(pool, house.admin, None, ten(cursor));
    let newest: Page<_> = entries(None).await.expect("reads");
    few(pool, "the entries", entries(None)).await;
    few(pool, "the entries, older", entries(newest.older.as_deref())).await;

    // What was told to one endpoint long ago.
    let told = format!(
        "with endpoint as (
           insert into webhook_endpoint (id, merchant_id, created_by, url, events, secret, created_at)
           select '018f0000-0000-7000-8002-000000000000', '{0}', '{1}', 'https://shop.example', '{{*}}', 'x', now() returning id
         ), event as (
           insert into webhook_event (id, merchant_id, kind, subject_id, body, created_at)
           select ('018f0000-0000-7000-8003-' || lpad(to_hex(n), 12, '0'))::uuid, '{0}', 'payout.created', gen_random_uuid(), '{{}}', now()
           from generate_series(1, {HISTORY}) n returning id
         )
         insert into webhook_delivery (id, event_id, endpoint_id, merchant_id, kind, status, created_at, ended_at)
         select event.id, event.id, endpoint.id, '{0}', 'payout.created', 'delivered', now(), now() from event, endpoint",
        rohan.merchant(),
        rohan.person()
    );
    house.as_owner(&told).await.expect("a history");
    house.as_owner("analyze").await.expect("statistics");
    let endpoint = EndpointId(Uuid::from_u128(0x018f_0000_0000_7000_8002_0000_0000_0000));
    let log = |status, cursor: Option<&str>| {
        webhook_out::pg::deliveries(pool, rohan, endpoint, status, ten(cursor))
    };
    let first = log(None, None).await.expect("reads");
    few(pool, "an endpoint's log", log(None, None)).await;
    few(pool, "an endpoint's log, older", log(None, first.older.as_deref())).await;
    for _ in 0..OFTEN {
        few(pool, "an endpoint's log of the dead", log(Some(DeliveryStatus::Dead), None)).await;
    }
    let dead = DeliveryFilter { status: Some(DeliveryStatus::Dead), ..DeliveryFilter::default() };
    let of_merchant = DeliveryFilter { merchant: Some(rohan.merchant()), ..DeliveryFilter::default() };
    for filter in [DeliveryFilter::default(), dead, of_merchant] {
        for _ in 0..OFTEN {
            let every = webhook_out::pg::every_delivery(pool, house.admin, &filter, ten(None));
            few(pool, "all deliveries", every).await;
        }
    }

    // What one merchant was paid long ago, half of it by one gateway.
    let paid = format!(
        "with paid as (
           insert into payment (id, merchant_id, amount_paise, status, way, gateway, idempotency_key, failure_code, expires_at, created_at, updated_at)
           select ('018f0000-0000-7000-8004-' || lpad(to_hex(n), 12, '0'))::uuid, '{0}', 100, 'FAILED', 'card',
                  case when n % 2 = 0 then 'stripe' else 'razorpay' end, n::text, 'declined', now(), now(), now()
           from generate_series(1, {HISTORY}) n returning id, gateway
         )
         insert into payment_attempt (id, payment_id, number, gateway, way, status, failure_code, gateway_reference, started_at, ended_at)
         select id, id, 1, gateway, 'card', 'refused', 'declined', 'ref-' || id, now() - interval '2 days', now() from paid",
        rohan.merchant(),
    );
    house.as_owner(&paid).await.expect("a history");
    house.as_owner("analyze").await.expect("statistics");
    let every = PaymentFilter::default();
    let reader = MerchantReader::One(rohan.merchant());
    let list = |filter: PaymentFilter, cursor: Option<String>| async move {
        payment::pg::payments(pool, reader, &filter, PageRequest::of(10, cursor.as_deref())?).await
    };
    let first = list(every.clone(), None).await.expect("reads");
    few(pool, "a merchant's payments", list(every.clone(), None)).await;
    few(pool, "a merchant's payments, older", list(every.clone(), first.older)).await;
    let of_status = |status| PaymentFilter { status: Some(status), ..PaymentFilter::default() };
    for status in [PaymentState::Failed, PaymentState::Success] {
        for _ in 0..OFTEN {
            few(pool, "a merchant's payments of one state", list(of_status(status), None)).await;
        }
    }
    let all = |filter: PaymentFilter| async move {
        payment::pg::payments_of_all(pool, house_admin, &filter, ten(None)).await
    };
    let by_reference = "ref-018f0000-0000-7000-8004-000000000777".to_owned();
    for filter in [
        every,
        of_status(PaymentState::Success),
        PaymentFilter { search: Some(by_reference), ..PaymentFilter::default() },
        PaymentFilter {
            search: Some("018f0000-0000-7000-8004-000000000777".to_owned()),
            ..PaymentFilter::default()
        },
    ] {
        for _ in 0..OFTEN {
            few(pool, "all payments", all(filter.clone())).await;
        }
    }
    few(pool, "the gateways", payment::pg::gateways(pool, house_admin)).await;
    few(pool, "what nobody paid", payment::pg::expired(pool)).await;

    // What one person did long ago.
    let done = format!(
        "insert into command_log (id, name, actor_id, subject_kind, subject_id, request_id, business_at)
         select ('018f0000-0000-7000-8005-' || lpad(to_hex(n), 12, '0'))::uuid, 'user.change', '{}', 'person',
                ('018f0000-0000-7000-8006-' || lpad(to_hex(n % 1000), 12, '0'))::uuid, 'test', now()
         from generate_series(1, {HISTORY}) n",
        rohan.person(),
    );
    house.as_owner(&done).await.expect("a history");
    house.as_owner("analyze").await.expect("statistics");
    let audit = |filter: AuditFilter, cursor: Option<String>| async move {
        audit::pg::audit(pool, house_admin, &filter, PageRequest::of(10, cursor.as_deref())?).await
    };
    let every = AuditFilter::default();
    let of = |person| AuditFilter { actor: Some(person), ..AuditFilter::default() };
    let named = |name: &str| AuditFilter { name: Some(name.to_owned()), ..AuditFilter::default() };
    let day = |text: &str| text.parse().ok();
    let object = Uuid::from_u128(0x018f_0000_0000_7000_8006_0000_0000_0007);
    for (what, filter) in [
        ("the audit", every),
        ("the audit of whoever did all of it", of(rohan.person())),
        ("the audit of who did little", of(asha.person())),
        ("the audit of what was done often", named("user.change")),
        ("the audit of what was done once", named("identity.register")),
        ("the audit of an object", AuditFilter { subject: Some(object), ..AuditFilter::default() }),
        (
            "the audit of a day",
            AuditFilter { from: day("2024-01-01"), to: day("2024-01-01"), ..AuditFilter::default() },
        ),
    ] {
        for _ in 0..OFTEN {
            few(pool, what, audit(filter.clone(), None)).await;
        }
        let older = audit(filter.clone(), None).await.expect("reads").older;
        few(pool, what, audit(filter, older)).await;
    }

    let posting = async {
        house.funds(asha, "1").await;
        Ok::<(), ()>(())
    };
    few(pool, "adding money", posting).await;
    house.is_proven().await;
    assert_eq!(house.count("entry").await, 2 * HISTORY + 1);
}

async fn few<T, E: std::fmt::Debug>(pool: &PgPool, what: &str, work: impl Future<Output = Result<T, E>>) {
    let before = rows_read(pool).await;
    work.await.expect(what);
    let read = rows_read(pool).await - before;
    assert!(read < FEW, "{what} read {read} rows of what grows");
}

/// Rows of entries, legs, events, deliveries, payments, tries and commands that were read since the database was made, by scan or by index.
async fn rows_read(pool: &PgPool) -> i64 {
    sqlx::raw_sql("select pg_stat_force_next_flush()").execute(pool).await.expect("flushes");
    sqlx::query_scalar(
        "select (select coalesce(sum(seq_tup_read), 0) from pg_stat_user_tables where relname in ('entry', 'leg', 'webhook_event', 'webhook_delivery', 'payment', 'payment_attempt', 'command_log'))::bigint
              + (select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes where relname in ('entry', 'leg', 'webhook_event', 'webhook_delivery', 'payment', 'payment_attempt', 'command_log'))::bigint",
    )
    .fetch_one(pool)
    .await
    .expect("statistics")
}
