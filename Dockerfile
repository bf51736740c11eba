# The product as an image: docker build --tag kist .
#
# The build uses the repository's own scripts, so that an image and `make build` hold the same thing. It needs BuildKit (the
# default since Docker 23): what cargo downloads and compiles is kept between builds in cache mounts, not in layers.
# The result has no shell, no package manager, and no secret: settings come from the environment when it runs.

# Must equal the channel in rust-toolchain.toml; scripts/check-deploy compares them.
ARG RUST_VERSION=1.99.1
# Both stages are of one Debian release: the program is linked against its C library.
ARG BUILD_IMAGE=rust:${RUST_VERSION}-slim-bookworm
ARG RUN_IMAGE=gcr.io/distroless/cc-debian12:nonroot

# --- The tools, by the versions in scripts/versions. A layer of its own: it changes seldom and takes ten minutes. ---
FROM ${BUILD_IMAGE} AS tools
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
WORKDIR /build
COPY scripts/lib scripts/lib
COPY scripts/setup scripts/setup
COPY scripts/versions scripts/versions
COPY rust-toolchain.toml Cargo.toml ./
RUN --mount=type=cache,id=kist-cargo,target=/usr/local/cargo/registry \
    scripts/setup/rust \
    && scripts/setup/cargo-tools wasm-bindgen cargo-leptos
COPY package.json package-lock.json .npmrc ./
RUN scripts/setup/node

# --- The product ---
FROM tools AS build
COPY .cargo .cargo
COPY .sqlx .sqlx
COPY Cargo.lock ./
COPY scripts/build scripts/build
COPY public public
COPY style style
COPY migrations migrations
COPY domain domain
COPY app app
COPY frontend frontend
COPY server server
# The target folder is a cache and no part of the layer: what is wanted of it is copied out. hash.txt has the names of the
# scripts and styles, and must lie beside the program.
RUN --mount=type=cache,id=kist-cargo,target=/usr/local/cargo/registry \
    --mount=type=cache,id=kist-target,target=/build/target,sharing=locked \
    scripts/build \
    && mkdir -p /image/app /image/var/lib/kist \
    && cp target/release/kist target/release/hash.txt /image/app/ \
    && cp -R target/site /image/app/site \
    && chmod -R u=rwX,go=rX /image/app

# --- What runs: the C library, certificates, and Kist ---
FROM ${RUN_IMAGE}
LABEL org.opencontainers.image.title="Kist" \
      org.opencontainers.image.description="Loans, wallets and merchants' payments on one ledger" \
      org.opencontainers.image.licenses="MIT"
# Owned by root: what runs cannot change itself.
COPY --from=build /image/app /app
# The only folder that the user may write, for the books of the pretend bank; a volume is mounted there.
COPY --from=build --chown=65532:65532 /image/var/lib/kist /var/lib/kist
WORKDIR /app
ENV LEPTOS_SITE_ROOT=/app/site \
    LEPTOS_HASH_FILES=true \
    LOG_FORMAT=json \
    KIST_ADDR=0.0.0.0:3000
USER 65532:65532
EXPOSE 3000
# There is no shell here to ask with. Orchestrators ask GET /health/live and /health/ready themselves; deploy/kubernetes does.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["/app/kist", "health"]
ENTRYPOINT ["/app/kist"]
CMD ["serve"]
