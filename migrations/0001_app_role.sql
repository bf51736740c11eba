-- The role that the running product uses. It owns nothing, so that no bug in the product can rewrite history.
do $$
begin
  if not exists (select from pg_roles where rolname = 'kist_app') then
    create role kist_app nologin;
  end if;
  if not pg_has_role(current_user, 'kist_app', 'member') then
    execute format('grant kist_app to %I', current_user);
  end if;
exception
  -- Another database of the same cluster may be migrated at this very moment.
  when duplicate_object or unique_violation then null;
  when insufficient_privilege then raise notice 'role kist_app cannot be made: the triggers alone protect the history';
end $$;

create function grant_app(privileges text, target text) returns void language plpgsql as $$
begin
  if exists (select from pg_roles where rolname = 'kist_app') then
    execute format('grant %s on %s to kist_app', privileges, target);
  end if;
end $$;

select grant_app('usage', 'schema public');

-- History is appended to. Corrections are new rows that name the old one.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;

create function make_append_only(target text) returns void language plpgsql as $$
begin
  execute format('create trigger %I before update or delete on %I for each row execute function refuse_change()',
                 target || '_append_only', target);
  execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()',
                 target || '_no_truncate', target);
end $$;
