//! An opening: what came beside what the old program says, and what is to be done next.

use kernel::{Money, Result};
use maud::{Markup, html};
use module::{Context, View};
use serde_json::Value;
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, padded},
    feedback::{Progress, progress},
    record::{self, badge},
    table::{Column, ColumnKind, simple},
};

use super::{
    actions::name,
    model::{Compared, OpeningRecord, OpeningRow, OpeningState, WhichOpening},
    queries,
};
use crate::{OPENING_APPROVE, OPENING_CREATE, OPENING_VOID};

/// The colour of a state.
const fn tone(state: OpeningState) -> Tone {
    match state {
        OpeningState::Draft => Tone::Waiting,
        OpeningState::Approved | OpeningState::Voiding => Tone::Active,
        OpeningState::Posted => Tone::Done,
        OpeningState::Voided | OpeningState::Cancelled => Tone::Cancelled,
    }
}

/// A row leads to what it became.
pub(crate) fn cell(_: &Speech, column: &str, row: &Value, _: kernel::Instant) -> Option<Markup> {
    let text = row.get(column).and_then(Value::as_str)?;
    let became = row.get("became").and_then(Value::as_str).filter(|path| !path.is_empty())?;
    (column == "about").then(|| html! { a href=(became) { (if text.is_empty() { "—" } else { text }) } })
}

/// `/opening/openings/{id}`
pub async fn page(cx: &mut Context, which: WhichOpening) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let (speech, zone) = (cx.speech(), cx.zone());
    let opening = &shown.opening;
    let title = speech.say_with("opening-of", &[("source", &opening.source), ("day", &speech.date(opening.opened_on))]);
    let mut facts = vec![
        (speech.say("field-opened-on"), html! { (speech.date(opening.opened_on)) }),
        (speech.say("field-came-from"), html! { (opening.source) }),
        (speech.say("field-began-name"), html! { (opening.began_name) " · " (speech.instant(opening.began_at, zone)) }),
    ];
    if let (Some(name), Some(at)) = (&opening.approved_name, opening.approved_at) {
        facts.push((speech.say("field-approved-name"), html! { (name) " · " (speech.instant(at, zone)) }));
    }
    if let (Some(name), Some(at), Some(why)) = (&opening.voided_name, opening.voided_at, &opening.void_reason) {
        facts.push((speech.say("opening-voided"), html! { (name) " · " (speech.instant(at, zone)) " · " (why) }));
    }
    let head = record::Head {
        kind: speech.say("opening-opening"),
        number: String::new(),
        title: title.clone(),
        state: (tone(opening.state), speech.say(&format!("choice-opening-state-{}", opening.state.word()))),
        rings: Vec::new(),
        facts,
    };
    let body = html! { div.stack {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &shown))))
        @if opening.state == OpeningState::Draft { (padded(&speech.say("opening-how"), html! {}, how(&speech))) }
        @if matches!(opening.state, OpeningState::Approved | OpeningState::Voiding) { (work(&speech, &shown)) }
        @if shown.kept > 0 { p { (speech.say_with("opening-kept", &[("count", &shown.kept.to_string())])) } }
        (compared(&speech, opening, &shown.compared))
    } };
    Ok(View::new(title, body).live(format!("opening:{}", opening.id)))
}

/// What is done with a draft, in order.
fn how(speech: &Speech) -> Markup {
    html! { ol {
        li { a href="/intake/templates" { (speech.say("opening-how-templates")) } }
        li { a href="/do/intake.import.upload" { (speech.say("opening-how-import")) } }
        li { (speech.say("opening-how-totals")) }
        li { (speech.say("opening-how-approve")) }
    } }
}

fn work(speech: &Speech, shown: &OpeningRecord) -> Markup {
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    let total: i64 = shown.compared.iter().map(|group| group.rows).sum();
    let voiding = shown.opening.state == OpeningState::Voiding;
    let done = if voiding { total - shown.posted } else { total - shown.waiting };
    let work = Progress {
        title: speech.say(&format!("choice-opening-state-{}", shown.opening.state.word())),
        done: number(done),
        total: Some(number(total)),
        rate: None,
        left: None,
        note: String::new(),
        tone: Tone::Active,
    };
    progress(speech, &work, &[])
}

