//! Contents – photos, signatures, workbooks – kept in a folder under their own digest, named by rows in `files`.
//!
//! A content is on the disk before the transaction that names it: a crash in between leaves an orphan, never a name
//! without a content. A mark says of it that it came in by the door, so that one whose action was refused is known from
//! a file somebody put there; the sweeper takes both. The same content is kept once.

use std::{
    collections::HashSet,
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use kernel::{Error, Instant, Noun, OrgId, Result, Scope};
use sha2::{Digest, Sha256};
use tokio::sync::{Mutex, MutexGuard, RwLock, RwLockReadGuard};
use uuid::Uuid;

use crate::{args, db::Db, parts::PARTS, select::Select, tx::Tx};

/// The contents that rows name, ordered by digest.
pub(crate) const NAMED: &str = "SELECT DISTINCT sha256, size FROM files WHERE state = 'kept' ORDER BY sha256";

/// The folder of contents; cheap to clone.
#[derive(Debug, Clone)]
pub struct Files {
    folder: Arc<PathBuf>,
    /// Held for reading while contents come in or are copied, for writing while orphans are swept away.
    gate: Arc<RwLock<()>>,
    /// Held while a part is added to a content that is coming in.
    adding: Arc<Mutex<()>>,
}

/// A content in the folder.
#[derive(Debug, Clone, PartialEq, Eq, crate::Record)]
pub struct Content {
    /// SHA-256 in lower-case hexadecimal digits.
    pub sha256: String,
    /// Bytes.
    pub size: i64,
}

/// A named content of an organisation unit.
#[derive(Debug, Clone, PartialEq, Eq, crate::Record)]
pub struct File {
    /// Whose it is.
    #[record(rename = "org_id")]
    pub org: OrgId,
    /// Its id.
    pub id: Uuid,
    /// The name it came with, for people only.
    pub name: String,
    /// `image/jpeg`.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Which content.
    pub sha256: String,
    /// When it came.
    pub at: Instant,
    /// Who brought it.
    pub by: Uuid,
}

impl File {
    /// Whether it is shown rather than kept.
    pub fn is_picture(&self) -> bool {
        self.media_type.starts_with("image/")
    }
}

impl Noun for File {
    const PREFIX: &'static str = "file";
}

/// Something wrong between the names and the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A row names a content that is not there.
    Missing(String),
    /// The content does not have the digest it is kept under.
    Damaged(String),
    /// No row names this content, and it did not come in by [`Files::put`].
    Orphan(String),
}

