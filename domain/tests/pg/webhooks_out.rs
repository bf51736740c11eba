//! What merchants' servers are told: an event exists when its cause does, is tried for a day, and keeps its id.

use crate::support::{House, bank_account, for_merchant, key, meta};
use domain::{
    actor::{Holder, MerchantUser},
    bank::Outcome,
    body::Raw,
    explain::{Explain, Explanation},
    id::{DeliveryId, EndpointId, MerchantId, PersonId, WorkerId},
    job::pg::{Ended, claim, finish},
    page::PageRequest,
    transfer::{
        body::PayoutBody,
        pg::{Send, Settle},
    },
    webhook_out::{
        Addresses, EventKind, Names, Reach,
        body::{ChangeEndpointBody, EndpointBody, ResendBody},
        pg::{
            self, Message, Next, RemoveEndpoint, ResendDelivery, RotateSecret, Rules, Said, Tried, announce,
        },
        view::{DeliveryStatus, DeliveryView, EndpointStatus, NewEndpointView, PauseReason},
    },
    work::{Command, Failure, Meta, Tx, Vault, real_now, refuse},
};
use serde_json::{Value, json};
use std::{net::IpAddr, sync::Arc, time::Duration};
use uuid::Uuid;

const RULES: Rules = Rules { first_pause: Duration::from_secs(5), pause_after_days: 3 };

struct Public;

impl Names for Public {
    fn addresses<'a>(&'a self, _: &'a str) -> Addresses<'a> {
        Box::pin(std::future::ready(vec![IpAddr::from([8, 8, 8, 8])]))
    }
}

struct Scene {
    house: House,
    vault: Arc<Vault>,
    mehta: MerchantUser,
}

/// Something that happens to a merchant, or that in the end does not.
struct Happens {
    merchant: MerchantId,
    kind: EventKind,
    refused: bool,
    meta: Meta,
}

#[derive(Debug)]
struct ChangedItsMind;

impl Explain for ChangedItsMind {
    fn explain(&self) -> Explanation {
        Explanation::not_found()
    }
}

impl Command for Happens {
    const NAME: &'static str = "test.happens";
    type Output = ();
    type Refusal = ChangedItsMind;

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<ChangedItsMind>> {
        announce(tx, self.merchant, self.kind, Uuid::from_u128(1), json!({ "a": 1 })).await?;
        if self.refused { Err(refuse(ChangedItsMind)) } else { Ok(()) }
    }
}

impl Scene {
    async fn set() -> Scene {
        let house = House::new().await;
        let mehta = house.merchant("Mehta").await;
        Scene { house, vault: Arc::new(Vault::of_demo()), mehta }
    }

    async fn makes(&self, user: MerchantUser, events: Value) -> Result<NewEndpointView, Explanation> {
        let body =
            EndpointBody { url: Raw::typed("https://shop.example/hook?token=1"), events: Some(events) };
        let reach = Reach::new(Arc::new(Public), false);
        self.house.run(&body.parse(user, &reach, self.vault.clone(), meta()).await?).await
    }

    async fn endpoint(&self, events: Value) -> NewEndpointView {
        self.makes(self.mehta, events).await.expect("an endpoint")
    }

    async fn happens(&self, kind: EventKind) {
        let command = Happens { merchant: self.mehta.merchant(), kind, refused: false, meta: meta() };
        self.house.run(&command).await.expect("it happens");
    }

    async fn changes(&self, endpoint: EndpointId, body: Value) -> Result<(), Explanation> {
        let body: ChangeEndpointBody = serde_json::from_value(body).expect("a body");
        let reach = Reach::new(Arc::new(Public), false);
        let command = body.parse(self.mehta, endpoint, &reach, meta()).await?;
        self.house.run(&command).await.map(drop)
    }

    async fn log(&self, endpoint: EndpointId) -> Vec<DeliveryView> {
        let page =
            pg::deliveries(self.house.pool(), self.mehta, endpoint, None, PageRequest::default()).await;
        page.expect("reads").items
    }

