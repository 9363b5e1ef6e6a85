//! Walking a route: what the scans of a guard are worth.

#[allow(dead_code, reason = "routes need only its times")]
mod world;

use std::collections::BTreeSet;

use kernel::{Instant, Span};
use proptest::{collection::vec, prelude::*, sample::select};
use round::route::{Judgement, Order, Point, Route, Scan, judge, tally};
use world::time;

fn point(id: &str, window: Option<(i64, i64)>, dwell: i64) -> Point {
    let window = window.map(|(from, until)| (Span::minutes(from), Span::minutes(until)));
    Point { id: id.into(), window, dwell: Span::minutes(dwell) }
}

/// Gate, garage, pump room and roof, from 22:00 to 23:00.
fn night() -> Route {
    let points = vec![
        point("gate", Some((0, 10)), 0),
        point("garage", Some((10, 25)), 0),
        point("pumps", Some((25, 40)), 5),
        point("roof", None, 0),
    ];
    Route { points, order: Order::Fixed }
}

fn scan(point: &str, at: &str) -> Scan {
    Scan { id: format!("{point} {at}"), point: point.into(), at: time(&format!("2026-11-21 {at}")), by: "wang".into() }
}

fn hour() -> (Instant, Instant) {
    (time("2026-11-21 22:00"), time("2026-11-21 23:00"))
}