impl Files {
    /// Opens the folder and makes it when it is missing.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self> {
        let folder = folder.into();
        fs::create_dir_all(&folder).map_err(|e| disk(&folder, &e))?;
        Ok(Self { folder: Arc::new(folder), gate: Arc::default(), adding: Arc::default() })
    }

    /// Where a content lies; `None` when this is no digest.
    pub fn path(&self, sha256: &str) -> Option<PathBuf> {
        is_digest(sha256).then(|| self.folder.join(&sha256[..2]).join(sha256))
    }

    /// Keeps a content, durable when this returns; name it in the transaction that follows.
    pub async fn put(&self, content: Vec<u8>) -> Result<Content> {
        let _coming_in = self.gate.read().await;
        let folder = self.folder.clone();
        off_the_loop(move || put_now(&folder, &content)).await
    }

    /// Reads a content and checks that it is still the one that was put.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none, [`Error::Internal`] when it is damaged.
    pub async fn get(&self, sha256: &str) -> Result<Vec<u8>> {
        let path = self.path(sha256).ok_or(Error::NotFound)?;
        let wanted = sha256.to_owned();
        off_the_loop(move || match fs::read(&path) {
            Ok(content) if digest(&content) == wanted => Ok(content),
            Ok(_) => Err(Error::Internal(format!("the content {wanted} is damaged"))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Error::NotFound),
            Err(error) => Err(disk(&path, &error)),
        })
        .await
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Waits until nobody else adds a part.
    pub(crate) async fn appending(&self) -> MutexGuard<'_, ()> {
        self.adding.lock().await
    }

    /// Keeps the sweeper out while contents are copied.
    pub(crate) async fn hold(&self) -> RwLockReadGuard<'_, ()> {
        self.gate.read().await
    }

    /// Compares the rows of all units with the folder, reading every content.
    pub async fn check(&self, db: &Db) -> Result<Vec<Fault>> {
        let named = named(&mut db.as_owner().read(&Scope::default()).await?).await?;
        let folder = self.folder.clone();
        off_the_loop(move || {
            let mut faults = Vec::new();
            for Content { sha256, .. } in &named {
                match fs::read(folder.join(&sha256[..2.min(sha256.len())]).join(sha256)) {
                    Ok(content) if digest(&content) == *sha256 => {}
                    Ok(_) => faults.push(Fault::Damaged(sha256.clone())),
                    Err(_) => faults.push(Fault::Missing(sha256.clone())),
                }
            }
            let kept = kept(&folder)?.into_iter().map(|(sha256, _)| sha256);
            let nobodys = kept.filter(|sha256| !is_named(&named, sha256) && !came_in(&folder, sha256));
            faults.extend(nobodys.chain(strays(&folder)?).map(Fault::Orphan));
            Ok(faults)
        })
        .await
    }

    /// Removes the contents no row names and that came before an instant; how many. Leave a day, so that a content is
    /// not taken from under the transaction about to name it.
    pub async fn sweep(&self, db: &Db, before: Instant) -> Result<u64> {
        let _alone = self.gate.write().await;
        let named = named(&mut db.as_owner().read(&Scope::default()).await?).await?;
        let folder = self.folder.clone();
        off_the_loop(move || {
            let mut removed = 0;
            for (sha256, came) in kept(&folder)? {
                if came < before && !is_named(&named, &sha256) {
                    let path = folder.join(&sha256[..2]).join(&sha256);
                    fs::remove_file(&path).map_err(|e| disk(&path, &e))?;
                    removed += 1;
                }
            }
            forget_marks(&folder, before)?;
            Ok(removed)
        })
        .await
    }
}

/// Names a content that [`Files::put`] has kept.
pub async fn name(tx: &mut Tx, file: &File) -> Result<()> {
    tx.write(
        "INSERT INTO files (org_id, id, name, media_type, size, sha256, at, by, state) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'kept')",
        args![file.org, file.id, &file.name, &file.media_type, file.size, &file.sha256, file.at, file.by],
    )
    .await
}

/// The file, when it is inside the scope and not erased.
pub async fn load(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<File> {
    let (sql, args) = Select::from("files")
        .columns("org_id, id, name, media_type, size, sha256, at, by")
        .scope("org_id", scope)
        .filter("id = ? AND state = 'kept'", args![id])
        .build();
    tx.fetch_one(sql, args).await
}

/// Those of these files that are inside the scope and not erased.
pub async fn load_all(tx: &mut Tx, scope: &Scope, ids: impl IntoIterator<Item = Uuid>) -> Result<Vec<File>> {
    let (sql, args) = Select::from("files")
        .columns("org_id, id, name, media_type, size, sha256, at, by")
        .scope("org_id", scope)
        .among("id", ids.into_iter().map(Into::into).collect())
        .filter("state = 'kept'", Vec::new())
        .build();
    tx.fetch_all(sql, args).await
}

/// Gives a file to another unit, because it became part of a record there.
pub async fn move_to(tx: &mut Tx, file: &File, org: OrgId) -> Result<()> {
    tx.write_one("UPDATE files SET org_id = $1 WHERE org_id = $2 AND id = $3", args![org, file.org, file.id]).await
}

/// Which of these are the id of no file, erased or not.
pub async fn unknown(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let mut unknown: Vec<Uuid> = ids.to_vec();
    for some in ids.chunks(500) {
        let (sql, args) =
            Select::from("files").columns("id").among("id", some.iter().map(|id| (*id).into()).collect()).build();
        let known: HashSet<Uuid> = tx.fetch_values(sql, args).await?.into_iter().collect();
        unknown.retain(|id| !known.contains(id));
    }
    Ok(unknown)
}

/// Erases a file: its row stays without a name; the content goes with the next sweep unless another row names it.
pub async fn erase(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<()> {
    let file = load(tx, scope, id).await?;
    tx.write("UPDATE files SET state = 'erased', name = '' WHERE org_id = $1 AND id = $2", args![file.org, id]).await
}

/// The contents that rows name, ordered by digest.
pub(crate) async fn named(tx: &mut Tx) -> Result<Vec<Content>> {
    tx.fetch_all(NAMED, Vec::new()).await
}

fn is_named(named: &[Content], sha256: &str) -> bool {
    named.binary_search_by(|content| content.sha256.as_str().cmp(sha256)).is_ok()
}

pub(crate) fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn digest(content: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(content))
}

pub(crate) fn disk(path: &Path, error: &std::io::Error) -> Error {
    Error::Internal(format!("{}: {error}", path.display()))
}

/// Runs work that waits for the disk on a thread made for that.
pub(crate) async fn off_the_loop<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|e| Error::Internal(format!("disk work was lost: {e}")))?
}

