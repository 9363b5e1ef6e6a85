//! Trial balance and vouchers, side by side with the days they are of.

use kernel::{
    Date, Money, OrgId, Result,
    form::{Choice, Field, Form, Kind},
};
use maud::{Markup, html};
use module::{Context, View};
use serde_json::json;
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{Chip, card, chips, padded},
    feedback::empty,
    form::{FormOptions, Method, form},
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{TrialBalance, TrialLine, VoucherGrouping, VoucherLayout, VoucherRow, Vouchers, WhichDays, WhichVouchers},
    queries,
};
use crate::posting;

/// The most lines of vouchers that a page shows.
const SHOWN: usize = 200;

/// `/ledger/trial_balance`
pub async fn trial(cx: &mut Context, which: WhichDays) -> Result<View> {
    let found = queries::trial(cx, which).await?;
    let units = units(cx, found.org_id, "/ledger/trial_balance", &days(found.from, found.until)).await?;
    let speech = cx.speech();
    let title = speech.say("ledger-trial-balance");
    let mut query = days(found.from, found.until);
    query.extend(found.org_id.map(|org| ("org_id".to_owned(), org.to_string())));
    let vouchers = Offer::open(speech.say("ledger-vouchers"), Address::new("/ledger/vouchers", query).href());
    let hint = speech.say("ledger-trial-balance-hint");
    let body = html! { div.stack {
        (heading(&title, &hint, buttons(&speech, &[vouchers.icon("file-spreadsheet")])))
        (units)
        (asked(&speech, "/ledger/trial_balance", found.org_id, (found.from, found.until), None))
        @if found.lines.is_empty() {
            (empty("book", &speech.say("ledger-trial-balance-empty"), &speech.say("ledger-trial-balance-empty-hint"), None))
        } @else {
            (card(&span_of(&speech, found.from, found.until), agreed(&speech, found.balances), lines(&speech, &found)))
        }
    } };
    let view = View::new(title, body);
    Ok(match found.org_id {
        Some(org) => view.live(format!("ledger:{org}")),
        None => view,
    })
}

fn span_of(speech: &Speech, from: Date, until: Date) -> String {
    format!("{} – {}", speech.date(from), speech.date(until))
}

fn agreed(speech: &Speech, balances: bool) -> Markup {
    if balances {
        badge(Tone::Done, &speech.say("ledger-balances"))
    } else {
        badge(Tone::Late, &speech.say("ledger-does-not-balance"))
    }
}

/// An amount, a dash where there is none.
pub(crate) fn amount(amount: Money) -> Markup {
    html! { @if amount == Money::ZERO { "—" } @else { (amount) } }
}

fn lines(speech: &Speech, found: &TrialBalance) -> Markup {
    let head = |key: &str, kind| Column::new(speech.say(key), kind);
    let number = ColumnKind::Number;
    let columns = [
        head("field-code", ColumnKind::Code),
        head("field-title-of-account", ColumnKind::Text),
        head("field-opening-debit", number),
        head("field-opening-credit", number),
        head("field-debits", number),
        head("field-credits", number),
        head("field-adjusting", number),
        head("field-closing-debit", number),
        head("field-closing-credit", number),
    ];
    let sides = |amount: Money| (amount.max(Money::ZERO), (-amount).max(Money::ZERO));
    let row = |line: &TrialLine, opening: (Money, Money), closing: (Money, Money), code: Markup, name: Markup| {
        vec![
            code,
            name,
            amount(opening.0),
            amount(opening.1),
            amount(line.debits),
            amount(line.credits),
            amount(line.adjusting),
            amount(closing.0),
            amount(closing.1),
        ]
    };
    let mut rows: Vec<Vec<Markup>> = Vec::with_capacity(found.lines.len() + 1);
    for line in &found.lines {
        let mut query = vec![("code".to_owned(), line.code.clone()), ("as_of".to_owned(), found.until.to_string())];
        query.extend(found.org_id.map(|org| ("org_id".to_owned(), org.to_string())));
        let accounts = Address::new("/ledger/book_accounts", query).href();
        let (opening, closing) = (sides(line.opening), sides(line.closing));
        rows.push(row(line, opening, closing, html! { a href=(accounts) { (line.code) } }, html! { (line.name) }));
    }
    let total = &found.total;
    let both = |amount: Money| (amount, amount);
    let sum = speech.say("ledger-sum");
    rows.push(row(total, both(total.opening), both(total.closing), html! {}, html! { strong { (sum) } }));
    simple(&speech.say("ledger-trial-balance"), &columns, &rows)
}

