//! The cases of a phone's lists; the table is the engine's, here it is only read.

use kernel::Result;
use module::Context;
use store::{Select, args};
use uuid::Uuid;

use super::model::Job;
use crate::deputy::queries::sight;

const COLUMNS: &str = "c.org_id, c.id, c.number, c.process, c.title, c.topic, c.urgency, c.place_id, c.stage, c.category, \
                       c.due_at, c.paused, c.opened_at, c.urges";
/// The most jobs on a list; nobody has more in hand.
const MOST: i64 = 200;

/// Those in somebody's hands.
fn in_hands(cx: &Context, staff: Uuid) -> Select {
    Select::from("cases c")
        .columns(COLUMNS)
        .scope("c.org_id", cx.scope())
        .filter("c.assignee_id = ?", args![staff])
        .among("c.category", args!["new", "active", "waiting"])
}

/// Those that stand in a stage and that one may know of.
async fn standing(cx: &mut Context, process: &str, stage: &str) -> Result<Select> {
    let sight = sight(cx).await?;
    let select = Select::from("cases c").columns(COLUMNS).scope("c.org_id", cx.scope());
    Ok(sight.keep(select).filter("c.process = ? AND c.stage = ?", args![process, stage]))
}

/// The open cases in somebody's hands.
pub(super) async fn of_assignee(cx: &mut Context, staff: Uuid) -> Result<Vec<Job>> {
    let (sql, args) = in_hands(cx, staff).order_by("c.opened_at").limit(MOST).build();
    cx.tx().fetch_all(sql, args).await
}

/// How many open cases somebody has in hand, counted no further than `most`.
pub(super) async fn count_of_assignee(cx: &mut Context, staff: Uuid, most: i64) -> Result<i64> {
    let (sql, args) = in_hands(cx, staff).count_up_to(most);
    cx.tx().fetch_value(sql, args).await
}

/// The open cases that stand in a stage, longest there first.
pub(super) async fn in_stage(cx: &mut Context, process: &str, stage: &str) -> Result<Vec<Job>> {
    let (sql, args) = standing(cx, process, stage).await?.order_by("c.opened_at").limit(MOST).build();
    cx.tx().fetch_all(sql, args).await
}

/// How many of them there are, counted no further than `most`.
pub(super) async fn count_in_stage(cx: &mut Context, process: &str, stage: &str, most: i64) -> Result<i64> {
    let (sql, args) = standing(cx, process, stage).await?.count_up_to(most);
    cx.tx().fetch_value(sql, args).await
}
