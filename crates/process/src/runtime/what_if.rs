//! Going through the recorded cases of a process once more under another version, a slice at a time, outside of any transaction.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use ::store::{Arg, Db};
use kernel::{Error, Instant, OrgId, Result, Scope};
use tokio::task::{JoinSet, spawn_blocking};
use uuid::Uuid;

use super::{CaseId, Engine, store};
use crate::{
    calendars::Calendars,
    definition::Definition,
    event::Event,
    what_if::{Findings, Posts, Recorded, compare},
};

/// Cases read at once.
const SLICE: i64 = 400;

/// Which cases, and under which version.
#[derive(Debug, Clone)]
pub struct Question {
    /// The version they are gone through under; its key says of which process they are.
    pub def: Arc<Definition>,
    /// The units.
    pub units: Vec<OrgId>,
    /// Cases opened since then.
    pub since: Instant,
    /// The end of what is looked at, for those that have not ended.
    pub until: Instant,
    /// Who holds which posts.
    pub posts: Arc<Posts>,
}

/// A question on its way to its answer.
pub struct WhatIf {
    db: Db,
    engine: Arc<Engine>,
    question: Question,
    /// The units that are left, and where the first of them has got to.
    units: VecDeque<OrgId>,
    behind: (Instant, CaseId),
    slices: JoinSet<Result<Findings>>,
    findings: Findings,
}

impl WhatIf {
    /// Begins.
    pub fn new(db: &Db, engine: Arc<Engine>, question: Question) -> Self {
        let units = question.units.iter().copied().collect();
        let behind = (question.since, CaseId::from_uuid(Uuid::nil()));
        let (slices, findings) = (JoinSet::new(), Findings::default());
        Self { db: db.as_owner(), engine, question, units, behind, slices, findings }
    }

    /// How many cases there are to go through.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn total(&self) -> Result<u64> {
        let (mut all, mut tx) = (0, self.db.read(&Scope::default()).await?);
        for unit in &self.question.units {
            all += store::count_since(&mut tx, *unit, &self.question.def.key, self.question.since).await?;
        }
        Ok(u64::try_from(all).unwrap_or_default())
    }

    /// What is known by now.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// Goes on with the next slice; whether there is more. Reading and comparing go side by side, on half of the machine at most.
    ///
    /// # Errors
    /// Those of the database, and logs that cannot be read.
    pub async fn step(&mut self) -> Result<bool> {
        let workers = std::thread::available_parallelism().map_or(1, |n| (n.get() / 2).max(1));
        if let Some(slice) = self.read().await? {
            let question = self.question.clone();
            self.slices.spawn(async move {
                let compared = spawn_blocking(move || slice.compare(&question)).await;
                compared.map_err(|e| Error::Internal(format!("a slice of cases could not be compared: {e}")))?
            });
            if self.slices.len() <= workers {
                return Ok(true);
            }
        }
        let Some(compared) = self.slices.join_next().await else { return Ok(false) };
        let compared = compared.map_err(|e| Error::Internal(format!("a slice of cases was lost: {e}")))??;
        self.findings.take_in(compared);
        Ok(!self.slices.is_empty() || !self.units.is_empty())
    }

    async fn read(&mut self) -> Result<Option<Slice>> {
        let mut tx = self.db.read(&Scope::default()).await?;
        while let Some(unit) = self.units.front().copied() {
            let rows = store::opened_since(&mut tx, unit, &self.question.def.key, self.behind, SLICE).await?;
            let Some(last) = rows.last() else {
                self.units.pop_front();
                self.behind = (self.question.since, CaseId::from_uuid(Uuid::nil()));
                continue;
            };
            self.behind = (last.opened_at, last.id);
            let logs = store::logs(&mut tx, unit, rows.iter().map(|r| Arg::from(r.id)).collect()).await?;
            drop(tx);
            let mut versions = HashMap::new();
            for row in &rows {
                if !versions.contains_key(&row.definition) {
                    versions.insert(row.definition.clone(), self.engine.pinned(&row.definition).await?);
                }
            }
            return Ok(Some(Slice { rows, logs, versions, cals: self.engine.calendars(unit) }));
        }
        Ok(None)
    }
}

/// Cases with their logs, as they were read.
struct Slice {
    rows: Vec<store::Opened>,
    logs: Vec<(CaseId, String)>,
    versions: HashMap<String, Arc<Definition>>,
    cals: Arc<Calendars>,
}

impl Slice {
    fn compare(self, question: &Question) -> Result<Findings> {
        let (mut findings, mut by_case) = (Findings::default(), HashMap::<CaseId, Vec<Vec<Event>>>::new());
        for (case, text) in self.logs {
            by_case.entry(case).or_default().push(serde_json::from_str(&text)?);
        }
        for row in self.rows {
            let case = Recorded { number: row.number, entries: by_case.remove(&row.id).unwrap_or_default() };
            let Some(own) = self.versions.get(&row.definition) else { continue };
            findings.add(&compare(&question.def, own, &self.cals, &case, &question.posts, question.until));
        }
        Ok(findings)
    }
}
