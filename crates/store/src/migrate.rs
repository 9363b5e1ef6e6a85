//! Ordered SQL files of each module, applied once, remembered with their digest.

use kernel::{Error, Instant, Result};
use sha2::{Digest, Sha256};

use crate::{args, dialect::Dialect, tx::Tx};

/// One file of a module. The portable text serves both databases; where one must differ its own text replaces it.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// `0001_rooms`; applied in the order given.
    pub name: &'static str,
    /// The text for both.
    pub portable: &'static str,
    /// The text for SQLite instead.
    pub sqlite: Option<&'static str>,
    /// The text for PostgreSQL instead.
    pub postgres: Option<&'static str>,
}

impl Migration {
    /// A file that is the same on both databases.
    pub const fn portable(name: &'static str, text: &'static str) -> Self {
        Self { name, portable: text, sqlite: None, postgres: None }
    }

    const fn text(&self, dialect: Dialect) -> &'static str {
        match (dialect, self.sqlite, self.postgres) {
            (Dialect::Sqlite, Some(text), _) | (Dialect::Postgres, _, Some(text)) => text,
            _ => self.portable,
        }
    }
}

/// The files of one module.
#[derive(Debug, Clone, Copy)]
pub struct Migrations {
    /// The module.
    pub owner: &'static str,
    /// Its files, oldest first.
    pub files: &'static [Migration],
}

/// The store's own tables.
pub(crate) const OWN: Migrations = Migrations {
    owner: "store",
    files: &[
        Migration::portable("0001_store", include_str!("../migrations/0001_store.sql")),
        Migration::portable("0002_imported_audit", include_str!("../migrations/0002_imported_audit.sql")),
    ],
};

/// Applies what is missing, in one transaction.
pub(crate) async fn apply(tx: &mut Tx, sets: &[Migrations], now: Instant) -> Result<()> {
    let dialect = tx.dialect();
    if let Some(lock) = dialect.migration_lock() {
        tx.execute(lock, Vec::new()).await?;
    }
    tx.execute(
        "CREATE TABLE IF NOT EXISTS migrations (owner TEXT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL, \
         at BIGINT NOT NULL, PRIMARY KEY (owner, name))",
        Vec::new(),
    )
    .await?;
    let applied: Vec<(String, String, String)> =
        tx.fetch_all("SELECT owner, name, digest FROM migrations", Vec::new()).await?;
    for set in sets {
        for file in set.files {
            let text = file.text(dialect);
            let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(text));
            match applied.iter().find(|(owner, name, _)| owner == set.owner && name == file.name) {
                Some((_, _, known)) if *known == digest => {}
                Some(_) => {
                    return Err(Error::Internal(format!(
                        "migration {}/{} was applied and has changed since: add a new file instead",
                        set.owner, file.name
                    )));
                }
                None => {
                    tx.execute_script(text).await?;
                    tx.execute(
                        "INSERT INTO migrations (owner, name, digest, at) VALUES ($1, $2, $3, $4)",
                        args![set.owner, file.name, digest, now],
                    )
                    .await?;
                }
            }
        }
    }
    if let Some(script) = dialect.row_security() {
        tx.execute_script(script).await?;
    }
    Ok(())
}
