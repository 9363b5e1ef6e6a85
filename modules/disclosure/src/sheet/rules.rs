//! What a sheet tells of a book, its text, and who publishes it – pure.

use std::fmt::Write as _;

use kernel::{Date, Error, Message, Money, Result};
use ledger::{Kind, chart};
use ledgers::Moved;
use uuid::Uuid;

use super::model::{BookLine, Section, SheetBody, SheetRow, SheetState};

/// The lines above those of owners' money.
pub(crate) const OWNERS_MONEY: [&str; 2] = [chart::PUBLIC_REVENUE, chart::REPAIR_FUND];

/// The section in which a line of the chart stands; none for the others.
pub(crate) fn section(code: &str) -> Option<Section> {
    let below = |line: &str| code.strip_prefix(line).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    if below(chart::PUBLIC_REVENUE) {
        return Some(Section::PublicRevenue);
    }
    if below(chart::REPAIR_FUND) {
        return Some(Section::RepairFund);
    }
    match chart::line_of(code)?.kind {
        Kind::Income => Some(Section::Income),
        Kind::Expense => Some(Section::Spending),
        _ => None,
    }
}

/// A line of the book as the owners read it; none for one that is not theirs to read, or that did not move and holds nothing.
pub(crate) fn line(moved: &Moved, title: String) -> Option<BookLine> {
    let section = section(&moved.code)?;
    let (opening, came_in, went_out) = match section {
        Section::PublicRevenue | Section::RepairFund => {
            (Money::ZERO - moved.opening_fen, moved.credits_fen, moved.debits_fen)
        }
        Section::Income => (Money::ZERO, moved.credits_fen - moved.debits_fen, Money::ZERO),
        Section::Spending => (Money::ZERO, Money::ZERO, moved.debits_fen - moved.credits_fen),
    };
    let closing = opening + came_in - went_out;
    let still = [opening, came_in, went_out].iter().all(|amount| *amount == Money::ZERO);
    let code = moved.code.clone();
    (!still).then_some(BookLine { section, code, title, opening, came_in, went_out, closing })
}

/// An amount in yuan, without anything between its digits.
pub(crate) fn yuan(amount: Money) -> String {
    let fen = amount.0.unsigned_abs();
    format!("{}{}.{:02}", if amount.0 < 0 { "-" } else { "" }, fen / 100, fen % 100)
}

/// A word on one line, without tabs.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The place of a sheet among those published.
pub(crate) struct Head<'a> {
    pub number: &'a str,
    pub seq: i64,
    pub days: (Date, Date),
    /// The digest of the sheet published before it.
    pub previous: Option<&'a str>,
    /// The digest of the sheet it corrects.
    pub corrects: Option<&'a str>,
}

/// The text a digest is of: UTF-8, a fact a line, tabs between its parts, each line ended by a line feed.
pub(crate) fn canonical(head: &Head<'_>, body: &SheetBody) -> String {
    let mut text = String::from("disclosure\t1\n");
    let mut row = |parts: &[&str]| {
        // Writing into a string does not fail.
        let _ = writeln!(text, "{}", parts.join("\t"));
    };
    row(&["community", &plain(&body.community)]);
    row(&["number", head.number, &head.seq.to_string()]);
    row(&["period", &head.days.0.to_string(), &head.days.1.to_string()]);
    row(&["previous", head.previous.unwrap_or("-")]);
    row(&["corrects", head.corrects.unwrap_or("-")]);
    for fee in &body.fees {
        row(&["fee", &plain(&fee.name), &plain(&fee.price)]);
    }
    for one in &body.lines {
        let [opening, came_in, went_out, closing] = [one.opening, one.came_in, one.went_out, one.closing].map(yuan);
        row(&[one.section.word(), &one.code, &plain(&one.title), &opening, &came_in, &went_out, &closing]);
    }
    row(&["payments", &body.payments.to_string(), &yuan(body.paid), &body.root]);
    if body.given_back > Money::ZERO {
        row(&["given_back", &yuan(body.given_back)]);
    }
    text
}

/// A period is over before it is disclosed.
pub(crate) fn period(from: Date, until: Date, today: Date) -> Result<()> {
    if until < from {
        return Err(Error::field("until_on", Message::of("disclosure-ends-before-it-begins")));
    }
    if until >= today {
        return Err(Error::field("until_on", Message::of("disclosure-not-over")));
    }
    Ok(())
}

/// Somebody else publishes than who drew up, and once.
pub(crate) fn publish(sheet: &SheetRow, by: Uuid) -> Result<()> {
    match sheet.state {
        SheetState::Draft if sheet.drawn_by == by => Err(Error::broken("disclosure-own-sheet")),
        SheetState::Draft => Ok(()),
        SheetState::Published | SheetState::Withdrawn => Err(Error::broken("disclosure-not-a-draft")),
    }
}

/// Only a draft is withdrawn.
pub(crate) fn withdraw(sheet: &SheetRow) -> Result<()> {
    if sheet.state == SheetState::Draft { Ok(()) } else { Err(Error::broken("disclosure-not-a-draft")) }
}

/// Only what is published is corrected.
pub(crate) fn correct(sheet: &SheetRow) -> Result<()> {
    if sheet.state == SheetState::Published { Ok(()) } else { Err(Error::broken("disclosure-not-published")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_on_the_side_on_which_it_grows() {
        let moved = |code: &str, opening: i64, debits: i64, credits: i64| Moved {
            code: code.to_owned(),
            opening_fen: Money(opening),
            debits_fen: Money(debits),
            credits_fen: Money(credits),
        };
        let told = |moved: Moved| {
            line(&moved, String::new()).map(|l| (l.section, l.opening.0, l.came_in.0, l.went_out.0, l.closing.0))
        };
        for (given, wanted) in [
            (moved("2241.public_revenue.ads", -500, 200, 300), Some((Section::PublicRevenue, 500, 300, 200, 600))),
            (moved("2241.repair_fund", 0, 0, 700), Some((Section::RepairFund, 0, 700, 0, 700))),
            (moved("6001.water", -900, 10, 110), Some((Section::Income, 0, 100, 0, 100))),
            (moved("6401.wages", 900, 400, 0), Some((Section::Spending, 0, 0, 400, -400))),
            (moved("6401.wages", 900, 0, 0), None),
            (moved("2241.deposit", -900, 0, 50), None),
        ] {
            assert_eq!(told(given.clone()), wanted, "{given:?}");
        }
    }

    #[test]
    fn amounts_are_written_one_way() {
        for (fen, wanted) in [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (1_234_567, "12345.67"), (-100, "-1.00")] {
            assert_eq!(yuan(Money(fen)), wanted);
        }
    }
}
