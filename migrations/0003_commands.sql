-- Business time is real time plus this offset (seconds). One row.
create table business_clock (
  only_row       boolean primary key default true constraint business_clock_one_row check (only_row),
  offset_seconds bigint not null default 0 constraint business_clock_within_a_century check (abs(offset_seconds) < 3200000000)
);
insert into business_clock default values;

-- One row per executed command. It is three things at once, because one insert is cheaper than three:
-- the audit (who did what to what, before and after), the event, and the idempotency record (key, hash of
-- the request, bytes of the response). It commits with the effect or not at all.
create table command_log (
  id           uuid primary key,
  name         text not null,
  -- Who gave it; null for the product itself.
  actor_id     uuid references person (id),
  -- What it changed.
  subject_kind text not null,
  subject_id   uuid,
  before       jsonb,
  after        jsonb,
  request_id   text not null,
  business_at  timestamptz not null,
  recorded_at  timestamptz not null default clock_timestamp(),
  -- The owner of the money, the key that the client chose, what it was used for. Unique for good.
  scope        uuid,
  key          text constraint command_log_key_length check (char_length(key) between 1 and 255),
  request_hash bytea,
  -- Purged after its window; the key stays.
  response     bytea,
  constraint command_log_key_whole check ((key is null) = (scope is null) and (key is null) = (request_hash is null))
);
create unique index command_log_key on command_log (scope, name, key) where key is not null;
create index command_log_subject on command_log (subject_id, business_at desc) where subject_id is not null;
create index command_log_actor on command_log (actor_id, recorded_at desc) where actor_id is not null;
create index command_log_response_age on command_log using brin (recorded_at);

create function command_log_keep() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.response is null
     and (to_jsonb(new) - 'response') = (to_jsonb(old) - 'response') then
    return new;
  end if;
  raise exception 'command_log is append-only: % refused', tg_op using errcode = 'restrict_violation';
end $$;
create trigger command_log_append_only before update or delete on command_log
  for each row execute function command_log_keep();
create trigger command_log_no_truncate before truncate on command_log
  for each statement execute function refuse_change();

select grant_app('select', 'business_clock'), grant_app('update (offset_seconds)', 'business_clock');
select grant_app('select, insert', 'command_log'), grant_app('update (response)', 'command_log');
