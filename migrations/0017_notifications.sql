-- What a borrower is told by us: in the product, and by e-mail where that is set up. Words are made where they are read.
create table notification (
  id           uuid primary key,
  person_id    uuid not null references person (id),
  -- A closed list in the code (domain/src/notification/kind.rs).
  kind         text not null,
  -- The loan, plan or refund.
  about_kind   text not null constraint notification_about_known check (about_kind in ('loan', 'plan', 'refund', 'standing')),
  about        uuid not null,
  amount_paise bigint,
  on_date      date,
  -- The business date on which it is told: the same thing once a day.
  day          date not null,
  -- Business time.
  created_at   timestamptz not null,
  -- Real time.
  recorded_at  timestamptz not null default clock_timestamp(),
  read_at      timestamptz,
  mailed_at    timestamptz,
  constraint notification_once unique (person_id, kind, about, day)
);
create index notification_of_person on notification (person_id, recorded_at desc, id desc);
create index notification_unread on notification (person_id) where read_at is null;
create index notification_unmailed on notification (recorded_at) where mailed_at is null;

select grant_app('select, insert', 'notification'), grant_app('update (read_at, mailed_at)', 'notification');
