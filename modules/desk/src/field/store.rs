//! The cases of a phone's lists; the table is the engine's, here it is only read.

use kernel::Result;
use module::Context;
use store::{Select, args};
use uuid::Uuid;

use super::model::Job;

const COLUMNS: &str = "c.org_id, c.id, c.number, c.process, c.title, c.topic, c.urgency, c.place_id, c.stage, c.category, \
                       c.due_at, c.paused, c.opened_at, c.urges";
/// The most jobs on a list; nobody has more in hand.
const MOST: i64 = 200;

/// The open cases in somebody's hands.
pub(super) async fn of_assignee(cx: &mut Context, staff: Uuid) -> Result<Vec<Job>> {
    let (sql, args) = Select::from("cases c")
        .columns(COLUMNS)
        .scope("c.org_id", cx.scope())
        .filter("c.assignee_id = ?", args![staff])
        .among("c.category", args!["new", "active", "waiting"])
        .order_by("c.opened_at")
        .limit(MOST)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The open cases that stand in a stage, longest there first.
pub(super) async fn in_stage(cx: &mut Context, process: &str, stage: &str) -> Result<Vec<Job>> {
    let (sql, args) = Select::from("cases c")
        .columns(COLUMNS)
        .scope("c.org_id", cx.scope())
        .filter("c.process = ? AND c.stage = ?", args![process, stage])
        .order_by("c.opened_at")
        .limit(MOST)
        .build();
    cx.tx().fetch_all(sql, args).await
}
