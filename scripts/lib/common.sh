# Sourced by every script: strict mode, where we are, how to speak, how to wait.
# Plain bash 3.2 and perl, so that it runs on macOS as well as on Debian.
# shellcheck shell=bash
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
STATE="$ROOT/.kist"
CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/kist/tools"
cd "$ROOT"

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
die() {
    warn "Error: $*"
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }
is_root() { [ "$(id -u)" = 0 ]; }
is_debian() { [ -f /etc/debian_version ] && have apt-get; }

# All local state of this clone. Others may pass through (PostgreSQL may run as another user), not look.
make_state() {
    mkdir -p "$STATE/log"
    chmod 711 "$STATE"
}

# limit SECONDS COMMAND…: ends the command when its time is up.
limit() { perl -e 'alarm shift; exec @ARGV or die "$ARGV[0]: $!\n"' "$@"; }

# lock FILE: waits for its turn, and holds it as long as this shell lives. Started servers must close descriptor 9.
lock() {
    exec 9>>"$1"
    perl -MFcntl=:flock -e 'open(my $f, ">&=", 9) or die $!; flock($f, LOCK_EX) or die $!'
}
unlock() { exec 9>&-; }

# hold FILE: like lock, but on descriptor 8, and fails at once when another holds it.
hold() {
    exec 8>>"$1"
    perl -MFcntl=:flock -e 'open(my $f, ">&=", 8) or die $!; exit !flock($f, LOCK_EX | LOCK_NB)' && return
    exec 8>&-
    return 1
}

# A short name for this clone, so that two clones side by side do not meet.
clone_id() { printf '%s' "$ROOT" | cksum | cut -d' ' -f1; }

free_port() {
    perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'
}