fn said(scans: &[Scan], now: &str) -> String {
    let judged = judge(&night(), "p/2026-11-21", hour(), scans, None, time(&format!("2026-11-21 {now}")));
    let mark = |wrong: bool, word: &'static str| if wrong { word } else { "" };
    let one = |p: &round::route::Judged| {
        format!(
            "{} {:?}{}{}",
            p.point,
            p.judgement,
            mark(p.too_short, " too short"),
            mark(p.out_of_order, " out of order")
        )
    };
    judged.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[test]
fn scans_are_judged_by_the_time_of_their_point() {
    type Scans = &'static [(&'static str, &'static str)];
    let table: [(Scans, &str, &str); 8] = [
        (&[], "22:30", "gate Pending, garage Pending, pumps Pending, roof Pending"),
        (&[], "23:00", "gate Missed, garage Missed, pumps Missed, roof Missed"),
        (
            &[("gate", "22:02"), ("garage", "22:15"), ("pumps", "22:30"), ("roof", "22:50")],
            "23:00",
            "gate OnTime, garage OnTime, pumps OnTime, roof OnTime",
        ),
        (
            &[("gate", "21:55"), ("garage", "22:40"), ("pumps", "23:10"), ("roof", "22:59")],
            "23:30",
            "gate Early, garage Late, pumps MadeUp, roof OnTime out of order",
        ),
        (&[("gate", "21:50"), ("gate", "22:05")], "22:06", "gate OnTime, garage Pending, pumps Pending, roof Pending"),
        (
            &[("gate", "22:01"), ("garage", "22:12"), ("pumps", "22:26"), ("roof", "22:28")],
            "23:00",
            "gate OnTime, garage OnTime, pumps OnTime too short, roof OnTime",
        ),
        (
            &[("garage", "22:12"), ("gate", "22:14"), ("pumps", "22:30")],
            "22:31",
            "gate Late, garage OnTime out of order, pumps OnTime, roof Pending",
        ),
        (&[("cellar", "22:12")], "22:31", "gate Pending, garage Pending, pumps Pending, roof Pending"),
    ];
    for (scans, now, expected) in table {
        let scans: Vec<Scan> = scans.iter().map(|(point, at)| scan(point, at)).collect();
        assert_eq!(said(&scans, now), expected, "{scans:?}");
    }
}

#[test]
fn a_round_handed_over_is_one_round() {
    let mut later = [scan("pumps", "22:27"), scan("roof", "22:28")];
    later[1].by = "li".into();
    let scans = [scan("gate", "22:01"), scan("garage", "22:12"), later[0].clone(), later[1].clone()];
    assert_eq!(
        said(&scans, "23:00"),
        "gate OnTime, garage OnTime, pumps OnTime, roof OnTime",
        "another guard shortens nobody's stay"
    );
}

#[test]
fn a_random_order_is_the_same_for_all_who_look_and_another_each_round() {
    let route = Route { points: (0..8).map(|n| point(&n.to_string(), None, 0)).collect(), order: Order::Random };
    let order = |round: &str| route.sequence(round).iter().map(|p| p.id.clone()).collect::<String>();
    assert_eq!(order("p/2026-11-21"), order("p/2026-11-21"));
    let orders: BTreeSet<String> = (1..=20).map(|day| order(&format!("p/2026-11-{day:02}"))).collect();
    assert_eq!(orders.len(), 20);
    let free = Route { order: Order::Free, ..night() };
    let scans = [scan("roof", "22:00"), scan("gate", "22:05")];
    assert!(
        judge(&free, "p", hour(), &scans, None, hour().1).iter().all(|p| !p.out_of_order),
        "as he likes is never out of order"
    );
}

#[test]
fn a_route_says_what_would_not_work() {
    let keys =
        |route: &Route| route.check().into_iter().map(|f| format!("{} {}", f.part, f.message.key)).collect::<Vec<_>>();
    assert!(keys(&night()).is_empty());
    assert_eq!(keys(&Route { points: Vec::new(), order: Order::Free }), ["points route-empty"]);
    let points = vec![point("a", Some((10, 10)), 0), point("a", None, -1), point("b", Some((0, 5)), 0)];
    assert_eq!(
        keys(&Route { points, order: Order::Random }),
        [
            "points.0 route-window",
            "points.0 route-random-window",
            "points.1 route-twice",
            "points.1 route-window",
            "points.2 route-random-window"
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn how_the_scans_came_changes_nothing(
        mut scans in vec((select(vec!["gate", "garage", "pumps", "roof"]), -30i64..120), 0..12), seed in any::<u64>(), twice in 0usize..12,
    ) {
        scans.sort_unstable();
        scans.dedup();
        let scans: Vec<Scan> = scans.into_iter().enumerate().map(|(n, (point, minute))| Scan {
            id: format!("s{n:02}"),
            point: point.into(),
            at: hour().0 + Span::minutes(minute),
            by: "wang".into(),
        }).collect();
        let mut shuffled = scans.clone();
        shuffled.sort_by_key(|scan| scan.id.bytes().fold(seed, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)));
        shuffled.extend(scans.get(twice).cloned());
        let now = time("2026-11-21 23:30");
        let judged = judge(&night(), "p", hour(), &scans, None, now);
        prop_assert_eq!(&judged, &judge(&night(), "p", hour(), &shuffled, None, now));
        prop_assert_eq!(tally(&judged).values().sum::<usize>(), 4, "no point is left out");
        for point in judged {
            prop_assert_eq!(point.judgement == Judgement::Missed, !scans.iter().any(|scan| scan.point == point.point));
        }
    }
}

#[test]
fn who_ends_the_round_at_once_did_not_stay_at_its_last_point() {
    let route = Route { points: vec![point("gate", None, 0), point("pumps", None, 5)], order: Order::Fixed };
    let scans = [scan("gate", "22:02"), scan("pumps", "22:20")];
    let stayed = |ended: Option<&str>| {
        let ended = ended.map(|at| time(&format!("2026-11-21 {at}")));
        judge(&route, "p", hour(), &scans, ended, hour().1).iter().map(|p| p.too_short).collect::<Vec<_>>()
    };
    assert_eq!(stayed(None), [false, false], "nobody knows when he left");
    assert_eq!(stayed(Some("22:21")), [false, true]);
    assert_eq!(stayed(Some("22:25")), [false, false]);
    assert_eq!(stayed(Some("22:10")), [false, false], "another ended it before he came");
}
