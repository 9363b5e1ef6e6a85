//! The database runtime: definitions published, cases opened and acted on, clocks woken – over the pure core and three tables.
//!
//! One thing done to a case is three statements: load, append, update. Effects go to the outbox in the same transaction.

mod behind;
mod calling;
mod doing;
mod drafting;
mod effects;
mod engine;
mod limits;
mod readers;
mod reading;
mod releasing;
mod shipped;
mod sight;
mod store;
mod verify;
mod waking;
mod what_if;

use std::sync::Arc;

use ::store::{Migration, Migrations};
use kernel::{Id, Noun, OrgId};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::{definition::Definition, state::State};

pub use behind::{Behind, behind, decided_here};
pub use calling::{CALL_AGAIN, call_again, called, fits as calls_fit};
pub use doing::{NewCase, Standing, act, apply, apply_to, open, take};
pub use effects::{CALL, Call, ENDED, Ended, NOTICES, Notice, Notices, SPAWN, Spawn, master_ended, spawned};
pub use engine::{Engine, definitions};
pub use readers::cases_of_file;
pub use reading::{Entry, find, load, taken_up, timeline};
pub use releasing::{refresh, release};
pub use sight::{Represented, Sight};
pub use verify::{Finding, verify};
pub use waking::{keep_awake, next_wake, wake_all_due, wake_due};
pub use what_if::{Question, WhatIf};

/// One running instance of a definition.
#[derive(Debug)]
pub struct Case;
impl Noun for Case {
    const PREFIX: &'static str = "case";
}
/// The id of a case.
pub type CaseId = Id<Case>;

/// The tables of the engine.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "process",
    files: &[
        Migration::portable("0001_process", include_str!("../../migrations/0001_process.sql")),
        Migration::portable("0002_open_cases", include_str!("../../migrations/0002_open_cases.sql")),
        Migration::portable("0003_case_marks", include_str!("../../migrations/0003_case_marks.sql")),
        Migration::portable("0004_limits", include_str!("../../migrations/0004_limits.sql")),
        Migration::portable("0005_matters", include_str!("../../migrations/0005_matters.sql")),
        Migration::portable("0006_releases", include_str!("../../migrations/0006_releases.sql")),
        Migration::portable("0007_shipped", include_str!("../../migrations/0007_shipped.sql")),
        Migration::portable("0008_readers", include_str!("../../migrations/0008_readers.sql")),
        Migration::portable("0009_merged_in_order", include_str!("../../migrations/0009_merged_in_order.sql")),
        Migration::portable("0010_case_records", include_str!("../../migrations/0010_case_records.sql")),
        Migration::portable("0011_commitments", include_str!("../../migrations/0011_commitments.sql")),
        Migration::portable("0012_cases_by_topic", include_str!("../../migrations/0012_cases_by_topic.sql")),
    ],
};

/// The engine's words: 中文, English.
pub const WORDS: (&str, &str) = (include_str!("../../texts/zh-CN.ftl"), include_str!("../../texts/en.ftl"));

/// A case as it is loaded.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Where it belongs.
    pub org: OrgId,
    /// Its id.
    pub id: CaseId,
    /// Its human number.
    pub number: String,
    /// How many things have been done to it; guards against acting on an old picture.
    pub version: i64,
    /// Where in space it is.
    pub place: Option<Uuid>,
    /// The larger space it is counted in, as in a building.
    pub area: Option<Uuid>,
    /// The definition it pins.
    pub def: Arc<Definition>,
    /// Where it stands.
    pub state: State,
}

/// What became of a case by what was done.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Done {
    /// Its id.
    pub id: CaseId,
    /// Its human number.
    pub number: String,
    /// Where it stands now.
    pub stage: String,
    /// How many things have been done to it.
    pub version: i64,
}
