//! Contents that come in parts, over a line that breaks: what has come stays on the disk, and whoever sends asks how much that is.

use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use kernel::{Error, Instant, Result};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::files::{Files, disk, off_the_loop};

/// Where parts are gathered, beside the contents.
pub(crate) const PARTS: &str = "parts";

/// A content that is coming in, known by whoever sends it and the id he made for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coming {
    /// Who sends it; nobody else can add to it.
    pub by: Uuid,
    /// The id it will have.
    pub id: Uuid,
}

impl Files {
    fn coming(&self, coming: Coming) -> PathBuf {
        let name = format!("{}-{}.partial", coming.by.simple(), coming.id.simple());
        self.folder().join(PARTS).join(name)
    }

    /// How many bytes have come.
    pub async fn arrived(&self, coming: Coming) -> Result<u64> {
        let path = self.coming(coming);
        off_the_loop(move || length(&path)).await
    }

    /// Adds a part when it begins where the last one ended; the answer is how many bytes have come, durable when this returns.
    /// A part that came before, or too early, adds nothing.
    pub async fn append(&self, coming: Coming, offset: u64, part: Vec<u8>) -> Result<u64> {
        let _one_after_another = self.appending().await;
        let path = self.coming(coming);
        off_the_loop(move || {
            let has = length(&path)?;
            if has != offset || part.is_empty() {
                return Ok(has);
            }
            let add = || {
                let folder = path.parent().unwrap_or(Path::new("."));
                fs::create_dir_all(folder)?;
                let mut file = fs::OpenOptions::new().create(true).append(true).open(&path)?;
                file.write_all(&part)?;
                file.sync_all()?;
                if has == 0 { fs::File::open(folder)?.sync_all() } else { Ok(()) }
            };
            add().map_err(|e| disk(&path, &e))?;
            length(&path)
        })
        .await
    }

    /// What has come, when all of it is there and has this digest; else it is thrown away, to be sent anew.
    pub async fn whole(&self, coming: Coming, sha256: &str) -> Result<Option<Vec<u8>>> {
        let (path, wanted) = (self.coming(coming), sha256.to_owned());
        off_the_loop(move || {
            let bytes = match fs::read(&path) {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(disk(&path, &error)),
            };
            if data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes)) == wanted {
                return Ok(Some(bytes));
            }
            remove(&path)?;
            Ok(None)
        })
        .await
    }

    /// Forgets the parts of a content, because it is kept or never will be.
    pub async fn forget_parts(&self, coming: Coming) -> Result<()> {
        let path = self.coming(coming);
        off_the_loop(move || remove(&path)).await
    }

    /// Removes parts nobody has added to since an instant; how many. Whoever sends them begins again.
    pub async fn sweep_parts(&self, before: Instant) -> Result<u64> {
        let _one_after_another = self.appending().await;
        let folder = self.folder().join(PARTS);
        off_the_loop(move || {
            let Ok(entries) = fs::read_dir(&folder) else { return Ok(0) };
            let mut removed = 0;
            for entry in entries.flatten() {
                // One whose age cannot be told is left for the next time.
                let Ok(touched) = entry.metadata().and_then(|m| m.modified()) else { continue };
                let since = touched.duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
                if Instant(i64::try_from(since).unwrap_or(i64::MAX)) < before {
                    remove(&entry.path())?;
                    removed += 1;
                }
            }
            Ok(removed)
        })
        .await
    }
}

fn length(path: &Path) -> Result<u64> {
    match fs::metadata(path) {
        Ok(of) => Ok(of.len()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
        Err(error) => Err(disk(path, &error)),
    }
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(Error::Internal(format!("{}: {error}", path.display())))
        }
        _ => Ok(()),
    }
}
