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
    if let Some(whole) = typed.whole_year {
        return Ok(spread(sound(format!("budget_rows.{nth}.whole_year"), whole)?, weights));
    }
    let mut months = [Money::ZERO; MONTHS];
    for (at, (month, typed)) in months.iter_mut().zip(typed.months()).enumerate() {
        *month = sound(format!("budget_rows.{nth}.m{}", at + 1), typed.unwrap_or_default())?;
    }
    Ok(months)
}

fn sound(field: String, amount: Money) -> Result<Money> {
    if amount < Money::ZERO || amount > MOST {
        Err(Error::field(field, Message::of("budget-amount-beyond").with("most", MOST)))
    } else {
        Ok(amount)
    }
}

/// A row of a workbook as it stands there.
pub(crate) struct Asked<'a> {
    /// The item: its name, short name, or line of the chart.
    pub item: &'a str,
    /// Its short name or line of the chart, when there is a column of it; codes of other programs say nothing.
    pub code: Option<&'a str>,
    /// The amounts.
    pub typed: &'a GridRow,
}

/// The item of a row with what it has by month.
///
/// # Errors
/// [`Error::Invalid`] with every field that is wrong.
pub(crate) fn imported<'a>(items: &'a [SpendingItemRow], asked: &Asked<'_>) -> Result<(&'a SpendingItemRow, Months)> {
    match (called(items, asked), whole(asked.typed)) {
        (Ok(item), Ok(months)) => Ok((item, months)),
        (Err(Error::Invalid(mut wrong)), Err(Error::Invalid(more))) => {
            wrong.extend(more);
            Err(Error::Invalid(wrong))
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

/// The item a row means. Names may be used twice; then the code tells which.
fn called<'a>(items: &'a [SpendingItemRow], asked: &Asked<'_>) -> Result<&'a SpendingItemRow> {
    let (name, code) = (asked.item.trim(), asked.code.unwrap_or_default().trim());
    let coded = |item: &SpendingItemRow, code: &str| item.code == code || item.book_code == code;
    let named: Vec<_> = items.iter().filter(|item| item.name == name || coded(item, name)).collect();
    if let Some(item) = items.iter().find(|item| coded(item, code)) {
        let other = !named.is_empty() && !named.iter().any(|one| one.id == item.id);
        let message = || Message::of("budget-import-other-item").with("item", &item.name);
        return if other { Err(Error::field("code", message())) } else { Ok(item) };
    }
    let offered: Vec<_> = named.iter().copied().filter(|item| item.disabled_at.is_none()).collect();
    let message = match (&offered[..], &named[..]) {
        ([item], _) | ([], [item]) => return Ok(*item),
        ([], []) => Message::of("budget-import-item").with("item", name),
        _ => Message::of("budget-import-which-item").with("item", name),
    };
    Err(Error::field("spending_item", message))
}

/// The months of a row: as they stand, empty ones nothing, or the year evenly when it stands alone. Beside months it must be their sum.
fn whole(typed: &GridRow) -> Result<Months> {
    let mut wrong = Vec::new();
    let mut checked = |field: String, amount: Money| {
        if let Err(Error::Invalid(fields)) = sound(field, amount) {
            wrong.extend(fields);
        }
    };
    let told = typed.months();
    for (nth, amount) in (1..).zip(told) {
        checked(format!("m{nth}"), amount.unwrap_or_default());
    }
    checked("whole_year".to_owned(), typed.whole_year.unwrap_or_default());
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let months = told.map(Option::unwrap_or_default);
    let sum: Money = months.iter().copied().sum();
    match typed.whole_year {
        Some(year) if told == [None; MONTHS] => Ok(spread(year, None)),
        Some(year) if year != sum => {
            let by = Money((year.0 - sum.0).abs());
            let differs = Message::of("budget-import-total").with("year", year).with("sum", sum).with("by", by);
            Err(Error::field("whole_year", differs))
        }
        _ => Ok(months),
    }
}

/// Whether rows of a workbook may go into a year with these editions: into its draft, or into one that is begun.
pub(crate) fn takes_rows(year: i64, before: &[BudgetRow]) -> Result<()> {
    let stands = |state: BudgetState| before.iter().any(|budget| budget.state == state);
    let refused = |key: &'static str| Err(Error::field("year", Message::of(key).with("year", year)));
    if stands(BudgetState::Draft) {
        Ok(())
    } else if stands(BudgetState::Submitted) {
        refused("budget-import-submitted")
    } else if stands(BudgetState::InForce) {
        refused("budget-import-in-force")
    } else {
        Ok(())
    }
}

/// The number of the next edition after these, the latest of which comes first.
pub(crate) fn next_edition(before: &[BudgetRow]) -> i64 {
    before.first().map_or(1, |budget| budget.edition + 1)
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
    fn a_row_of_a_workbook_means_one_item() {
        let mut items = items();
        items.push(SpendingItemRow {
            id: Id::from_uuid(Uuid::from_u128(3)),
            code: "wages".to_owned(),
            ..items[0].clone()
        });
        for (item, code, wanted) in [
            ("能耗", None, Ok(2)),
            (" energy ", None, Ok(2)),
            ("能耗", Some("6403.01"), Ok(2)),
            ("改过的名称", Some("energy"), Ok(2)),
            ("人工", Some("wages"), Ok(3)),
            ("人工", None, Err("budget-import-which-item")),
            ("租金", None, Err("budget-import-item")),
            ("能耗", Some("labour"), Err("budget-import-other-item")),
        ] {
            let asked = Asked { item, code, typed: &GridRow::default() };
            let found = match called(&items, &asked) {
                Ok(item) => Ok(item.id.uuid().as_u128()),
                Err(Error::Invalid(wrong)) => Err(wrong[0].message.key.to_string()),
                Err(other) => Err(other.to_string()),
            };
            assert_eq!(found, wanted.map_err(str::to_owned), "{item} {code:?}");
        }
    }

    #[test]
    fn the_total_of_a_row_agrees_with_its_months() {
        let typed = |whole: Option<i64>, m1: Option<i64>, m2: Option<i64>| GridRow {
            whole_year: whole.map(Money),
            m1: m1.map(Money),
            m2: m2.map(Money),
            ..GridRow::default()
        };
        let told = |row: &GridRow| match whole(row) {
            Ok(months) => (months[0].0, months.iter().copied().sum::<Money>().0, Vec::new()),
            Err(Error::Invalid(wrong)) => (0, 0, wrong.into_iter().map(|one| one.field).collect()),
            Err(other) => panic!("{other}"),
        };
        for (row, wanted) in [
            (typed(None, Some(5), Some(7)), (5, 12, vec![])),
            (typed(Some(12), Some(5), Some(7)), (5, 12, vec![])),
            (typed(Some(1_201), None, None), (101, 1_201, vec![])),
            (typed(Some(13), Some(5), Some(7)), (0, 0, vec!["whole_year".to_owned()])),
            (typed(Some(0), Some(5), None), (0, 0, vec!["whole_year".to_owned()])),
            (typed(None, Some(-1), Some(MOST.0 + 1)), (0, 0, vec!["m1".to_owned(), "m2".to_owned()])),
        ] {
            assert_eq!(told(&row), wanted, "{row:?}");
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
