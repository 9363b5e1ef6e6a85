//! Who may stand in for whom, and who does – pure.

use std::collections::BTreeMap;

use kernel::{Error, Instant, Message, Result};

use super::model::DeputyRow;
use crate::{model::StaffId, staff::model::StaffName};

/// How far the way from one deputy to the next is followed.
const STEPS: usize = 5;

/// Who is away at an instant, and who stands in for each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Absences(BTreeMap<StaffId, (StaffName, StaffName)>);

impl Absences {
    /// From those in force: the absent one with his deputy.
    pub fn of(in_force: impl IntoIterator<Item = (StaffName, StaffName)>) -> Self {
        Self(in_force.into_iter().map(|(away, deputy)| (away.id, (away, deputy))).collect())
    }

    /// Whether nobody is away.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Who gets what would be somebody's work: his deputy, or the deputy's own when that one is away too. `None` when he is
    /// there himself, or when everybody on the way is away.
    pub fn stand_in(&self, away: StaffId) -> Option<&StaffName> {
        let mut found = &self.0.get(&away)?.1;
        for _ in 0..STEPS {
            match self.0.get(&found.id) {
                None => return Some(found),
                Some((_, next)) => found = next,
            }
        }
        None
    }

    /// Who gets what would be somebody's work, with the one who is away.
    pub fn in_place_of(&self, away: StaffId) -> Option<(&StaffName, &StaffName)> {
        Some((self.stand_in(away)?, &self.0.get(&away)?.0))
    }

    /// Those for whom somebody stands in.
    pub fn represented_by(&self, deputy: StaffId) -> Vec<StaffName> {
        let is_his = |away: &&StaffId| self.stand_in(**away).is_some_and(|s| s.id == deputy);
        self.0.keys().filter(is_his).map(|away| self.0[away].0.clone()).collect()
    }
}

/// Refuses spans that are none or gone by, somebody as his own deputy, and two deputies at one time; `others` are those of
/// either person.
pub fn check(of: StaffId, deputy: StaffId, span: (Instant, Instant), others: &[DeputyRow], now: Instant) -> Result<()> {
    let (from, to) = span;
    if to <= from {
        return Err(Error::field("to_at", Message::of("org-ends-before-it-begins")));
    }
    if to <= now {
        return Err(Error::field("to_at", Message::of("org-deputy-gone-by")));
    }
    if of == deputy {
        return Err(Error::field("deputy_id", Message::of("org-deputy-himself")));
    }
    let meanwhile = |row: &&DeputyRow| row.from_at < to && row.to_at > from;
    if let Some(row) = others.iter().filter(meanwhile).find(|row| row.staff_id == of) {
        return Err(Error::field("from_at", Message::of("org-deputy-already").with("name", &row.deputy)));
    }
    if let Some(row) = others.iter().filter(meanwhile).find(|row| row.staff_id == deputy) {
        return Err(Error::field("deputy_id", Message::of("org-deputy-away").with("name", &row.staff)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use uuid::Uuid;

    use super::*;

    fn staff(n: u128, name: &str) -> StaffName {
        StaffName { id: Id::from_uuid(Uuid::from_u128(n)), name: name.into(), number: n.to_string() }
    }

    fn row(of: u128, deputy: u128, from: i64, to: i64) -> DeputyRow {
        DeputyRow {
            id: Id::from_uuid(Uuid::from_u128(of)),
            unit_id: Id::from_uuid(Uuid::nil()),
            staff_id: staff(of, "").id,
            staff: "赵师傅".into(),
            deputy_id: staff(deputy, "").id,
            deputy: "陈师傅".into(),
            from_at: Instant(from),
            to_at: Instant(to),
            reason: None,
        }
    }

    #[test]
    fn the_work_goes_on_to_whoever_is_there() {
        let (zhao, chen, deng) = (staff(1, "赵师傅"), staff(2, "陈师傅"), staff(3, "邓涛"));
        let away = Absences::of([(zhao.clone(), chen.clone()), (chen.clone(), deng.clone())]);
        assert_eq!(away.stand_in(zhao.id), Some(&deng), "the deputy of a deputy who is away");
        assert_eq!(away.stand_in(deng.id), None, "he is there himself");
        assert_eq!(away.represented_by(deng.id), [zhao.clone(), chen.clone()]);
        let circle = Absences::of([(zhao.clone(), chen.clone()), (chen, zhao.clone())]);
        assert_eq!(circle.stand_in(zhao.id), None, "two who stand in for each other are both away");
    }

    #[test]
    fn nobody_has_two_deputies_at_one_time() {
        let (zhao, chen) = (staff(1, "").id, staff(2, "").id);
        let known = [row(1, 3, 10, 20)];
        let check = |of, deputy, span, others: &[DeputyRow]| check(of, deputy, span, others, Instant(0));
        assert!(check(zhao, chen, (Instant(20), Instant(30)), &known).is_ok(), "one after the other");
        assert!(check(zhao, chen, (Instant(19), Instant(30)), &known).is_err());
        assert!(check(chen, zhao, (Instant(15), Instant(16)), &known).is_err(), "a deputy who is away himself");
        assert!(check(zhao, zhao, (Instant(30), Instant(40)), &[]).is_err());
        assert!(check(zhao, chen, (Instant(40), Instant(40)), &[]).is_err());
    }
    #[test]
    fn nobody_is_named_for_a_time_that_is_over() {
        let (zhao, chen) = (staff(1, "").id, staff(2, "").id);
        let named = |to: i64| check(zhao, chen, (Instant(10), Instant(to)), &[], Instant(20));
        assert!(named(21).is_ok(), "who forgot to name one in time does so late");
        assert!(matches!(named(20), Err(Error::Invalid(list)) if list[0].field == "to_at"));
    }
}
