//! How a grid is read, how a year is spread, and who decides about a budget – pure.

use kernel::{Error, Message, Money, Result};
use uuid::Uuid;

use super::model::{BudgetRow, BudgetState, GridRow, Months};
use crate::item::model::{SpendingItemId, SpendingItemRow};

/// Months of a year.
pub(crate) const MONTHS: usize = 12;

/// The most an item may have in a month: a thousand million yuan.
const MOST: Money = Money(100_000_000_000);

/// An amount of a year over its months: by weights when there are any, else evenly; the months make the year to the fen.
pub(crate) fn spread(whole: Money, weights: Option<&Months>) -> Months {
    let weights = weights.map(|months| months.map(|one| u64::try_from(one.0).unwrap_or(0)));
    let weights = weights.filter(|weights| weights.iter().any(|one| *one > 0)).unwrap_or([1; MONTHS]);
    let mut months = [Money::ZERO; MONTHS];
    for (month, part) in months.iter_mut().zip(whole.allocate(&weights)) {
        *month = part;
    }
    months
}

/// A row of the grid: the year spread when it is given, else the months, empty ones nothing.
pub(crate) fn row(nth: usize, typed: &GridRow, weights: Option<&Months>) -> Result<Months> {
    let sound = |field: String, amount: Money| {
        if amount < Money::ZERO || amount > MOST {
            Err(Error::field(field, Message::of("budget-amount-beyond").with("most", MOST)))
        } else {
            Ok(amount)
        }
    };
    if let Some(whole) = typed.whole_year {
        return Ok(spread(sound(format!("budget_rows.{nth}.whole_year"), whole)?, weights));
    }
    let mut months = [Money::ZERO; MONTHS];
    for (at, (month, typed)) in months.iter_mut().zip(typed.months()).enumerate() {
        *month = sound(format!("budget_rows.{nth}.m{}", at + 1), typed.unwrap_or_default())?;
    }
    Ok(months)
}

/// An amount without what a spreadsheet writes around it.
fn bare(cell: &str) -> String {
    cell.replace([',', '¥', ' '], "")
}

/// Lines copied out of a spreadsheet: an item, then twelve months, or the year. A thirteenth amount is their sum and must be it.
/// Headings – lines without any amount – are left out.
///
/// # Errors
/// [`Error::Invalid`] at `pasted_cells`, naming the line.
pub(crate) fn pasted(
    items: &[SpendingItemRow],
    cells: &str,
    weights: impl Fn(SpendingItemId) -> Option<Months>,
) -> Result<Vec<(SpendingItemId, Months)>> {
    let mut rows: Vec<(SpendingItemId, Months)> = Vec::new();
    for (nth, line) in (1_i64..).zip(cells.lines()) {
        let wrong = |key: &'static str| {
            Error::field("pasted_cells", Message::of(key).with("line", nth).with("text", line.trim()))
        };
        let mut parts = line.split('\t').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let typed: Vec<&str> = parts.collect();
        if typed.iter().all(|cell| bare(cell).parse::<Money>().is_err()) {
            continue;
        }
        let item = items.iter().find(|item| item.name == name || item.code == name);
        let item = item.ok_or_else(|| wrong("budget-paste-item"))?;
        let amount = |cell: &str| {
            let cell = bare(cell);
            let nothing = cell.is_empty() || cell == "-";
            let amount = if nothing { Money::ZERO } else { cell.parse().map_err(|_| wrong("budget-paste-amount"))? };
            if amount < Money::ZERO || amount > MOST { Err(wrong("budget-paste-amount")) } else { Ok(amount) }
        };
        let amounts = typed.iter().map(|cell| amount(cell)).collect::<Result<Vec<Money>>>()?;
        let months = match amounts.as_slice() {
            [whole] => spread(*whole, weights(item.id).as_ref()),
            [months @ .., total] if months.len() == MONTHS => {
                if months.iter().copied().sum::<Money>() != *total {
                    return Err(wrong("budget-paste-total"));
                }
                Months::try_from(months).map_err(|_| wrong("budget-paste-months"))?
            }
            months => Months::try_from(months).map_err(|_| wrong("budget-paste-months"))?,
        };
        if rows.iter().any(|(id, _)| *id == item.id) {
            return Err(wrong("budget-paste-twice"));
        }
        rows.push((item.id, months));
    }
    if rows.is_empty() {
        return Err(Error::field("pasted_cells", Message::of("budget-paste-nothing")));
    }
    Ok(rows)
}

