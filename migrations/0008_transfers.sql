-- Money across the bank: deposits and withdrawals of wallets, payouts of merchants.

-- Where money may be sent. The number is sealed with a key that is not in the database; what is shown is its end.
create table bank_account (
  id            uuid primary key,
  -- The person or the merchant it belongs to.
  owner_id      uuid not null,
  holder_name   text not null constraint bank_account_holder_length check (char_length(holder_name) between 1 and 120),
  number_sealed bytea not null,
  number_last4  text not null constraint bank_account_last4 check (number_last4 ~ '^[0-9]{4}$'),
  -- A keyed hash of number and IFSC, so that the same account is not kept twice.
  fingerprint   bytea not null constraint bank_account_fingerprint_length check (octet_length(fingerprint) = 32),
  ifsc          text not null constraint bank_account_ifsc check (ifsc ~ '^[A-Z]{4}0[A-Z0-9]{6}$'),
  created_at    timestamptz not null,
  constraint bank_account_once_per_owner unique (owner_id, fingerprint),
  constraint bank_account_its_owner unique (id, owner_id)
);
create index bank_account_of_owner on bank_account (owner_id, created_at desc, id desc);

-- One movement across the bank, from request to its one end.
create table transfer (
  id              uuid primary key,
  kind            text not null constraint transfer_kind_known check (kind in ('deposit', 'withdrawal', 'payout')),
  -- The person (deposit, withdrawal) or the merchant (payout) whose money it is.
  owner_id        uuid not null,
  amount_paise    bigint not null constraint transfer_amount_positive check (amount_paise > 0),
  bank_account_id uuid,
  idempotency_key text not null,
  status          text not null constraint transfer_status_known check (status in ('pending', 'processing', 'success', 'failed')),
  -- How often it was sent to the bank. The bank knows our id: sent twice it moves once.
  sends           smallint not null default 0 constraint transfer_sends check (sends >= 0),
  -- How often the bank was asked what became of it.
  enquiries       integer not null default 0,
  failure_code    text,
  failure_reason  text,
  bank_reference  text constraint transfer_bank_reference_length check (char_length(bank_reference) between 1 and 100),
  -- Real time: time limits do not follow a demonstration's clock.
  sent_at         timestamptz,
  contacted_at    timestamptz,
  -- What the bank, or the lack of an answer, last told us.
  last_contact    text constraint transfer_contact_length check (char_length(last_contact) <= 300),
  -- Business time.
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  -- Nobody sends money to somebody else's account.
  constraint transfer_to_its_owners_account foreign key (bank_account_id, owner_id) references bank_account (id, owner_id),
  constraint transfer_goes_somewhere check ((kind = 'deposit') or bank_account_id is not null),
  constraint transfer_failed_has_code check ((status = 'failed') = (failure_code is not null)),
  constraint transfer_success_has_reference check (status <> 'success' or bank_reference is not null),
  constraint transfer_sent_is_processing check (status <> 'pending' or sends = 0)
) with (fillfactor = 70);
-- One payout per reference of the bank, for good, whatever key it was asked with.
create unique index transfer_bank_reference on transfer (bank_reference) where bank_reference is not null;
create index transfer_of_owner on transfer (owner_id, kind, id desc);
create index transfer_of_kind on transfer (kind, id desc);
create index transfer_of_status on transfer (kind, status, id desc);
create index transfer_open on transfer (id) where status in ('pending', 'processing');

create function transfer_follows_its_states() returns trigger language plpgsql as $$
begin
  if (old.status, new.status) not in (('pending', 'processing'), ('processing', 'success'), ('processing', 'failed')) then
    raise exception 'a transfer cannot go from % to %', old.status, new.status
      using errcode = 'check_violation', constraint = 'transfer_follows_its_states';
  end if;
  return new;
end $$;
create trigger transfer_follows_its_states before update on transfer for each row
  when (old.status is distinct from new.status) execute function transfer_follows_its_states();
create function transfer_keeps_its_terms() returns trigger language plpgsql as $$
begin
  raise exception 'what was asked of a transfer does not change' using errcode = 'check_violation', constraint = 'transfer_keeps_its_terms';
end $$;
create trigger transfer_keeps_its_terms before update on transfer for each row
  when ((old.kind, old.owner_id, old.amount_paise, old.created_at) is distinct from (new.kind, new.owner_id, new.amount_paise, new.created_at)
        or old.bank_account_id is distinct from new.bank_account_id
        or (old.status in ('success', 'failed') and old is distinct from new))
  execute function transfer_keeps_its_terms();

-- Held once, and ended once: settled or returned.
create unique index entry_one_hold on entry (reference_id) where kind in ('withdrawal.held', 'payout.held');
create unique index entry_one_end on entry (reference_id)
  where kind in ('deposit.settled', 'withdrawal.settled', 'withdrawal.returned', 'payout.settled', 'payout.returned');

-- What others told us, as it arrived: stored once, raw, before anything is made of it.
create table webhook_in (
  id          uuid primary key,
  -- 'bank'; later a gateway's name.
  source      text not null,
  -- The sender's id of the event.
  event_id    text not null constraint webhook_in_event_length check (char_length(event_id) between 1 and 255),
  body        bytea not null,
  request_id  text not null,
  received_at timestamptz not null default clock_timestamp(),
  -- 'received', 'applied', 'ignored'
  status      text not null default 'received' constraint webhook_in_status_known check (status in ('received', 'applied', 'ignored')),
  -- Why it was ignored.
  note        text,
  subject_id  uuid,
  applied_at  timestamptz,
  constraint webhook_in_once unique (source, event_id),
  constraint webhook_in_applied_whole check ((status = 'received') = (applied_at is null))
);
create index webhook_in_newest on webhook_in (id desc);

-- The bank says something else than what is recorded for good: for a person to look at.
create table discrepancy (
  id             uuid primary key,
  transfer_id    uuid references transfer (id),
  webhook_id     uuid references webhook_in (id),
  what           text not null constraint discrepancy_what_length check (char_length(what) between 1 and 500),
  opened_at      timestamptz not null default clock_timestamp(),
  resolved_at    timestamptz,
  resolved_by    uuid references person (id),
  resolution     text constraint discrepancy_resolution_length check (char_length(resolution) between 1 and 500),
  constraint discrepancy_resolved_whole check ((resolved_at is null) = (resolved_by is null) and (resolved_at is null) = (resolution is null))
);
create index discrepancy_open on discrepancy (id) where resolved_at is null;

select grant_app('select, insert', 'bank_account');
select grant_app('select, insert', 'transfer'), grant_app('update (status, sends, enquiries, failure_code, failure_reason, bank_reference, sent_at, contacted_at, last_contact, updated_at)', 'transfer');
select grant_app('select, insert', 'webhook_in'), grant_app('update (status, note, subject_id, applied_at)', 'webhook_in');
select grant_app('select, insert', 'discrepancy'), grant_app('update (resolved_at, resolved_by, resolution)', 'discrepancy');
