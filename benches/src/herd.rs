//! Very many cases: rows of a few real ones, copied under new ids with their log.

use std::ops::Range;

use anyhow::{Context, Result};
use kernel::{OrgId, Scope};
use process::runtime::CaseId;
use store::{Args, Db, args};
use uuid::Uuid;

/// Rows of one transaction.
const CHUNK: usize = 2_000;

const COLUMNS: &[&str] = &[
    "org_id",
    "id",
    "number",
    "process",
    "definition",
    "title",
    "channel",
    "topic",
    "urgency",
    "place_id",
    "area_id",
    "requester_id",
    "assignee_id",
    "assignee_name",
    "master_id",
    "stage",
    "category",
    "opened_at",
    "moved_at",
    "changed_at",
    "ended_at",
    "due_clock",
    "due_at",
    "risk_at",
    "wake_at",
    "paused",
    "breached",
    "urges",
    "reworks",
    "version",
    "state",
];
const LOG_COLUMNS: &[&str] = &["org_id", "case_id", "version", "at", "actor_id", "action", "events"];

/// A case's row; the columns of its table.
#[derive(Debug, Clone, store::Record)]
#[allow(missing_docs, reason = "the columns of the table")]
pub struct Row {
    pub org_id: OrgId,
    pub id: Uuid,
    pub number: String,
    pub process: String,
    pub definition: String,
    pub title: String,
    pub channel: String,
    pub topic: Option<String>,
    pub urgency: Option<String>,
    pub place_id: Option<Uuid>,
    pub area_id: Option<Uuid>,
    pub requester_id: Option<Uuid>,
    pub assignee_id: Option<Uuid>,
    pub assignee_name: Option<String>,
    pub master_id: Option<Uuid>,
    pub stage: String,
    pub category: String,
    pub opened_at: i64,
    pub moved_at: i64,
    pub changed_at: i64,
    pub ended_at: Option<i64>,
    pub due_clock: Option<String>,
    pub due_at: Option<i64>,
    pub risk_at: Option<i64>,
    pub wake_at: Option<i64>,
    pub paused: bool,
    pub breached: bool,
    pub urges: i64,
    pub reworks: i64,
    pub version: i64,
    pub state: String,
}

impl Row {
    fn into_args(self) -> Args {
        args![
            self.org_id,
            self.id,
            self.number,
            self.process,
            self.definition,
            self.title,
            self.channel,
            self.topic,
            self.urgency,
            self.place_id,
            self.area_id,
            self.requester_id,
            self.assignee_id,
            self.assignee_name,
            self.master_id,
            self.stage,
            self.category,
            self.opened_at,
            self.moved_at,
            self.changed_at,
            self.ended_at,
            self.due_clock,
            self.due_at,
            self.risk_at,
            self.wake_at,
            self.paused,
            self.breached,
            self.urges,
            self.reworks,
            self.version,
            self.state,
        ]
    }
}

/// A line of a case's log.
type Line = (i64, i64, Uuid, Option<String>, String);

/// Cases with their log, to be copied.
pub struct Herd(Vec<(Row, Vec<Line>)>);

impl Herd {
    /// These cases as they stand.
    pub async fn of(db: &Db, org: OrgId, ids: &[CaseId]) -> Result<Self> {
        let mut tx = db.as_owner().read(&Scope::default()).await?;
        let mut herd = Vec::new();
        for id in ids {
            let row = tx.fetch_one("SELECT * FROM cases WHERE org_id = $1 AND id = $2", args![org, *id]).await?;
            let log = tx
                .fetch_all(
                    "SELECT version, at, actor_id, action, events FROM case_events \
                     WHERE org_id = $1 AND case_id = $2 ORDER BY version",
                    args![org, *id],
                )
                .await?;
            herd.push((row, log));
        }
        Ok(Self(herd))
    }

    /// Adds copies numbered by this range, each changed a little more by `change`.
    pub async fn multiply(&self, db: &Db, copies: Range<usize>, change: impl Fn(usize, &mut Row)) -> Result<()> {
        let mut rows = Vec::with_capacity(CHUNK);
        let mut log = Vec::with_capacity(CHUNK);
        for nth in copies.clone() {
            let (mother, lines) = self.0.get(nth % self.0.len().max(1)).context("nothing to copy")?;
            let id = Uuid::from_u128((mother.id.as_u128() & !0xFFFF_FFFF) | (nth as u128 + 1));
            let (was, is) = (mother.id.to_string(), id.to_string());
            let mut row = Row {
                id,
                number: format!("{}.{nth}", mother.number),
                state: mother.state.replace(&was, &is),
                ..mother.clone()
            };
            change(nth, &mut row);
            log.extend(lines.iter().map(|(version, at, actor, action, events)| {
                args![row.org_id, id, *version, *at, *actor, action, events.replace(&was, &is)]
            }));
            rows.push(row.into_args());
            if rows.len() == CHUNK || nth + 1 == copies.end {
                insert(db, std::mem::take(&mut rows), std::mem::take(&mut log)).await?;
            }
        }
        Ok(())
    }
}

async fn insert(db: &Db, rows: Vec<Args>, log: Vec<Args>) -> Result<()> {
    let chunk = std::sync::Arc::new((rows, log));
    db.as_owner()
        .transact(&Scope::default(), move |tx| {
            let chunk = chunk.clone();
            Box::pin(async move {
                tx.insert_many("cases", COLUMNS, chunk.0.clone()).await?;
                tx.insert_many("case_events", LOG_COLUMNS, chunk.1.clone()).await
            })
        })
        .await?;
    Ok(())
}
