//! On which line of the chart an item may stand, and whose a cost is – pure.

use kernel::{Error, Message, Result};
use ledger::{Kind, chart};

use super::model::SpendingItemRow;

/// The items that most communities plan by: short name, line of the chart; their names are texts `budget-item-…`.
pub(crate) const USUAL: [(&str, &str); 12] = [
    ("labour", "6401.wages"),
    ("materials", "6401.materials"),
    ("maintenance", "6401.maintenance"),
    ("statutory", "6401.statutory"),
    ("depreciation", "6401.depreciation"),
    ("energy", "6401.energy"),
    ("cleaning", "6401.cleaning"),
    ("greening", "6401.greening"),
    ("order", "6401.order"),
    ("office", "6602"),
    ("tax", "6403"),
    ("reserve", "6401.reserve"),
];

/// The line of the chart as it is kept: one of costs.
pub(crate) fn book_code(typed: &str) -> Result<String> {
    let code = typed.trim().to_ascii_lowercase();
    match chart::line_of(&code) {
        Some(line) if line.kind == Kind::Expense => Ok(code),
        _ => Err(Error::field("book_code", Message::of("budget-not-a-cost"))),
    }
}

/// Whose a cost is: of the item that stands on its line, or nearest above it.
pub(crate) fn item_of<'a>(items: &'a [SpendingItemRow], code: &str) -> Option<&'a SpendingItemRow> {
    let above = |item: &&SpendingItemRow| {
        code.strip_prefix(&item.book_code).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    items.iter().filter(above).max_by_key(|item| item.book_code.len())
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::*;

    #[test]
    fn a_cost_is_of_the_nearest_item_above_it() {
        let item = |code: &str, book_code: &str| SpendingItemRow {
            id: Id::from_uuid(uuid::Uuid::nil()),
            code: code.to_owned(),
            name: code.to_owned(),
            book_code: book_code.to_owned(),
            disabled_at: None,
            version: 1,
        };
        let items = [item("office", "6602"), item("travel", "6602.travel"), item("labour", "6401.wages")];
        for (code, wanted) in [
            ("6602", Some("office")),
            ("6602.paper", Some("office")),
            ("6602.travel", Some("travel")),
            ("6602.travel.train", Some("travel")),
            ("6602.travelling", Some("office")),
            ("6401.wages", Some("labour")),
            ("6401.energy", None),
            ("66021", None),
        ] {
            assert_eq!(item_of(&items, code).map(|item| item.code.as_str()), wanted, "{code}");
        }
    }

    #[test]
    fn an_item_stands_on_a_line_of_costs() {
        assert_eq!(book_code(" 6401.Wages ").ok().as_deref(), Some("6401.wages"));
        for wrong in ["1002", "6001", "9999", "wages"] {
            assert!(book_code(wrong).is_err(), "{wrong}");
        }
    }
}
