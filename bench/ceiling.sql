-- The yardstick: a unique key, two legs, one guarded account that is locked, all in one function call.
-- Whatever the product does per repayment, it does at least this.
create table yard_account (id bigint primary key, balance bigint not null check (balance >= 0)) with (fillfactor = 50);
create table yard_entry (id bigint generated always as identity primary key, key text not null unique, at timestamptz not null default now());
create table yard_leg (entry_id bigint not null, account_id bigint not null, amount bigint not null, balance_after bigint, primary key (entry_id, account_id));
insert into yard_account select n, 1000000000000 from generate_series(1, 10000) n;

create function yard_move(the_key text, payer bigint, payee bigint, paise bigint) returns bigint language plpgsql as $$
declare
  entry bigint;
  left_over bigint;
begin
  insert into yard_entry (key) values (the_key) on conflict do nothing returning id into entry;
  if entry is null then return null; end if;
  update yard_account set balance = balance - paise where id = payer returning balance into left_over;
  insert into yard_leg values (entry, payer, -paise, left_over), (entry, payee, paise, null);
  return left_over;
end $$;
