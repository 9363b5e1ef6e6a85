//! Who may grant a relief, and what the engine is told of it – pure.

use charge::Period;
use kernel::{Error, Result};
use uuid::Uuid;

use super::model::{ReliefRow, ReliefState, Relieved};

/// Decides about a relief that waits: somebody else does it than who asked.
pub(crate) fn decide(relief: &ReliefRow, by: Uuid) -> Result<()> {
    match relief.state {
        ReliefState::Waiting if relief.asked_by == by => Err(Error::broken("tariff-own-relief")),
        ReliefState::Waiting => Ok(()),
        _ => Err(Error::broken("tariff-relief-decided")),
    }
}

/// A relief as the engine knows it: without approval it does not count, and the line says so.
pub(crate) fn told(relief: &ReliefRow) -> charge::Relief {
    let by = relief.decided_name.clone().unwrap_or_default();
    charge::Relief {
        kind: match relief.relieved {
            Relieved::Vacant => charge::Relieved::Vacant,
            Relieved::Discount => charge::Relieved::Discount,
            Relieved::Gift => charge::Relieved::Gift,
        },
        days: Period::of(relief.from_on, relief.to_on.plus_days(1)),
        classes: relief.fee_class.map(|kind| kind.class()).into_iter().collect(),
        pays: u32::try_from(relief.pays).unwrap_or(charge::relief::WHOLE),
        off: relief.off_fen,
        approved: (relief.state == ReliefState::Approved).then_some(by),
    }
}
