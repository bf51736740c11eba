# How a database is dumped, restored, counted and proven. Used by scripts/backup, scripts/restore and scripts/restore-test.
# shellcheck shell=bash
. scripts/lib/postgres-bin.sh

# reach URL: what PostgreSQL's programs connect to. A password goes into the environment, because everybody on a machine sees
# the arguments of its processes.
reach() {
    unset PGPASSWORD
    REACHED=$1
    case "$1" in
        postgres://*:*@* | postgresql://*:*@*)
            PGPASSWORD=$(perl -e '$_ = shift; s{^\w+://[^:@/?]*:([^@/?]*)@.*}{$1} or exit; s/%([0-9A-Fa-f]{2})/chr hex $1/ge; print' "$1")
            REACHED=$(perl -e '$_ = shift; s{^(\w+://[^:@/?]*):[^@/?]*@}{$1\@}; print' "$1")
            export PGPASSWORD
            ;;
    esac
    find_clients
}

# psql, pg_dump and pg_restore, of the server's own version where it is installed: what a newer one writes an older server may
# not understand, and an older one refuses a newer server.
find_clients() {
    local major
    PSQL=$(client psql) || no_clients
    major=$(ask 'show server_version_num') || die "PostgreSQL does not answer at $REACHED."
    major=$((major / 10000))
    PSQL=$(client psql $major) && PG_DUMP=$(client pg_dump $major) && PG_RESTORE=$(client pg_restore $major) || no_clients
}

no_clients() {
    die "PostgreSQL's client programs (pg_dump, pg_restore, psql) are not installed. The PostgreSQL that comes from npm has none: \
install your system's, on Debian with apt-get install postgresql-client, on macOS with brew install libpq. They must not be older than the server."
}

# client NAME [MAJOR]: the path of that program, of that version if there is one, else of the newest.
client() {
    local folder any=
    while IFS= read -r folder; do
        [ -x "$folder/$1" ] || continue
        [ -n "$any" ] || any="$folder/$1"
        if [ "$("$folder/$1" --version 2>/dev/null | sed -E 's/[^0-9]*([0-9]+).*/\1/')" = "${2:-}" ]; then
            printf '%s\n' "$folder/$1"
            return
        fi
    done < <(
        postgres_folders
        printf '%s\n' /opt/homebrew/opt/libpq/bin /usr/local/opt/libpq/bin
        ! have "$1" || dirname "$(command -v "$1")"
    )
    [ -n "$any" ] && printf '%s\n' "$any"
}

# ask SQL: plain rows.
ask() { "$PSQL" --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --dbname "$REACHED" --command "$1"; }

# Written beside its place and moved there when whole, readable by nobody else: it holds what people owe and where they live.
dump() {
    local file=$1
    shift
    (umask 077 && "$PG_DUMP" --format=custom --lock-wait-timeout=60000 --file="$file.part" "$@" --dbname="$REACHED")
    "$PG_RESTORE" --list "$file.part" >/dev/null
    mv "$file.part" "$file"
}

# Into an empty database, all of it or nothing.
restore_dump() {
    [ "$(ask "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'S')")" = 0 ] ||
        die "the database is not empty. A restore never writes over anything: name another one."
    # A dump does not hold roles, which belong to the whole cluster, but it grants this one its rights.
    ask "do \$\$ begin
           if not exists (select from pg_roles where rolname = 'kist_app') then
             create role kist_app nologin;
           end if;
           -- Whoever made the role is a member of it, but from PostgreSQL 16 on may not yet act as it. Trying tells on every version.
           begin
             set local role kist_app;
             reset role;
           exception when insufficient_privilege then
             execute format('grant kist_app to %I', current_user);
           end;
         end \$\$" ||
        die "the role kist_app is not there and cannot be made. A superuser can: create role kist_app nologin; grant kist_app to whoever restores."
    "$PG_RESTORE" --no-owner --exit-on-error --single-transaction --dbname="$REACHED" "$1"
    # A dump has no statistics; without them the first hours are slow.
    ask "set client_min_messages = error; analyze"
}

# bring_up URL: the schema of this version, then every balance computed anew. Fails where one differs.
bring_up() {
    say "Bringing the schema up to date, and proving the ledger."
    DATABASE_URL=$1 "$TARGET/release/kist" migrate
    DATABASE_URL=$1 "$TARGET/release/kist" prove-ledger
}

# SQL that prints a line for each table of the product: its name, and how many rows it has.
COUNTS="select format('select %L, count(*) from %s', c.oid::regclass, c.oid::regclass) from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by c.oid::regclass::text"
