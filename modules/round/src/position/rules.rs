//! Positions as they are kept and as the engine takes them, and who may read where people were – pure.

use kernel::{Error, Message, Result};
use round::procedure::{Near, Position, Spot};

use super::model::{Located, Nearness, PositionRow};
use crate::plan::model::Doer;

/// Parts of a degree that are kept: a tenth of a metre.
const PARTS: f64 = 1_000_000.0;

impl From<Near> for Nearness {
    fn from(near: Near) -> Self {
        match near {
            Near::In => Self::In,
            Near::Out => Self::Out,
            Near::Unsure => Self::Unsure,
        }
    }
}

impl From<Located> for Position {
    fn from(at: Located) -> Self {
        Self { latitude: at.latitude, longitude: at.longitude, accuracy: at.accuracy.unwrap_or(0.0) }
    }
}

/// A position that is one on the ground, in millionths of a degree north and east.
///
/// # Errors
/// At `location` when it is none.
pub(crate) fn on_the_ground(at: Located) -> Result<(i64, i64)> {
    if (-90.0..=90.0).contains(&at.latitude) && (-180.0..=180.0).contains(&at.longitude) {
        Ok(((at.latitude * PARTS).round() as i64, (at.longitude * PARTS).round() as i64))
    } else {
        Err(Error::field("location", Message::of("round-location-wrong")))
    }
}

/// Whole metres of what a device says it may be off.
pub(crate) fn metres(accuracy: f64) -> i64 {
    accuracy.max(0.0).ceil() as i64
}

/// Where a thing is, as the engine takes it.
pub(crate) fn spot(row: &PositionRow) -> Spot {
    let at = Position { latitude: row.latitude as f64 / PARTS, longitude: row.longitude as f64 / PARTS, accuracy: 0.0 };
    Spot { at, radius: u32::try_from(row.radius).unwrap_or(u32::MAX) }
}

/// The posts that lead another, besides those who answer for all of a community.
const fn led_by(post: Doer) -> &'static [&'static str] {
    match post {
        Doer::Technician => &["engineer"],
        Doer::Guard => &["guard_lead"],
        Doer::Cleaner | Doer::Gardener => &["env_lead"],
        Doer::Steward | Doer::Agent => &["supervisor"],
        Doer::Engineer | Doer::GuardLead | Doer::EnvLead | Doer::Supervisor | Doer::Manager => &[],
    }
}

/// Whether whoever holds these posts leads this one; work of nobody's post, as that of a vendor, is led by all leaders.
pub(crate) fn leads<'a>(mut own: impl Iterator<Item = &'a str>, post: Option<Doer>) -> bool {
    own.any(|role| role == "manager" || post.is_none_or(|post| led_by(post).contains(&role)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_kept_within_a_tenth_of_a_metre_and_must_be_on_the_ground() {
        let at = |latitude, longitude| Located { latitude, longitude, accuracy: None };
        assert_eq!(on_the_ground(at(31.230_416, -121.473_7)).ok(), Some((31_230_416, -121_473_700)));
        for wrong in [at(90.1, 0.0), at(0.0, -180.5), at(f64::NAN, 0.0)] {
            assert!(on_the_ground(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn only_leaders_of_the_post_read_where_people_were() {
        let leads = |own: &[&'static str], post| leads(own.iter().copied(), post);
        assert!(leads(&["guard_lead"], Some(Doer::Guard)) && leads(&["manager"], Some(Doer::Supervisor)));
        assert!(!leads(&["guard_lead"], Some(Doer::Cleaner)) && !leads(&["guard"], Some(Doer::Guard)));
        assert!(!leads(&["env_lead"], Some(Doer::Technician)) && leads(&["engineer"], None));
    }
}
