//! Makes sure the folder of built assets exists, so that a build without Node works, and rebuilds when it changes.

fn main() {
    let folder = std::path::Path::new("../../assets/dist");
    if let Err(error) = std::fs::create_dir_all(folder) {
        println!("cargo:warning=no folder for the assets, pages will be plain: {error}");
    }
    println!("cargo:rerun-if-changed={}", folder.display());
}
