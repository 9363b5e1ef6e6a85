//! Routes: points to be walked in an order, within their times, with proof; and what the scans of a walk are worth.
//!
//! Scans come from devices that may have been without signal: in any order, more than once, hours late. Judging looks at all of
//! them anew each time, so how they came changes nothing.

mod judge;

use std::collections::BTreeSet;

use kernel::{Instant, Message, Span};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use judge::{Judged, Judgement, Tally, judge, tally};

use crate::plan::Finding;

/// Points to be walked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The points, in the order they are walked when that is fixed.
    pub points: Vec<Point>,
    /// In which order they are walked.
    #[serde(default)]
    pub order: Order,
}

/// A point of a route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// What tells it from the others of the route: the id of its place or asset.
    pub id: String,
    /// Between which times after the beginning of the round somebody must come by; all of the round when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<(Span, Span)>,
    /// How long he must stay at least.
    #[serde(default)]
    pub dwell: Span,
}

/// In which order the points of a route are walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// As they are written.
    #[default]
    Fixed,
    /// Another order each round, so that nobody can learn it; the same for everybody who looks at that round.
    Random,
    /// As the walker likes.
    Free,
}

/// Somebody was at a point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// Made by the device, so that the same scan sent twice is one.
    pub id: String,
    /// The point.
    pub point: String,
    /// When.
    pub at: Instant,
    /// Who. Guards hand a round over to each other, so it may differ from scan to scan.
    pub by: String,
}

impl Route {
    /// The points in the order of one round, named by `round` (the plan and the key of its occurrence).
    pub fn sequence(&self, round: &str) -> Vec<&Point> {
        let mut points: Vec<&Point> = self.points.iter().collect();
        if self.order == Order::Random {
            points.sort_by_cached_key(|point| Sha256::digest(format!("{round}\n{}", point.id)));
        }
        points
    }

    /// Everything that would not work; empty when it can be walked.
    pub fn check(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut found = |part: String, key: &'static str| findings.push(Finding { part, message: Message::of(key) });
        if self.points.is_empty() {
            found("points".to_owned(), "route-empty");
        }
        let mut seen = BTreeSet::new();
        for (nth, point) in self.points.iter().enumerate() {
            if !seen.insert(&point.id) {
                found(format!("points.{nth}"), "route-twice");
            }
            if point.dwell < Span::ZERO || point.window.is_some_and(|(from, until)| from < Span::ZERO || until <= from)
            {
                found(format!("points.{nth}"), "route-window");
            }
            if point.window.is_some() && self.order == Order::Random {
                found(format!("points.{nth}"), "route-random-window");
            }
        }
        findings
    }
}
