-- What merchants' servers are told: where to, what happened, and how telling it went.
-- An event is written in the transaction of the change that it tells of (an outbox), together with one delivery and one
-- job for each endpoint that wants it: it exists exactly when its cause does.
-- All times here are real time; when something happened in business time stands in the event's body.

create table webhook_endpoint (
  id              uuid primary key,
  merchant_id     uuid not null references merchant (id),
  created_by      uuid not null references person (id),
  url             text not null constraint webhook_endpoint_url_length check (char_length(url) between 8 and 2048),
  -- The kinds that it wants; '*' for all there are and will be.
  events          text[] not null constraint webhook_endpoint_events_some check (cardinality(events) between 1 and 50),
  -- Sealed (domain/src/work/vault.rs); none of one that was deleted.
  secret          bytea,
  -- After a rotation the old one signs as well until then.
  previous_secret bytea,
  previous_until  timestamptz,
  paused_at       timestamptz,
  pause_reason    text constraint webhook_endpoint_pause_known check (pause_reason in ('by_hand', 'failing', 'gone')),
  -- The first failed try since the last that was answered well, or since it was resumed.
  failing_since   timestamptz,
  created_at      timestamptz not null,
  deleted_at      timestamptz,
  constraint webhook_endpoint_pause_whole check ((paused_at is null) = (pause_reason is null)),
  constraint webhook_endpoint_previous_whole check ((previous_secret is null) = (previous_until is null)),
  constraint webhook_endpoint_secret_whole check ((secret is null) = (deleted_at is not null))
);
create index webhook_endpoint_of_merchant on webhook_endpoint (merchant_id, id desc) where deleted_at is null;

create table webhook_event (
  id          uuid primary key,
  merchant_id uuid not null references merchant (id),
  -- A closed list in the code (domain/src/webhook_out/kind.rs).
  kind        text not null,
  -- The payout, payment or refund.
  subject_id  uuid not null,
  -- To the byte what every try sends: a signature is over bytes.
  body        text not null,
  created_at  timestamptz not null
);
create index webhook_event_of_merchant on webhook_event (merchant_id, id);

-- One event to one endpoint. Asked for again it is the same row.
create table webhook_delivery (
  id             uuid primary key,
  event_id       uuid not null references webhook_event (id) on delete cascade,
  endpoint_id    uuid not null references webhook_endpoint (id),
  merchant_id    uuid not null,
  kind           text not null,
  status         text not null default 'pending'
    constraint webhook_delivery_status_known check (status in ('pending', 'delivered', 'dead')),
  tries          integer not null default 0,
  -- Of them those before somebody asked for it again: pauses and the day count from there.
  tries_before   integer not null default 0,
  -- Since when the day is counted: the first try, or the first turn where that was waited through.
  first_at       timestamptz,
  last_tried_at  timestamptz,
  -- While it is pending: when it is tried next.
  next_at        timestamptz,
  ended_at       timestamptz,
  -- Of the last try.
  http_status    smallint,
  ms             integer,
  error          text constraint webhook_delivery_error_length check (char_length(error) <= 300),
  said           text constraint webhook_delivery_said_length check (char_length(said) <= 500),
  created_at     timestamptz not null,
  constraint webhook_delivery_once unique (event_id, endpoint_id),
  constraint webhook_delivery_next_whole check ((status = 'pending') = (next_at is not null)),
  constraint webhook_delivery_ended_whole check ((status = 'pending') = (ended_at is null)),
  constraint webhook_delivery_tries_whole check (tries_before between 0 and tries)
) with (fillfactor = 80);
create index webhook_delivery_of_endpoint on webhook_delivery (endpoint_id, id desc);
create index webhook_delivery_of_endpoint_by_status on webhook_delivery (endpoint_id, status, id desc);
create index webhook_delivery_of_merchant on webhook_delivery (merchant_id, id desc);
create index webhook_delivery_unwell on webhook_delivery (status, id desc) where status <> 'delivered';
create index webhook_delivery_pending on webhook_delivery (next_at) where status = 'pending';

create table webhook_try (
  delivery_id uuid not null references webhook_delivery (id) on delete cascade,
  number      integer not null,
  started_at  timestamptz not null,
  ms          integer not null,
  -- None where nobody answered.
  http_status smallint,
  error       text constraint webhook_try_error_length check (char_length(error) <= 300),
  said        text constraint webhook_try_said_length check (char_length(said) <= 500),
  primary key (delivery_id, number)
);

-- Strangers' servers may be slow, and thousands of deliveries may wait for one of them: workers claim deliveries apart from
-- everything else, so that nobody's money waits behind them. Each of the two is found by an index of its own.
drop index job_ready;
create index job_ready on job (run_at, id) where status = 'queued' and kind <> 'webhook.deliver';
create index job_ready_to_deliver on job (run_at, id) where status = 'queued' and kind = 'webhook.deliver';

select grant_app('select, insert, update', 'webhook_endpoint'), grant_app('select, insert, delete', 'webhook_event');
select grant_app('select, insert, update, delete', 'webhook_delivery'), grant_app('select, insert, delete', 'webhook_try');
