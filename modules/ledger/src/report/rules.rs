//! Days and sums – pure.

use kernel::{Date, Money};

use super::model::{Summed, TrialLine};

/// The first and the last day of a day's month.
pub(crate) fn month_of(day: Date) -> (Date, Date) {
    let text = day.to_string();
    let (year, month) = (day.year(), text.get(5..7).and_then(|m| m.parse::<u32>().ok()).unwrap_or(1));
    let first = Date::of(year, month, 1).unwrap_or(day);
    let (next_year, next) = if month == 12 { (year.saturating_add(1), 1) } else { (year, month + 1) };
    (first, Date::of(next_year, next, 1).map_or(day, |next| next.plus_days(-1)))
}

/// A line of a trial balance.
pub(crate) fn line(sum: &Summed, name: String) -> TrialLine {
    let (opening, debits, credits) = (Money(sum.opening), Money(sum.debits), Money(sum.credits));
    let closing = opening + debits - credits;
    TrialLine { code: sum.code.clone(), name, opening, debits, credits, adjusting: Money(sum.adjusting), closing }
}

/// Both sides of all lines, and whether they agree.
pub(crate) fn total(lines: &[TrialLine]) -> (TrialLine, bool) {
    let sum = |of: fn(&TrialLine) -> Money| lines.iter().map(of).sum::<Money>();
    let above =
        |of: fn(&TrialLine) -> Money| lines.iter().map(of).filter(|amount| *amount > Money::ZERO).sum::<Money>();
    let total = TrialLine {
        opening: above(|line| line.opening),
        debits: sum(|line| line.debits),
        credits: sum(|line| line.credits),
        adjusting: sum(|line| line.adjusting),
        closing: above(|line| line.closing),
        ..TrialLine::default()
    };
    let nothing = |amount: Money| amount == Money::ZERO;
    let agree = nothing(sum(|line| line.opening)) && nothing(sum(|line| line.closing)) && total.debits == total.credits;
    (total, agree)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_its_days() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        for (of, first, last) in [
            ("2026-11-22", "2026-11-01", "2026-11-30"),
            ("2026-12-31", "2026-12-01", "2026-12-31"),
            ("2028-02-01", "2028-02-01", "2028-02-29"),
        ] {
            assert_eq!(month_of(day(of)), (day(first), day(last)));
        }
    }

    #[test]
    fn both_sides_agree_or_it_is_said() {
        let sum =
            |code: &str, opening, debits, credits| Summed { code: code.into(), opening, debits, credits, adjusting: 0 };
        let mut lines: Vec<TrialLine> = [sum("1002", 500, 300, 100), sum("4104", -500, 0, 0), sum("6602", 0, 100, 300)]
            .iter()
            .map(|one| line(one, String::new()))
            .collect();
        let (all, agree) = total(&lines);
        assert_eq!(
            (all.opening, all.debits, all.credits, all.closing, agree),
            (Money(500), Money(400), Money(400), Money(700), true)
        );
        lines.pop();
        assert!(!total(&lines).1);
    }
}
