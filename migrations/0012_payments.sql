-- Payments: what a merchant asks of its customer, the tries at gateways, and what goes back.

-- What the product takes of a payment, and how long one waits for its customer. One row.
create table payment_terms (
  is_only       boolean primary key default true constraint payment_terms_one check (is_only),
  -- Hundredths of a per cent of what was paid.
  fee_bps       integer not null constraint payment_terms_fee check (fee_bps between 0 and 5000),
  expires_hours integer not null constraint payment_terms_expiry check (expires_hours between 1 and 720),
  -- What a merchant may come to owe by refunds that take more than it has. Whoever was paid, paid that out and then gives it
  -- back owes us all of it.
  owes_max_paise bigint not null constraint payment_terms_owes check (owes_max_paise >= 0)
);
insert into payment_terms (fee_bps, expires_hours, owes_max_paise) values (200, 24, 1000000);

-- How gateways are chosen, changed by admins while the product runs. Which ones an installation can reach is its configuration.
create table gateway (
  name       text primary key,
  is_enabled boolean not null default true,
  -- Its share of what is sent to gateways, against the others' weights. 0: never chosen.
  weight     integer not null constraint gateway_weight check (weight between 0 and 1000),
  -- Its account of what it owes us: what it has taken and not yet paid out.
  clearing   uuid not null unique references account (id)
);
-- A merchant's own weights. Where it has any, only these gateways are chosen for it.
create table gateway_for_merchant (
  merchant_id uuid not null references merchant (id),
  gateway     text not null references gateway (name),
  weight      integer not null constraint gateway_for_merchant_weight check (weight between 0 and 1000),
  primary key (merchant_id, gateway)
);

insert into account (id, kind, normal, guarded, created_at) values
  ('00000000-0000-7000-8000-000000000008', 'gateway_clearing', 1, false, now()),
  ('00000000-0000-7000-8000-000000000009', 'gateway_clearing', 1, false, now()),
  ('00000000-0000-7000-8000-00000000000a', 'gateway_clearing', 1, false, now());
insert into gateway (name, weight, clearing) values
  ('simulated', 60, '00000000-0000-7000-8000-000000000008'),
  ('razorpay', 30, '00000000-0000-7000-8000-000000000009'),
  ('stripe', 10, '00000000-0000-7000-8000-00000000000a');

-- What a merchant owes where a refund took more than it had. New merchants open theirs when they register.
insert into account (id, kind, owner_id, normal, guarded, created_at)
select gen_random_uuid(), 'merchant_receivable', m.id, 1, true, m.created_at from merchant m;

create table payment (
  id              uuid primary key,
  merchant_id     uuid not null references merchant (id),
  amount_paise    bigint not null constraint payment_amount_positive check (amount_paise > 0),
  status          text not null constraint payment_status_known check (status in ('CREATED', 'PROCESSING', 'SUCCESS', 'FAILED', 'REFUNDED')),
  description     text constraint payment_description_length check (char_length(description) between 1 and 255),
  customer_name   text constraint payment_customer_length check (char_length(customer_name) between 1 and 120),
  customer_email  text constraint payment_email_length check (char_length(customer_email) between 3 and 254),
  metadata        jsonb not null default '{}' constraint payment_metadata_object check (jsonb_typeof(metadata) = 'object'),
  -- Where the customer goes afterwards. Without it nobody waits at a browser, and it is executed at once.
  return_url      text constraint payment_return_length check (char_length(return_url) <= 2048),
  -- 'upi' or 'card' through a gateway, 'wallet' from a wallet of ours.
  way             text constraint payment_way_known check (way in ('upi', 'card', 'wallet')),
  -- The one that was chosen first, then the one of the last try.
  gateway         text references gateway (name),
  -- Whose wallet it was paid from.
  payer_id        uuid references person (id),
  fee_paise       bigint not null default 0,
  -- Of what was paid: promised back (open and done), and back.
  reserved_paise  bigint not null default 0,
  refunded_paise  bigint not null default 0,
  failure_code    text,
  failure_reason  text,
  idempotency_key text not null,
  -- Business time.
  expires_at      timestamptz not null,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  constraint payment_fee_within check (fee_paise between 0 and amount_paise),
  -- What goes back is never more than was paid, whoever asks and however many at once.
  constraint payment_refunds_within check (refunded_paise between 0 and reserved_paise and reserved_paise <= amount_paise),
  constraint payment_refunds_of_paid check (reserved_paise = 0 or status in ('SUCCESS', 'REFUNDED')),
  constraint payment_refunded_whole check ((status = 'REFUNDED') = (refunded_paise = amount_paise)),
  constraint payment_failed_has_code check ((status = 'FAILED') = (failure_code is not null)),
  constraint payment_paid_somehow check (status not in ('SUCCESS', 'REFUNDED') or way is not null),
  constraint payment_wallet_has_payer check ((way is not distinct from 'wallet') = (payer_id is not null)),
  -- For what refers to both.
  constraint payment_of_its_merchant unique (id, merchant_id)
) with (fillfactor = 70);
create index payment_of_merchant on payment (merchant_id, id desc);
create index payment_of_merchant_status on payment (merchant_id, status, id desc);
create index payment_of_status on payment (status, id desc);
create index payment_of_merchant_gateway on payment (merchant_id, gateway, id desc);
create index payment_of_gateway on payment (gateway, id desc);
create index payment_open on payment (id) where status in ('CREATED', 'PROCESSING');
create index payment_expiring on payment (expires_at) where status = 'CREATED';

