-- Buy now, pay later. A purchase is a payment; a plan is how it was paid: the merchant has its money at once, and the borrower
-- owes it in instalments without interest.
create table plan_terms (
  only_row           boolean primary key default true constraint plan_terms_one_row check (only_row),
  -- How much a borrower may owe on all plans together, unless their own standing says otherwise.
  credit_limit_paise bigint not null constraint plan_limit_not_negative check (credit_limit_paise >= 0),
  min_instalments    smallint not null constraint plan_min_instalments check (min_instalments >= 2),
  max_instalments    smallint not null,
  days_between       smallint not null constraint plan_days_between check (days_between between 1 and 366),
  -- Of what the merchant gets, in hundredths of a per cent.
  fee_bps            smallint not null constraint plan_fee check (fee_bps between 0 and 10000),
  -- A refund that was asked for and that nobody decides.
  refund_expires_days smallint not null constraint plan_refund_expires check (refund_expires_days >= 1),
  -- After its approval the merchant has so long to say that it failed, before the money goes.
  refund_waits_seconds integer not null constraint plan_refund_waits check (refund_waits_seconds >= 0),
  constraint plan_most_instalments check (max_instalments between min_instalments and 60)
);
insert into plan_terms (credit_limit_paise, min_instalments, max_instalments, days_between, fee_bps, refund_expires_days, refund_waits_seconds)
values (5000000, 2, 12, 30, 200, 14, 5);

-- A payment may be paid by a plan.
alter table payment drop constraint payment_way_known, drop constraint payment_wallet_has_payer;
alter table payment
  add constraint payment_way_known check (way in ('upi', 'card', 'wallet', 'plan')),
  add constraint payment_wallet_has_payer check ((way is not null and way in ('wallet', 'plan')) = (payer_id is not null)),
  add constraint payment_its_payer unique (id, merchant_id, payer_id);
create index payment_of_payer on payment (payer_id, id desc) where payer_id is not null;

create table plan (
  id                uuid primary key,
  payment_id        uuid not null constraint plan_one_per_payment unique,
  person_id         uuid not null references person (id),
  merchant_id       uuid not null references merchant (id),
  total_paise       bigint not null constraint plan_total_positive check (total_paise > 0),
  instalment_count  smallint not null constraint plan_count check (instalment_count >= 2),
  -- Of the instalments, without charges: what is left to pay, and what was paid. The rest was taken off by refunds.
  outstanding_paise bigint not null,
  paid_paise        bigint not null default 0,
  status            text not null constraint plan_status_known check (status in ('ACTIVE', 'COMPLETED', 'CANCELLED')),
  written_off_at    timestamptz,
  written_off_paise bigint,
  created_at        timestamptz not null,
  updated_at        timestamptz not null,
  ended_at          timestamptz,
  -- Of the payment's own merchant, and of whoever bought.
  constraint plan_of_its_payment foreign key (payment_id, merchant_id, person_id) references payment (id, merchant_id, payer_id),
  constraint plan_its_borrower unique (id, person_id),
  constraint plan_within check (outstanding_paise >= 0 and paid_paise >= 0 and outstanding_paise + paid_paise <= total_paise),
  constraint plan_ended_whole check ((status = 'ACTIVE') = (ended_at is null)),
  constraint plan_ended_owes_nothing check (status = 'ACTIVE' or outstanding_paise = 0),
  constraint plan_written_off_whole check ((written_off_at is null) = (written_off_paise is null))
) with (fillfactor = 70);
create index plan_of_person on plan (person_id, id desc);
create index plan_of_merchant on plan (merchant_id, id desc);
create index plan_of_merchant_status on plan (merchant_id, status, id desc);
create index plan_of_status on plan (status, id desc);
create index plan_open on plan (person_id) where status = 'ACTIVE';

create function plan_follows_its_states() returns trigger language plpgsql as $$
begin
  if (old.status, new.status) not in (('ACTIVE', 'COMPLETED'), ('ACTIVE', 'CANCELLED'), ('COMPLETED', 'CANCELLED')) then
    raise exception 'a plan cannot go from % to %', old.status, new.status
      using errcode = 'check_violation', constraint = 'plan_follows_its_states';
  end if;
  return new;
end $$;
create trigger plan_follows_its_states before update on plan for each row
  when (old.status is distinct from new.status) execute function plan_follows_its_states();
create function plan_keeps_its_terms() returns trigger language plpgsql as $$
begin
  raise exception 'what was agreed does not change' using errcode = 'check_violation', constraint = 'plan_keeps_its_terms';
end $$;
create trigger plan_keeps_its_terms before update on plan for each row
  when ((old.payment_id, old.person_id, old.merchant_id, old.total_paise, old.instalment_count, old.created_at)
        is distinct from (new.payment_id, new.person_id, new.merchant_id, new.total_paise, new.instalment_count, new.created_at))
  execute function plan_keeps_its_terms();

