//! How the executable is linked.

#[allow(clippy::disallowed_methods, reason = "this is how Cargo tells a build script for what it builds")]
fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let says = |name| std::env::var(name).unwrap_or_default();
    // What is shipped for this target is linked by LLD, which can write functions that came out alike only once, and the places
    // to be mended at the start in a short form (known to glibc since 2.36). Other linkers need not know the words.
    if says("PROFILE") == "release" && says("TARGET") == "x86_64-unknown-linux-gnu" {
        println!("cargo:rustc-link-arg-bin=steward=-Wl,--icf=all,-z,pack-relative-relocs");
    }
}
