//! A sheet for those who draw it up, and the page everybody reads.

use kernel::{Date, Money, Result};
use maud::{Markup, html};
use module::{Context, Download, PublicAddress, View};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, facts, padded},
    feedback::banner,
    print::qr,
    record,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{BookLine, Section, SheetRecord, SheetState, WhichSheet},
    queries,
};
use crate::{SHEET_CREATE, SHEET_PUBLISH, word};

/// Sheets of a community that the public page leads to.
const HISTORY: i64 = 40;

/// A period in words.
pub(crate) fn days(from: Date, until: Date) -> String {
    format!("{from} – {until}")
}

/// `/disclosure/disclosure_sheets/{id}`
pub async fn page(cx: &mut Context, which: WhichSheet) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let line = &shown.line;
    let tone = match line.sheet_state {
        SheetState::Draft => Tone::Waiting,
        SheetState::Published => Tone::Done,
        SheetState::Withdrawn => Tone::Cancelled,
    };
    let mut list = vec![(
        speech.say("field-drawn-name"),
        html! { (line.drawn_name) " · " (speech.instant(line.drawn_at, cx.zone())) },
    )];
    if let (Some(name), Some(at)) = (&line.published_name, shown.published_at) {
        list.push((speech.say("field-published-name"), html! { (name) " · " (speech.instant(at, cx.zone())) }));
    }
    list.extend(corrections(&speech, &shown, "/disclosure/disclosure_sheets"));
    let head = record::Head {
        kind: speech.say("disclosure-sheet"),
        number: line.number.clone().unwrap_or_default(),
        title: format!("{} {}", shown.body.community, days(line.from_on, line.until_on)),
        state: (tone, word(&speech, "sheet-state", line.sheet_state.word())),
        rings: Vec::new(),
        facts: list,
    };
    let public = PublicAddress::of(cx, &format!("/disclosed/{}", line.id));
    let body = html! { div.stack {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &shown))))
        @if line.sheet_state == SheetState::Published {
            (padded(&speech.say("disclosure-post-it"), html! {}, html! { (qr(&public, &speech.say("disclosure-read"))) p.sub { (public) } }))
        }
        (sections(&speech, &shown))
    } };
    Ok(View::new(head.title.clone(), body).live(format!("disclosure_sheet:{}", line.id)))
}

fn offers(cx: &Context, speech: &Speech, shown: &SheetRecord) -> Vec<Offer> {
    let line = &shown.line;
    let may = |permission| cx.actor().may_in(permission, line.community);
    let form = |action: &str| format!("/do/{action}?id={}&next=/disclosure/disclosure_sheets/{}", line.id, line.id);
    let open = |action: &str| Offer::open(speech.say(&action.replace(['.', '_'], "-")), form(action));
    let publish = "disclosure.disclosure_sheet.publish";
    let mut offers = Vec::new();
    match line.sheet_state {
        SheetState::Draft => {
            if may(SHEET_PUBLISH) && shown.drawn_by_reader {
                let words = speech.say("disclosure-disclosure-sheet-publish");
                offers.push(Offer::refused(words, speech.say("disclosure-own-sheet")));
            } else if may(SHEET_PUBLISH) {
                offers.push(open(publish).icon("check").main());
            }
            if may(SHEET_CREATE) {
                offers.push(open("disclosure.disclosure_sheet.withdraw").icon("x"));
            }
        }
        SheetState::Published => {
            offers.push(
                Offer::open(speech.say("disclosure-read"), format!("/disclosed/{}", line.id)).icon("book").main(),
            );
            if may(SHEET_CREATE) {
                // Leads to the draft of the correction, not back to what stays as it is.
                let href = format!("/do/disclosure.disclosure_sheet.correct?id={}", line.id);
                offers.push(Offer::open(speech.say("disclosure-disclosure-sheet-correct"), href));
            }
        }
        SheetState::Withdrawn => {}
    }
    offers
}

/// What it corrects, and what corrects it.
fn corrections(speech: &Speech, shown: &SheetRecord, path: &str) -> Vec<(String, Markup)> {
    let mut list = Vec::new();
    let link = |sheet: &super::model::SheetListed| {
        html! { a href={ (path) "/" (sheet.id) } { (sheet.number.as_deref().unwrap_or("—")) } }
    };
    if let Some(old) = &shown.corrects {
        let why = shown.reason.as_deref().unwrap_or_default();
        list.push((speech.say("disclosure-corrects"), html! { (link(old)) " · " (why) }));
    }
    for new in &shown.corrected_by {
        list.push((speech.say("disclosure-corrected-by"), link(new)));
    }
    list
}

