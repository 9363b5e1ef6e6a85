//! Between a route as it is kept and as the engine walks it – pure.

use std::collections::BTreeMap;

use kernel::{Error, FieldError, Instant, Message, Result, Span};
use round::{
    procedure::{Near, Position, Spot},
    route::{Judged, Judgement, Order, Point, Route, Scan, judge},
};
use uuid::Uuid;

use super::model::{KeptPoint, Ordering, PointResult, RoutePoint, ScanRow};
use crate::position::model::Nearness;

/// The route as the engine walks it.
pub(crate) fn route(ordering: Ordering, points: &[KeptPoint]) -> Route {
    Route {
        points: points.iter().map(|point| Point { id: point.id.to_string(), ..timed(&point.asked) }).collect(),
        order: match ordering {
            Ordering::Fixed => Order::Fixed,
            Ordering::Random => Order::Random,
            Ordering::Free => Order::Free,
        },
    }
}

fn timed(asked: &RoutePoint) -> Point {
    let minutes = |count: Option<i64>| count.map(Span::minutes);
    let window = match (minutes(asked.from_minutes), minutes(asked.until_minutes)) {
        (None, None) => None,
        (from, until) => Some((from.unwrap_or(Span::ZERO), until.unwrap_or(Span::days(1)))),
    };
    Point { id: String::new(), window, dwell: Span::seconds(asked.dwell_seconds.unwrap_or(0)) }
}

/// Nothing, when it can be walked.
///
/// # Errors
/// What would not work, each at its point.
pub(crate) fn check(ordering: Ordering, points: &[KeptPoint]) -> Result<()> {
    let field = |part: &str| match part.strip_prefix("points.") {
        Some(nth) => format!("points.{nth}.place_id"),
        None => "points".to_owned(),
    };
    let findings: Vec<FieldError> = route(ordering, points)
        .check()
        .into_iter()
        .map(|finding| FieldError { field: field(&finding.part), message: finding.message })
        .collect();
    if findings.is_empty() { Ok(()) } else { Err(Error::Invalid(findings)) }
}

/// The point a code stands for.
pub(crate) fn point_of<'a>(points: &'a [KeptPoint], code: &str) -> Option<&'a KeptPoint> {
    let code = code.trim();
    let says = |known: &String| known == code || known.rsplit('/').next() == code.rsplit('/').next();
    points.iter().find(|point| point.codes.iter().any(says))
}

/// The point somebody is at who says where he is, and what his code says if he has one. By a position alone it is the nearest point
/// he is certainly at.
///
/// # Errors
/// At `code` or `location`, when no point is meant.
pub(crate) fn reached<'a>(
    points: &'a [KeptPoint],
    spots: &BTreeMap<Uuid, Spot>,
    code: Option<&str>,
    at: Option<Position>,
) -> Result<(&'a KeptPoint, Option<Nearness>)> {
    let near = |point: &KeptPoint| Some(at?.near(spots.get(&point.id)?));
    match (code.map(str::trim).filter(|code| !code.is_empty()), at) {
        (Some(code), _) => {
            let point = point_of(points, code).ok_or_else(stranger)?;
            Ok((point, near(point).map(Nearness::from)))
        }
        (None, Some(at)) => {
            let off = |point: &KeptPoint| spots.get(&point.id).map_or(f64::MAX, |spot| at.metres_to(&spot.at));
            let here = points.iter().filter(|point| near(point) == Some(Near::In));
            let point = here.min_by(|a, b| off(a).total_cmp(&off(b)));
            let nowhere = || Error::field("location", Message::of("round-scan-nowhere"));
            Ok((point.ok_or_else(nowhere)?, Some(Nearness::In)))
        }
        (None, None) => Err(Error::field("code", Message::of("invalid-required"))),
    }
}

/// What the scans of a round are worth, in the order it is walked.
pub(crate) fn results(
    (ordering, points): (Ordering, &[KeptPoint]),
    round: &str,
    times: (Instant, Instant),
    scans: &[ScanRow],
    (ended, now): (Option<Instant>, Instant),
) -> Vec<PointResult> {
    let told = |scan: &ScanRow| Scan {
        id: scan.id.to_string(),
        point: scan.point_id.to_string(),
        at: scan.at,
        by: scan.by_id.to_string(),
    };
    let all: Vec<Scan> = scans.iter().map(told).collect();
    let judged = judge(&route(ordering, points), round, times, &all, ended, now);
    judged.iter().map(|judged| result(judged, points, scans)).collect()
}

fn result(judged: &Judged, points: &[KeptPoint], scans: &[ScanRow]) -> PointResult {
    let point = points.iter().find(|point| point.id.to_string() == judged.point);
    let scan = judged.scan.as_ref().and_then(|scan| scans.iter().find(|row| row.id.to_string() == scan.id));
    PointResult {
        point: judged.point.clone(),
        name: point.map(|point| point.name.clone()).unwrap_or_default(),
        judgement: word(judged.judgement).to_owned(),
        too_short: judged.too_short,
        out_of_order: judged.out_of_order,
        at: scan.map(|row| row.at),
        by_name: scan.map(|row| row.by_name.clone()),
        near: scan.and_then(|row| row.near),
    }
}

/// Whether a point is as it should be.
pub(crate) fn is_good(result: &PointResult) -> bool {
    result.judgement == word(Judgement::OnTime) && !result.too_short && !result.out_of_order && !is_elsewhere(result)
}

