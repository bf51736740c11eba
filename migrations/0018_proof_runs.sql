-- How the nightly proof of the ledger ended, for the operator's instruments and the admin's page.
create table proof_run (
  id         uuid primary key,
  -- Real time.
  ran_at     timestamptz not null default clock_timestamp(),
  took_ms    bigint not null constraint proof_run_took_time check (took_ms >= 0),
  -- Places where a check failed, all checks together; 0 is a clean proof.
  failures   bigint not null constraint proof_run_counts check (failures >= 0)
);
create index proof_run_latest on proof_run (ran_at desc);

-- What instruments count every few seconds must not cost more for what is over.
create index job_not_over on job (kind, status, run_at) where status in ('queued', 'running', 'dead');

select grant_app('select, insert', 'proof_run');