fn offers(cx: &Context, speech: &Speech, shown: &OpeningRecord) -> Vec<Offer> {
    let opening = &shown.opening;
    let form = |action: &str| format!("/do/{action}?id={}&next=/opening/openings/{}", opening.id, opening.id);
    let may = |permission| cx.actor().may_in(permission, opening.org_id);
    let own = opening.began_by == cx.actor().id;
    let mut offers = Vec::new();
    if opening.state == OpeningState::Draft {
        if may(OPENING_CREATE) {
            let total = Offer::open(speech.say("opening-control-total-enter"), form("opening.control_total.enter"));
            offers.push(total.icon("pencil").main());
        }
        if may(OPENING_APPROVE) {
            let words = speech.say("opening-opening-approve");
            offers.push(match () {
                () if own => Offer::refused(words, speech.say("opening-own")),
                () if !shown.compared.iter().all(Compared::agrees) => {
                    Offer::refused(words, speech.say("opening-totals-differ-yet"))
                }
                () => Offer::open(words, form("opening.opening.approve")).icon("check").main(),
            });
        }
        if may(OPENING_CREATE) {
            offers.push(Offer::open(speech.say("opening-opening-cancel"), form("opening.opening.cancel")).icon("x"));
        }
    }
    if opening.state == OpeningState::Posted && may(OPENING_VOID) {
        let words = speech.say("opening-opening-void");
        offers.push(if own {
            Offer::refused(words, speech.say("opening-own-void"))
        } else {
            Offer::open(words, form("opening.opening.void")).icon("arrow-back-up")
        });
    }
    let rows = Address::new("/opening/opening_lines", vec![("opening_id".into(), opening.id.to_string())]);
    offers.push(Offer::open(speech.say("opening-opening-line-list"), rows.href()).icon("list-check"));
    offers
}

fn compared(speech: &Speech, opening: &OpeningRow, list: &[Compared]) -> Markup {
    let title = speech.say("opening-compared");
    let columns = [
        Column::new(speech.say("field-opening-kind"), ColumnKind::Text),
        Column::new(speech.say("opening-rows-came"), ColumnKind::Number),
        Column::new(speech.say("opening-amount-came"), ColumnKind::Number),
        Column::new(speech.say("field-rows-there"), ColumnKind::Number),
        Column::new(speech.say("field-total-there"), ColumnKind::Number),
        Column::new(speech.say("opening-difference"), ColumnKind::Number),
        Column::new("", ColumnKind::State),
    ];
    let row = |group: &Compared| {
        let mut rows = vec![
            ("opening_id".to_owned(), opening.id.to_string()),
            ("opening_kind".to_owned(), group.opening_kind.word().to_owned()),
        ];
        rows.extend(group.item_id.map(|id| ("item_id".to_owned(), id.to_string())));
        let there = Address::new("/opening/opening_lines", rows).href();
        let difference = group.total_there.map(|total| group.amount - total).filter(|gap| *gap != Money::ZERO);
        let (tone, key) = match () {
            () if group.agrees() => (Tone::Done, "opening-agrees"),
            () if group.total_there.is_none() => (Tone::Waiting, "opening-to-type"),
            () => (Tone::Late, "opening-differs"),
        };
        vec![
            html! { a href=(there) { (name(speech, group)) } },
            html! { (group.rows) },
            html! { (speech.money(group.amount)) },
            html! { @match group.rows_there { Some(rows) => (rows), None => "—" } },
            html! { @match group.total_there { Some(total) => (speech.money(total)), None => "—" } },
            html! { @if let Some(gap) = difference { b { (speech.money(gap)) } } },
            badge(tone, &speech.say(key)),
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    html! {
        @if rows.is_empty() { p { (speech.say("opening-nothing-came")) } }
        @else { (card(&title, html! {}, simple(&title, &columns, &rows))) }
    }
}
