//! From when on cases are looked at, and how two figures differ – pure.

use kernel::{Error, Instant, Result, Span};

use super::model::WhatIfState;

/// The months looked at when nothing is said.
const MONTHS: i64 = 3;
/// A month, as far as this matters.
const MONTH: Span = Span::days(30);

/// Since when cases are looked at.
pub(crate) fn since(now: Instant, months: Option<i64>) -> Instant {
    now - Span(MONTH.0 * months.unwrap_or(MONTHS).clamp(1, 36))
}

/// Refuses to stop what is not under way.
pub(crate) fn may_stop(state: WhatIfState) -> Result<()> {
    match state {
        WhatIfState::Waiting | WhatIfState::Running => Ok(()),
        WhatIfState::Done | WhatIfState::Stopped | WhatIfState::Failed => Err(Error::broken("catalogue-what-if-over")),
    }
}

/// A difference with its sign; nothing when there is none.
pub(crate) fn difference(was: u64, would: u64) -> String {
    match would.cmp(&was) {
        std::cmp::Ordering::Greater => format!("+{}", would - was),
        std::cmp::Ordering::Less => format!("−{}", was - would),
        std::cmp::Ordering::Equal => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_months_are_three_unless_said_otherwise_and_never_more_than_three_years() {
        let now = Instant(Span::days(4_000).0);
        for (said, days) in [(None, 90), (Some(1), 30), (Some(12), 360), (Some(0), 30), (Some(400), 1_080)] {
            assert_eq!(since(now, said), now - Span::days(days), "{said:?}");
        }
    }

    #[test]
    fn a_difference_says_its_direction() {
        assert_eq!([difference(3, 5), difference(5, 3), difference(4, 4)], ["+2", "−2", ""]);
    }

    #[test]
    fn only_what_is_under_way_can_be_stopped() {
        let may: Vec<bool> = WhatIfState::ALL.iter().map(|s| may_stop(*s).is_ok()).collect();
        assert_eq!(may, [true, true, false, false, false]);
    }
}
