# shellcheck shell=bash
# What comes from PyPI, kept in the cache for every clone. Sourced by scripts that run something of it.

# python_is MINOR: is there a Python 3 of that minor version or later?
python_is() { have python3 && python3 -c "import sys; sys.exit(sys.version_info < (3, $1))"; }

# pypi_folder NAME VERSION: where it is kept. Compiled packages belong to one version of Python.
pypi_folder() { printf '%s/%s-%s' "$CACHE" "$1" "$({ printf '%s' "$2" && python3 -VV; } | cksum | cut -d' ' -f1)"; }

# pypi_install FOLDER WHY PIP_OPTION…: unless it is there. WHY is a sentence that says what is installed, and what for.
pypi_install() {
    local folder=$1 why=$2 log
    log="$STATE/log/pip.log"
    shift 2
    if [ -d "$folder" ]; then return; fi
    if ! python3 -m pip --version >/dev/null 2>&1; then
        is_debian && is_root || die "pip for Python 3 is needed: $why"
        say "Installing python3-pip with apt-get: it fetches what follows."
        . scripts/lib/apt.sh
        apt_install python3-pip
    fi
    mkdir -p "$CACHE"
    lock "$folder.lock"
    if [ ! -d "$folder" ]; then
        say "Installing $why"
        rm -rf "$folder.new"
        # A folder instead of a venv, which Debian's Python cannot make without another package.
        PIP_ROOT_USER_ACTION=ignore python3 -m pip install --quiet --no-compile --disable-pip-version-check --target "$folder.new" "$@" \
            >"$log" 2>&1 || die "pip could not do it; see .kist/log/pip.log."
        mv "$folder.new" "$folder"
    fi
    unlock
}
