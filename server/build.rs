//! A new migration file must make the binary be built again, in which the migrations are embedded.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
