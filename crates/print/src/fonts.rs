//! The type our papers are set in: the embedded fonts, and the system's for characters those do not have.

use std::{
    collections::BTreeSet,
    fs,
    io::Read,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use typst::{
    foundations::Bytes,
    text::{Font, FontBook},
    utils::LazyHash,
};

use crate::Failure;

/// Families of one design under the names they have come by; the first is ours.
pub(crate) const FAMILIES: [&str; 4] = ["Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN"];

const EMBEDDED: [&str; 2] = ["noto-sans-sc-400.ttf.gz", "noto-sans-sc-700.ttf.gz"];
/// Where a Linux system keeps its fonts.
const FOLDERS: [&str; 2] = ["/usr/share/fonts", "/usr/local/share/fonts"];
const FILES: [&str; 5] = ["NotoSansCJK-", "NotoSansCJKsc-", "NotoSansSC-", "SourceHanSansSC-", "SourceHanSansCN-"];
/// How deep folders of fonts lie in each other.
const DEPTH: usize = 4;

/// A case of type.
#[derive(Debug)]
pub(crate) struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
}

/// Enough for nearly every document, and the same on every machine.
static OURS: LazyLock<Fonts> = LazyLock::new(|| Fonts::of(embedded()));
/// With the system's, some 20 MB: read when a document has a character that ours lack, and kept from then on.
static ALL: LazyLock<Fonts> = LazyLock::new(|| {
    let ours = embedded();
    let wanted: &[&str] = if ours.is_empty() { &["Regular", "Bold"] } else { &["Regular"] };
    let files = FOLDERS.iter().flat_map(|folder| found(Path::new(folder), wanted, DEPTH));
    let of_system = files.filter_map(|path| fs::read(path).ok()).flat_map(|bytes| Font::iter(Bytes::new(bytes)));
    let chinese = of_system.filter(|font| FAMILIES.contains(&font.info().family.as_str()));
    Fonts::of(ours.into_iter().chain(chinese).collect())
});

impl Fonts {
    fn of(fonts: Vec<Font>) -> Self {
        let mut book = FontBook::new();
        fonts.iter().for_each(|font| book.push(font.info().clone()));
        Self { book: LazyHash::new(book), fonts }
    }

    fn lacking(&self, wanted: &BTreeSet<char>) -> BTreeSet<char> {
        let has = |c: char| self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(c)));
        wanted.iter().copied().filter(|c| !has(*c)).collect()
    }
}

/// The fonts for a document with these characters, and those that none of them has.
///
/// # Errors
/// There is no font at all.
pub(crate) fn for_all(wanted: &BTreeSet<char>) -> Result<(&'static Fonts, BTreeSet<char>), Failure> {
    let lacking = OURS.lacking(wanted);
    if !OURS.fonts.is_empty() && lacking.is_empty() {
        return Ok((&OURS, lacking));
    }
    if ALL.fonts.is_empty() {
        return Err(Failure::NoFont);
    }
    Ok((&ALL, ALL.lacking(wanted)))
}

/// None when the assets were not built.
fn embedded() -> Vec<Font> {
    let unpacked = |name: &str| {
        let packed = ui::assets::get(name)?.bytes;
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut bytes).ok()?;
        Font::new(Bytes::new(bytes), 0)
    };
    EMBEDDED.iter().filter_map(|name| unpacked(name)).collect()
}

/// Files of these weights in a folder and those below it, in the order of their names.
fn found(folder: &Path, weights: &[&str], depth: usize) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let is_wanted = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let weight = |rest: &str| weights.iter().any(|w| rest.strip_prefix(w).is_some_and(|end| end.starts_with('.')));
        FILES.iter().any(|start| name.strip_prefix(start).is_some_and(weight))
    };
    let mut list = Vec::new();
    for path in paths {
        if path.is_dir() {
            if depth > 0 {
                list.extend(found(&path, weights, depth - 1));
            }
        } else if is_wanted(&path) {
            list.push(path);
        }
    }
    list
}
