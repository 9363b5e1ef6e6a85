//! The statements over a month.

use kernel::{Date, Result};
use module::Context;
use store::{Select, args};

use super::model::{Counted, Movable, WhichMonth};
use crate::OCCURRENCE_EDIT;

/// What is due from a day up to another, counted by day, title and state: what is open and too late by itself.
pub(crate) async fn counted(
    cx: &mut Context,
    which: &WhichMonth,
    (from, until): (Date, Date),
    late: bool,
) -> Result<Vec<Counted>> {
    let select = Select::from("occurrences o")
        .columns("o.day, o.title, o.state, count(*) AS count, count(o.ended_at) AS ended")
        .scope("o.org_id", cx.scope())
        .filter("o.day >= ? AND o.day < ?", args![from.to_string(), until.to_string()])
        .filter_if("o.org_id = ?", which.org_id)
        .filter_if("o.system = ?", which.system.map(|system| system.word()));
    let now = args![cx.now()];
    let select = if late {
        select.filter("o.state IN ('released', 'in_progress') AND o.closes_at <= ?", now)
    } else {
        select.filter("(o.state NOT IN ('released', 'in_progress') OR o.closes_at > ?)", now)
    };
    let (sql, args) = select.group_by("o.day, o.title, o.state").build();
    cx.tx().fetch_all(sql, args).await
}

/// Occurrences that can be moved in one look; of more only the first.
const MOVABLE: i64 = 300;

/// What of a span of days nobody has begun and the actor may move.
pub(crate) async fn movable(cx: &mut Context, which: &WhichMonth, (from, until): (Date, Date)) -> Result<Vec<Movable>> {
    let may = cx.actor().scope(OCCURRENCE_EDIT);
    let (sql, args) = Select::from("occurrences o")
        .columns("o.id, o.day, o.title, o.thing_name")
        .scope("o.org_id", &may)
        .filter("o.day >= ? AND o.day < ?", args![from.to_string(), until.to_string()])
        .filter("o.state IN ('planned', 'released') AND o.checks_id IS NULL", args![])
        .filter_if("o.org_id = ?", which.org_id)
        .filter_if("o.system = ?", which.system.map(|system| system.word()))
        .order_by("o.day, o.title, o.thing_name, o.id")
        .limit(MOVABLE)
        .build();
    cx.tx().fetch_all(sql, args).await
}