    async fn next(&self, delivery: DeliveryId) -> Next {
        pg::take(self.house.pool(), &self.vault, delivery).await.expect("looks")
    }

    async fn message(&self, delivery: DeliveryId) -> Box<Message> {
        let Next::Send(message) = self.next(delivery).await else { unreachable!("there is nothing to send") };
        message
    }

    async fn answers(&self, delivery: DeliveryId, status: u16) -> Said {
        let message = self.message(delivery).await;
        let ok = (200..300).contains(&status);
        let tried = Tried {
            started_at: real_now(),
            took: Duration::from_millis(7),
            http_status: Some(status),
            error: (!ok).then(|| format!("It answered {status}.")),
            said: "\u{0}no".to_owned(),
        };
        pg::note_try(self.house.pool(), &message, &tried, RULES, 0).await.expect("written down")
    }

    /// Its pause is over.
    async fn time_passes(&self) {
        let sql = "update webhook_delivery set next_at = clock_timestamp() where status = 'pending'";
        self.house.as_owner(sql).await.expect("passes");
    }

    async fn counts(&self) -> [i64; 3] {
        let jobs = "(select from job where kind = 'webhook.deliver') jobs";
        [
            self.house.count("webhook_event").await,
            self.house.count("webhook_delivery").await,
            self.house.count(jobs).await,
        ]
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_exists_exactly_when_its_cause_does() {
    let scene = Scene::set().await;
    let stranger = scene.house.merchant("Rao").await;
    let all = scene.endpoint(json!(["*"])).await.of.id;
    let some = scene.endpoint(json!(["payout.failed", "payout.completed"])).await.of.id;
    let paused = scene.endpoint(json!(["*"])).await.of.id;
    let gone = scene.endpoint(json!(["*"])).await.of.id;
    scene.makes(stranger, json!(["*"])).await.expect("another's");
    scene.changes(paused, json!({ "paused": true })).await.expect("paused");
    let remove = RemoveEndpoint { user: scene.mehta, endpoint: gone, meta: meta() };
    scene.house.run(&remove).await.expect("removed");

    let refused = Happens {
        merchant: scene.mehta.merchant(),
        kind: EventKind::PayoutFailed,
        refused: true,
        meta: meta(),
    };
    scene.house.run(&refused).await.expect_err("changed its mind");
    assert_eq!(scene.counts().await, [0, 0, 0]);

    scene.happens(EventKind::PayoutFailed).await;
    assert_eq!(scene.counts().await, [1, 2, 2]);
    scene.happens(EventKind::PayoutCreated).await;
    assert_eq!(scene.counts().await, [2, 3, 3], "only who wants it");
    assert_eq!(
        (scene.log(all).await.len(), scene.log(some).await.len(), scene.log(paused).await.len()),
        (2, 1, 0)
    );
    assert!(
        pg::deliveries(scene.house.pool(), scene.mehta, gone, None, PageRequest::default()).await.is_err()
    );
    assert!(pg::deliveries(scene.house.pool(), stranger, all, None, PageRequest::default()).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_tells_of_each_step_as_it_is_shown() {
    let scene = Scene::set().await;
    let (house, mehta) = (&scene.house, scene.mehta);
    let endpoint = scene.endpoint(json!(["*"])).await.of.id;
    house.funds_merchant(mehta, "100").await;
    let account = bank_account(Holder::Merchant(mehta), "123456789012", "HDFC0001234", &scene.vault);
    let account = house.run(&account).await.expect("an account").id;
    let body = PayoutBody {
        amount_paise: Raw::Number("500".to_owned()),
        bank_account_id: Raw::Text(account.to_string()),
    };
    let payout = house
        .run(&body.parse(for_merchant(mehta), key("k"), meta()).expect("a payout"))
        .await
        .expect("asked")
        .value;
    let again = house
        .run(&body.parse(for_merchant(mehta), key("k"), meta()).expect("a payout"))
        .await
        .expect("asked");
    assert!(again.replayed);
    for sends_before in 0..2 {
        let send = Send { transfer: payout.id, sends_before, vault: &scene.vault, meta: meta() };
        house.run(&send).await.expect("sent");
    }
    let said =
        Outcome::Declined { code: "account_closed".to_owned(), reason: "The account is closed.".to_owned() };
    for _ in 0..2 {
        house.run(&Settle { transfer: payout.id, said: said.clone(), meta: meta() }).await.expect("settled");
    }

    let mut told = scene.log(endpoint).await;
    told.reverse();
    let kinds: Vec<&str> = told.iter().map(|delivery| delivery.kind.as_str()).collect();
    assert_eq!(kinds, ["payout.created", "payout.processing", "payout.failed"], "each step once");
    let bodies: Vec<Value> = {
        let mut bodies = Vec::new();
        for delivery in &told {
            let message = scene.message(delivery.id).await;
            assert_eq!(message.event, delivery.event_id);
            bodies.push(serde_json::from_str(&message.body).expect("JSON"));
        }
        bodies
    };
    assert_eq!(bodies[0]["data"]["status"], "pending");
    assert_eq!(bodies[1]["data"]["status"], "processing");
    let reader = domain::actor::MerchantReader::One(mehta.merchant());
    let shown = domain::transfer::pg::payout(house.pool(), reader, payout.id).await.expect("reads");
    assert_eq!(bodies[2]["data"], serde_json::to_value(&shown).expect("JSON"));
    assert_eq!(bodies[2]["id"], told[2].event_id.to_string());
    assert_eq!(bodies[2]["type"], "payout.failed");
    house.is_proven().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn for_a_day_the_old_secret_signs_as_well() {
    let scene = Scene::set().await;
    let made = scene.endpoint(json!(["*"])).await;
    scene.happens(EventKind::PayoutCreated).await;
    let delivery = scene.log(made.of.id).await[0].id;
    assert_eq!(scene.message(delivery).await.secrets, std::slice::from_ref(&made.secret));
    let rotate =
        || RotateSecret { user: scene.mehta, endpoint: made.of.id, vault: scene.vault.clone(), meta: meta() };
    let second = scene.house.run(&rotate()).await.expect("rotated");
    assert!(second.of.previous_secret_until.is_some() && second.secret != made.secret);
    assert_eq!(scene.message(delivery).await.secrets, [second.secret.clone(), made.secret.clone()]);
    let third = scene.house.run(&rotate()).await.expect("rotated");
    assert_eq!(scene.message(delivery).await.secrets, [third.secret.clone(), second.secret.clone()]);
    let passes = "update webhook_endpoint set previous_until = clock_timestamp() - interval '1 second'";
    scene.house.as_owner(passes).await.expect("passes");
    assert_eq!(scene.message(delivery).await.secrets, std::slice::from_ref(&third.secret));

    let kept: i64 = sqlx::query_scalar(
        "select count(*) from (select e::text as t from webhook_endpoint e union all select c::text from command_log c) kept
         where t like '%' || $1 || '%' or t like '%token=1%' and t like '%webhook_endpoint.%'",
    )
    .bind(&third.secret)
    .fetch_one(&scene.house.db.owner)
    .await
    .expect("counts");
    assert_eq!(kept, 0, "readable nowhere");
    let stranger = scene.house.merchant("Rao").await;
    let theirs = RotateSecret { user: stranger, ..rotate() };
    assert_eq!(scene.house.run(&theirs).await.expect_err("not theirs").code, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_tried_again_for_a_day_and_then_given_up() {
    let scene = Scene::set().await;
    let endpoint = scene.endpoint(json!(["*"])).await.of.id;
    scene.happens(EventKind::PayoutCreated).await;
    let delivery = scene.log(endpoint).await[0].id;
    assert_eq!(scene.answers(delivery, 500).await, Said::Again(Duration::from_millis(3_750)));
    // A worker that died before its job ended: the pause counts all the same.
    assert!(matches!(scene.next(delivery).await, Next::Wait { .. }));
    scene.time_passes().await;
    assert_eq!(scene.answers(delivery, 302).await, Said::Again(Duration::from_millis(22_500)));
    let shown = scene.log(endpoint).await.remove(0);
    assert_eq!((shown.status, shown.tries, shown.response_status), (DeliveryStatus::Pending, 2, Some(302)));
    assert_eq!(shown.response_body.as_deref(), Some("no"));
    assert!(shown.next_try_at.is_some());

    scene.time_passes().await;
    scene
        .house
        .as_owner("update webhook_delivery set first_at = clock_timestamp() - interval '24 hours'")
        .await
        .expect("passes");
    assert_eq!(scene.answers(delivery, 500).await, Said::Dead);
    let shown = scene.log(endpoint).await.remove(0);
    assert_eq!((shown.status, shown.tries, shown.next_try_at), (DeliveryStatus::Dead, 3, None));
    assert!(matches!(scene.next(delivery).await, Next::Nothing(_)));

    let again = ResendDelivery { user: scene.mehta, delivery, meta: meta() };
    scene.house.run(&again).await.expect("again");
    assert_eq!(scene.answers(delivery, 204).await, Said::Delivered);
    let shown = pg::delivery_page(scene.house.pool(), scene.mehta, delivery).await.expect("reads");
    assert_eq!((shown.delivery.status, shown.tries.len()), (DeliveryStatus::Delivered, 4));
    let numbers: Vec<i32> = shown.tries.iter().map(|one| one.number).collect();
    assert_eq!(numbers, [4, 3, 2, 1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_takes_nothing_for_days_is_paused() {
    let scene = Scene::set().await;
    let endpoint = scene.endpoint(json!(["*"])).await.of.id;
    let now = async || pg::endpoint(scene.house.pool(), scene.mehta, endpoint).await.expect("reads");
    for _ in 0..4 {
        scene.happens(EventKind::PayoutCreated).await;
    }
    let deliveries: Vec<DeliveryId> = scene.log(endpoint).await.iter().map(|delivery| delivery.id).collect();
    scene.answers(deliveries[0], 500).await;
    assert!(now().await.failing_since.is_some());
    scene.answers(deliveries[1], 200).await;
    assert!(now().await.failing_since.is_none(), "one that was taken ends the days");
    scene.time_passes().await;
    scene.answers(deliveries[0], 500).await;
    let days = "update webhook_endpoint set failing_since = clock_timestamp() - interval '3 days'";
    scene.house.as_owner(days).await.expect("passes");
    scene.answers(deliveries[2], 500).await;
    let paused = now().await;
    assert_eq!((paused.status, paused.paused_reason), (EndpointStatus::Paused, Some(PauseReason::Failing)));

    // Nothing new is sent, and what waits goes on waiting, until somebody resumes it.
    scene.happens(EventKind::PayoutFailed).await;
    assert_eq!(scene.log(endpoint).await.len(), 4);
    scene.time_passes().await;
    assert!(matches!(scene.next(deliveries[3]).await, Next::Wait { .. }));
    let again = ResendDelivery { user: scene.mehta, delivery: deliveries[1], meta: meta() };
    assert_eq!(scene.house.run(&again).await.expect_err("paused").code, "invalid_state");
    scene.changes(endpoint, json!({ "paused": false })).await.expect("resumed");
    assert!(now().await.failing_since.is_none());
    scene.answers(deliveries[3], 410).await;
    assert_eq!(now().await.paused_reason, Some(PauseReason::Gone), "it said itself that it is gone");

    scene.house.as_owner("update webhook_delivery set first_at = clock_timestamp() - interval '24 hours', next_at = case when status = 'pending' then clock_timestamp() end").await.expect("passes");
    assert!(matches!(scene.next(deliveries[3]).await, Next::Nothing(_)), "paused for a day");
    scene.changes(endpoint, json!({ "paused": false })).await.expect("resumed");
    let remove = RemoveEndpoint { user: scene.mehta, endpoint, meta: meta() };
    scene.house.run(&remove).await.expect("removed");
    assert!(matches!(scene.next(deliveries[2]).await, Next::Nothing(_)), "deleted");
    let filter = pg::DeliveryFilter { status: Some(DeliveryStatus::Dead), ..pg::DeliveryFilter::default() };
    let dead =
        pg::every_delivery(scene.house.pool(), scene.house.admin, &filter, PageRequest::default()).await;
    let dead = dead.expect("reads").items;
    assert_eq!(dead.len(), 2);
    assert!(dead.iter().all(|delivery| delivery.url == "https://shop.example/hook?…"));
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_since_is_sent_again_under_the_same_ids() {
    let scene = Scene::set().await;
    let endpoint = scene.endpoint(json!(["payout.created"])).await.of.id;
    let resends = async |since: &str| {
        let body = ResendBody { since: Raw::typed(since) };
        scene.house.run(&body.parse(scene.mehta, endpoint, meta()).expect("a time")).await
    };
    scene.happens(EventKind::PayoutCreated).await;
    let first = scene.log(endpoint).await.remove(0);
    scene.answers(first.id, 200).await;
    scene.changes(endpoint, json!({ "paused": true })).await.expect("paused");
    assert_eq!(resends("2020-01-01T00:00:00Z").await.expect_err("paused").code, "invalid_state");
    for kind in [EventKind::PayoutCreated, EventKind::PayoutFailed] {
        scene.happens(kind).await;
    }
    scene.changes(endpoint, json!({ "paused": false })).await.expect("resumed");
    assert_eq!(scene.log(endpoint).await.len(), 1, "kept, not sent");

    // The first one's job has ended by then.
    let jobs =
        claim(scene.house.pool(), WorkerId::new(), 10, 10, Duration::from_secs(60)).await.expect("claims");
    for job in &jobs {
        finish(scene.house.pool(), job, Ended::Done { note: String::new() }).await.expect("ends");
    }
    let answer = resends("2020-01-01T00:00:00Z").await.expect("again");
    assert_eq!((answer.resent, answer.up_to), (2, None));
    let log = scene.log(endpoint).await;
    assert_eq!(log.len(), 2);
    let again = log.iter().find(|delivery| delivery.id == first.id).expect("the same row");
    assert_eq!((again.status, again.event_id, again.tries), (DeliveryStatus::Pending, first.event_id, 1));
    let waiting: i64 =
        sqlx::query_scalar("select count(*) from job where kind = 'webhook.deliver' and status = 'queued'")
            .fetch_one(scene.house.pool())
            .await
            .expect("counts");
    assert_eq!(waiting, 2);
    assert_eq!(resends("2020-01-01T00:00:00Z").await.expect("once more").resent, 2);
    assert_eq!(resends("2999-01-01T00:00:00Z").await.expect("none").resent, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_delivery_stays_without_somebody_who_looks_after_it() {
    let scene = Scene::set().await;
    scene.endpoint(json!(["*"])).await;
    scene.happens(EventKind::PayoutCreated).await;
    let pool = scene.house.pool();
    assert_eq!(pg::recover(pool).await.expect("looks"), 0);
    scene
        .house
        .as_owner("update webhook_delivery set next_at = clock_timestamp() - interval '2 minutes'")
        .await
        .expect("passes");
    assert_eq!(pg::recover(pool).await.expect("looks"), 0, "its job is there");
    scene
        .house
        .as_owner("update job set status = 'discarded', ended_at = clock_timestamp()")
        .await
        .expect("discarded");
    assert_eq!(pg::recover(pool).await.expect("looks"), 1);
    assert_eq!(pg::recover(pool).await.expect("looks"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_thirty_days_events_are_forgotten() {
    let scene = Scene::set().await;
    let endpoint = scene.endpoint(json!(["*"])).await.of.id;
    scene.happens(EventKind::PayoutCreated).await;
    let delivery = scene.log(endpoint).await[0].id;
    scene.answers(delivery, 200).await;
    let old = format!(
        "with old as (insert into webhook_event (id, merchant_id, kind, subject_id, body, created_at)
           select ('018f0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '{}', 'payout.created', gen_random_uuid(), '{{}}', '2024-05-01Z'
           from generate_series(1, 1500) n returning id)
         insert into webhook_delivery (id, event_id, endpoint_id, merchant_id, kind, status, created_at, ended_at)
         select id, id, '{endpoint}', '{}', 'payout.created', 'delivered', '2024-05-01Z', '2024-05-01Z' from old",
        scene.mehta.merchant(),
        scene.mehta.merchant()
    );
    scene.house.as_owner(&old).await.expect("history");
    let pool = scene.house.pool();
    assert_eq!(pg::purge(pool).await.expect("forgets"), 1000, "in batches");
    assert_eq!(pg::purge(pool).await.expect("forgets"), 500);
    assert_eq!(pg::purge(pool).await.expect("forgets"), 0);
    assert_eq!((scene.counts().await, scene.house.count("webhook_try").await), ([1, 1, 1], 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merchant_has_ten_endpoints_at_most_and_the_database_knows_the_rest() {
    let scene = Scene::set().await;
    let many = futures::future::join_all((0..14).map(|_| scene.makes(scene.mehta, json!(["*"])))).await;
    let (made, refused): (Vec<_>, Vec<_>) = many.into_iter().partition(Result::is_ok);
    assert_eq!((made.len(), refused.len()), (10, 4));
    assert!(refused.into_iter().all(|why| why.expect_err("too many").code == "invalid_state"));
    scene.happens(EventKind::PayoutCreated).await;
    assert_eq!(scene.counts().await, [1, 10, 10]);
    for (sql, promise) in [
        ("update webhook_endpoint set secret = null", "webhook_endpoint_secret_whole"),
        ("update webhook_endpoint set paused_at = now()", "webhook_endpoint_pause_whole"),
        ("update webhook_endpoint set previous_until = now()", "webhook_endpoint_previous_whole"),
        ("update webhook_delivery set status = 'delivered', ended_at = now()", "webhook_delivery_next_whole"),
        ("update webhook_delivery set ended_at = now()", "webhook_delivery_ended_whole"),
        ("update webhook_delivery set tries_before = 1", "webhook_delivery_tries_whole"),
        (
            "insert into webhook_delivery select (gen_random_uuid()) as id, event_id, endpoint_id, merchant_id, kind, status, tries, tries_before, first_at, last_tried_at, next_at, ended_at, http_status, ms, error, said, created_at from webhook_delivery limit 1",
            "webhook_delivery_once",
        ),
    ] {
        let why = scene.house.as_owner(sql).await.expect_err(sql).to_string();
        assert!(why.contains(promise), "{sql}: {why}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_wait_for_nobody_elses_slots() {
    let scene = Scene::set().await;
    scene.endpoint(json!(["*"])).await;
    for _ in 0..5 {
        scene.happens(EventKind::PayoutCreated).await;
    }
    scene.house.as_owner("insert into job (id, kind, request_id, failures_max, run_at) select gen_random_uuid(), 'webhook.apply', 'r', 3, clock_timestamp() from generate_series(1, 3)").await.expect("jobs");
    let take = async |most, deliveries| {
        let claimed =
            claim(scene.house.pool(), WorkerId::new(), most, deliveries, Duration::from_secs(60)).await;
        claimed.expect("claims").len()
    };
    assert_eq!(take(2, 2).await, 2, "what is not a delivery comes first");
    assert_eq!(take(10, 0).await, 1);
    assert_eq!(take(10, 2).await, 2);
    assert_eq!(take(1, 10).await, 1);
    assert_eq!(take(10, 10).await, 2);
}
