# apt_install PACKAGE…: from Debian's packages, as root, quietly, reading the package lists at most once a run.
# shellcheck shell=bash
apt_install() {
    if [ -z "${APT_LISTS_READ:-}" ]; then
        apt-get update -qq >"$STATE/log/apt.log" 2>&1 || warn "apt-get update failed (see .kist/log/apt.log); trying with the lists at hand."
        APT_LISTS_READ=1
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >>"$STATE/log/apt.log" 2>&1 </dev/null ||
        die "apt-get could not install $*; see .kist/log/apt.log."
}
