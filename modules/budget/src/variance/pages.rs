//! The comparison as a page, and as a file.

use kernel::{Money, Result, form::Kind};
use maud::{Markup, html};
use module::{Context, Download, HOME_ZONE, View};
use serde_json::json;
use sheet::write::{Export, ExportColumn};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{Chip, card, chips},
    feedback::{banner, empty},
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{AskVariance, Compared, Variance, VarianceLine},
    queries,
};

/// `/budget/variance`
pub async fn page(cx: &mut Context, ask: AskVariance) -> Result<View> {
    let found = queries::view(cx, ask).await?;
    let units = queries::units(cx).await?;
    let speech = cx.speech();
    let title = speech.say("budget-variance");
    let here = |org: Option<kernel::OrgId>, month: i64| {
        let mut query = vec![("year".to_owned(), found.year.to_string()), ("month".to_owned(), month.to_string())];
        query.extend(org.map(|org| ("org_id".to_owned(), org.to_string())));
        query
    };
    let at = |org, month| Address::new("/budget/variance", here(org, month)).href();
    let chip = |label: String, href: String, on: bool| Chip { label, href: Some(href), on, count: None };
    let communities: Vec<Chip> = units
        .iter()
        .map(|(org, name)| chip(name.clone(), at(Some(*org), found.month), found.org_id == Some(*org)))
        .collect();
    let months: Vec<Chip> = (1..=12)
        .map(|month| chip(speech.say(&format!("field-m{month}")), at(found.org_id, month), month == found.month))
        .collect();
    let file = Address::new("/budget/variance/download", here(found.org_id, found.month)).href();
    let offers = [Offer::open(speech.say("budget-variance-download"), file).icon("file-spreadsheet")];
    let body = html! { div.stack {
        (heading(&title, &speech.say("budget-variance-hint"), buttons(&speech, &offers)))
        @if communities.len() > 1 { (chips(&speech.say("field-community"), &communities)) }
        (chips(&speech.say("budget-month"), &months))
        @if found.org_id.is_some() && !found.in_force {
            (banner(Tone::Risk, &speech.say("budget-none-in-force"), None))
        }
        @if found.lines.is_empty() {
            (empty("chart-bar", &speech.say("budget-variance-empty"), &speech.say("budget-variance-empty-hint"), None))
        } @else {
            (card(&format!("{}-{:02}", found.year, found.month), html! {}, lines(&speech, &found)))
        }
    } };
    let view = View::new(title, body);
    Ok(match found.org_id {
        Some(org) => view.live(format!("ledger:{org}")),
        None => view,
    })
}

fn lines(speech: &Speech, found: &Variance) -> Markup {
    let head = |key: &str| Column::new(speech.say(key), ColumnKind::Number);
    let wide = |key: &str| head(key).wide();
    let columns = [
        Column::new(speech.say("field-spending-item-id"), ColumnKind::Text),
        wide("budget-month-budget"),
        wide("budget-month-actual"),
        wide("budget-month-left"),
        head("budget-date-budget"),
        head("budget-date-actual"),
        head("budget-date-left"),
        Column::new(speech.say("budget-percent"), ColumnKind::State),
        wide("budget-committed"),
        wide("field-whole-year"),
    ];
    let mut rows: Vec<Vec<Markup>> = found.lines.iter().map(|line| row(found, line)).collect();
    rows.push(row(found, &found.total));
    simple(&speech.say("budget-variance"), &columns, &rows)
}

fn row(found: &Variance, line: &VarianceLine) -> Vec<Markup> {
    let amount = |amount: Money| html! { @if amount == Money::ZERO { "—" } @else { (amount) } };
    let mut query = vec![("code".to_owned(), line.book_code.clone())];
    query.extend(found.org_id.map(|org| ("org_id".to_owned(), org.to_string())));
    let accounts = Address::new("/ledger/book_accounts", query).href();
    vec![
        html! { @if line.book_code.is_empty() { b { (line.name) } } @else { a href=(accounts) { (line.name) } } },
        amount(line.in_month.budget),
        amount(line.in_month.actual),
        amount(line.in_month.left),
        amount(line.to_date.budget),
        amount(line.to_date.actual),
        amount(line.to_date.left),
        percent(line.to_date),
        amount(line.committed),
        amount(line.whole_year),
    ]
}

/// How much is spent: late above the budget, at risk in its last tenth.
fn percent(compared: Compared) -> Markup {
    let Some(percent) = compared.percent else { return html! { "—" } };
    let tone = match percent {
        ..=90 => Tone::Done,
        91..=100 => Tone::Risk,
        _ => Tone::Late,
    };
    badge(tone, &format!("{percent}%"))
}

/// `/budget/variance/download`
pub async fn download(cx: &mut Context, ask: AskVariance) -> Result<View> {
    let found = queries::view(cx, ask).await?;
    let speech = cx.speech();
    let text = |key: &str| ExportColumn::new(speech.say(key), Kind::Text);
    let money = |key: &str| ExportColumn::new(speech.say(key), Kind::Money);
    let columns = vec![
        text("field-spending-item-id"),
        text("field-book-code"),
        money("budget-month-budget"),
        money("budget-month-actual"),
        money("budget-month-left"),
        money("budget-date-budget"),
        money("budget-date-actual"),
        money("budget-date-left"),
        ExportColumn::new(speech.say("budget-percent"), Kind::Integer),
        money("budget-committed"),
        money("field-whole-year"),
    ];
    let mut export = Export::workbook(&speech.say("budget-variance"), columns, HOME_ZONE)?;
    for line in found.lines.iter().chain([&found.total]) {
        export.row(&[
            json!(line.name),
            json!(line.book_code),
            json!(line.in_month.budget),
            json!(line.in_month.actual),
            json!(line.in_month.left),
            json!(line.to_date.budget),
            json!(line.to_date.actual),
            json!(line.to_date.left),
            json!(line.to_date.percent),
            json!(line.committed),
            json!(line.whole_year),
        ])?;
    }
    let name = format!("variance-{}-{:02}.xlsx", found.year, found.month);
    Ok(View::file(Download { name, kind: sheet::MEDIA_TYPE, bytes: export.finish()? }))
}
