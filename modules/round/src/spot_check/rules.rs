//! Who is drawn, who may look, and whether two results say the same – pure.

use kernel::{Date, Error, Result};

use super::model::SpotCheckRuleRow;
use crate::{
    occurrence::model::{OccurrenceRow, Standing},
    plan::model::Doer,
    procedure::model::System,
};

/// Days after the day it was drawn by whose end a second look is taken.
pub(crate) const WITHIN: i64 = 3;

/// The rule by which something of a system may be drawn: the one for the system itself goes before the one for all.
pub(crate) fn rule_for(rules: &[SpotCheckRuleRow], system: System) -> Option<&SpotCheckRuleRow> {
    let of = |wanted: Option<System>| rules.iter().find(|rule| rule.system == wanted);
    of(Some(system)).or_else(|| of(None))
}

/// Whether a lot falls within a share, in hundredths. The remainder of a great number leaves all lots alike.
pub(crate) fn drawn(share: i64, lot: [u8; 8]) -> bool {
    u64::from_le_bytes(lot) % 100 < u64::try_from(share).unwrap_or(0)
}

/// Whether something can be looked at a second time by a post.
///
/// # Errors
/// It is not done, is itself a second look, or was done by that very post.
pub(crate) fn may_check(of: &OccurrenceRow, role: Doer) -> Result<()> {
    if of.state != Standing::Done {
        return Err(Error::broken("round-spot-check-not-done"));
    }
    if of.checks_id.is_some() {
        return Err(Error::broken("round-spot-check-of-check"));
    }
    if of.role == Some(role) {
        return Err(Error::broken("round-spot-check-own-post"));
    }
    Ok(())
}

/// The day a second look is due, and the last day it may be taken.
pub(crate) fn days(drawn_on: Date) -> (Date, Date) {
    (drawn_on.plus_days(1), drawn_on.plus_days(WITHIN))
}

/// The steps in which the second look found what the first did not tell. What the first told and was put right since is no difference.
pub(crate) fn differing<'a>(first_failed: &[&str], second_failed: &[&'a str]) -> Vec<&'a str> {
    second_failed.iter().filter(|step| !first_failed.contains(step)).copied().collect()
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Instant, OrgId};

    use super::*;

    fn rule(system: Option<System>, share: i64) -> SpotCheckRuleRow {
        SpotCheckRuleRow {
            org_id: OrgId::from_uuid(uuid::Uuid::nil()),
            id: Id::from_uuid(uuid::Uuid::nil()),
            role: Doer::Supervisor,
            system,
            share,
            made_name: String::new(),
            made_at: Instant(0),
            ended_at: None,
            version: 1,
        }
    }

    #[test]
    fn the_rule_for_a_system_goes_before_the_one_for_all() {
        let rules = [rule(None, 5), rule(Some(System::Cleaning), 20)];
        assert_eq!(rule_for(&rules, System::Cleaning).map(|r| r.share), Some(20));
        assert_eq!(rule_for(&rules, System::Lift).map(|r| r.share), Some(5));
        assert_eq!(rule_for(&rules[1..], System::Lift), None);
    }

    #[test]
    fn a_share_of_all_lots_is_drawn() {
        let count = |share| (0..1_000_u64).filter(|lot| drawn(share, lot.to_le_bytes())).count();
        assert_eq!([count(1), count(20), count(100)], [10, 200, 1_000]);
    }

    #[test]
    fn what_was_told_and_put_right_is_no_difference() {
        assert_eq!(differing(&["floor"], &[]), Vec::<&str>::new());
        assert_eq!(differing(&["floor"], &["floor"]), Vec::<&str>::new());
        assert_eq!(differing(&["floor"], &["glass"]), ["glass"]);
    }
}
