//! The statement over what scores follow from.

use kernel::{Date, OrgId, Result};
use module::Context;
use store::{Select, args};

use super::model::{Scored, WhichScores};
use crate::SCORE_VIEW_ALL;

/// What was due in a community from a day up to another and came to an end: of everybody where the actor may see that, else his own.
pub(crate) async fn scored(
    cx: &mut Context,
    org: OrgId,
    which: &WhichScores,
    (from, until): (Date, Date),
) -> Result<Vec<Scored>> {
    let own = (!cx.actor().may_in(SCORE_VIEW_ALL, org)).then_some(cx.actor().id);
    let (sql, args) = Select::from("occurrences o")
        .columns(
            "o.id, o.title, o.thing_name, o.place_id, o.day, o.state, o.ended_at, o.staff_id, o.staff_name, o.vendor, o.score, \
             o.passed, s.score AS check_score, s.agrees, \
             CAST(COALESCE((SELECT SUM(k.points) FROM occurrence_cases k \
             WHERE k.org_id = o.org_id AND k.occurrence_id IN (o.id, s.id)), 0) AS BIGINT) AS points, \
             CAST(COALESCE((SELECT SUM(k.reworks) FROM occurrence_cases k \
             WHERE k.org_id = o.org_id AND k.occurrence_id IN (o.id, s.id)), 0) AS BIGINT) AS reworks",
        )
        .join("LEFT JOIN occurrences s ON s.org_id = o.org_id AND s.checks_id = o.id AND s.state = 'done'")
        .filter("o.org_id = ? AND o.day >= ? AND o.day < ?", args![org, from.to_string(), until.to_string()])
        .filter("o.state IN ('done', 'missed') AND o.checks_id IS NULL", args![])
        .filter_if("o.system = ?", which.system.map(|system| system.word()))
        .filter_if("o.staff_id = ?", own)
        .order_by("o.day, o.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}