/// Whether the device that proved the point said that it was somewhere else.
pub(crate) fn is_elsewhere(result: &PointResult) -> bool {
    result.near == Some(Nearness::Out)
}

/// Whether nobody was there.
pub(crate) fn is_open(result: &PointResult) -> bool {
    result.at.is_none()
}

/// What becomes of points nobody was at when a round is done.
pub(crate) fn closed(result: PointResult) -> PointResult {
    if is_open(&result) { PointResult { judgement: word(Judgement::Missed).to_owned(), ..result } } else { result }
}

const fn word(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Pending => "pending",
        Judgement::OnTime => "on_time",
        Judgement::Late => "late",
        Judgement::Early => "early",
        Judgement::MadeUp => "made_up",
        Judgement::Missed => "missed",
    }
}

/// The refusal of a code that stands for no point.
pub(crate) fn stranger() -> Error {
    Error::field("code", Message::of("round-scan-stranger"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(nth: u128, asked: RoutePoint) -> KeptPoint {
        let id = Uuid::from_u128(nth);
        KeptPoint {
            id,
            name: format!("{nth} 号点"),
            codes: vec![format!("https://example.com/q/p{nth}"), format!("p{nth}")],
            asked,
        }
    }

    fn scan(nth: u128, point: u128, minute: i64) -> ScanRow {
        let (by_id, by_name) = (Uuid::from_u128(7), "韩磊".to_owned());
        let (id, point_id) = (Uuid::from_u128(100 + nth), Uuid::from_u128(point));
        ScanRow { id, point_id, at: at(minute), by_id, by_name, location: None, near: None }
    }

    fn at(minute: i64) -> Instant {
        Instant(0) + Span::minutes(minute)
    }

    #[test]
    fn a_walk_is_judged_point_by_point() {
        let within = RoutePoint { until_minutes: Some(10), ..RoutePoint::default() };
        let points = [point(1, within), point(2, RoutePoint::default()), point(3, RoutePoint::default())];
        let walked = [scan(1, 2, 5), scan(2, 1, 15)];
        let found = results((Ordering::Fixed, &points), "r", (at(0), at(60)), &walked, (None, at(30)));
        let told: Vec<(&str, bool)> = found.iter().map(|r| (r.judgement.as_str(), r.out_of_order)).collect();
        assert_eq!(told, [("late", false), ("on_time", true), ("pending", false)]);
        assert_eq!(found[0].by_name.as_deref(), Some("韩磊"));
        assert_eq!(closed(found[2].clone()).judgement, "missed");
        assert!(!is_good(&found[1]));
    }

    #[test]
    fn a_point_is_known_by_its_code_and_by_the_address_behind_it() {
        let points = [point(1, RoutePoint::default()), point(2, RoutePoint::default())];
        for code in ["p2", " p2 ", "https://example.com/q/p2", "http://example.org/q/p2"] {
            assert_eq!(point_of(&points, code).map(|p| p.id), Some(Uuid::from_u128(2)), "{code}");
        }
        assert!(point_of(&points, "p9").is_none() && point_of(&points, "").is_none());
    }

    #[test]
    fn a_position_alone_means_the_nearest_point_that_is_certain_and_a_code_elsewhere_is_told() {
        let points = [point(1, RoutePoint::default()), point(2, RoutePoint::default())];
        let at = |latitude: f64, accuracy: f64| Position { latitude, longitude: 121.5, accuracy };
        let spots = BTreeMap::from([1_u128, 2].map(|nth| {
            let latitude = if nth == 1 { 31.2 } else { 31.200_2 };
            (Uuid::from_u128(nth), Spot { at: at(latitude, 0.0), radius: 50 })
        }));
        let found = |code, at| reached(&points, &spots, code, at).map(|(point, near)| (point.id.as_u128(), near));
        assert_eq!(found(None, Some(at(31.200_15, 5.0))).ok(), Some((2, Some(Nearness::In))));
        assert!(found(None, Some(at(31.200_15, 300.0))).is_err(), "nothing is certain");
        assert_eq!(found(Some("p1"), Some(at(31.3, 5.0))).ok(), Some((1, Some(Nearness::Out))));
        assert_eq!(found(Some("p1"), None).ok(), Some((1, None)));
        assert!(found(Some("p9"), Some(at(31.2, 5.0))).is_err() && found(Some(" "), None).is_err());
        let scanned = ScanRow { near: Some(Nearness::Out), ..scan(1, 1, 5) };
        let result =
            &results((Ordering::Free, &points), "r", (self::at(0), self::at(60)), &[scanned], (None, self::at(9)))[0];
        assert!(result.judgement == "on_time" && is_elsewhere(result) && !is_good(result));
    }

    #[test]
    fn what_cannot_be_walked_is_said_at_its_point() {
        let twice = [point(1, RoutePoint::default()), point(1, RoutePoint::default())];
        let Err(Error::Invalid(found)) = check(Ordering::Fixed, &twice) else { panic!("walks") };
        assert_eq!((found[0].field.as_str(), found[0].message.key.as_ref()), ("points.1.place_id", "route-twice"));
        assert!(check(Ordering::Fixed, &twice[..1]).is_ok());
        assert!(matches!(check(Ordering::Fixed, &[]), Err(Error::Invalid(_))));
    }
}
