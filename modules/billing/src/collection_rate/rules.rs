//! What has come in of what was to – pure.

use kernel::Money;

use super::model::Collected;

/// Sums over some bills.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub bills: i64,
    pub billed: Money,
    pub credited: Money,
    /// Settled before the time that is looked at.
    pub settled_before: Money,
    /// Settled in it.
    pub settled: Money,
}

impl Sums {
    /// Both together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            bills: self.bills + other.bills,
            billed: self.billed + other.billed,
            credited: self.credited + other.credited,
            settled_before: self.settled_before + other.settled_before,
            settled: self.settled + other.settled,
        }
    }

    /// What of it has come in.
    pub(crate) fn collected(self) -> Collected {
        let receivable = self.billed - self.credited - self.settled_before;
        let rate = (receivable > Money::ZERO)
            .then(|| i64::try_from(i128::from(self.settled.0) * 10_000 / i128::from(receivable.0)).ok())
            .flatten();
        Collected {
            bills: self.bills,
            receivable,
            received: self.settled,
            outstanding: receivable - self.settled,
            rate,
        }
    }
}

/// A rate as people write it, rounded down so that nothing owed reads as everything paid.
pub(crate) fn percent(rate: Option<i64>) -> String {
    rate.map_or_else(|| "—".to_owned(), |rate| format!("{}.{:02}%", rate / 100, rate % 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_credited_or_paid_before_was_not_to_come_in() {
        for (billed, credited, before, settled, receivable, rate) in [
            (10_000, 0, 0, 10_000, 10_000, "100.00%"),
            (10_000, 2_000, 0, 4_000, 8_000, "50.00%"),
            (10_000, 0, 7_000, 999, 3_000, "33.30%"),
            (1_000_000, 0, 0, 999_999, 1_000_000, "99.99%"),
            (10_000, 10_000, 0, 0, 0, "—"),
        ] {
            let sums = Sums {
                bills: 1,
                billed: Money(billed),
                credited: Money(credited),
                settled_before: Money(before),
                settled: Money(settled),
            };
            let found = sums.collected();
            assert_eq!((found.receivable.0, percent(found.rate).as_str()), (receivable, rate), "{sums:?}");
            assert_eq!(found.outstanding, found.receivable - found.received);
        }
    }
}