fn sections(speech: &Speech, shown: &SheetRecord) -> Markup {
    let body = &shown.body;
    let of = |section: Section| body.lines.iter().filter(move |line| line.section == section).collect::<Vec<_>>();
    let fees: Vec<Vec<Markup>> =
        body.fees.iter().map(|fee| vec![html! { (fee.name) }, html! { (fee.price) }]).collect();
    let fee_title = speech.say("disclosure-fees");
    let columns = [
        Column::new(speech.say("disclosure-fee"), ColumnKind::Text),
        Column::new(speech.say("disclosure-price"), ColumnKind::Text),
    ];
    html! {
        @if !fees.is_empty() { (card(&fee_title, html! {}, simple(&fee_title, &columns, &fees))) }
        @for section in Section::ALL { (money(speech, *section, &of(*section))) }
        (padded(&speech.say("disclosure-payments"), html! {}, facts(&[
            (speech.say("disclosure-payment-count"), html! { (body.payments) }),
            (speech.say("disclosure-payment-sum"), html! { b { (speech.money(body.paid)) } }),
            (speech.say("disclosure-given-back"), html! { (speech.money(body.given_back)) }),
            (speech.say("disclosure-root"), html! { pre.number { (body.root) } }),
        ])))
    }
}

/// A section with its sum: what is held has a beginning and an end, what was earned and spent has neither.
fn money(speech: &Speech, section: Section, lines: &[&BookLine]) -> Markup {
    let title = word(speech, "section", section.word());
    let held = matches!(section, Section::PublicRevenue | Section::RepairFund);
    let number = |key: &str| Column::new(speech.say(key), ColumnKind::Number);
    let mut columns = vec![Column::new(speech.say("disclosure-line"), ColumnKind::Text)];
    if held {
        columns.push(number("disclosure-opening"));
    }
    if section != Section::Spending {
        columns.push(number("disclosure-came-in"));
    }
    if section != Section::Income {
        columns.push(number("disclosure-went-out"));
    }
    if held {
        columns.push(number("disclosure-closing"));
    }
    let row = |name: Markup, [opening, came_in, went_out, closing]: [Money; 4]| {
        let mut cells = vec![name];
        let mut put = |amount: Money, shown: bool| {
            if shown {
                cells.push(html! { (speech.money(amount)) });
            }
        };
        put(opening, held);
        put(came_in, section != Section::Spending);
        put(went_out, section != Section::Income);
        put(closing, held);
        cells
    };
    let amounts = |line: &BookLine| [line.opening, line.came_in, line.went_out, line.closing];
    let mut rows: Vec<Vec<Markup>> = lines.iter().map(|line| row(html! { (line.title) }, amounts(line))).collect();
    let total = lines.iter().fold([Money::ZERO; 4], |sum, line| {
        let [a, b, c, d] = amounts(line);
        [sum[0] + a, sum[1] + b, sum[2] + c, sum[3] + d]
    });
    rows.push(row(html! { b { (speech.say("disclosure-sum")) } }, total));
    card(&title, html! {}, simple(&title, &columns, &rows))
}

/// `/disclosed/{id}`: what everybody reads, and how it is checked.
pub async fn read(cx: &mut Context, which: WhichSheet) -> Result<View> {
    let shown = queries::read(cx, which).await?;
    let others = super::store::published(cx, Some(shown.line.community), HISTORY).await?;
    let speech = cx.speech();
    let line = &shown.line;
    let title = format!("{} {}", shown.body.community, days(line.from_on, line.until_on));
    let number = line.number.clone().unwrap_or_default();
    let list = corrections(&speech, &shown, "/disclosed");
    let body = html! { div.stack.wide-card {
        header { h1 { (title) } p.sub { (speech.say("disclosure-sheet")) " " span.number { (number) } } }
        @if !shown.corrected_by.is_empty() { (banner(Tone::Risk, &speech.say("disclosure-is-corrected"), None)) }
        @if !list.is_empty() { (padded("", html! {}, facts(&list))) }
        (sections(&speech, &shown))
        (check(&speech, &shown))
        @if others.len() > 1 {
            (padded(&speech.say("disclosure-history"), html! {}, html! { ul { @for other in &others {
                li { a href={ "/disclosed/" (other.id) } { (other.number.as_deref().unwrap_or("—")) " · " (days(other.from_on, other.until_on)) } }
            } } }))
        }
    } };
    Ok(View::new(title, body))
}

fn check(speech: &Speech, shown: &SheetRecord) -> Markup {
    let text = format!("/disclosed/{}/canonical", shown.line.id);
    padded(
        &speech.say("disclosure-check"),
        html! {},
        html! {
            p.sub { "SHA-256" } pre.number { (shown.line.digest.as_deref().unwrap_or_default()) }
            (buttons(speech, &[Offer::open(speech.say("disclosure-text"), text).icon("file-spreadsheet")]))
            ol {
                li { (speech.say("disclosure-check-text")) " " code { "sha256sum" } " / " code { "certutil -hashfile" } }
                li { (speech.say("disclosure-check-chain")) }
                li { (speech.say("disclosure-check-own")) " " a href="/home/disclosures" { (speech.say("disclosure-my-payments")) } }
            }
        },
    )
}

/// `/disclosed/{id}/canonical`: the text its digest is of, to the byte.
pub async fn text(cx: &mut Context, which: WhichSheet) -> Result<View> {
    let shown = queries::read(cx, which).await?;
    let name = format!("{}.txt", shown.line.number.as_deref().unwrap_or("disclosure"));
    let bytes = shown.canonical.unwrap_or_default().into_bytes();
    Ok(View::file(Download { name, kind: "text/plain; charset=utf-8", bytes }))
}
