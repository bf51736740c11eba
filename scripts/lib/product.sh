# How the product is started: its database, its key, its settings.
# shellcheck shell=bash

# Settings of .env, unless the caller's environment has them.
load_dotenv() {
    local line name
    [ -f .env ] || return 0
    while IFS= read -r line || [ -n "$line" ]; do
        case "$line" in '' | \#*) continue ;; esac
        name=${line%%=*}
        case "$name" in *[!A-Za-z0-9_]* | '' | [0-9]*) die ".env: cannot read the line of $name; write NAME=value." ;; esac
        [ -n "${!name+set}" ] || export "$name=${line#*=}"
    done <.env
}

# DATABASE_URL if it is given, else this clone's own PostgreSQL. Sets STARTED_POSTGRES when this call started that.
start_database() {
    STARTED_POSTGRES=
    GIVEN_POSTGRES="${DATABASE_URL:-}"
    if [ -z "$GIVEN_POSTGRES" ]; then
        if ! scripts/pg status >/dev/null 2>&1; then
            scripts/pg start
            STARTED_POSTGRES=1
        fi
        DATABASE_URL=$(scripts/pg url)
    fi
    export DATABASE_URL
}

product_settings() {
    # A demonstration unless told otherwise: KIST_DEMO=0 for a real installation.
    export KIST_DEMO="${KIST_DEMO:-1}"
    if [ -z "${SECRET_KEY:-}${SECRET_KEY_FILE:-}" ]; then
        make_secret secret 48
        export SECRET_KEY_FILE="$STATE/secret"
    fi
    # A demonstration has a data key that everybody knows. With another one, what was sealed before would not open.
    if ! is_demo && [ -z "${DATA_KEY:-}${DATA_KEY_FILE:-}" ]; then
        make_secret data-key 32
        export DATA_KEY_FILE="$STATE/data-key"
    fi
    # The pretend bank of a demonstration remembers what it moved, as the database does.
    export BANK_SIMULATOR_BOOKS="${BANK_SIMULATOR_BOOKS-$STATE/bank-books.jsonl}"
    export LEPTOS_SITE_ROOT="${LEPTOS_SITE_ROOT:-$ROOT/target/site}" LEPTOS_SITE_PKG_DIR=pkg LEPTOS_HASH_FILES=true
}

is_demo() { case "$KIST_DEMO" in 1 | true | yes | on) ;; *) false ;; esac; }

# make_secret NAME BYTES: a random one; kept, so that what it signs or seals outlives a restart.
make_secret() {
    if [ ! -s "$STATE/$1" ]; then
        (umask 077 && perl -e 'open(my $f, "<", "/dev/urandom") or die $!; read($f, my $b, $ARGV[0]) == $ARGV[0] or die; print unpack("H*", $b), "\n"' "$2" >"$STATE/$1.new")
        mv "$STATE/$1.new" "$STATE/$1"
    fi
}

# The address asked for; else port 3000, or a free one when 3000 is taken.
choose_address() {
    if [ -z "${KIST_ADDR:-}" ]; then
        KIST_ADDR=127.0.0.1:3000
        if address_taken "$KIST_ADDR"; then
            KIST_ADDR="127.0.0.1:$(free_port)"
            say "Port 3000 is taken by another program: Kist takes $KIST_ADDR."
        fi
    elif address_taken "$KIST_ADDR"; then
        die "$KIST_ADDR (KIST_ADDR) is taken by another program."
    fi
    export KIST_ADDR LEPTOS_SITE_ADDR="$KIST_ADDR"
}

address_taken() {
    perl -MIO::Socket::INET -e 'exit(IO::Socket::INET->new(PeerAddr => shift, Timeout => 2) ? 0 : 1)' "$1"
}

# healthy ADDRESS: GET /health answers 200.
healthy() {
    perl -MIO::Socket::INET -e '
        alarm 5;
        my $s = IO::Socket::INET->new(PeerAddr => $ARGV[0], Timeout => 2) or exit 1;
        print $s "GET /health HTTP/1.0\r\nHost: $ARGV[0]\r\n\r\n";
        exit((<$s> // "") =~ m{^HTTP/1\.[01] 200 } ? 0 : 1)' "$1"
}

# wait_healthy ADDRESS PID SECONDS
wait_healthy() {
    local until=$(($(date +%s) + $3))
    until healthy "$1"; do
        kill -0 "$2" 2>/dev/null || return 1
        [ "$(date +%s)" -lt "$until" ] || return 1
        sleep 0.2
    done
}

# Ends a server whose run was killed before it could.
end_orphan() {
    local pid
    pid=$(cat "$STATE/server.pid" 2>/dev/null) || return 0
    ps -ww -o command= -p "$pid" 2>/dev/null | grep -qF -- "$1 serve" || return 0
    say "Stopping the server that an interrupted run left behind (process $pid)."
    end_process "$pid"
}

# end_process PID: asks it to stop, waits, and only then insists.
end_process() {
    local tries=0
    kill -TERM "$1" 2>/dev/null || return 0
    while kill -0 "$1" 2>/dev/null; do
        tries=$((tries + 1))
        [ $tries -le 150 ] || kill -KILL "$1" 2>/dev/null || true
        sleep 0.2
    done
}