/// `/ledger/vouchers`: a page, or the file.
pub async fn vouchers(cx: &mut Context, which: WhichVouchers) -> Result<View> {
    let found = queries::vouchers(cx, which.clone()).await?;
    if let Some(format) = which.format {
        return Ok(View::file(queries::file(&found, format)?));
    }
    let units = units(cx, found.org_id, "/ledger/vouchers", &days(found.from, found.until)).await?;
    let speech = cx.speech();
    let title = speech.say("ledger-vouchers");
    let mut query = days(found.from, found.until);
    query.extend(found.org_id.map(|org| ("org_id".to_owned(), org.to_string())));
    query.push(("grouping".to_owned(), found.grouping.word().to_owned()));
    query.push(("layout".to_owned(), found.layout.word().to_owned()));
    let here = Address::new("/ledger/vouchers", query);
    let file =
        |key: &str, format: &str| Offer::open(speech.say(key), here.with("format", format).href()).icon("download");
    let offers = [file("ledger-vouchers-xlsx", "xlsx").main(), file("ledger-vouchers-csv", "csv")];
    let offers = if found.rows.is_empty() { Vec::new() } else { offers.to_vec() };
    let body = html! { div.stack {
        (heading(&title, &speech.say("ledger-vouchers-hint"), buttons(&speech, &offers)))
        (units)
        (asked(&speech, "/ledger/vouchers", found.org_id, (found.from, found.until), Some((found.grouping, found.layout))))
        @if found.rows.is_empty() {
            (empty("file-spreadsheet", &speech.say("ledger-vouchers-empty"), &speech.say("ledger-vouchers-empty-hint"), None))
        } @else {
            (card(&span_of(&speech, found.from, found.until), html! {}, preview(&speech, &found)))
        }
    } };
    Ok(View::new(title, body))
}

fn preview(speech: &Speech, found: &Vouchers) -> Markup {
    let head = |key: &str, kind| Column::new(speech.say(key), kind);
    let columns = [
        head("field-date", ColumnKind::Time),
        head("field-voucher-number", ColumnKind::Number),
        head("field-memo", ColumnKind::Text),
        head("field-code", ColumnKind::Code),
        head("field-title-of-account", ColumnKind::Text),
        head("field-debit", ColumnKind::Number),
        head("field-credit", ColumnKind::Number),
    ];
    let row = |row: &VoucherRow| -> Vec<Markup> {
        vec![
            html! { (row.on) },
            html! { (row.number) },
            html! { (row.summary) },
            html! { (row.code) },
            html! { (row.name) },
            amount(row.debit),
            amount(row.credit),
        ]
    };
    let rows: Vec<Vec<Markup>> = found.rows.iter().take(SHOWN).map(row).collect();
    let more = found.rows.len().saturating_sub(rows.len());
    html! {
        (simple(&speech.say("ledger-vouchers"), &columns, &rows))
        @if more > 0 { p.pad.sub { (speech.say_with("ledger-vouchers-more", &[("count", &more.to_string())])) } }
    }
}

fn days(from: Date, until: Date) -> Vec<(String, String)> {
    vec![("first_on".to_owned(), from.to_string()), ("last_on".to_owned(), until.to_string())]
}

/// The books there are to look at, when there are several.
async fn units(cx: &mut Context, chosen: Option<OrgId>, path: &str, query: &[(String, String)]) -> Result<Markup> {
    let books = posting::store::books(cx).await?;
    let tree = org::tree(cx).await?;
    let here = Address::new(path, query.to_vec());
    let chip = |unit: &org::OrgRow| Chip {
        label: unit.name.clone(),
        href: Some(here.with("org_id", &unit.id.to_string()).href()),
        on: chosen == Some(unit.id),
        count: None,
    };
    let list: Vec<Chip> = tree.iter().filter(|unit| books.contains(&unit.id)).map(chip).collect();
    let label = cx.speech().say("field-org-id");
    Ok(html! { @if list.len() > 1 { (chips(&label, &list)) } })
}

/// The days, to be chosen anew.
fn asked(
    speech: &Speech,
    path: &str,
    org: Option<OrgId>,
    (from, until): (Date, Date),
    vouchers: Option<(VoucherGrouping, VoucherLayout)>,
) -> Markup {
    let mut fields = vec![Field::new("first_on", Kind::Date).required(), Field::new("last_on", Kind::Date).required()];
    let mut values = json!({ "first_on": from, "last_on": until });
    if let Some((grouping, layout)) = vouchers {
        let groupings = VoucherGrouping::ALL.iter().map(|grouping| Choice::of(grouping.word())).collect();
        let layouts = VoucherLayout::ALL.iter().map(|layout| Choice::of(layout.word())).collect();
        fields.push(Field::new("grouping", Kind::Choice { choices: groupings }).required());
        fields.push(Field::new("layout", Kind::Choice { choices: layouts }).required());
        values["grouping"] = json!(grouping);
        values["layout"] = json!(layout);
    }
    let hidden = org.map(|org| ("org_id".to_owned(), org.to_string())).into_iter().collect();
    let options = FormOptions {
        action: path.to_owned(),
        submit: speech.say("ledger-look"),
        method: Method::Get,
        hidden,
        ..FormOptions::default()
    };
    padded(&speech.say("ledger-days"), html! {}, form(speech, &Form { fields }, &values, &[], &options))
}
