# The test cluster for the time of one script, unless it runs already.
# shellcheck shell=bash
start_test_postgres() {
    STARTED_TEST_POSTGRES=
    if ! scripts/pg status test >/dev/null 2>&1; then
        scripts/pg start test
        STARTED_TEST_POSTGRES=1
    fi
}
stop_test_postgres() { [ -z "${STARTED_TEST_POSTGRES:-}" ] || scripts/pg stop test; }
