//! A budget: its grid to read or to type, and who decides about it.

use kernel::{Money, Result};
use maud::{Markup, html};
use module::{Context, Download, HOME_ZONE, View};
use process::runtime::{Behind, behind};
use sheet::write::Export;
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::card,
    form::KEY_FIELD,
    record,
    table::{Column, ColumnKind, simple},
};

use super::{
    import,
    model::{BudgetLine, BudgetRecord, BudgetRow, BudgetState, WhichBudget},
    queries,
};
use crate::{BUDGET_APPROVE, BUDGET_CREATE, word};

/// `/budget/budgets/{id}`
pub async fn page(cx: &mut Context, which: WhichBudget) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let budget = &shown.budget;
    let case = behind(cx, budget.org_id, budget.id).await?;
    let may_fill = budget.state == BudgetState::Draft && cx.actor().may_in(BUDGET_CREATE, budget.org_id);
    let key = cx.new_uuid().simple().to_string();
    let title = speech.say_with("budget-of-year", &[("unit", &shown.unit), ("year", &budget.year.to_string())]);
    let head = record::Head {
        kind: speech.say("budget-budget"),
        number: speech.say_with("budget-edition-nth", &[("edition", &budget.edition.to_string())]),
        title: title.clone(),
        state: (tone(budget.state), word(&speech, "budget-state", budget.state.word())),
        rings: Vec::new(),
        facts: facts(cx, &speech, budget, case.as_ref()),
    };
    let body = html! { div.stack {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, budget, case.as_ref()))))
        @if may_fill { (typed(&speech, &shown, &key)) } @else { (read(&speech, &shown)) }
    } };
    Ok(View::new(title, body).live(format!("budget:{}", budget.id)))
}

fn tone(state: BudgetState) -> Tone {
    match state {
        BudgetState::Draft => Tone::Active,
        BudgetState::Submitted => Tone::Waiting,
        BudgetState::InForce => Tone::Done,
        BudgetState::Refused | BudgetState::Replaced => Tone::Cancelled,
    }
}

fn facts(cx: &Context, speech: &Speech, budget: &BudgetRow, case: Option<&Behind>) -> Vec<(String, Markup)> {
    let mut facts = vec![
        (speech.say("field-budget-total"), html! { b { (speech.money(budget.total_fen)) } }),
        (speech.say("field-made-name"), html! { (budget.made_name) " · " (speech.instant(budget.made_at, cx.zone())) }),
    ];
    if let Some(reason) = &budget.reason {
        facts.push((speech.say("budget-amended-why"), html! { (reason) }));
    }
    if let Some(case) = case {
        facts.push((speech.say("case-behind"), html! { a href=(case.path()) { (case.number) } }));
    }
    if let Some(name) = &budget.submitted_name {
        facts.push((speech.say("budget-submitted-name"), html! { (name) }));
    }
    if let (Some(name), Some(at)) = (&budget.decided_name, budget.decided_at) {
        let remark = budget.remark.as_deref().map(|remark| format!(" · {remark}")).unwrap_or_default();
        facts.push((speech.say("budget-decided"), html! { (name) " · " (speech.instant(at, cx.zone())) (remark) }));
    }
    facts
}

/// Where a workbook comes in, in a module above.
const UPLOAD: &str = "intake.import.upload";

fn offers(cx: &Context, speech: &Speech, budget: &BudgetRow, case: Option<&Behind>) -> Vec<Offer> {
    let form = |action: &str| format!("/do/{action}?id={}&next=/budget/budgets/{}", budget.id, budget.id);
    let may = |permission| cx.actor().may_in(permission, budget.org_id);
    let mut offers = Vec::new();
    match budget.state {
        BudgetState::Draft if may(BUDGET_CREATE) => {
            offers.push(
                Offer::open(speech.say("budget-budget-submit"), form("budget.budget.submit")).icon("check").main(),
            );
            offers.push(
                Offer::open(speech.say("budget-budget-paste"), form("budget.budget.paste")).icon("file-spreadsheet"),
            );
            if cx.platform().registry.action(UPLOAD).is_some_and(|action| may(action.permission)) {
                let upload = format!("/do/{UPLOAD}?org_id={}", budget.org_id);
                offers.push(Offer::open(speech.say("intake-import-upload"), upload).icon("file-import"));
            }
        }
        // Its case decides.
        BudgetState::Submitted if case.is_some_and(|case| case.open) => {}
        BudgetState::Submitted if may(BUDGET_APPROVE) => {
            let words = speech.say("budget-budget-approve");
            if budget.submitted_by == Some(cx.actor().id) {
                offers.push(Offer::refused(words, speech.say("budget-own-budget")));
            } else {
                offers.push(Offer::open(words, form("budget.budget.approve")).icon("check").main());
                offers.push(Offer::open(speech.say("budget-budget-refuse"), form("budget.budget.refuse")).icon("x"));
            }
        }
        BudgetState::InForce if may(BUDGET_CREATE) => {
            offers.push(Offer::open(speech.say("budget-budget-amend"), form("budget.budget.amend")));
        }
        _ => {}
    }
    let file = format!("/budget/budgets/{}/download", budget.id);
    offers.push(Offer::open(speech.say("budget-variance-download"), file).icon("download"));
    let variance = format!("/budget/variance?org_id={}&year={}", budget.org_id, budget.year);
    offers.push(Offer::open(speech.say("budget-variance"), variance).icon("chart-bar"));
    offers
}

