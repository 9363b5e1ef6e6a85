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
use serde_json::Value;
use store::{Bulk, Edition, Select, Sql, Tx, args};
use uuid::Uuid;

use crate::{
    context::{Change, Context},
    handler::{Boxed, Erased},
    importable::Taken,
};

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
    /// One answer for each row.
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

/// Records in use that an import has changed, now that everybody sees it – or now that it is taken back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Settle {
    /// The unit.
    pub org: OrgId,
    /// The import.
    pub import: Uuid,
    /// The records.
    pub ids: Vec<Uuid>,
    /// Whether what the import made of them stays. Else they are again what they were.
    pub kept: bool,
}

/// A register settling records, and the note of them going with it.
pub(crate) struct Settling {
    pub call: Arc<dyn Erased<Value>>,
    pub register: String,
    pub settle: Settle,
}

impl Erased<Value> for Settling {
    fn call<'a>(&'a self, cx: &'a mut Context, _: Value) -> Boxed<'a, Result<Value>> {
        Box::pin(async move {
            self.call.call(cx, serde_json::to_value(&self.settle)?).await?;
            let Settle { org, import, ids, .. } = &self.settle;
            // In the order of the key: everything up to the last of these is settled.
            let last = ids.iter().max().copied().unwrap_or_default();
            let gone =
                "DELETE FROM import_changes WHERE org_id = $1 AND import_id = $2 AND register = $3 AND record_id <= $4";
            cx.tx().execute(gone, args![*org, *import, &self.register, last]).await?;
            Ok(Value::Null)
        })
    }
}

/// Some records an import has changed that are not settled yet, of one register.
pub(crate) async fn unsettled(tx: &mut Tx, org: OrgId, import: Uuid, most: i64) -> Result<Option<(String, Vec<Uuid>)>> {
    let (sql, args) = Select::from("import_changes c")
        .columns("c.register, c.record_id")
        .filter("c.org_id = ? AND c.import_id = ?", args![org, import])
        .order_by("c.register, c.record_id")
        .limit(most)
        .build();
    let rows: Vec<(String, Uuid)> = tx.fetch_all(sql, args).await?;
    let Some((register, _)) = rows.first().cloned() else { return Ok(None) };
    let ids = rows.into_iter().take_while(|(other, _)| *other == register).map(|(_, id)| id).collect();
    Ok(Some((register, ids)))
}

/// Refuses to change a record that an import is replacing: what was said here would be lost when the import is seen.
///
/// # Errors
/// [`Error::Broken`] for as long as the import is under way.
pub fn refuse_replaced(edition: Edition) -> Result<()> {
    edition.until_import.map_or(Ok(()), |_| Err(Error::broken("error-being-imported")))
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

/// The end of an import's hiding, and its line in the audit.
pub(crate) struct Ending {
    pub org: OrgId,
    pub import: Uuid,
    pub kept: bool,
    pub rows: u64,
}

impl Erased<Value> for Ending {
    fn call<'a>(&'a self, cx: &'a mut Context, _: Value) -> Boxed<'a, Result<Value>> {
        Box::pin(async move {
            let gone = "DELETE FROM unfinished_imports WHERE org_id = $1 AND id = $2";
            if cx.tx().execute(gone, args![self.org, self.import]).await? > 0 {
                let rows = if self.kept { Value::Null } else { serde_json::json!({ "rows": self.rows }) };
                cx.record(Change::named(self.org, format!("import_{}", self.import.simple())).after(&rows));
            }
            Ok(Value::Null)
        })
    }
}
