//! What bills move in the book – pure.

use kernel::{Date, Id, Money};
use ledger::{AccountId, Command, EntryId, Posting, Source, chart};
use tariff::Fee;
use uuid::Uuid;

/// The line of the chart on which stands what a fee brings: income, or a debt to those for whom it is collected.
pub(crate) fn brought(class: Fee) -> String {
    let line = match class {
        Fee::Water | Fee::Electricity | Fee::Gas | Fee::Heating | Fee::Shared => chart::COLLECTED,
        Fee::RenovationDeposit => return chart::DEPOSIT.to_owned(),
        Fee::Penalty => return chart::PENALTY.to_owned(),
        Fee::Rent => OTHER_INCOME,
        Fee::Management | Fee::Parking | Fee::Garbage | Fee::Service | Fee::Repair | Fee::Other => chart::INCOME,
    };
    format!("{line}.{}", class.word())
}

/// The line a credit is taken from: of fee income the waivers, so that both stay to be seen; of all else the line itself.
pub(crate) fn given_up(class: Fee) -> String {
    let line = brought(class);
    if line.starts_with(chart::INCOME) { chart::WAIVED.to_owned() } else { line }
}

/// Letting space is no fee income.
const OTHER_INCOME: &str = "6051";

/// A paper that moves an amount between two accounts.
#[derive(Debug, Clone)]
pub(crate) struct Paper {
    pub id: Uuid,
    pub kind: &'static str,
    pub written: String,
    pub memo: String,
    pub amount: Money,
}

/// What a paper posts, under its own id, so that it is posted once; a paper over nothing posts nothing.
pub(crate) fn entry(paper: Paper, on: Date, debit: AccountId, credit: AccountId) -> Option<Command> {
    let postings = vec![Posting::debit(debit, paper.amount), Posting::credit(credit, paper.amount)];
    let source = Some(Source { kind: paper.kind.to_owned(), id: paper.written });
    let id: EntryId = Id::from_uuid(paper.id);
    (paper.amount > Money::ZERO).then(|| Command { source, memo: paper.memo, ..Command::post(id, on, postings) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_collected_for_others_is_no_income() {
        for (class, line, credited) in [
            (Fee::Management, "6001.management", "6001.waived"),
            (Fee::Parking, "6001.parking", "6001.waived"),
            (Fee::Water, "2241.collected.water", "2241.collected.water"),
            (Fee::Shared, "2241.collected.shared", "2241.collected.shared"),
            (Fee::RenovationDeposit, "2241.deposit", "2241.deposit"),
            (Fee::Rent, "6051.rent", "6051.rent"),
            (Fee::Penalty, "6301", "6301"),
        ] {
            assert_eq!((brought(class).as_str(), given_up(class).as_str()), (line, credited), "{class:?}");
            assert!(chart::line_of(line).is_some(), "{line} stands in the chart");
        }
    }

    #[test]
    fn a_paper_over_nothing_posts_nothing() {
        let paper = Paper {
            id: Uuid::from_u128(1),
            kind: "bill",
            written: String::new(),
            memo: String::new(),
            amount: Money::ZERO,
        };
        let account = |nth| AccountId::from_uuid(Uuid::from_u128(nth));
        assert_eq!(entry(paper, "2026-03-01".parse().unwrap(), account(2), account(3)), None);
    }
}