create function payment_follows_its_states() returns trigger language plpgsql as $$
begin
  if (old.status, new.status) not in
     (('CREATED', 'PROCESSING'), ('CREATED', 'FAILED'), ('PROCESSING', 'SUCCESS'), ('PROCESSING', 'FAILED'), ('SUCCESS', 'REFUNDED')) then
    raise exception 'a payment cannot go from % to %', old.status, new.status
      using errcode = 'check_violation', constraint = 'payment_follows_its_states';
  end if;
  return new;
end $$;
create trigger payment_follows_its_states before update on payment for each row
  when (old.status is distinct from new.status) execute function payment_follows_its_states();
create function payment_keeps_its_terms() returns trigger language plpgsql as $$
begin
  raise exception 'what was asked of a payment does not change' using errcode = 'check_violation', constraint = 'payment_keeps_its_terms';
end $$;
create trigger payment_keeps_its_terms before update on payment for each row
  when ((old.merchant_id, old.amount_paise, old.created_at) is distinct from (new.merchant_id, new.amount_paise, new.created_at)
        or (old.status = 'FAILED' and old is distinct from new))
  execute function payment_keeps_its_terms();

-- One try at one gateway. Its id is our reference there.
create table payment_attempt (
  id                uuid primary key,
  payment_id        uuid not null references payment (id),
  number            smallint not null constraint attempt_number check (number >= 1),
  gateway           text not null references gateway (name),
  way               text not null constraint attempt_way_known check (way in ('upi', 'card')),
  -- 'open': it may have been taken, or may yet be.
  status            text not null default 'open' constraint attempt_status_known check (status in ('open', 'taken', 'refused')),
  sends             integer not null default 0,
  enquiries         integer not null default 0,
  gateway_reference text constraint attempt_reference_length check (char_length(gateway_reference) between 1 and 255),
  -- The gateway's own page, where it waits for the customer.
  customer_url      text constraint attempt_url_length check (char_length(customer_url) <= 2048),
  failure_code      text,
  failure_reason    text,
  -- Refused for trouble of the gateway's own: another one may take it.
  elsewhere         boolean not null default false,
  -- Real time.
  started_at        timestamptz not null default clock_timestamp(),
  sent_at           timestamptz,
  contacted_at      timestamptz,
  last_contact      text constraint attempt_contact_length check (char_length(last_contact) <= 300),
  ended_at          timestamptz,
  constraint attempt_once unique (payment_id, number),
  constraint attempt_ended_whole check ((status = 'open') = (ended_at is null)),
  constraint attempt_refused_has_code check ((status = 'refused') = (failure_code is not null)),
  constraint attempt_taken_has_reference check (status <> 'taken' or gateway_reference is not null),
  constraint attempt_of_its_payment unique (id, payment_id)
) with (fillfactor = 70);
-- One at a time, and never two that took the money.
create unique index attempt_one_at_a_time on payment_attempt (payment_id) where status in ('open', 'taken');
create unique index attempt_gateway_reference on payment_attempt (gateway, gateway_reference) where gateway_reference is not null;
create index attempt_open on payment_attempt (started_at) where status = 'open';
create index attempt_of_gateway on payment_attempt (gateway, id desc);

create function attempt_ends_once() returns trigger language plpgsql as $$
begin
  raise exception 'a try that ended does not change' using errcode = 'check_violation', constraint = 'attempt_ends_once';
end $$;
create trigger attempt_ends_once before update on payment_attempt for each row
  when (old.status <> 'open' and old is distinct from new) execute function attempt_ends_once();

