-- The double-entry ledger. Legs store debit positive, credit negative; a balance is kept in its account's
-- normal side, so that one check serves wallets (credit) and loan principal (debit) alike.

-- The chart of accounts. Guarded kinds carry a running number and balance and may not pass their floor;
-- unguarded ones are written by everybody at once and carry neither.
create table account_kind (
  kind    text primary key,
  normal  smallint not null constraint account_kind_normal check (normal in (1, -1)),
  guarded boolean not null
);
insert into account_kind (kind, normal, guarded) values
  ('wallet', -1, true), ('wallet_held', -1, true),
  ('merchant_available', -1, true), ('merchant_held', -1, true),
  ('loan_principal', 1, true), ('loan_dues', 1, true),
  ('bnpl_receivable', 1, true), ('merchant_receivable', 1, true),
  ('bank', 1, false), ('gateway_clearing', 1, false),
  ('interest_income', -1, false), ('fee_income', -1, false), ('penal_income', -1, false), ('merchant_fee_income', -1, false),
  ('write_off', 1, false), ('capital', -1, false);

create table account (
  id          uuid primary key,
  kind        text not null references account_kind (kind),
  -- The person, loan or merchant it belongs to; null for the platform's own.
  owner_id    uuid,
  currency    text not null default 'INR' constraint account_currency check (currency = 'INR'),
  normal      smallint not null constraint account_normal check (normal in (1, -1)),
  guarded     boolean not null,
  -- How far down the balance may go, in paise. Only guarded accounts are held to it.
  floor       bigint not null default 0,
  -- Guarded: a projection of the legs that only ledger_post writes. Unguarded: the sum up to the last roll-up.
  balance     bigint not null default 0,
  last_number bigint not null default 0,
  created_at  timestamptz not null,
  closed_at   timestamptz,
  constraint account_one_per_owner unique (owner_id, kind),
  constraint account_floor check (not guarded or balance >= floor),
  constraint account_guarded_has_owner check (guarded = (owner_id is not null))
) with (fillfactor = 60);
create index account_of_kind on account (kind, id);

-- An account is what its kind says; nobody may open a guarded kind unguarded.
create function account_as_its_kind() returns trigger language plpgsql as $$
begin
  select k.normal, k.guarded into strict new.normal, new.guarded from account_kind k where k.kind = new.kind;
  return new;
end $$;
create trigger account_as_its_kind before insert on account for each row execute function account_as_its_kind();

create table entry (
  id           uuid primary key,
  -- Why money moved: a closed list in the code (domain/src/ledger/kind.rs).
  kind         text not null,
  description  text not null,
  -- When it counts (business time) and when it was written (real time).
  effective_at timestamptz not null,
  recorded_at  timestamptz not null default clock_timestamp(),
  -- The loan, repayment or other object behind it.
  reference_id uuid,
  reverses     uuid references entry (id),
  command_id   uuid
);
-- Ids are in order of time: the newest are found by the primary key.
create index entry_of_kind on entry (kind, id);
create index entry_reference on entry (reference_id) where reference_id is not null;
create index entry_disbursed_at on entry (effective_at) where kind = 'loan.disbursed';
create unique index entry_reversed_once on entry (reverses) where reverses is not null;
-- One disbursement per loan, for good, whatever key it was asked with.
create unique index entry_one_disbursement on entry (reference_id) where kind = 'loan.disbursed';

create table leg (
  entry_id      uuid not null references entry (id),
  account_id    uuid not null references account (id),
  -- Paise; debit positive, credit negative.
  amount        bigint not null constraint leg_moves_something check (amount <> 0),
  -- Guarded accounts only: gapless from 1 in each account, and the balance behind it.
  number        bigint,
  balance_after bigint,
  constraint leg_account_once_per_entry primary key (entry_id, account_id),
  constraint leg_numbered_whole check ((number is null) = (balance_after is null))
);
create unique index leg_number on leg (account_id, number) where number is not null;
create index leg_unguarded on leg (account_id, entry_id) where number is null;

select make_append_only('entry'), make_append_only('leg');

-- Looked at when the transaction commits, whoever wrote the entry.
create function entry_must_balance() returns trigger language plpgsql as $$
declare
  total bigint;
  legs  integer;