fn put_now(folder: &Path, content: &[u8]) -> Result<Content> {
    let sha256 = digest(content);
    let place = folder.join(&sha256[..2]);
    let partial = place.join(format!("{sha256}.{:?}.partial", std::thread::current().id()));
    let write = || {
        fs::create_dir_all(&place)?;
        fs::create_dir_all(folder.join(COMING))?;
        fs::write(folder.join(COMING).join(&sha256), b"1")?;
        let mut file = fs::File::create(&partial)?;
        file.write_all(content)?;
        file.sync_all()?;
        // Also when the content is there already: its new age keeps the sweeper away.
        fs::rename(&partial, place.join(&sha256))?;
        fs::File::open(&place)?.sync_all()?;
        fs::File::open(folder)?.sync_all()
    };
    write().map_err(|e| disk(&partial, &e))?;
    Ok(Content { sha256, size: i64::try_from(content.len()).unwrap_or(i64::MAX) })
}

/// Where contents are marked that came in and may not be named yet.
const COMING: &str = "coming";

fn came_in(folder: &Path, sha256: &str) -> bool {
    folder.join(COMING).join(sha256).exists()
}

/// Forgets the marks that were set before an instant: by then a content is named or swept away.
fn forget_marks(folder: &Path, before: Instant) -> Result<()> {
    let marks = folder.join(COMING);
    if !marks.exists() {
        return Ok(());
    }
    for entry in list(&marks)? {
        if came_at(&entry)? < before {
            fs::remove_file(entry.path()).map_err(|e| disk(&entry.path(), &e))?;
        }
    }
    Ok(())
}

fn list(path: &Path) -> Result<Vec<fs::DirEntry>> {
    fs::read_dir(path).and_then(Iterator::collect::<std::io::Result<Vec<_>>>).map_err(|e| disk(path, &e))
}

fn came_at(entry: &fs::DirEntry) -> Result<Instant> {
    let came = entry.metadata().and_then(|m| m.modified()).map_err(|e| disk(&entry.path(), &e))?;
    let since: Duration = came.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(Instant(i64::try_from(since.as_micros()).unwrap_or(i64::MAX)))
}

/// The folders contents lie in.
fn places(folder: &Path) -> Result<Vec<PathBuf>> {
    let all = list(folder)?.into_iter().map(|entry| entry.path());
    Ok(all.filter(|path| path.is_dir() && !path.ends_with(COMING) && !path.ends_with(PARTS)).collect())
}

/// Every content in the folder with the time it came.
fn kept(folder: &Path) -> Result<Vec<(String, Instant)>> {
    let mut found = Vec::new();
    for place in places(folder)? {
        for entry in list(&place)? {
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_digest(&name) {
                found.push((name, came_at(&entry)?));
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Whatever else lies there: no content of ours, and none that was being written when the house fell.
fn strays(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let inside = places(folder)?.iter().map(|place| list(place)).collect::<Result<Vec<_>>>()?;
    for entry in list(folder)?.into_iter().chain(inside.into_iter().flatten()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !entry.path().is_dir() && !is_digest(&name) && !name.ends_with(".partial") {
            found.push(name);
        }
    }
    found.sort_unstable();
    Ok(found)
}
