//! What the scans of one round are worth, point by point.

use std::collections::BTreeMap;

use kernel::Instant;
use serde::{Deserialize, Serialize};

use super::{Order, Point, Route, Scan};

/// What became of one point in one round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The point.
    pub point: String,
    /// Whether somebody came, and when.
    pub judgement: Judgement,
    /// The scan that counts.
    pub scan: Option<Scan>,
    /// The next scan elsewhere, or the end of the round, came before he can have stayed long enough.
    pub too_short: bool,
    /// A point that comes before it in the order was reached after it.
    pub out_of_order: bool,
}

/// Whether somebody came to a point, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// Nobody yet, and there is time.
    Pending,
    /// Within its time.
    OnTime,
    /// During the round, after the point's time.
    Late,
    /// Before its time, and not again.
    Early,
    /// After the round was over.
    MadeUp,
    /// Nobody.
    Missed,
}

/// How many points became what.
pub type Tally = BTreeMap<Judgement, usize>;

/// What the scans of a round are worth, in the order it is walked. The round lasts from `opens` to `closes`; what of a point's
/// time lies outside does not count. `ended` is when somebody said that it is done.
pub fn judge(
    route: &Route,
    round: &str,
    (opens, closes): (Instant, Instant),
    scans: &[Scan],
    ended: Option<Instant>,
    now: Instant,
) -> Vec<Judged> {
    let mut scans: Vec<&Scan> = scans.iter().collect();
    scans.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    let sequence = route.sequence(round);
    let mut judged: Vec<Judged> =
        sequence.iter().map(|point| of_point(point, (opens, closes), &scans, (ended, now))).collect();
    if route.order != Order::Free {
        out_of_order(&mut judged);
    }
    judged
}

fn of_point(
    point: &Point,
    (opens, closes): (Instant, Instant),
    scans: &[&Scan],
    (ended, now): (Option<Instant>, Instant),
) -> Judged {
    let (from, until) = match point.window {
        Some((from, until)) => ((opens + from).min(closes), (opens + until).min(closes)),
        None => (opens, closes),
    };
    let here = || scans.iter().copied().filter(|scan| scan.point == point.id);
    let within = |from: Instant, until: Instant| here().find(|scan| scan.at >= from && scan.at < until);
    let before = here().take_while(|scan| scan.at < from).last();
    let best = [
        (Judgement::OnTime, within(from, until)),
        (Judgement::Late, within(until, closes)),
        (Judgement::Early, before),
        (Judgement::MadeUp, here().find(|scan| scan.at >= closes)),
    ];
    let nobody = if now < closes { Judgement::Pending } else { Judgement::Missed };
    let found = best.into_iter().find_map(|(judgement, scan)| scan.map(|scan| (judgement, scan)));
    let (judgement, scan) = found.map_or((nobody, None), |(judgement, scan)| (judgement, Some(scan)));
    let too_short = scan.is_some_and(|scan| {
        let next = scans.iter().find(|next| next.at > scan.at && next.point != point.id && next.by == scan.by);
        let left = next.map(|next| next.at).or(ended.filter(|at| *at >= scan.at));
        left.is_some_and(|left| left < scan.at + point.dwell)
    });
    Judged { point: point.id.clone(), judgement, scan: scan.cloned(), too_short, out_of_order: false }
}

/// A point is out of order when one that comes before it was reached later.
fn out_of_order(judged: &mut [Judged]) {
    let mut latest: Option<Instant> = None;
    for point in judged {
        let Some(at) = point.scan.as_ref().map(|scan| scan.at) else { continue };
        point.out_of_order = latest.is_some_and(|before| before > at);
        latest = latest.max(Some(at));
    }
}

/// How many points became what.
pub fn tally(judged: &[Judged]) -> Tally {
    let mut tally = Tally::new();
    judged.iter().for_each(|point| *tally.entry(point.judgement).or_default() += 1);
    tally
}
