-- People, the merchants they act for, and their sign-ins. People are closed, never deleted.
create table person (
  id            uuid primary key,
  name          text not null constraint person_name_length check (char_length(name) between 1 and 120),
  email         text not null constraint person_email_length check (char_length(email) between 3 and 254),
  -- The address as it is compared: one person per address, however it is written.
  email_folded  text not null constraint person_email_taken unique,
  password_hash text not null,
  role          text not null constraint person_role_known check (role in ('USER', 'MERCHANT', 'ADMIN')),
  is_active     boolean not null default true,
  -- Made by the demo seed; production refuses to start beside such rows.
  is_demo       boolean not null default false,
  created_at    timestamptz not null,
  constraint person_email_is_folded check (email_folded = lower(email_folded))
);
create index person_newest on person (created_at desc, id desc);

create table merchant (
  id         uuid primary key,
  person_id  uuid not null constraint merchant_one_per_person unique references person (id),
  name       text not null constraint merchant_name_length check (char_length(name) between 1 and 120),
  is_active  boolean not null default true,
  created_at timestamptz not null
);

-- One sign-in on one device; also the family of its refresh tokens.
create table sign_in (
  id           uuid primary key,
  person_id    uuid not null references person (id),
  kind         text not null constraint sign_in_kind_known check (kind in ('browser', 'program')),
  user_agent   text not null,
  address      text not null,
  created_at   timestamptz not null,
  last_seen_at timestamptz not null,
  revoked_at   timestamptz,
  -- 'signed_out', 'revoked', 'token_reused', 'password_changed'
  revoked_why  text
);
create index sign_in_open on sign_in (person_id, created_at desc) where revoked_at is null;

-- Only the SHA-256 of a token is kept: whoever reads this table cannot sign in with it.
create table refresh_token (
  hash       bytea primary key constraint refresh_token_hash_length check (octet_length(hash) = 32),
  sign_in_id uuid not null references sign_in (id),
  issued_at  timestamptz not null,
  expires_at timestamptz not null,
  spent_at   timestamptz
);
create index refresh_token_expiry on refresh_token (expires_at);
create index refresh_token_family on refresh_token (sign_in_id);

-- Browser sessions, as tower-sessions stores them.
create table browser_session (
  id         text primary key,
  data       jsonb not null,
  expires_at timestamptz not null
);
create index browser_session_expiry on browser_session (expires_at);

select grant_app('select, insert', 'person'), grant_app('update (name, password_hash, is_active)', 'person');
select grant_app('select, insert', 'merchant'), grant_app('update (name, is_active)', 'merchant');
select grant_app('select, insert', 'sign_in'), grant_app('update (last_seen_at, revoked_at, revoked_why)', 'sign_in');
select grant_app('select, insert, delete', 'refresh_token'), grant_app('update (spent_at)', 'refresh_token');
select grant_app('select, insert, update, delete', 'browser_session');
