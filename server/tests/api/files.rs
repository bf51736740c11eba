//! Scripts, styles, fonts.

use crate::support::{Answer, TestApp, app::number};
use reqwest::Method;
use server::config::Limits;
use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::PathBuf,
};

/// A site as cargo-leptos builds it, and beside it what nobody may see.
struct Site(PathBuf);

impl Site {
    fn build() -> Site {
        let root = std::env::temp_dir().join(format!("kist-site-{}-{}", std::process::id(), number()));
        let site = root.join("site");
        fs::create_dir_all(site.join("pkg")).unwrap();
        fs::create_dir_all(site.join("fonts")).unwrap();
        fs::write(root.join("secret.txt"), "nobody may see this").unwrap();
        fs::write(site.join("pkg/kist.8f3a.js"), "plain").unwrap();
        fs::write(site.join("pkg/kist.8f3a.js.br"), "as brotli").unwrap();
        fs::write(site.join("pkg/kist.8f3a.wasm"), "wasm").unwrap();
        fs::write(site.join("fonts/inter.woff2"), "font").unwrap();
        fs::write(site.join("robots.txt"), "User-agent: *").unwrap();
        Site(root)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn files_are_cached_as_long_as_their_names_allow() {
    let site = Site::build();
    let app = TestApp::with(|config| {
        config.site_root = site.0.join("site");
        config.hashed_files = true;
        config.limits = Limits { caller: 1, ..Limits::OFF };
    })
    .await;
    let table = [
        ("/pkg/kist.8f3a.js", "text/javascript", "public, max-age=31536000, immutable"),
        ("/pkg/kist.8f3a.wasm", "application/wasm", "public, max-age=31536000, immutable"),
        ("/fonts/inter.woff2", "font/woff2", "public, max-age=2592000"),
        ("/robots.txt", "text/plain", "no-cache"),
    ];
    for (path, kind, caching) in table {
        let file = app.get(path).await;
        assert_eq!(
            (file.status, file.header("content-type"), file.header("cache-control")),
            (200, kind, caching),
            "{path}"
        );
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        let head = Answer::to(app.raw(Method::HEAD, path)).await;
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
    }
    let compressed = app.raw(Method::GET, "/pkg/kist.8f3a.js").header("accept-encoding", "gzip, br");
    let compressed = Answer::to(compressed).await;
    assert_eq!((compressed.header("content-encoding"), compressed.text().as_str()), ("br", "as brotli"));
    let since = app.get("/robots.txt").await.header("last-modified").to_owned();
    let unchanged = Answer::to(app.raw(Method::GET, "/robots.txt").header("if-modified-since", since)).await;
    assert_eq!(unchanged.status, 304);
}

#[tokio::test]
async fn nothing_beside_the_site_is_served() {
    let site = Site::build();
    let app = TestApp::with(|config| config.site_root = site.0.join("site")).await;
    for path in [
        "/../secret.txt",
        "/pkg/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/pkg/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "//etc/hosts.allow",
    ] {
        let answer = raw_get(&app, path).await;
        assert!(
            !answer.contains("nobody may see this") && !answer.starts_with("HTTP/1.1 200"),
            "{path}: {answer:.60}"
        );
    }
}

/// A client would tidy the path up before sending it.
async fn raw_get(app: &TestApp, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", app.address);
    let address = app.address.clone();
    let conversation = move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    tokio::task::spawn_blocking(conversation).await.unwrap()
}
