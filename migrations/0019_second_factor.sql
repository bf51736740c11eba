-- A second factor (TOTP) of whoever has enrolled one. The secret is sealed (domain/src/work/vault.rs).
create table second_factor (
  person_id     uuid primary key references person (id),
  sealed_secret bytea not null,
  -- Null until a code made from the secret was entered: until then it counts for nothing.
  confirmed_at  timestamptz,
  -- The half minute of the code that was taken last: none is taken twice.
  last_step     bigint not null default 0,
  created_at    timestamptz not null default clock_timestamp()
);

select grant_app('select, insert, delete', 'second_factor'), grant_app('update (sealed_secret, confirmed_at, last_step)', 'second_factor');
