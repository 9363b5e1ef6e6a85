//! The styles, scripts and icons built into `assets/dist` and embedded in the executable.
//!
//! A build without them still serves every page, plainly.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../assets/dist"]
#[allow_missing = true]
struct Dist;

/// One file to serve.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The file.
    pub bytes: Cow<'static, [u8]>,
    /// The same, compressed with brotli, if the build made it.
    pub br: Option<Cow<'static, [u8]>>,
    /// Its media type with the character set.
    pub media_type: &'static str,
    /// Whether the name carries a digest, so that the file never changes.
    pub immutable: bool,
}

/// From plain name to the name with its digest.
static MANIFEST: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    Dist::get("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default()
});

/// Where a file is served: `/assets/app.3f2a9c1e.css` for `app.css`. The plain name when the assets were not built.
pub fn url(name: &str) -> String {
    format!("/assets/{}", MANIFEST.get(name).map_or(name, String::as_str))
}

/// Whether the assets were built into this executable.
pub fn built() -> bool {
    !MANIFEST.is_empty()
}

/// A file by its path below `/assets/`, by hashed or plain name.
pub fn get(path: &str) -> Option<Asset> {
    let name = MANIFEST.get(path).map_or(path, String::as_str);
    if name.ends_with(".br") || name == "manifest.json" {
        return None;
    }
    let file = Dist::get(name)?;
    let br = Dist::get(&format!("{name}.br")).map(|f| f.data);
    Some(Asset { bytes: file.data, br, media_type: media_type(name), immutable: MANIFEST.values().any(|v| v == path) })
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
