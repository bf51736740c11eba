-- From PostgreSQL 16 on, whoever makes a role becomes a member of it without being allowed to act as it: 0001 then grants
-- nothing, and no connection of the product could give up its rights.
do $$
begin
  if current_setting('server_version_num')::int >= 160000
     and exists (select from pg_roles where rolname = 'kist_app')
     and not pg_has_role(current_user, 'kist_app', 'set') then
    execute format('grant kist_app to %I with set true, inherit true', current_user);
  end if;
exception
  when insufficient_privilege then raise notice 'this role may not act as kist_app: the triggers alone protect the history';
end $$;
