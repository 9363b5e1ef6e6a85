//! A budget out of a workbook, and as one: a row is an item with its twelve months. It goes into the draft of its year, as often as it comes.

use std::collections::{BTreeMap, btree_map::Entry};

use kernel::{
    Error, Lang, Message, Money, OrgId, Result,
    form::{Field, Kind},
};
use module::{Chunk, Context, Taken, Undo};
use serde::Deserialize;
use serde_json::{Value, json};
use sheet::{Column, Register, write::ExportColumn};

use super::{
    actions::{self, Grid},
    model::{BudgetLine, BudgetRow, BudgetState, GridRow},
    rules::{self, Asked},
    store,
};
use crate::item;

/// What a column of a month is called elsewhere beside `1月` and `January`.
const MONTH_NAMES: [(&str, &str, &[&str]); rules::MONTHS] = [
    ("1月", "January", &["一月", "1月份", "一月份", "01月", "Jan"]),
    ("2月", "February", &["二月", "2月份", "二月份", "02月", "Feb"]),
    ("3月", "March", &["三月", "3月份", "三月份", "03月", "Mar"]),
    ("4月", "April", &["四月", "4月份", "四月份", "04月", "Apr"]),
    ("5月", "May", &["五月", "5月份", "五月份", "05月"]),
    ("6月", "June", &["六月", "6月份", "六月份", "06月", "Jun"]),
    ("7月", "July", &["七月", "7月份", "七月份", "07月", "Jul"]),
    ("8月", "August", &["八月", "8月份", "八月份", "08月", "Aug"]),
    ("9月", "September", &["九月", "9月份", "九月份", "09月", "Sep"]),
    ("10月", "October", &["十月", "10月份", "十月份", "Oct"]),
    ("11月", "November", &["十一月", "11月份", "十一月份", "Nov"]),
    ("12月", "December", &["十二月", "12月份", "十二月份", "Dec"]),
];

/// How the sheet looks. No column is a key by itself: a workbook may hold several years, and one whose year stands in its title has no
/// column of it, so that an item told twice is found when its budget is known.
pub(crate) fn register() -> Register {
    let text = |name: &str, longest: i64| Field { max: Some(longest), ..Field::new(name, Kind::Text) };
    let mut register = Register::new("budget_line", "预算表", "Budget")
        .also(&["预算", "年度预算", "预算明细", "费用预算", "成本预算", "支出预算"])
        .column(
            Column::new(text("spending_item", 40).required(), "支出科目", "Spending item")
                .also(&[
                    "科目",
                    "科目名称",
                    "预算科目",
                    "预算项目",
                    "费用项目",
                    "费用名称",
                    "支出项目",
                    "成本项目",
                    "项目",
                ])
                .explained(None, "人工成本"),
        );
    for (nth, (zh, en, also)) in (1..).zip(MONTH_NAMES) {
        let amount = Field::new(format!("m{nth}"), Kind::Money);
        let column = Column::new(amount, zh, en).also(also).absent(&["-", "--", "—", "/"]);
        register = register.column(column.explained(None, "5000.00"));
    }
    let year = Field { min: Some(2000), max: Some(2100), ..Field::new("year", Kind::Integer) };
    register
        .column(
            Column::new(Field::new("whole_year", Kind::Money), "全年", "Whole year")
                .also(&["合计", "总计", "全年合计", "年度合计", "全年预算", "年度预算", "全年金额", "Total"])
                .absent(&["-", "--", "—", "/"])
                .explained(None, "60000.00"),
        )
        .column(
            Column::new(text("code", 40), "科目编码", "Item code")
                .also(&["编码", "科目代码", "科目编号", "会计科目"])
                .explained(None, "labour"),
        )
        .column(Column::new(year, "年度", "Year").also(&["年份", "预算年度", "会计年度"]).explained(None, "2027"))
}

/// The columns of a budget as a workbook: those of its register, so that it comes in again.
pub(crate) fn columns(lang: Lang) -> Vec<ExportColumn> {
    let column = |one: &Column| ExportColumn::new(one.heading(lang), one.field.kind.clone());
    register().columns.iter().map(column).collect()
}

