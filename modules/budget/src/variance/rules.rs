//! How a budget is compared with what was spent – pure.

use kernel::Money;

use super::model::{Compared, VarianceLine};
use crate::budget::model::Months;

/// What is left of an amount, and how much of it is spent.
pub(crate) fn compared(budget: Money, actual: Money) -> Compared {
    let percent = (budget > Money::ZERO).then(|| actual.0.saturating_mul(100) / budget.0);
    Compared { budget, actual, left: budget - actual, percent }
}

/// The month (1 to 12) alone, and from January to its end.
pub(crate) fn both(budget: &Months, actual: &Months, month: usize) -> (Compared, Compared) {
    let at = |months: &Months| months.get(month.saturating_sub(1)).copied().unwrap_or_default();
    let until = |months: &Months| months.iter().take(month).copied().sum::<Money>();
    (compared(at(budget), at(actual)), compared(until(budget), until(actual)))
}

/// All lines in one.
pub(crate) fn total(lines: &[VarianceLine], name: String) -> VarianceLine {
    let sum = |of: fn(&VarianceLine) -> Money| lines.iter().map(of).sum::<Money>();
    VarianceLine {
        spending_item_id: None,
        name,
        book_code: String::new(),
        in_month: compared(sum(|l| l.in_month.budget), sum(|l| l.in_month.actual)),
        to_date: compared(sum(|l| l.to_date.budget), sum(|l| l.to_date.actual)),
        whole_year: sum(|l| l.whole_year),
        committed: sum(|l| l.committed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_and_the_year_to_it_are_compared() {
        let (budget, mut actual) = ([Money(100); 12], [Money::ZERO; 12]);
        (actual[0], actual[1], actual[2]) = (Money(90), Money(150), Money(500));
        let (month, to_date) = both(&budget, &actual, 2);
        assert_eq!((month.left, month.percent), (Money(-50), Some(150)));
        assert_eq!((to_date.budget, to_date.actual, to_date.left), (Money(200), Money(240), Money(-40)));
        assert_eq!(compared(Money::ZERO, Money(5)).percent, None);
    }
}
