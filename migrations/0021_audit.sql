-- The audit is gone through by its ids, which are in the order of time, whoever or whatever is looked for.
drop index command_log_actor;
create index command_log_actor on command_log (actor_id, id) where actor_id is not null;
create index command_log_name on command_log (name, id);
