//! Keeps who reads the cases of confidential processes, and which files are theirs.

use std::collections::BTreeSet;

use ::store::{Args, Tx, args, files::File};
use kernel::{Id, OrgId, Result, form::FileNamed};
use module::Context;
use uuid::Uuid;

use super::{CaseId, Engine, Loaded, store};
use crate::{evidence, state::State};

const READERS: &[&str] = &["org_id", "case_id", "person_id"];
const FILES: &[&str] = &["org_id", "file_id", "case_id"];
/// Cases looked at in one step when a process becomes confidential.
const STEP: i64 = 200;

/// The people of a case after something was done to it.
pub(super) async fn keep(tx: &mut Tx, engine: &Engine, case: &Loaded, was: Option<&Loaded>) -> Result<()> {
    if !is_confidential(engine, case) {
        return Ok(());
    }
    let is = case.def.people_of(&case.state);
    let before: BTreeSet<Uuid> = was.map(|was| was.def.people_of(&was.state)).unwrap_or_default();
    let gone: Vec<Uuid> = before.difference(&is).copied().collect();
    for gone in gone {
        let sql = "DELETE FROM case_readers WHERE org_id = $1 AND case_id = $2 AND person_id = $3";
        tx.write(sql, args![case.org, case.id, gone]).await?;
    }
    // Under another version it may be confidential for the first time.
    let known = if was.is_some_and(|was| was.def.hash() == case.def.hash()) { before } else { BTreeSet::new() };
    let rows: Vec<Args> = is.difference(&known).map(|person| args![case.org, case.id, *person]).collect();
    if rows.is_empty() { Ok(()) } else { tx.insert_missing("case_readers", READERS, rows).await }
}

fn is_confidential(engine: &Engine, case: &Loaded) -> bool {
    !case.def.readers.is_empty() || engine.keeps_readers(&case.def.key)
}

/// The files somebody has brought to a case of such a process.
pub(super) async fn keep_files(tx: &mut Tx, org: OrgId, case: CaseId, named: &[FileNamed]) -> Result<()> {
    let rows: Vec<Args> = files(named.iter().map(|n| &n.id)).map(|file| args![org, file, case]).collect();
    if rows.is_empty() { Ok(()) } else { tx.insert_missing("case_files", FILES, rows).await }
}

/// The files that one case hands to another: whoever reads either may open them.
pub(super) async fn share_files(tx: &mut Tx, org: OrgId, case: CaseId, named: &[FileNamed]) -> Result<()> {
    let files: Vec<Uuid> = files(named.iter().map(|n| &n.id)).collect();
    for file in files {
        let sql = "INSERT INTO case_files (case_id, org_id, file_id) SELECT DISTINCT $1, f.org_id, f.file_id \
                   FROM case_files f WHERE f.org_id = $2 AND f.file_id = $3 ON CONFLICT DO NOTHING";
        tx.execute(sql, args![case, org, file]).await?;
    }
    Ok(())
}

fn files<'a>(ids: impl IntoIterator<Item = &'a String>) -> impl Iterator<Item = Uuid> {
    ids.into_iter().filter_map(|id| id.parse().ok().map(Id::<File>::uuid))
}

/// The confidential cases a file belongs to, in the scope; none when everybody in its unit may open it.
///
/// # Errors
/// Those of the database.
pub async fn cases_of_file(cx: &mut Context, file: Uuid) -> Result<Vec<Uuid>> {
    let select = ::store::Select::from("case_files f").columns("f.case_id").scope("f.org_id", cx.scope());
    let (sql, args) = select.filter("f.file_id = ?", args![file]).build();
    cx.tx().fetch_values(sql, args).await
}

/// Which of the cases a process has already are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Each of them.
    All,
    /// Those of which nobody is entered as a reader.
    WithoutReaders,
}

/// What is to be written for the cases a process has already when it becomes confidential.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    readers: Vec<Args>,
    files: Vec<Args>,
}

impl Found {
    /// Looks through the cases of these processes.
    pub(super) async fn of(tx: &mut Tx, engine: &Engine, processes: &[String], which: Which) -> Result<Self> {
        let (mut found, mut last) = (Self::default(), None);
        while !processes.is_empty() {
            let rows = store::of_processes(tx, (processes, which), last, STEP).await?;
            let Some(at) = rows.last() else { break };
            last = Some((at.org_id, at.id));
            for row in rows {
                let def = engine.pinned(&row.definition).await?;
                let state: State = serde_json::from_str(&row.state)?;
                let people = def.people_of(&state);
                found.readers.extend(people.into_iter().map(|person| args![row.org_id, row.id, person]));
                let log = store::log(tx, row.org_id, row.id).await?;
                let ids = evidence::ids(&def, log.iter().flat_map(|(.., events)| events));
                found.files.extend(files(&ids).map(|file| args![row.org_id, file, row.id]));
            }
        }
        Ok(found)
    }

    /// Whether there is nothing to write.
    pub(super) fn is_empty(&self) -> bool {
        self.readers.is_empty() && self.files.is_empty()
    }

    /// Writes it.
    pub(super) async fn write(self, tx: &mut Tx) -> Result<()> {
        tx.insert_missing("case_readers", READERS, self.readers).await?;
        tx.insert_missing("case_files", FILES, self.files).await
    }
}
