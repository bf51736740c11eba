-- Work that is done later, outside the request that asked for it: sent to a bank, tried again, done every hour.
-- A job is inserted by the transaction that needs it, so that it exists exactly when its cause does.
-- All times here are real time: a demonstration's clock does not move leases or backoff.
create table job (
  id           uuid primary key,
  -- What it does: a closed list in the code (domain/src/job/kind.rs).
  kind         text not null,
  -- What it is about; at most one live job of a kind for each.
  subject_id   uuid,
  -- The request that caused it; the same in the logs and on what the job changes.
  request_id   text not null,
  status       text not null default 'queued'
    constraint job_status_known check (status in ('queued', 'running', 'done', 'dead', 'discarded')),
  -- Failures in a row count against the most; coming back to wait for somebody else does not.
  failures     smallint not null default 0,
  failures_max smallint not null constraint job_failures_max check (failures_max >= 1),
  runs         integer not null default 0,
  run_at       timestamptz not null,
  -- While it runs: whose it is, and until when. After that anybody may take it over.
  worker_id    uuid,
  leased_until timestamptz,
  last_error   text constraint job_error_length check (char_length(last_error) <= 1000),
  created_at   timestamptz not null default clock_timestamp(),
  ended_at     timestamptz,
  constraint job_lease_whole check ((status = 'running') = (leased_until is not null) and (status = 'running') = (worker_id is not null)),
  constraint job_ended_whole check ((status in ('done', 'dead', 'discarded')) = (ended_at is not null))
) with (fillfactor = 60);
create unique index job_one_live on job (kind, subject_id) where subject_id is not null and status in ('queued', 'running');
create index job_ready on job (run_at, id) where status = 'queued';
create index job_leased on job (leased_until) where status = 'running';
create index job_of_status on job (status, id);
create index job_of_subject on job (subject_id, id) where subject_id is not null;
create index job_ended on job (ended_at) where ended_at is not null;

-- Each try of a job: the history that an admin reads.
create table job_run (
  job_id     uuid not null references job (id) on delete cascade,
  number     integer not null,
  worker_id  uuid not null,
  started_at timestamptz not null,
  ended_at   timestamptz,
  -- 'done', 'again' (came back to wait), 'failed', 'lost' (its worker died), 'handed_back' (its worker stopped)
  outcome    text constraint job_run_outcome_known check (outcome in ('done', 'again', 'failed', 'lost', 'handed_back')),
  -- What it says of itself, or why it failed.
  note       text constraint job_run_note_length check (char_length(note) <= 1000),
  primary key (job_id, number),
  constraint job_run_ended_whole check ((ended_at is null) = (outcome is null))
);

create index job_run_ended on job_run (ended_at) where ended_at is not null;

-- What is done again and again, once for all processes together.
create table periodic (
  kind          text primary key,
  every_seconds integer not null constraint periodic_every check (every_seconds >= 1),
  next_at       timestamptz not null default clock_timestamp(),
  last_at       timestamptz
);

-- Who works. A row is refreshed every few seconds; one that is not belongs to a dead process.
create table worker (
  id           uuid primary key,
  name         text not null,
  slots        integer not null,
  busy         integer not null default 0,
  started_at   timestamptz not null default clock_timestamp(),
  seen_at      timestamptz not null default clock_timestamp(),
  stopped_at   timestamptz,
  -- The circuit breakers of that process, as it last saw them.
  breakers     jsonb not null default '{}'
);

select grant_app('select, insert, update, delete', 'job'), grant_app('select, insert, update, delete', 'job_run');
select grant_app('select, insert, update', 'periodic'), grant_app('select, insert, update, delete', 'worker');
