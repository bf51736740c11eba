-- What the lender offers: limits, rates and fees as settings, not constants in code.
create table loan_product (
  code                 text primary key,
  max_principal_paise  bigint not null check (max_principal_paise > 0),
  min_tenure_months    smallint not null check (min_tenure_months >= 1),
  max_tenure_months    smallint not null check (max_tenure_months between min_tenure_months and 600),
  max_annual_rate      numeric(7,4) not null check (max_annual_rate >= 0),
  default_annual_rate  numeric(7,4) not null check (default_annual_rate between 0 and max_annual_rate),
  max_open_loans       smallint not null check (max_open_loans >= 1),
  -- Above this amount two different admins must say yes. Null: one is enough.
  maker_checker_above_paise bigint check (maker_checker_above_paise >= 0)
);
insert into loan_product values ('personal', 50000000, 1, 60, 50, 12, 2, null);

create table loan (
  id                   uuid primary key,
  person_id            uuid not null references person (id),
  product              text not null references loan_product (code),
  purpose              text not null constraint loan_purpose_known check (purpose in ('HOME_REPAIR', 'EDUCATION', 'MEDICAL', 'BUSINESS', 'OTHER')),
  principal_paise      bigint not null constraint loan_principal_positive check (principal_paise > 0),
  tenure_months        smallint not null constraint loan_tenure_positive check (tenure_months > 0),
  annual_rate          numeric(7,4) not null constraint loan_rate_not_negative check (annual_rate >= 0),
  emi_paise            bigint not null,
  total_interest_paise bigint not null constraint loan_interest_not_negative check (total_interest_paise >= 0),
  apr                  numeric(9,2) not null,
  status               text not null constraint loan_status_known check (status in ('APPLIED', 'APPROVED', 'ACTIVE', 'REJECTED', 'CLOSED')),
  rejection_reason     text constraint loan_reason_length check (char_length(rejection_reason) between 1 and 500),
  decided_by           uuid references person (id),
  decided_at           timestamptz,
  disbursed_on         date,
  -- What has been paid, over all instalments. Money goes to the oldest interest and the oldest principal
  -- first, so these totals say how far each instalment is paid; the instalments themselves never change.
  principal_paid_paise bigint not null default 0,
  interest_paid_paise  bigint not null default 0,
  penal_charged_paise  bigint not null default 0,
  penal_paid_paise     bigint not null default 0,
  -- The oldest instalment that is not paid: a projection for lists, kept by whoever changes the totals.
  next_due_number      smallint,
  next_due_on          date,
  next_due_paise       bigint,
  closed_at            timestamptz,
  created_at           timestamptz not null,
  updated_at           timestamptz not null,
  constraint loan_its_borrower unique (id, person_id),
  constraint loan_principal_paid_within check (principal_paid_paise between 0 and principal_paise),
  constraint loan_interest_paid_within check (interest_paid_paise between 0 and total_interest_paise),
  constraint loan_penal_paid_within check (penal_paid_paise between 0 and penal_charged_paise),
  constraint loan_rejected_has_reason check ((status = 'REJECTED') = (rejection_reason is not null)),
  constraint loan_disbursed_when_open check ((status in ('ACTIVE', 'CLOSED')) = (disbursed_on is not null)),
  constraint loan_closed_is_paid check ((status = 'CLOSED') = (closed_at is not null)
    and (status <> 'CLOSED' or (principal_paid_paise = principal_paise and penal_paid_paise = penal_charged_paise))),
  constraint loan_active_has_next_due check ((status = 'ACTIVE') = (next_due_on is not null)
    and (next_due_on is null) = (next_due_number is null) and (next_due_on is null) = (next_due_paise is null))
) with (fillfactor = 70);
create index loan_of_person on loan (person_id, created_at desc, id desc);
create index loan_newest on loan (created_at desc, id desc);
create index loan_of_status on loan (status, created_at desc, id desc);
create index loan_due on loan (next_due_on) where status = 'ACTIVE';

-- Terminal states stay, and nothing skips a step, whoever writes the row.
create function loan_follows_its_states() returns trigger language plpgsql as $$
begin
  if (old.status, new.status) not in (('APPLIED','APPROVED'), ('APPLIED','ACTIVE'), ('APPROVED','ACTIVE'), ('APPLIED','REJECTED'), ('ACTIVE','CLOSED')) then
    raise exception 'a loan cannot go from % to %', old.status, new.status
      using errcode = 'check_violation', constraint = 'loan_follows_its_states';
  end if;
  return new;
end $$;
create trigger loan_follows_its_states before update on loan for each row
  when (old.status is distinct from new.status) execute function loan_follows_its_states();

-- Who has said yes, where two must.
create table loan_approval (
  loan_id     uuid not null references loan (id),
  admin_id    uuid not null references person (id),
  approved_at timestamptz not null,
  primary key (loan_id, admin_id)
);

-- The schedule that was agreed, as it was computed on the day of disbursement.
create table instalment (
  loan_id               uuid not null references loan (id),
  number                smallint not null constraint instalment_number_from_one check (number >= 1),
  due_on                date not null,
  opening_paise         bigint not null,
  principal_paise       bigint not null constraint instalment_principal_not_negative check (principal_paise >= 0),
  interest_paise        bigint not null constraint instalment_interest_not_negative check (interest_paise >= 0),
  -- Sums over this and all earlier instalments.
  principal_to_date_paise bigint not null,
  interest_to_date_paise  bigint not null,
  -- The business date on which its last paisa was paid.
  settled_on            date,
  primary key (loan_id, number)
);
create index instalment_due on instalment (due_on) where settled_on is null;

create table repayment (
  id                uuid primary key,
  loan_id           uuid not null,
  person_id         uuid not null,
  amount_paise      bigint not null constraint repayment_not_negative check (amount_paise >= 0),
  kind              text not null constraint repayment_kind_known check (kind in ('PARTIAL', 'FULL')),
  principal_paise   bigint not null constraint repayment_principal_not_negative check (principal_paise >= 0),
  -- Negative where interest that was paid ahead of its time is credited back at closing.
  interest_paise    bigint not null,
  penal_paise       bigint not null constraint repayment_penal_not_negative check (penal_paise >= 0),
  outstanding_after_paise bigint not null constraint repayment_outstanding_not_negative check (outstanding_after_paise >= 0),
  entry_id          uuid not null references entry (id),
  created_at        timestamptz not null,
  -- Whoever pays is the one who borrowed.
  constraint repayment_by_its_borrower foreign key (loan_id, person_id) references loan (id, person_id),
  constraint repayment_adds_up check (principal_paise + interest_paise + penal_paise = amount_paise),
  constraint repayment_full_closes check ((kind = 'FULL') = (outstanding_after_paise = 0))
);
create index repayment_of_loan on repayment (loan_id, created_at desc, id desc);
-- For sums over days: written in order of time, so that a range is a few pages.
create index repayment_of_day on repayment using brin (created_at);
select make_append_only('repayment'), make_append_only('loan_approval');

select grant_app('select', 'loan_product');
select grant_app('select, insert', 'loan'), grant_app('update (status, rejection_reason, decided_by, decided_at, disbursed_on, emi_paise, total_interest_paise, apr, principal_paid_paise, interest_paid_paise, penal_charged_paise, penal_paid_paise, next_due_number, next_due_on, next_due_paise, closed_at, updated_at)', 'loan');
select grant_app('select, insert', 'loan_approval');
select grant_app('select, insert', 'instalment'), grant_app('update (settled_on)', 'instalment');
select grant_app('select, insert', 'repayment');
