-- What merchants' servers sign in with. A key is shown once, when it is made; here is only its hash, which is enough to
-- know it again: it is made of 192 random bits, so that nobody finds it by trying.
-- All times here are real time: a demonstration's clock does not move who may do what.

create table api_key (
  id           uuid primary key,
  merchant_id  uuid not null references merchant (id),
  -- Who made it; what it does is done in their name.
  created_by   uuid not null references person (id),
  name         text not null constraint api_key_name_length check (char_length(name) between 1 and 80),
  -- Its beginning, so that people can tell their keys apart.
  shown        text not null constraint api_key_shown_length check (char_length(shown) between 8 and 24),
  -- SHA-256
  hash         bytea not null constraint api_key_hash_length check (octet_length(hash) = 32),
  -- What it may be used for.
  scopes       text[] not null constraint api_key_scopes_known
    check (scopes <@ array['payments', 'payouts', 'read'] and cardinality(scopes) between 1 and 3),
  created_at   timestamptz not null,
  -- To the minute.
  last_used_at timestamptz,
  revoked_at   timestamptz,
  revoked_by   uuid references person (id),
  constraint api_key_revoked_whole check ((revoked_at is null) = (revoked_by is null))
);

create unique index api_key_hash on api_key (hash);
create index api_key_of_merchant on api_key (merchant_id, id desc);

-- Who leaked a key and revoked it must be able to rely on that.
create function api_key_stays_revoked() returns trigger language plpgsql as $$
begin
  raise exception 'a revoked key stays revoked' using errcode = 'check_violation', constraint = 'api_key_stays_revoked';
end $$;
create trigger api_key_stays_revoked before update on api_key for each row
  when (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at)
  execute function api_key_stays_revoked();

select grant_app('select, insert', 'api_key'), grant_app('update (last_used_at, revoked_at, revoked_by)', 'api_key');
