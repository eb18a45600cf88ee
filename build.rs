//! Gives the Windows executable its icon and version.

fn main() {
    println!("cargo:rerun-if-changed=assets/icon/gridwright.ico");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("windows") {
        return;
    }
    let mut resource = winresource::WindowsResource::new();
    resource.set_icon("assets/icon/gridwright.ico");
    resource.set("ProductName", "Gridwright 格匠");
    resource.set("FileDescription", "Gridwright: territory and channel planning");
    resource.set("LegalCopyright", "MIT OR Apache-2.0");
    if let Err(err) = resource.compile() {
        // Without a resource compiler the program works all the same, with a plain icon.
        println!("cargo:warning=the executable has no icon: {err}");
    }
}