-- Money that goes back to who paid.
create table refund (
  id                uuid primary key,
  payment_id        uuid not null references payment (id),
  merchant_id       uuid not null references merchant (id),
  amount_paise      bigint not null constraint refund_amount_positive check (amount_paise > 0),
  status            text not null constraint refund_status_known check (status in ('PENDING', 'APPROVED', 'COMPLETED', 'REJECTED', 'CANCELLED')),
  reason            text constraint refund_reason_length check (char_length(reason) between 1 and 500),
  -- Through the gateway that took the money; null: into the payer's wallet.
  attempt_id        uuid references payment_attempt (id),
  -- Our reference at the gateway. A new one where a refused one is tried again: a gateway answers a used one alike for ever.
  reference         uuid not null unique,
  -- Those that were refused: a gateway may change its mind.
  old_references    uuid[] not null default '{}',
  sends             integer not null default 0,
  gateway_reference text constraint refund_reference_length check (char_length(gateway_reference) between 1 and 255),
  -- Of a refusal by the gateway: it stays APPROVED, for an admin.
  failure_code      text,
  failure_reason    text,
  sent_at           timestamptz,
  contacted_at      timestamptz,
  last_contact      text constraint refund_contact_length check (char_length(last_contact) <= 300),
  -- Business time.
  created_at        timestamptz not null,
  updated_at        timestamptz not null,
  constraint refund_done_has_reference check (status <> 'COMPLETED' or attempt_id is null or gateway_reference is not null),
  -- Of the payment's own merchant, and through a try of its own.
  constraint refund_of_its_merchant foreign key (payment_id, merchant_id) references payment (id, merchant_id),
  constraint refund_by_its_try foreign key (attempt_id, payment_id) references payment_attempt (id, payment_id)
) with (fillfactor = 70);
create index refund_of_payment on refund (payment_id, id);
create index refund_of_merchant on refund (merchant_id, id desc);
create index refund_open on refund (id) where status = 'APPROVED';
create index refund_refused on refund (id) where status = 'APPROVED' and failure_code is not null;
-- One refund of the gateway's is one of ours.
create unique index refund_gateway_reference on refund (gateway_reference, attempt_id) where gateway_reference is not null;
create index refund_old_references on refund using gin (old_references) where old_references <> '{}';

create function refund_follows_its_states() returns trigger language plpgsql as $$
begin
  if (old.status, new.status) not in
     (('PENDING', 'APPROVED'), ('PENDING', 'REJECTED'), ('PENDING', 'CANCELLED'), ('APPROVED', 'COMPLETED'), ('APPROVED', 'CANCELLED')) then
    raise exception 'a refund cannot go from % to %', old.status, new.status
      using errcode = 'check_violation', constraint = 'refund_follows_its_states';
  end if;
  return new;
end $$;
create trigger refund_follows_its_states before update on refund for each row
  when (old.status is distinct from new.status) execute function refund_follows_its_states();
create function refund_keeps_its_terms() returns trigger language plpgsql as $$
begin
  raise exception 'what was asked of a refund does not change' using errcode = 'check_violation', constraint = 'refund_keeps_its_terms';
end $$;
create trigger refund_keeps_its_terms before update on refund for each row
  when ((old.payment_id, old.merchant_id, old.amount_paise, old.created_at) is distinct from (new.payment_id, new.merchant_id, new.amount_paise, new.created_at)
        or (old.status in ('COMPLETED', 'REJECTED', 'CANCELLED') and old is distinct from new))
  execute function refund_keeps_its_terms();

-- Received once, and each refund held once and ended once.
create unique index entry_one_payment on entry (reference_id) where kind in ('payment.received', 'payment.from_wallet');
create unique index entry_one_refund_hold on entry (reference_id) where kind in ('refund.held', 'refund.to_wallet');
create unique index entry_one_refund_end on entry (reference_id) where kind in ('refund.settled', 'refund.returned');

-- A gateway may contradict itself as a bank may.
alter table discrepancy add column payment_id uuid references payment (id);

select grant_app('select', 'payment_terms');
select grant_app('select', 'gateway'), grant_app('update (is_enabled, weight)', 'gateway');
select grant_app('select, insert, update, delete', 'gateway_for_merchant');
select grant_app('select, insert', 'payment'), grant_app('update (status, way, gateway, payer_id, fee_paise, reserved_paise, refunded_paise, failure_code, failure_reason, updated_at)', 'payment');
select grant_app('select, insert', 'payment_attempt'), grant_app('update (status, sends, enquiries, gateway_reference, customer_url, failure_code, failure_reason, elsewhere, sent_at, contacted_at, last_contact, ended_at)', 'payment_attempt');
select grant_app('select, insert', 'refund'), grant_app('update (status, reference, old_references, sends, gateway_reference, failure_code, failure_reason, sent_at, contacted_at, last_contact, updated_at)', 'refund');
