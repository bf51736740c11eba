# Debian's compiler, for networks that reach package registries alone. Used by scripts/setup/rust.
# shellcheck shell=bash

DEBIAN_RUST_PACKAGES="rustc-web cargo-web rust-web-src libstd-rust-web-dev rust-web-clippy rustfmt-web lld-19"

use_debian_rust() {
    if have rustup; then
        # Overrides rust-toolchain.toml.
        export RUSTUP_TOOLCHAIN=kist-debian
    else
        export RUSTC=/usr/bin/rustc CARGO=/usr/bin/cargo
        prepend_path /usr/bin
    fi
}

debian_rust_ready() {
    [ -x /usr/bin/rustc ] && [ -x /usr/bin/cargo-clippy ] &&
        [ "$(cat "$(debian_wasm_std)/kist-stamp" 2>/dev/null)" = "$(/usr/bin/rustc --version)" ]
}

debian_wasm_std() { printf '%s/lib/rustlib/wasm32-unknown-unknown/lib' "$(/usr/bin/rustc --print sysroot)"; }

install_debian_rust() {
    . scripts/lib/apt.sh
    say "Installing Debian's Rust compiler with apt-get: $1"
    # shellcheck disable=SC2086 # a list of names
    apt_install $DEBIAN_RUST_PACKAGES
    say "Building Rust's standard library for WebAssembly: Debian does not package it (about a minute, once)."
    build_wasm_std >"$STATE/log/wasm-std.log" 2>&1 || die "the standard library for WebAssembly did not build; see .kist/log/wasm-std.log."
}

build_wasm_std() (
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    mkdir "$work/src"
    touch "$work/src/lib.rs"
    printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n' >"$work/Cargo.toml"
    cd "$work"
    env -u RUSTUP_TOOLCHAIN -u CARGO_TARGET_DIR \
        RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes \
        /usr/bin/cargo build --release --target wasm32-unknown-unknown -Zbuild-std=std,panic_abort,proc_macro,test
    lib=$(debian_wasm_std)
    mkdir -p "$lib"
    rm -f target/wasm32-unknown-unknown/release/deps/libempty-*
    cp target/wasm32-unknown-unknown/release/deps/*.rlib "$lib/"
    host_bin=$(/usr/bin/rustc --print sysroot)/lib/rustlib/$(/usr/bin/rustc -vV | sed -n 's/^host: //p')/bin
    mkdir -p "$host_bin"
    [ -e "$host_bin/rust-lld" ] || ln -s /usr/bin/wasm-ld-19 "$host_bin/rust-lld"
    /usr/bin/rustc --version >"$lib/kist-stamp"
)
