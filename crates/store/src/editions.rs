//! Rows that an import replaces: the new edition stands hidden beside the one in use until the whole import is seen.
//!
//! A table whose rows can be replaced has `edition` in its key (0 is the first), `import_id` (what brought this edition),
//! `until_import` (what replaces it) and `replaced` in each of its unique indexes: 0, or one more than `edition` once
//! another edition stands in its place. Which of two editions is read is said by [`crate::Select::standing`].

use std::collections::BTreeMap;

use kernel::{Error, OrgId, Result};
use uuid::Uuid;

use crate::{
    args,
    args::{Arg, Args, Sql},
    tx::Tx,
};

/// Rows of one statement; a power of two, so that few statements are prepared.
const CHUNK: usize = 512;

/// Which edition of a row was read. Select `edition, until_import`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, crate::Record)]
pub struct Edition {
    /// 0 for the first.
    pub edition: i64,
    /// The import that is replacing it; nobody else may change it before that import has ended.
    pub until_import: Option<Uuid>,
}

impl Edition {
    /// The one that takes its place.
    #[must_use]
    pub const fn next(self) -> Self {
        Self { edition: self.edition + 1, until_import: None }
    }
}

/// `id IN (?, ?)`, filled up to a power of two with the last id.
fn among(ids: &[Uuid]) -> (String, Args) {
    let mut values: Args = ids.iter().map(|id| Arg::from(*id)).collect();
    let last = values.last().cloned();
    values.resize(values.len().next_power_of_two(), last.unwrap_or_else(|| Arg::from(Uuid::nil())));
    (format!("id IN ({})", vec!["?"; values.len()].join(", ")), values)
}

impl Tx {
    /// Marks the rows whose next editions these are.
    ///
    /// # Errors
    /// [`Error::Conflict`] when one of them has changed since it was read or is replaced already.
    pub(crate) async fn mark_replaced(&mut self, table: &str, columns: &[&str], rows: &[Args]) -> Result<()> {
        let place = |name: &str| {
            let place = columns.iter().position(|column| *column == name);
            place.ok_or_else(|| Error::Internal(format!("{table}: an edition without {name}")))
        };
        let (org, id, version) = (place("org_id")?, place("id")?, place("version")?);
        let (edition, import) = (place("edition")?, place("import_id")?);
        for some in rows.chunks(CHUNK) {
            let mut next = BTreeMap::new();
            for row in some {
                let (Arg::Uuid(Some(id)), Arg::I64(Some(version)), Arg::I64(Some(edition))) =
                    (&row[id], &row[version], &row[edition])
                else {
                    return Err(Error::Internal(format!("{table}: an edition of nothing")));
                };
                next.insert(*id, (*version, *edition));
            }
            let ids: Vec<Uuid> = next.keys().copied().collect();
            let (among, values) = among(&ids);
            let text = format!(
                "UPDATE {table} SET until_import = ?, replaced = edition + 1 WHERE org_id = ? AND replaced = 0 AND {among} \
                 RETURNING id, version, edition"
            );
            let args = [vec![some[0][import].clone(), some[0][org].clone()], values].concat();
            let marked: Vec<(Uuid, i64, i64)> = self.fetch_all(Sql::counted(text), args).await?;
            let fits = |(id, version, edition): &(Uuid, i64, i64)| {
                next.get(id).is_some_and(|is| *is == (version + 1, edition + 1))
            };
            if marked.len() != some.len() || !marked.iter().all(fits) {
                return Err(Error::Conflict);
            }
        }
        Ok(())
    }

    /// After the import: of rows that it replaced the edition before goes when the import was kept; else its own goes and
    /// the one before stands again.
    pub async fn settle_replaced(
        &mut self,
        table: &'static str,
        (org, import): (OrgId, Uuid),
        ids: &[Uuid],
        kept: bool,
    ) -> Result<()> {
        for some in ids.chunks(CHUNK) {
            let (among, values) = among(some);
            let texts: &[&str] = if kept {
                &["DELETE FROM {} WHERE org_id = ? AND until_import = ?"]
            } else {
                &[
                    "DELETE FROM {} WHERE org_id = ? AND import_id = ? AND edition > 0",
                    "UPDATE {} SET until_import = NULL, replaced = 0 WHERE org_id = ? AND until_import = ?",
                ]
            };
            for text in texts {
                let text = format!("{} AND {among}", text.replace("{}", table));
                self.execute(Sql::counted(text), [args![org, import], values.clone()].concat()).await?;
            }
        }
        Ok(())
    }
}
