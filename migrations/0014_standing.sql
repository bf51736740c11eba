-- What a borrower is to us: in good standing or a debtor, and the Reserve Bank's class of all that they owe. Changed at a day's
-- end, and by what ends a debt, in the same transaction as its cause.
create table standing (
  person_id          uuid primary key references person (id),
  status             text not null default 'NORMAL' constraint standing_status_known check (status in ('NORMAL', 'DEBT_USER')),
  -- Business time.
  in_debt_since      timestamptz,
  class              text not null default 'STANDARD'
    constraint standing_class_known check (class in ('STANDARD', 'SMA-0', 'SMA-1', 'SMA-2', 'NPA')),
  -- The business date at whose end it came into this class.
  class_since        date,
  -- For plans; null: what plan_terms says.
  credit_limit_paise bigint constraint standing_limit_not_negative check (credit_limit_paise >= 0),
  -- The next business date at whose end there may be something to do; null: nothing is owed. It may be too early, never too late:
  -- whoever lends lowers it, a day's end alone raises it.
  next_day_end       date,
  updated_at         timestamptz not null,
  constraint standing_debt_since check ((status = 'DEBT_USER') = (in_debt_since is not null)),
  constraint standing_class_dated check ((class = 'STANDARD') or class_since is not null)
) with (fillfactor = 70);
create index standing_next on standing (next_day_end, person_id) where next_day_end is not null;
create index standing_of_class on standing (class, person_id) where class <> 'STANDARD';
create index standing_in_debt on standing (person_id) where status = 'DEBT_USER';

insert into standing (person_id, next_day_end, updated_at)
select p.id, (select min(l.next_due_on) from loan l where l.person_id = p.id and l.status = 'ACTIVE'), p.created_at
from person p where p.role = 'USER';

-- Each change of class or status. A day's end dates it by the business day that ended; what is paid, by the day on which it was.
create table standing_change (
  -- In order of time.
  id        uuid primary key,
  person_id uuid not null references person (id),
  day       date not null,
  status    text not null constraint standing_change_status_known check (status in ('NORMAL', 'DEBT_USER')),
  class     text not null constraint standing_change_class_known check (class in ('STANDARD', 'SMA-0', 'SMA-1', 'SMA-2', 'NPA'))
);
create index standing_change_of_person on standing_change (person_id, id desc);
select make_append_only('standing_change');

-- Which business days are over. One row for each, in order.
create table day_end (
  business_date   date primary key,
  -- Real time.
  started_at      timestamptz not null default clock_timestamp(),
  finished_at     timestamptz,
  borrowers       bigint not null default 0,
  charges_paise   bigint not null default 0,
  -- Borrowers who came into debt, and whose class changed.
  new_debtors     bigint not null default 0,
  classes_changed bigint not null default 0,
  reminders       bigint not null default 0,
  constraint day_end_not_negative check (borrowers >= 0 and charges_paise >= 0 and new_debtors >= 0 and classes_changed >= 0)
);
create unique index day_end_one_open on day_end ((finished_at is null)) where finished_at is null;

-- What was done for a day before its end was run for everybody: for borrowers who paid in between. Of the day's figures.
create table day_end_share (
  id              uuid primary key,
  business_date   date not null,
  charges_paise   bigint not null,
  new_debtors     bigint not null,
  classes_changed bigint not null
);
create index day_end_share_of_day on day_end_share (business_date);

-- Charges for being late: settings. Both may be zero.
create table penal_terms (
  debt        text primary key constraint penal_terms_debt_known check (debt in ('loan', 'plan')),
  -- Once for each instalment that becomes overdue.
  flat_paise  bigint not null constraint penal_flat_not_negative check (flat_paise >= 0),
  -- Per cent a year on what is overdue of the instalments, never on charges; day by day, 365 days a year.
  annual_rate numeric(7,4) not null constraint penal_rate_not_negative check (annual_rate between 0 and 100)
);
insert into penal_terms values ('loan', 0, 0), ('plan', 0, 0);

-- Of each loan: the yearly charge so far, exactly, as overdue paise × per cent × days (divided by 36,500 it is paise, and what
-- is charged is that, rounded); and of how many instalments the flat charge was made.
alter table loan
  add column penal_exact numeric(30,4) not null default 0 constraint loan_penal_exact_not_negative check (penal_exact >= 0),
  add column penal_flat_number smallint not null default 0,
  -- Given up as lost. What is paid afterwards is a recovery.
  add column written_off_at timestamptz,
  add column written_off_paise bigint,
  add constraint loan_written_off_whole check ((written_off_at is null) = (written_off_paise is null) and (written_off_at is null or disbursed_on is not null));
create index loan_written_off on loan (written_off_at) where written_off_at is not null;

-- An instalment can be named: for `POST /debt/{user_id}`.
alter table instalment add column id uuid not null default gen_random_uuid() constraint instalment_id unique;

select grant_app('select, insert', 'standing'), grant_app('update (status, in_debt_since, class, class_since, credit_limit_paise, next_day_end, updated_at)', 'standing');
select grant_app('select, insert', 'standing_change'), grant_app('select, insert', 'day_end_share');
select grant_app('select, insert', 'day_end'), grant_app('update (finished_at, borrowers, charges_paise, new_debtors, classes_changed, reminders)', 'day_end');
select grant_app('select', 'penal_terms'), grant_app('update (flat_paise, annual_rate)', 'penal_terms');
select grant_app('update (penal_exact, penal_flat_number, written_off_at, written_off_paise)', 'loan');
