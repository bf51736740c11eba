# One private PostgreSQL cluster: where it is, making it, starting it. Used by scripts/pg.
# shellcheck shell=bash

# The role is the cluster's superuser: migrations make roles, tests make databases.
ROLE=kist
DATABASE=kist
# Names the socket file only. It is always said in the URL, so that a PGPORT of the person at the keyboard has no say.
PORT=5432

choose_cluster() {
    FOLDER=pg
    [ "$CLUSTER" = product ] || FOLDER="pg-$CLUSTER"
    LINK="$STATE/$FOLDER"
    locate
}

# DATA is the real folder (LINK may be a symbolic link to it), OWNER who runs it, SOCKET where it listens.
locate() {
    DATA=$LINK
    if [ -d "$LINK" ]; then
        [ -x "$LINK" ] || die "$LINK belongs to another user. Run as that user, or delete it."
        DATA=$(cd "$LINK" && pwd -P)
    fi
    OWNER=$(cluster_owner)
    SOCKET=$(socket_folder)
}

# PostgreSQL refuses to run as root.
cluster_owner() {
    if ! is_root; then
        id -un
    elif [ -f "$DATA/PG_VERSION" ]; then
        perl -e 'print scalar getpwuid((stat shift)[4])' "$DATA"
    elif id postgres >/dev/null 2>&1; then
        printf 'postgres'
    else
        printf 'nobody'
    fi
}

# A socket's path may have 103 bytes (107 on Linux); a longer one goes to /tmp.
socket_folder() {
    if [ ${#DATA} -le 85 ]; then
        printf '%s' "$DATA"
    else
        printf '/tmp/kist-%s-%s' "$(printf '%s' "$DATA" | cksum | cut -d' ' -f1)" "$FOLDER"
    fi
}

as_owner() {
    if is_root; then
        (cd / && exec runuser -u "$OWNER" -- "$@" 9>&-)
    else
        "$@" 9>&-
    fi
}

# url [DATABASE]
url() {
    printf 'postgres://%s@localhost:%s/%s?host=%s\n' "$ROLE" "$PORT" "${1:-$DATABASE}" \
        "$(perl -e '$_ = shift; s/([^A-Za-z0-9._~\/-])/sprintf "%%%02X", ord $1/ge; print' "$SOCKET")"
}

query() { perl scripts/lib/socket-query.pl "$SOCKET/.s.PGSQL.$PORT" "$ROLE" "$@"; }
create() { query postgres "create database \"$1\""; }
drop() { query postgres "drop database if exists \"$1\" with (force)"; }

is_up() { is_running && sed -n 8p "$DATA/postmaster.pid" | grep -q ready && query postgres 2>/dev/null; }

# The postmaster's file may outlive it, and after a reboot its number may be somebody else's.
is_running() {
    local pid
    [ -f "$DATA/postmaster.pid" ] || return 1
    pid=$(sed -n 1p "$DATA/postmaster.pid")
    [ -n "$pid" ] && ps -ww -o command= -p "$pid" 2>/dev/null | grep -qF -- "$DATA"
}

forget_dead_postmaster() {
    local tries=0
    while is_running; do
        # Another start or stop is under way.
        if is_up; then return; fi
        tries=$((tries + 1))
        [ $tries -le 60 ] || die "PostgreSQL neither starts nor stops; see $DATA/server.log."
        sleep 0.5
    done
    rm -f "$DATA/postmaster.pid" "$SOCKET/.s.PGSQL.$PORT" "$SOCKET/.s.PGSQL.$PORT.lock"
}

# The data belong to one major version; a newer PostgreSQL beside it cannot read them.
matching_bin() {
    local major
    major=$(cat "$DATA/PG_VERSION")
    postgres_bin "$major" || die "$LINK was made by PostgreSQL $major, which is not installed any more. Install it, or delete the data with: scripts/pg destroy $CLUSTER"
}

# Made beside its place and moved there when whole, so that an interrupted attempt leaves nothing half done.
initialise() {
    local bin fresh locale=C
    bin=$(postgres_bin)
    choose_place
    fresh="$DATA.new"
    rm -rf "$fresh"
    mkdir -p "$fresh"
    chmod 700 "$fresh"
    ! is_root || chown "$OWNER" "$fresh"
    ! locale -a 2>/dev/null | grep -qix 'c.utf-\{0,1\}8' || locale=C.UTF-8
    as_owner "$bin/initdb" -D "$fresh" -U "$ROLE" --auth-local=trust --auth-host=reject \
        --encoding=UTF8 --locale="$locale" --data-checksums --no-instructions >"$STATE/log/initdb.log" 2>&1 ||
        die "initdb failed; see .kist/log/initdb.log."
    as_owner sh -c "printf '%s\n' \"include 'kist.conf'\" >>'$fresh/postgresql.conf'"
    mv "$fresh" "$DATA"
}

# Where the clone lies behind a closed door (root's home, say), the other user cannot reach .kist.
choose_place() {
    if as_owner test -x "$STATE"; then return; fi
    mkdir -p /var/lib/kist
    DATA=$(mktemp -d "/var/lib/kist/$FOLDER.XXXXXX")
    chmod 755 /var/lib/kist
    rmdir "$DATA"
    ln -sfn "$DATA" "$LINK"
    say "PostgreSQL runs as the user $OWNER, who cannot reach $STATE: its data go to $DATA."
}

# Written at every start, so that new settings reach old clusters.
configure() {
    if [ "$SOCKET" != "$DATA" ]; then
        [ -d "$SOCKET" ] || mkdir -m 700 "$SOCKET"
        ! is_root || chown "$OWNER" "$SOCKET"
        perl -e 'my @s = lstat shift; exit !($s[4] == shift && ($s[2] & 0170777) == 040700)' "$SOCKET" "$(id -u "$OWNER")" ||
            die "$SOCKET is not a private folder of $OWNER; delete it."
    fi
    cat scripts/lib/postgres-common.conf "scripts/lib/postgres-$CLUSTER.conf" | as_owner sh -c "cat >'$DATA/kist.conf'"
}

launch() {
    local bin tries=0
    bin=$(matching_bin)
    # After a kill -9, orphaned backends may hold the shared memory for a moment.
    until as_owner "$bin/pg_ctl" -D "$DATA" -l "$DATA/server.log" -w -t 60 -s \
        -o "-c unix_socket_directories='$SOCKET' -p $PORT" start >/dev/null 2>&1; do
        tries=$((tries + 1))
        if [ $tries -ge 10 ] || ! tail -5 "$DATA/server.log" | grep -q 'shared memory'; then
            tail -5 "$DATA/server.log" >&2 || true
            die "PostgreSQL did not start; see $DATA/server.log."
        fi
        sleep 1
    done
}
