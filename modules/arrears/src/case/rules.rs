//! Whom one goes after, how far, and whom not – pure.

use billing::OpenBill;
use kernel::{Date, Error, Money, Result};

use super::model::{CaseRow, CaseState, Owing};
use crate::ladder::{model::LadderRow, rules::climb};

/// What is overdue of bills on a day; a bill that is due today is not overdue.
pub(crate) fn owing<'b>(bills: impl IntoIterator<Item = &'b OpenBill>, today: Date) -> Option<Owing> {
    let mut found: Option<Owing> = None;
    for bill in bills.into_iter().filter(|bill| bill.due_on < today) {
        let before = found.unwrap_or(Owing { overdue: Money::ZERO, oldest_due_on: bill.due_on });
        found =
            Some(Owing { overdue: before.overdue + bill.owed, oldest_due_on: before.oldest_due_on.min(bill.due_on) });
    }
    found
}

/// Whether a household without a case is gone after: enough is overdue, for long enough.
pub(crate) fn begins(ladder: &LadderRow, owing: &Owing, today: Date) -> bool {
    owing.overdue >= ladder.least_fen && today.days_since(owing.oldest_due_on) >= ladder.notice_after
}

/// Whether a household is left alone on a day.
pub(crate) fn is_held(case: &CaseRow, today: Date) -> bool {
    case.held.is_some() && case.held_until_on.is_none_or(|until| today <= until)
}

/// What becomes of an open case on a day: paid, another rung, or other figures. While a household is left alone or has promised, its rung
/// stays and does not grow old.
pub(crate) fn look(ladder: &LadderRow, was: &CaseRow, owing: Option<Owing>, today: Date) -> CaseRow {
    let Some(owing) = owing else {
        return CaseRow { state: CaseState::Closed, closed_on: Some(today), overdue_fen: Money::ZERO, ..was.clone() };
    };
    let mut is = CaseRow { overdue_fen: owing.overdue, oldest_due_on: owing.oldest_due_on, ..was.clone() };
    if was.held.is_some() && !is_held(was, today) {
        is = CaseRow { held: None, held_until_on: None, held_note: None, ..is };
    }
    if is.held.is_some() || is.promised_on.is_some() {
        is.stage_on = today;
        return is;
    }
    let (on_it, past_due) = (today.days_since(is.stage_on), today.days_since(is.oldest_due_on));
    if let Some(stage) = climb(ladder, is.stage, on_it, past_due) {
        is = CaseRow { stage, stage_on: today, next_on: today, ..is };
    }
    is
}

/// A case about which anything can still be done.
pub(crate) fn open(case: &CaseRow) -> Result<()> {
    if case.state == CaseState::Open { Ok(()) } else { Err(Error::broken("arrears-case-closed")) }
}

/// A household is left alone from today on.
pub(crate) fn hold(case: &CaseRow, until: Option<Date>, today: Date) -> Result<()> {
    open(case)?;
    if until.is_some_and(|until| until < today) {
        return Err(Error::field("held_until_on", kernel::Message::of("arrears-held-in-the-past")));
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use kernel::{Id, OrgId};
    use uuid::Uuid;

    use super::*;
    use crate::{
        case::model::Held,
        ladder::{model::Stage, rules::usual},
    };

    pub(crate) fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn org() -> OrgId {
        Id::from_uuid(Uuid::from_u128(1))
    }

    pub(crate) fn case() -> CaseRow {
        CaseRow {
            org_id: org(),
            id: Id::from_uuid(Uuid::from_u128(2)),
            number: "CJ2026-000001".to_owned(),
            place_id: Id::from_uuid(Uuid::from_u128(3)),
            place: "3-1-101".to_owned(),
            payer_id: Id::from_uuid(Uuid::from_u128(4)),
            stage: Stage::Notice,
            stage_on: day("2026-03-01"),
            overdue_fen: Money(20_000),
            oldest_due_on: day("2026-02-20"),
            held: None,
            held_until_on: None,
            held_note: None,
            promised_on: None,
            next_on: day("2026-03-01"),
            state: CaseState::Open,
            opened_on: day("2026-03-01"),
            closed_on: None,
            version: 1,
        }
    }

    #[test]
    fn a_household_that_pays_leaves_and_one_that_is_left_alone_stays_where_it_is() {
        let (ladder, owing) = (usual(org()), Owing { overdue: Money(20_000), oldest_due_on: day("2026-02-20") });
        let today = day("2026-03-20");
        assert_eq!(look(&ladder, &case(), None, today).state, CaseState::Closed);
        assert_eq!(look(&ladder, &case(), Some(owing), today).stage, Stage::Call);
        let disputed = CaseRow { held: Some(Held::Dispute), ..case() };
        assert_eq!(look(&ladder, &disputed, Some(owing), today).stage, Stage::Notice);
        let promised = CaseRow { promised_on: Some(today), ..case() };
        assert_eq!(look(&ladder, &promised, Some(owing), today).stage, Stage::Notice);
        let over = CaseRow { held: Some(Held::Hardship), held_until_on: Some(day("2026-03-19")), ..case() };
        let is = look(&ladder, &over, Some(owing), today);
        assert_eq!((is.stage, is.held), (Stage::Call, None));
    }

    #[test]
    fn little_and_young_arrears_are_left_alone() {
        let ladder = usual(org());
        for (overdue, due, begun) in [
            (5_000, "2026-03-01", true),
            (4_999, "2026-03-01", false),
            (90_000, "2026-03-02", false),
            (90_000, "2026-02-01", true),
        ] {
            let owing = Owing { overdue: Money(overdue), oldest_due_on: day(due) };
            assert_eq!(begins(&ladder, &owing, day("2026-03-08")), begun, "{overdue} due on {due}");
        }
    }
}