/// Only a draft is filled and submitted.
pub(crate) fn draft(budget: &BudgetRow) -> Result<()> {
    match budget.state {
        BudgetState::Draft => Ok(()),
        _ => Err(Error::broken("budget-not-a-draft")),
    }
}

/// A budget of nothing is not submitted.
pub(crate) fn submit(budget: &BudgetRow) -> Result<()> {
    draft(budget)?;
    if budget.total_fen == Money::ZERO { Err(Error::broken("budget-of-nothing")) } else { Ok(()) }
}

/// Somebody else decides than who submitted, and once.
pub(crate) fn decide(budget: &BudgetRow, by: Uuid) -> Result<()> {
    match budget.state {
        BudgetState::Submitted if budget.submitted_by == Some(by) => Err(Error::broken("budget-own-budget")),
        BudgetState::Submitted => Ok(()),
        _ => Err(Error::broken("budget-not-submitted")),
    }
}

/// Only what is in force is changed.
pub(crate) fn amend(budget: &BudgetRow) -> Result<()> {
    match budget.state {
        BudgetState::InForce => Ok(()),
        _ => Err(Error::broken("budget-not-in-force")),
    }
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::*;

    fn items() -> Vec<SpendingItemRow> {
        let item = |nth: u128, code: &str, name: &str| SpendingItemRow {
            id: Id::from_uuid(Uuid::from_u128(nth)),
            code: code.to_owned(),
            name: name.to_owned(),
            book_code: code.to_owned(),
            disabled_at: None,
            version: 1,
        };
        vec![item(1, "labour", "人工"), item(2, "energy", "能耗")]
    }

    #[test]
    fn a_year_is_spread_to_the_fen() {
        let even = spread(Money(100_000), None);
        assert_eq!((even.iter().copied().sum::<Money>(), even[0].0 - even[11].0), (Money(100_000), 1));
        let mut last = [Money::ZERO; MONTHS];
        (last[0], last[6]) = (Money(300), Money(100));
        let alike = spread(Money(1_001), Some(&last));
        assert_eq!((alike[0].0 + alike[6].0, alike[1]), (1_001, Money::ZERO));
        assert_eq!(spread(Money(1_200), Some(&[Money::ZERO; MONTHS]))[5], Money(100), "nothing last year: evenly");
    }

    #[test]
    fn cells_are_read_as_they_are_copied() {
        let none = |_| None;
        let months = "人工\t1,000\t1000\t1000\t1000\t1000\t1000\t1000\t1000\t1000\t1000\t1000\t1000.50";
        let read =
            pasted(&items(), &format!("科目\t1月\t2月\n{months}\t12000.5\nenergy\t¥1,200.00"), none).expect("reads");
        assert_eq!((read.len(), read[0].1[11], read[1].1[0]), (2, Money(100_050), Money(10_000)));
        for (cells, key) in [
            ("租金\t100", "budget-paste-item"),
            ("人工\t1\tx", "budget-paste-amount"),
            ("人工\t-5", "budget-paste-amount"),
            ("人工\t1\t2", "budget-paste-months"),
            ("人工\t1\n人工\t2", "budget-paste-twice"),
            ("科目\t全年", "budget-paste-nothing"),
            (&format!("{months}\t1"), "budget-paste-total"),
        ] {
            let Err(Error::Invalid(errors)) = pasted(&items(), cells, none) else { panic!("{cells} is read") };
            assert_eq!((errors[0].message.key.as_ref(), errors[0].field.as_str()), (key, "pasted_cells"));
        }
    }

    #[test]
    fn the_year_goes_before_the_months() {
        let typed = GridRow { whole_year: Some(Money(1_200)), m1: Some(Money(7)), ..GridRow::default() };
        assert_eq!(row(0, &typed, None).ok(), Some([Money(100); MONTHS]));
        let typed = GridRow { m3: Some(Money(-1)), ..GridRow::default() };
        assert!(row(4, &typed, None).is_err());
    }
}