begin
  select coalesce(sum(l.amount), 0), count(*) into total, legs from public.leg l where l.entry_id = new.id;
  if total <> 0 or legs < 2 then
    raise exception 'entry % does not balance: % paise over % legs', new.id, total, legs
      using errcode = 'check_violation', constraint = 'entry_balances';
  end if;
  return null;
end $$;
create constraint trigger entry_balances after insert on entry deferrable initially deferred
  for each row execute function entry_must_balance();

-- And nobody adds legs to an entry afterwards, unless they balance too. Only what the statement wrote is looked
-- at: joined with the table, a plan made while that was small would read all of it for ever.
create function legs_must_balance() returns trigger language plpgsql as $$
begin
  if exists (select from written group by entry_id having sum(amount) <> 0) then
    raise exception 'these legs do not balance' using errcode = 'check_violation', constraint = 'legs_balance';
  end if;
  return null;
end $$;
create trigger legs_balance after insert on leg referencing new table as written
  for each statement execute function legs_must_balance();

-- The only way in. Takes many entries at once, as arrays: the cost of a statement is paid once.
-- Runs as the owner of the tables; the product's own role may neither insert legs nor touch a balance.
create function ledger_post(
  entry_ids uuid[], kinds text[], descriptions text[], effective timestamptz[], reference_ids uuid[], reversed uuid[], command_ids uuid[],
  leg_entries uuid[], leg_accounts uuid[], leg_amounts bigint[]
) returns integer language plpgsql security definer as $$
declare
  legs        integer := cardinality(leg_accounts);
  its_number  bigint;
  its_balance bigint;
  numbers     bigint[] := array_fill(null::bigint, array[legs]);
  balances    bigint[] := numbers;
begin
  insert into public.entry (id, kind, description, effective_at, reference_id, reverses, command_id)
  select * from unnest(entry_ids, kinds, descriptions, effective, reference_ids, reversed, command_ids);

  -- Rows are locked (by their update) always in account order, so that two entries over the same accounts
  -- queue up behind each other instead of deadlocking. Unguarded accounts are never locked. Small statements
  -- in a loop: measured, they cost half of one statement with windows over the same arrays.
  for place in 1..legs loop
    if place > 1 and leg_accounts[place] < leg_accounts[place - 1] then
      raise exception 'legs are posted in the order of their accounts';
    end if;
    update public.account a
    set balance = a.balance + leg_amounts[place] * a.normal, last_number = a.last_number + 1
    where a.id = leg_accounts[place] and a.guarded
    returning a.last_number, a.balance into its_number, its_balance;
    numbers[place] := its_number;
    balances[place] := its_balance;
  end loop;

  insert into public.leg (entry_id, account_id, amount, number, balance_after)
  select * from unnest(leg_entries, leg_accounts, leg_amounts, numbers, balances);
  return legs;
end $$;
revoke all on function ledger_post from public;
select grant_app('execute', 'function ledger_post');

-- The platform's own accounts, at ids that the code knows (domain/src/ledger/account.rs).
insert into account (id, kind, normal, guarded, created_at) values
  ('00000000-0000-7000-8000-000000000001', 'bank', 1, false, '2020-01-01Z'),
  ('00000000-0000-7000-8000-000000000002', 'interest_income', -1, false, '2020-01-01Z'),
  ('00000000-0000-7000-8000-000000000003', 'fee_income', -1, false, '2020-01-01Z'),
  ('00000000-0000-7000-8000-000000000004', 'penal_income', -1, false, '2020-01-01Z'),
  ('00000000-0000-7000-8000-000000000005', 'merchant_fee_income', -1, false, '2020-01-01Z'),
  ('00000000-0000-7000-8000-000000000006', 'write_off', 1, false, '2020-01-01Z'),
  ('00000000-0000-7000-8000-000000000007', 'capital', -1, false, '2020-01-01Z');

select grant_app('select', 'account_kind'), grant_app('select', 'entry'), grant_app('select', 'leg');
-- An account is opened empty. `closed_at` may be written, which is also what lets the product lock the row.
select grant_app('select', 'account'), grant_app('insert (id, kind, owner_id, created_at)', 'account'), grant_app('update (closed_at)', 'account');