/// A line of a budget in these columns.
pub(crate) fn row(budget: &BudgetRow, line: &BudgetLine) -> Vec<Value> {
    let mut row = vec![json!(line.name)];
    row.extend(line.months.iter().chain([&line.whole_year]).map(|amount| json!(amount)));
    row.extend([json!(line.code), json!(budget.year)]);
    row
}

#[derive(Deserialize)]
struct Line {
    spending_item: String,
    code: Option<String>,
    year: Option<i64>,
    #[serde(flatten)]
    typed: GridRow,
}

/// Where rows of a year go.
struct Target {
    year: i64,
    /// The editions of the year, the latest first.
    before: Vec<BudgetRow>,
    /// What its draft allows; nothing when there is none.
    there: Grid,
    /// What is to be kept in it.
    fresh: Grid,
    /// The items of rows so far.
    told: Vec<item::model::SpendingItemId>,
}

impl Target {
    async fn look(cx: &mut Context, org: OrgId, year: i64) -> Result<Self> {
        let before = store::of_year(cx, org, year).await?;
        let there = match before.iter().find(|budget| budget.state == BudgetState::Draft) {
            Some(draft) => actions::grid(cx, draft).await?,
            None => Grid::new(),
        };
        Ok(Self { year, before, there, fresh: Grid::new(), told: Vec::new() })
    }
}

/// Takes rows into the drafts of their years, which are begun where there are none; what is as it stands is left alone.
pub(crate) async fn take(cx: &mut Context, mut chunk: Chunk) -> Result<Vec<Taken>> {
    let org = cx.community(Some(chunk.org))?;
    let rows = std::mem::take(&mut chunk.rows);
    let lines: Vec<Line> =
        rows.into_iter().map(|row| Ok(serde_json::from_value(Value::Object(row))?)).collect::<Result<_>>()?;
    let items = item::store::all(cx).await?;
    let only = store::only_draft(cx, org).await?;
    let mut targets: BTreeMap<i64, Target> = BTreeMap::new();
    let mut taken = Vec::with_capacity(lines.len());
    for line in &lines {
        if cx.importing().is_some() {
            taken.push(Taken::refused(Error::broken("budget-import-alone"))?);
            continue;
        }
        // A heading between the items, or an item nothing is said of.
        if line.typed.says_nothing() {
            taken.push(Taken::Unchanged);
            continue;
        }
        let Some(year) = line.year.or(only) else {
            taken.push(Taken::refused(Error::field("year", Message::of("budget-import-which-year")))?);
            continue;
        };
        let target = match targets.entry(year) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(Target::look(cx, org, year).await?),
        };
        let asked = Asked { item: &line.spending_item, code: line.code.as_deref(), typed: &line.typed };
        taken.push(match looked_at(&items, target, &asked) {
            Ok(taken) => taken,
            Err(error) => Taken::refused(error)?,
        });
    }
    if !chunk.dry {
        for target in targets.into_values().filter(|target| !target.fresh.is_empty()) {
            actions::bring(cx, org, (target.year, &target.before), target.fresh).await?;
        }
    }
    Ok(taken)
}

/// What becomes of a row of a year.
fn looked_at(items: &[item::model::SpendingItemRow], target: &mut Target, asked: &Asked<'_>) -> Result<Taken> {
    rules::takes_rows(target.year, &target.before)?;
    let (item, months) = rules::imported(items, asked)?;
    if target.told.contains(&item.id) {
        return Err(Error::field("spending_item", Message::of("budget-import-twice").with("item", &item.name)));
    }
    target.told.push(item.id);
    let there = target.there.get(&item.id);
    if there.copied().unwrap_or([Money::ZERO; rules::MONTHS]) == months {
        return Ok(Taken::Unchanged);
    }
    if item.disabled_at.is_some() {
        return Err(Error::field("spending_item", Message::of("budget-item-disabled")));
    }
    let is = if there.is_some() { Taken::Updated } else { Taken::Created };
    target.fresh.insert(item.id, months);
    Ok(is)
}

/// Nothing of a budget is ever written hidden, so there is nothing to take back.
pub(crate) async fn undo(_: &mut Context, _: Undo) -> Result<u64> {
    Ok(0)
}
