//! The OpenAPI document: the committed copy is the one that is served, and people can read it.

use crate::support::TestApp;
use server::openapi::document;

const COMMITTED: &str = include_str!("../../../docs/openapi.json");

#[tokio::test]
async fn the_committed_copy_is_the_one_that_is_served() {
    let app = TestApp::start().await;
    let served = app.get("/openapi.json").await.is(200);
    assert_eq!(&served, document());
    let committed: serde_json::Value = serde_json::from_str(COMMITTED).expect("JSON");
    assert!(
        committed == served,
        "docs/openapi.json is not the document of this program: `make openapi` writes it"
    );
}

#[tokio::test]
async fn its_readers_load_nothing_from_elsewhere() {
    let app = TestApp::start().await;
    for path in ["/docs", "/redoc"] {
        let page = app.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        let policy = page.header("content-security-policy");
        assert!(policy.contains("script-src 'self';") && policy.contains("connect-src 'self';"), "{policy}");
        assert!(!page.text().contains("http://") && !page.text().contains("https://"), "{path}");
    }
}
