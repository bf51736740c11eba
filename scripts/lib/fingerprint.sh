# fingerprint: one number for the contents of everything the product is built from.
# shellcheck shell=bash
fingerprint() {
    local paths="app domain frontend server migrations style public .sqlx .cargo Cargo.toml Cargo.lock rust-toolchain.toml package-lock.json scripts/versions"
    # shellcheck disable=SC2086 # a list of names
    {
        printf '%s\n' "${RUSTUP_TOOLCHAIN:-}" "${RUSTFLAGS:-}"
        { find $paths -type f -print0 2>/dev/null || true; } | LC_ALL=C sort -z | xargs -0 cksum
    } | cksum
}
