//! What is said of months paid ahead – pure.

use charge::{Period, period::plus_months};
use kernel::{Date, Error, Message, Money, OrgId, Result};
use tariff::Gift;

use super::model::{AdvanceRow, Quote};

/// What was quoted still holds, and something is paid.
///
/// # Errors
/// A field error for an amount that has changed or a room of another community; one at `advance_months` when they come to nothing.
pub(crate) fn take(quote: &Quote, said: Option<Money>, org: OrgId) -> Result<()> {
    if quote.org_id != org {
        return Err(Error::field("place_id", Message::of("payment-other-community")));
    }
    if quote.amount <= Money::ZERO {
        return Err(Error::field("advance_months", Message::of("payment-advance-of-nothing")));
    }
    if said.is_some_and(|said| said != quote.amount) {
        return Err(Error::field("amount", Message::of("payment-advance-changed").with("amount", quote.amount)));
    }
    Ok(())
}

/// The first day behind everything that stands paid or given.
pub(crate) fn reached(standing: &[AdvanceRow]) -> Option<Date> {
    standing.iter().map(|row| row.given_to_on.unwrap_or(row.to_on).max(row.to_on).plus_days(1)).max()
}

/// Months paid ahead, the earliest first, that what is left of their prepayment no longer pays. Those that begin after this month count:
/// of this one the bill has drawn on it already.
pub(crate) fn unpaid(standing: Vec<AdvanceRow>, on: Date, left: Money) -> Vec<AdvanceRow> {
    let next = plus_months(Date::of(on.year(), on.month(), 1).unwrap_or(on), 1);
    let mut needed = Money::ZERO;
    let is_unpaid = |row: &AdvanceRow| {
        let to_come = (0..row.months).filter(|nth| plus_months(row.from_on, *nth) >= next).count();
        let to_come = i64::try_from(to_come).unwrap_or(row.months);
        needed = needed + Money(row.amount_fen.0 * to_come / row.months);
        to_come > 0 && needed > left
    };
    standing.into_iter().filter(is_unpaid).collect()
}

/// Days as people name them: whole months of the calendar by the month.
pub(crate) fn days_told(days: Period) -> String {
    let month = |day: Date| day.to_string().get(..7).unwrap_or_default().to_owned();
    let first = |day: Date| day.to_string().ends_with("-01");
    match (first(days.from) && first(days.to), month(days.from), month(days.last())) {
        (true, from, last) if from == last => from,
        (true, from, last) => format!("{from} – {last}"),
        _ => format!("{} – {}", days.from, days.last()),
    }
}

/// What is given and by which rule, or why nothing is.
pub(crate) fn told(gift: &Gift, given: Option<Period>) -> Message {
    match gift {
        Gift::Given { rule, .. } => Message::of("payment-gift-given")
            .with("name", &rule.name)
            .with("paid", rule.paid_months)
            .with("given", rule.given_months)
            .with("days", given.map(days_told).unwrap_or_default()),
        Gift::NoRule => Message::of("payment-gift-no-rule"),
        Gift::Over(day) => Message::of("payment-gift-over").with("day", day),
        Gift::NotYet(day) => Message::of("payment-gift-not-yet").with("day", day),
        Gift::TooFew(months) => Message::of("payment-gift-too-few").with("months", months),
        Gift::Owes => Message::of("payment-gift-owes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_months_are_named_by_the_month() {
        let told =
            |from: &str, to: &str| days_told(Period::of(from.parse().expect("a day"), to.parse().expect("a day")));
        assert_eq!(told("2027-12-01", "2028-01-01"), "2027-12");
        assert_eq!(told("2027-12-01", "2028-02-01"), "2027-12 – 2028-01");
        assert_eq!(told("2027-12-15", "2028-01-15"), "2027-12-15 – 2028-01-14");
    }
}