/// `/budget/budgets/{id}/download`: the grid as a workbook in the columns of its register. It comes in again, changed or not; the item
/// with its months and their sum stand first, so that cells can be copied back, too.
pub async fn download(cx: &mut Context, which: WhichBudget) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let lang = cx.speech().lang;
    let mut export = Export::workbook(import::register().title(lang), import::columns(lang), HOME_ZONE)?;
    for line in &shown.lines {
        export.row(&import::row(&shown.budget, line))?;
    }
    let name = format!("budget-{}-{}.xlsx", shown.budget.year, shown.budget.edition);
    Ok(View::file(Download { name, kind: sheet::MEDIA_TYPE, bytes: export.finish()? }))
}

fn columns(speech: &Speech) -> Vec<Column> {
    let mut columns = vec![
        Column::new(speech.say("field-spending-item-id"), ColumnKind::Text),
        Column::new(speech.say("field-whole-year"), ColumnKind::Number),
    ];
    columns.extend((1..=12).map(|month| Column::new(speech.say(&format!("field-m{month}")), ColumnKind::Number)));
    columns
}

fn read(speech: &Speech, shown: &BudgetRecord) -> Markup {
    let amount = |amount: Money| html! { @if amount == Money::ZERO { "—" } @else { (amount) } };
    let cells = |name: Markup, whole: Money, months: &[Money]| {
        let mut cells = vec![name, html! { b { (amount(whole)) } }];
        cells.extend(months.iter().map(|one| amount(*one)));
        cells
    };
    let mut rows: Vec<Vec<Markup>> =
        shown.lines.iter().map(|line| cells(html! { (line.name) }, line.whole_year, &line.months)).collect();
    let sum = html! { b { (speech.say("budget-sum")) } };
    rows.push(cells(sum, shown.budget.total_fen, &shown.months));
    let title = speech.say("budget-grid");
    card(&title, html! {}, simple(&title, &columns(speech), &rows))
}

/// The grid to type in: an amount for the year is spread, else the months count. What is refused comes back in a form with every amount.
fn typed(speech: &Speech, shown: &BudgetRecord, key: &str) -> Markup {
    let field = |nth: usize, name: &str, label: String, value: Option<Money>| {
        let shown = value.filter(|amount| *amount != Money::ZERO).map(|amount| amount.to_string()).unwrap_or_default();
        html! {
            input type="text" inputmode="decimal" autocomplete="off" size="9" name={ "budget_rows." (nth) "." (name) }
                value=(shown) aria-label=(label);
        }
    };
    let row = |(nth, line): (usize, &BudgetLine)| {
        let label = |key: &str| format!("{} {}", line.name, speech.say(key));
        let mut cells = vec![
            html! {
                (line.name)
                input type="hidden" name={ "budget_rows." (nth) ".spending_item_id" } value=(line.spending_item_id);
                div.sub { (speech.money(line.whole_year)) }
            },
            field(nth, "whole_year", label("field-whole-year"), None),
        ];
        for (month, amount) in (1..).zip(&line.months) {
            let name = format!("m{month}");
            cells.push(field(nth, &name, label(&format!("field-{name}")), Some(*amount)));
        }
        cells
    };
    let rows: Vec<Vec<Markup>> = shown.lines.iter().enumerate().map(row).collect();
    let title = speech.say("budget-grid");
    let spreads = ["even", "as_last_year"];
    html! {
        form method="post" action={ "/budget/budgets/" (shown.budget.id) "/fill" } data-guard {
            input type="hidden" name=(KEY_FIELD) value=(key);
            input type="hidden" name="next" value={ "/budget/budgets/" (shown.budget.id) };
            (card(&title, html! { button.btn.btn-main type="submit" { (speech.say("budget-budget-fill-submit")) } }, html! {
                p.sub { (speech.say("budget-grid-hint")) " "
                    label { (speech.say("field-spread")) " " select name="spread" {
                        @for one in spreads { option value=(one) { (word(speech, "spread", one)) } }
                    } }
                }
                (simple(&title, &columns(speech), &rows))
            }))
        }
    }
}
