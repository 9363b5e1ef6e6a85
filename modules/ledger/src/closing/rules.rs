//! When a period may be closed – pure; the order of closings is the engine's.

use kernel::{Date, Message};
use ledger::Periods;

use super::model::ClosingRow;

/// The turns there have been, as the engine knows them.
pub(crate) fn periods(rows: &[ClosingRow]) -> Periods {
    let mut periods = Periods::default();
    for row in rows {
        let after = u64::try_from(row.after_entries).unwrap_or_default();
        // What was kept was decided by the engine; verify tells where it was not.
        let _kept = match &row.reason {
            None => periods.close(row.until_on, after),
            Some(reason) => periods.reopen(row.until_on, reason, after),
        };
    }
    periods
}

/// A day is closed once it is over.
pub(crate) fn over(until: Date, today: Date) -> Result<(), Message> {
    if until < today { Ok(()) } else { Err(Message::of("ledger-day-not-over")) }
}
