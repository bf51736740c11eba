-- Lists that had to walk past other kinds: jobs of one kind, and a borrower's deposits and withdrawals together.
create index job_of_kind on job (kind, id desc);
create index transfer_of_owner_all on transfer (owner_id, id desc);
-- The primary key is in the same order.
drop index webhook_in_newest;
