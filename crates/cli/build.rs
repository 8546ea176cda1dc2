//! How the program is linked.

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells of the target in the environment"
)]
fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |name: &str, wanted: &str| std::env::var(name).is_ok_and(|value| value == wanted);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        // A program that may lie anywhere needs 29,000 addresses put right at each start, which is an eighth of the
        // time of a usual command. Helm's own lies at a fixed place as well.
        println!("cargo:rustc-link-arg-bin=steer=-no-pie");
    }
}
