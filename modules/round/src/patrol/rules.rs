//! Where a pressed picture lies, and which of several rounds matters most for a point – pure.

use super::model::{PatrolPoint, Pressed};
use crate::{occurrence::model::OccurrenceId, route::model::PointResult};

/// The width the picture is shown at while points are placed.
pub(crate) const WIDTH: i64 = 800;
/// The whole width, in hundredths of a percent.
const WHOLE: i64 = 10_000;

/// Where a press lies, in hundredths of a percent of the width.
pub(crate) const fn lies(at: Pressed) -> (i64, i64) {
    (at.x * WHOLE / WIDTH, at.y * WHOLE / WIDTH)
}

/// The same as points of the shown picture.
pub(crate) const fn shown((x, y): (i64, i64)) -> (i64, i64) {
    (x * WIDTH / WHOLE, y * WIDTH / WHOLE)
}

/// How much a judgement matters: what is wrong before what is done before what waits.
fn weight(judgement: &str) -> u8 {
    match judgement {
        "missed" => 4,
        "late" | "early" | "made_up" => 3,
        "on_time" => 2,
        "pending" => 1,
        _ => 0,
    }
}

/// A point with what one more round of the day says of it: the worst judgement stays, and the last proof.
pub(crate) fn seen(point: &mut PatrolPoint, round: OccurrenceId, result: &PointResult) {
    let known = point.judgement.as_deref().map_or(0, weight);
    if weight(&result.judgement) > known {
        point.judgement = Some(result.judgement.clone());
        point.round = Some(round);
    }
    if result.at > point.proved_at {
        point.proved_at = result.at;
        point.by_name.clone_from(&result.by_name);
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Instant};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_worst_round_and_the_last_proof_are_told() {
        let mut point = PatrolPoint {
            id: Uuid::nil(),
            name: String::new(),
            at: None,
            judgement: None,
            round: None,
            proved_at: None,
            by_name: None,
        };
        let result = |judgement: &str, at: Option<i64>, who: &str| PointResult {
            point: String::new(),
            name: String::new(),
            judgement: judgement.into(),
            too_short: false,
            out_of_order: false,
            at: at.map(Instant),
            by_name: at.map(|_| who.to_owned()),
            near: None,
        };
        let round = |n| Id::from_uuid(Uuid::from_u128(n));
        seen(&mut point, round(1), &result("pending", None, ""));
        seen(&mut point, round(2), &result("late", Some(9), "韩磊"));
        seen(&mut point, round(3), &result("on_time", Some(20), "冯刚"));
        assert_eq!((point.judgement.as_deref(), point.round), (Some("late"), Some(round(2))));
        assert_eq!((point.proved_at, point.by_name.as_deref()), (Some(Instant(20)), Some("冯刚")));
        assert_eq!(shown(lies(Pressed { x: 400, y: 123 })), (400, 122));
    }
}
