# Whether a container engine drives the product: one answers, and this clone has a compose file.
# shellcheck shell=bash
compose_works() {
    [ -f compose.yaml ] && have docker && limit 10 docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1
}
