//! An import that shows all its rows at one instant.
//!
//! Its rows are made ready ahead of the writer, written hidden – their `import_id` names an import that still stands in
//! `unfinished_imports` – and shown together by taking it out of there. See the decision record on imports.

use std::{
    any::Any,
    sync::{Arc, Mutex, PoisonError},
};

use kernel::{Error, Instant, OrgId, Result};
use serde::{Deserialize, Serialize};
use store::{Bulk, Sql, Tx, args};
use uuid::Uuid;

use crate::line::Taken;

/// The import for which rows are made ready, and what was made ready of late. Cheap to clone; clones share.
#[derive(Clone)]
pub struct Importing {
    id: Uuid,
    ahead: Arc<Mutex<Ahead>>,
}

/// What snapshots cannot show yet, because it is being written: of this slice and of the one before.
#[derive(Default)]
struct Ahead {
    before: Vec<Box<dyn Any + Send>>,
    now: Vec<Box<dyn Any + Send>>,
}

impl Importing {
    /// Nothing made ready yet.
    pub fn new(id: Uuid) -> Self {
        Self { id, ahead: Arc::default() }
    }

    /// The import.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// A new slice begins: what was made ready before the last one is written by now.
    pub fn turn(&self) {
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        ahead.before = std::mem::take(&mut ahead.now);
    }

    /// Everything is written, or is not going to be.
    pub fn forget(&self) {
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Ahead::default();
    }

    pub(crate) fn keep(&self, value: impl Any + Send) {
        self.ahead.lock().unwrap_or_else(PoisonError::into_inner).now.push(Box::new(value));
    }

    pub(crate) fn each<T: Any>(&self, mut look: impl FnMut(&T)) {
        let ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        ahead.before.iter().chain(&ahead.now).filter_map(|kept| kept.downcast_ref()).for_each(&mut look);
    }
}

/// Rows made ready, with what the register said of each row of the sheet.
#[derive(Debug)]
pub struct Foreseen {
    /// One answer for each row; `Updated` rows would change what is there and are left for the end.
    pub answers: Vec<Taken>,
    /// What is to be written.
    pub rows: Vec<Bulk>,
}

/// What is to be taken back of an import that was never shown.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Undo {
    /// The unit.
    pub org: OrgId,
    /// The import.
    pub import: Uuid,
    /// Ids before this one are older than the import.
    pub least: Uuid,
    /// Rows to be taken back at once.
    pub most: i64,
}

/// An import begins to bring rows into a unit that nobody is to see yet; `false` when another one is doing so.
pub async fn begin(tx: &mut Tx, org: OrgId, id: Uuid, now: Instant) -> Result<bool> {
    let begun =
        "INSERT INTO unfinished_imports (org_id, id, since_at) VALUES ($1, $2, $3) ON CONFLICT (org_id) DO NOTHING";
    tx.execute(begun, args![org, id, now]).await?;
    stands(tx, org, id).await
}

/// Whether the rows of this import are still hidden.
pub async fn stands(tx: &mut Tx, org: OrgId, id: Uuid) -> Result<bool> {
    let there = "SELECT count(*) FROM unfinished_imports WHERE org_id = $1 AND id = $2";
    Ok(tx.fetch_value::<i64>(there, args![org, id]).await? > 0)
}

/// Whether some import brings rows into this unit that nobody sees yet.
pub async fn is_under_way(tx: &mut Tx, org: OrgId) -> Result<bool> {
    let there = "SELECT count(*) FROM unfinished_imports WHERE org_id = $1";
    Ok(tx.fetch_value::<i64>(there, args![org]).await? > 0)
}

/// Writes rows made ready for an import that still stands.
pub(crate) async fn write(tx: &mut Tx, org: OrgId, id: Uuid, rows: Vec<Bulk>) -> Result<()> {
    let held = Sql::from("SELECT id FROM unfinished_imports WHERE org_id = $1 AND id = $2").for_update();
    let held: Option<Uuid> = tx.fetch_value_optional(held, args![org, id]).await?;
    held.ok_or(Error::Conflict)?;
    for bulk in rows {
        tx.write_bulk(bulk).await?;
    }
    Ok(())
}

/// From the end of this transaction on everybody sees everything the import has brought.
pub async fn end(tx: &mut Tx, org: OrgId, id: Uuid) -> Result<()> {
    tx.execute("DELETE FROM unfinished_imports WHERE org_id = $1 AND id = $2", args![org, id]).await.map(|_| ())
}
