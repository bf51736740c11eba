//! Puts the readers of the OpenAPI document, which npm brings, into the program.

use std::{env, fs, path::Path};

const READERS: [&str; 3] = [
    "swagger-ui-dist/swagger-ui-bundle.js",
    "swagger-ui-dist/swagger-ui.css",
    "redoc/bundles/redoc.standalone.js",
];

fn main() {
    let packages = Path::new("../node_modules");
    let out = env::var_os("OUT_DIR").expect("cargo names the folder");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=../migrations");
    for reader in READERS {
        let from = packages.join(reader);
        let to = Path::new(&out).join(from.file_name().expect("a file"));
        println!("cargo:rerun-if-changed={}", from.display());
        // A build without them (of the tests alone, say) tells people where the document itself is.
        fs::write(to, fs::read(&from).unwrap_or_default()).expect("the folder can be written to");
    }
}
