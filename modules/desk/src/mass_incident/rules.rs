//! Which cases a mass incident takes in – pure.

use kernel::{Error, Instant, Message, Result};
use uuid::Uuid;

use super::model::MassIncidentRow;

/// Where a case is and what it is about.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct About<'a> {
    /// Its place.
    pub place: Option<Uuid>,
    /// The building it is in.
    pub area: Option<Uuid>,
    /// The class of matter; unknown while the caller still speaks.
    pub topic: Option<&'a str>,
}

/// Whether a case there and about that belongs to the incident. What is not known yet does not stand against it.
pub(crate) fn takes_in(incident: &MassIncidentRow, case: About<'_>) -> bool {
    let there = incident.area_id.is_none_or(|area| [case.place, case.area].contains(&Some(area.uuid())));
    let same = match (&incident.topic, case.topic) {
        (Some(wanted), Some(topic)) => wanted == topic,
        _ => true,
    };
    incident.ended_at.is_none() && there && same
}

/// What people are told to expect lies ahead of them.
pub(crate) fn still_ahead(expected: Option<Instant>, now: Instant) -> Result<()> {
    match expected {
        Some(at) if at <= now => Err(Error::field("expected_at", Message::of("desk-mass-incident-expected-past"))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::*;

    fn cut(area: Option<u128>, topic: Option<&str>) -> MassIncidentRow {
        MassIncidentRow {
            id: Id::from_uuid(Uuid::from_u128(1)),
            org_id: Id::from_uuid(Uuid::from_u128(2)),
            case_id: Id::from_uuid(Uuid::from_u128(3)),
            number: "TS1".into(),
            title: "三栋停水".into(),
            area_id: area.map(|n| Id::from_uuid(Uuid::from_u128(n))),
            topic: topic.map(str::to_owned),
            script: "已在抢修".into(),
            expected_at: None,
            opened_at: Instant(0),
            ended_at: None,
        }
    }

    #[test]
    fn a_call_from_the_building_about_the_matter_belongs_to_it() {
        let call =
            |area: u128, topic| About { place: Some(Uuid::from_u128(99)), area: Some(Uuid::from_u128(area)), topic };
        let water = cut(Some(7), Some("water"));
        assert!(takes_in(&water, call(7, Some("water"))));
        assert!(takes_in(&water, call(7, None)), "while the caller still speaks");
        assert!(!takes_in(&water, call(7, Some("lift"))), "another matter");
        assert!(!takes_in(&water, call(8, Some("water"))), "another building");
        assert!(takes_in(&cut(None, None), About::default()), "the whole community");
        assert!(!takes_in(&MassIncidentRow { ended_at: Some(Instant(5)), ..water }, call(7, None)), "it is over");
    }
    #[test]
    fn nobody_is_told_to_expect_what_has_gone_by() {
        assert!(still_ahead(None, Instant(5)).is_ok());
        assert!(still_ahead(Some(Instant(6)), Instant(5)).is_ok());
        assert!(
            matches!(still_ahead(Some(Instant(5)), Instant(5)), Err(Error::Invalid(list)) if list[0].field == "expected_at")
        );
    }
}
