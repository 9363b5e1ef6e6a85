//! A consistent set of database and files while everything goes on, and the way back into a new place.
//!
//! The database is copied as of one moment; then the contents it names follow, which never change and are not swept
//! away meanwhile.

mod archive;
mod rows;

use std::{
    fs,
    path::{Path, PathBuf},
};

use kernel::{Error, Instant, Result, Scope};

use archive::{DATABASE, FILES, pack, unpack};
pub use archive::{Manifest, Part};

use crate::{
    args::Arg,
    db::{Db, Options},
    dialect::Dialect,
    files::{self, Content, Files, disk, off_the_loop},
    lite::{Lite, Use},
    migrate::Migrations,
};

/// The database file inside an archive.
const SQLITE_FILE: &str = "steward.db";

/// Writes a backup to `out`, which must not exist; complete or not at all.
pub async fn write(db: &Db, files: &Files, out: &Path, now: Instant) -> Result<Manifest> {
    if out.exists() {
        return Err(Error::Internal(format!("{} exists already", out.display())));
    }
    let staging = Staging::beside(out)?;
    let _no_sweeping = files.hold().await;
    let (database, contents) = match db.sqlite_path() {
        Some(path) => {
            let (path, options, copy) = (path.to_owned(), db.options().clone(), staging.0.join(SQLITE_FILE));
            ("sqlite", off_the_loop(move || copy_sqlite(&path, &options, &copy)).await?)
        }
        None => {
            let mut tx = db.as_owner().read(&Scope::default()).await?;
            rows::dump(&mut tx, &staging.0).await?;
            ("postgres", files::named(&mut tx).await?)
        }
    };
    let (folder, out) = (files.clone(), out.to_owned());
    let manifest =
        off_the_loop(move || pack(&out, database, &staging.0, |sha256| folder.path(sha256), &contents, now)).await?;
    for sha256 in &manifest.missing {
        tracing::error!(sha256, "a content named in the database is missing from the backup and from the folder");
    }
    Ok(manifest)
}

/// Copies the file as of one moment, checks the copy, and says which contents it names.
fn copy_sqlite(path: &Path, options: &Options, copy: &Path) -> Result<Vec<Content>> {
    let mut source = Lite::open(path, Use::Write, options.synchronous)?;
    source.execute(Dialect::COPY_INTO, &[Arg::from(copy.to_string_lossy().into_owned())])?;
    drop(source);
    let mut reader = Lite::open(copy, Use::Look, options.synchronous)?;
    let sound =
        reader.fetch(Dialect::CHECK_FILE, &[], 1)?.into_iter().map(|(said,): (String,)| said).collect::<String>();
    let contents = reader.fetch(files::NAMED, &[], usize::MAX)?;
    drop(reader);
    if sound == "ok" {
        Ok(contents)
    } else {
        Err(Error::Internal(format!("the copy of the database is damaged: {sound}")))
    }
}

/// Restores an archive into a database and a folder that are both new.
///
/// # Errors
/// [`Error::Internal`] when the archive is damaged or made by another kind of database, or the place is not empty;
/// nothing is in place then.
pub async fn restore(archive: &Path, url: &str, folder: &Path, sets: &[Migrations]) -> Result<Manifest> {
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Error::Internal(format!("{} is not empty", folder.display())));
    }
    if let Some(path) = Db::path_of(url).filter(|path| path.exists()) {
        return Err(Error::Internal(format!("{} exists already", path.display())));
    }
    let staging = Staging::beside(folder)?;
    let (from, to) = (archive.to_owned(), staging.0.clone());
    let manifest = off_the_loop(move || unpack(&from, &to)).await?;
    match (manifest.database.as_str(), Db::path_of(url)) {
        ("sqlite", Some(path)) => place_file(&staging.0.join(DATABASE).join(SQLITE_FILE), &path)?,
        ("postgres", None) => {
            let db = Db::open(url, Options::default()).await?;
            let loaded = rows::load(&db, &staging.0.join(DATABASE), sets).await;
            db.close().await;
            loaded?;
        }
        (kind, _) => return Err(Error::Internal(format!("this is a backup of {kind}: it is restored into {kind}"))),
    }
    let contents = staging.0.join(FILES);
    fs::create_dir_all(&contents).map_err(|e| disk(&contents, &e))?;
    if folder.exists() {
        fs::remove_dir(folder).map_err(|e| disk(folder, &e))?;
    }
    fs::rename(&contents, folder).map_err(|e| disk(folder, &e))?;
    Ok(manifest)
}

fn place_file(file: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(|e| disk(folder, &e))?;
    }
    fs::copy(file, to).and_then(|_| fs::File::open(to)?.sync_all()).map_err(|e| disk(to, &e))
}

/// A folder for the time of the work, removed in the end however it ends.
struct Staging(PathBuf);

impl Staging {
    fn beside(path: &Path) -> Result<Self> {
        let mut name = path.as_os_str().to_owned();
        name.push(".staging");
        let folder = PathBuf::from(name);
        if let Some(parent) = folder.parent() {
            fs::create_dir_all(parent).map_err(|e| disk(parent, &e))?;
        }
        // Left over from a backup that was killed, or another one under way: only the first may go on.
        fs::create_dir(&folder).map_err(|e| disk(&folder, &e))?;
        Ok(Self(folder))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
