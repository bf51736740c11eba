# The environment every build runs in: which compiler, which tools, which names. Installs nothing.
# shellcheck shell=bash
. scripts/versions

prepend_path() {
    case ":$PATH:" in
        *":$1:"*) ;;
        *) PATH="$1:$PATH" ;;
    esac
}

have cargo || [ ! -x "$HOME/.cargo/bin/cargo" ] || prepend_path "$HOME/.cargo/bin"
# Only there when the machine's own Node.js would not do.
[ ! -x "$CACHE/node-$NODE_WHEEL_VERSION/bin/node" ] || prepend_path "$CACHE/node-$NODE_WHEEL_VERSION/bin"
# Tools on the PATH win over what cargo-leptos would download.
prepend_path "$ROOT/node_modules/.bin"
prepend_path "$CACHE/wasm-bindgen-cli-$WASM_BINDGEN_VERSION/bin"
prepend_path "$CACHE/cargo-leptos-$CARGO_LEPTOS_VERSION/bin"
prepend_path "$CACHE/cargo-deny-$CARGO_DENY_VERSION/bin"
prepend_path "$CACHE/cargo-llvm-cov-$CARGO_LLVM_COV_VERSION/bin"

# scripts/setup/rust leaves this note when it had to fall back on Debian's compiler.
if [ "${KIST_TOOLCHAIN:-}" = debian ] || [ -f "$STATE/toolchain-debian" ]; then
    . scripts/lib/debian-rust.sh
    use_debian_rust
fi

TARGET="${CARGO_TARGET_DIR:-$ROOT/target}"
export PATH
