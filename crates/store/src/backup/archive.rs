//! The archive: a tar of parts, and at its end a manifest with the digest of each.

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use kernel::{Error, Instant, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::files::{Content, disk, is_digest};

const MANIFEST: &str = "manifest.json";
/// The folder of the database's parts inside an archive.
pub(crate) const DATABASE: &str = "database";
/// The folder of contents inside an archive.
pub(crate) const FILES: &str = "files";

/// What an archive holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format of the archive.
    pub format: u32,
    /// When it was begun.
    pub made_at: Instant,
    /// `sqlite` or `postgres`.
    pub database: String,
    /// The parts of the database and every content.
    pub parts: Vec<Part>,
    /// Contents that were named but not in the folder: already lost when the backup was made.
    pub missing: Vec<String>,
}

/// One part of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its path inside the archive.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
}

/// Counts and digests what flows through.
struct Metered<T> {
    inner: T,
    sum: Sha256,
    size: u64,
}

impl<T> Metered<T> {
    fn over(inner: T) -> Self {
        Self { inner, sum: Sha256::new(), size: 0 }
    }
    fn part(self, path: String) -> Part {
        Part { path, size: self.size, sha256: data_encoding::HEXLOWER.encode(&self.sum.finalize()) }
    }
}

impl<T: Read> Read for Metered<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.sum.update(&buffer[..n]);
        self.size += n as u64;
        Ok(n)
    }
}

/// Packs the database's parts and the contents into `out`, complete or not at all.
pub(crate) fn pack(
    out: &Path,
    database: &str,
    staged: &Path,
    folder: impl Fn(&str) -> Option<PathBuf>,
    contents: &[Content],
    made_at: Instant,
) -> Result<Manifest> {
    let partial = out.with_extension("partial");
    let mut manifest =
        Manifest { format: 1, made_at, database: database.to_owned(), parts: Vec::new(), missing: Vec::new() };
    let mut write = || -> io::Result<()> {
        let mut tar = tar::Builder::new(io::BufWriter::new(fs::File::create(&partial)?));
        let mut staged: Vec<_> = fs::read_dir(staged)?.collect::<io::Result<_>>()?;
        staged.sort_by_key(fs::DirEntry::file_name);
        for entry in staged {
            let path = format!("{DATABASE}/{}", entry.file_name().to_string_lossy());
            manifest.parts.push(append(&mut tar, path, fs::File::open(entry.path())?, made_at)?);
        }
        for Content { sha256, .. } in contents {
            match folder(sha256).map(fs::File::open) {
                Some(Ok(file)) => {
                    let path = format!("{FILES}/{}/{sha256}", &sha256[..2]);
                    manifest.parts.push(append(&mut tar, path, file, made_at)?);
                }
                _ => manifest.missing.push(sha256.clone()),
            }
        }
        let json = serde_json::to_vec_pretty(&manifest)?;
        tar.append_data(&mut header(json.len() as u64, made_at), MANIFEST, json.as_slice())?;
        let mut file = tar.into_inner()?;
        file.flush()?;
        file.get_ref().sync_all()?;
        fs::rename(&partial, out)
    };
    let written = write();
    if written.is_err() {
        let _ = fs::remove_file(&partial);
    }
    written.map_err(|e| disk(out, &e))?;
    Ok(manifest)
}

fn header(size: u64, at: Instant) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_mtime(u64::try_from(at.0 / 1_000_000).unwrap_or(0));
    header
}

fn append<W: Write>(tar: &mut tar::Builder<W>, path: String, file: fs::File, at: Instant) -> io::Result<Part> {
    let size = file.metadata()?.len();
    let mut metered = Metered::over(file.take(size));
    tar.append_data(&mut header(size, at), &path, &mut metered)?;
    Ok(metered.part(path))
}

/// Unpacks an archive below `staging` and checks every part against the manifest; nothing is trusted before that.
pub(crate) fn unpack(archive: &Path, staging: &Path) -> Result<Manifest> {
    let damaged = |what: &str| Error::Internal(format!("{}: {what}", archive.display()));
    let (mut found, mut manifest) = (Vec::new(), None);
    let mut read = || -> io::Result<()> {
        let mut tar = tar::Archive::new(io::BufReader::new(fs::File::open(archive)?));
        for entry in tar.entries()? {
            let mut entry = entry?;
            let path = entry.path()?.to_string_lossy().into_owned();
            if path == MANIFEST {
                manifest = Some(serde_json::from_reader::<_, Manifest>(&mut entry)?);
                continue;
            }
            let place = place_of(&path).ok_or_else(|| io::Error::other(format!("a part of no known place: {path}")))?;
            let place = staging.join(place);
            place.parent().map_or(Ok(()), fs::create_dir_all)?;
            let mut file = fs::File::create(&place)?;
            let mut metered = Metered::over(&mut entry);
            io::copy(&mut metered, &mut file)?;
            file.sync_all()?;
            found.push(metered.part(path));
        }
        Ok(())
    };
    read().map_err(|e| disk(archive, &e))?;
    let manifest = manifest.ok_or_else(|| damaged("it has no manifest; was it cut off?"))?;
    if manifest.format != 1 {
        return Err(damaged("it was made by a newer version"));
    }
    if found != manifest.parts {
        let wrong =
            manifest.parts.iter().zip(&found).find(|(wanted, got)| wanted != got).map(|(wanted, _)| &wanted.path);
        return Err(damaged(&format!("a part differs from the manifest: {}", wrong.map_or("their number", |p| p))));
    }
    Ok(manifest)
}

/// Where a part may go; anything else is refused, so that an archive writes nowhere but below its folder.
fn place_of(path: &str) -> Option<PathBuf> {
    let plain = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.".contains(&b));
    match path.split('/').collect::<Vec<_>>().as_slice() {
        [DATABASE, name] if plain(name) && !name.starts_with('.') => Some(Path::new(DATABASE).join(name)),
        [FILES, place, name] if is_digest(name) && name.starts_with(place) && place.len() == 2 => {
            Some(Path::new(FILES).join(place).join(name))
        }
        _ => None,
    }
}