create table plan_instalment (
  id             uuid primary key,
  plan_id        uuid not null references plan (id),
  number         smallint not null constraint plan_instalment_number check (number >= 1),
  due_on         date not null,
  -- As it was agreed, and what refunds took off it.
  amount_paise   bigint not null constraint plan_instalment_positive check (amount_paise > 0),
  refunded_paise bigint not null default 0,
  -- For being late: charged so far, and the yearly charge exactly (see loan.penal_exact).
  penal_paise    bigint not null default 0 constraint plan_instalment_penal_not_negative check (penal_paise >= 0),
  penal_exact    numeric(30,4) not null default 0 constraint plan_instalment_exact_not_negative check (penal_exact >= 0),
  flat_charged   boolean not null default false,
  -- Business time. What was paid is the amount less the refunds, and the charges.
  paid_at        timestamptz,
  -- By this entry.
  entry_id       uuid references entry (id),
  constraint plan_instalment_once unique (plan_id, number),
  constraint plan_instalment_refunds_within check (refunded_paise between 0 and amount_paise),
  constraint plan_instalment_paid_whole check ((paid_at is null) = (entry_id is null)),
  constraint plan_instalment_paid_something check (paid_at is null or refunded_paise < amount_paise)
) with (fillfactor = 70);
create index plan_instalment_due on plan_instalment (due_on) where paid_at is null and refunded_paise < amount_paise;

-- What was paid stays paid, at the amount at which it was.
create function plan_instalment_paid_once() returns trigger language plpgsql as $$
begin
  raise exception 'an instalment that was paid does not change' using errcode = 'check_violation', constraint = 'plan_instalment_paid_once';
end $$;
create trigger plan_instalment_paid_once before update on plan_instalment for each row
  when (old.paid_at is not null or (old.plan_id, old.number, old.due_on, old.amount_paise) is distinct from (new.plan_id, new.number, new.due_on, new.amount_paise))
  execute function plan_instalment_paid_once();

-- A purchase is financed once, and in its own way.
drop index entry_one_payment;
create unique index entry_one_payment on entry (reference_id) where kind in ('payment.received', 'payment.from_wallet', 'plan.financed');
drop index entry_one_refund_end;
create unique index entry_one_refund_end on entry (reference_id) where kind in ('refund.settled', 'refund.returned', 'refund.credited');

-- Refunds that somebody asks for and somebody else decides.
alter table refund
  -- What it was asked of: the payment, or the plan that paid it.
  add column transaction_id uuid,
  add column plan_id        uuid references plan (id),
  -- Whose wallet or plan it was paid from, as the payment says.
  add column payer_id       uuid references person (id),
  -- Null: the merchant gave it back on its own account, and there was nothing to decide.
  add column requested_by   uuid references person (id),
  add column decided_by     uuid references person (id),
  add column decided_at     timestamptz,
  -- Why it was rejected or called off.
  add column ended_reason   text constraint refund_ended_reason_length check (char_length(ended_reason) between 1 and 500),
  -- Business time; of one that waits for a decision.
  add column expires_at     timestamptz,
  -- Where it went, of one that is done and went to no gateway: off the instalments, into the wallet.
  add column to_plan_paise   bigint,
  add column to_wallet_paise bigint,
  add constraint refund_split check ((to_plan_paise is null) = (to_wallet_paise is null)
    and (to_plan_paise is null or (to_plan_paise >= 0 and to_wallet_paise >= 0 and to_plan_paise + to_wallet_paise = amount_paise and status = 'COMPLETED'))),
  add constraint refund_pending_expires check (status <> 'PENDING' or expires_at is not null),
  add constraint refund_rejected_has_reason check (status <> 'REJECTED' or ended_reason is not null);
alter table refund disable trigger refund_keeps_its_terms;
update refund r set transaction_id = r.payment_id, payer_id = p.payer_id from payment p where p.id = r.payment_id;
alter table refund enable trigger refund_keeps_its_terms;
alter table refund alter column transaction_id set not null;
create index refund_of_status on refund (status, id desc);
create index refund_of_payer on refund (payer_id, id desc) where payer_id is not null;
create index refund_of_merchant_status on refund (merchant_id, status, id desc);
create index refund_expiring on refund (expires_at) where status = 'PENDING';

select grant_app('select', 'plan_terms');
select grant_app('select, insert', 'plan'), grant_app('update (outstanding_paise, paid_paise, status, written_off_at, written_off_paise, updated_at, ended_at)', 'plan');
select grant_app('select, insert', 'plan_instalment'), grant_app('update (refunded_paise, penal_paise, penal_exact, flat_charged, paid_at, entry_id)', 'plan_instalment');
select grant_app('update (decided_by, decided_at, ended_reason, expires_at, to_plan_paise, to_wallet_paise)', 'refund');
