//! The bill of a day beside our books, and what to do about each difference.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech, Tone,
    card::{card, facts, padded},
    feedback::empty,
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{DifferenceRow, DifferenceState, StatementRecord, WhichStatement},
    queries,
};
use crate::{STATEMENT_RESOLVE, word};

/// `/online/channel_statements/{id}`
pub async fn page(cx: &mut Context, which: WhichStatement) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let (speech, line) = (cx.speech(), &shown.line);
    let list = [
        (speech.say("field-bill-day"), html! { (speech.date(line.bill_day)) }),
        (speech.say("online-payee-account"), html! { (line.payee_account_name) }),
        (speech.say("field-amount"), html! { (speech.money(line.amount)) }),
        (speech.say("field-refunded"), html! { (speech.money(line.refunded)) }),
        (speech.say("field-channel-fee"), html! { (speech.money(line.channel_fee)) }),
        (speech.say("field-fetched-at"), html! { (speech.instant(line.fetched_at, cx.zone())) }),
    ];
    let title = speech.say("online-channel-statement");
    let body = html! { div.stack {
        (heading(&title, &format!("{} {}", line.payee_account_name, speech.date(line.bill_day)), html! {}))
        (padded("", html! {}, facts(&list)))
        @if shown.differences.is_empty() {
            (empty("check", &speech.say("online-no-difference"), "", None))
        } @else { (differences(cx, &speech, &shown)) }
    } };
    Ok(View::new(title, body).live(format!("channel_statements:{}", line.community)))
}

fn differences(cx: &Context, speech: &Speech, shown: &StatementRecord) -> Markup {
    let title = speech.say("online-differences");
    let columns = [
        Column::new(speech.say("field-channel-transaction"), ColumnKind::Text),
        Column::new(speech.say("online-difference-kind"), ColumnKind::Text),
        Column::new(speech.say("online-ours"), ColumnKind::Number),
        Column::new(speech.say("online-theirs"), ColumnKind::Number),
        Column::new(speech.say("online-what-to-do"), ColumnKind::Text),
    ];
    let may = cx.actor().may_in(STATEMENT_RESOLVE, shown.line.community);
    let row = |one: &DifferenceRow| {
        let kind = one.kind.word().replace('_', "-");
        vec![
            html! { span.number { (one.transaction_id) } },
            html! { (word(speech, "difference-kind", one.kind.word())) },
            html! { @if let Some(amount) = one.ours_fen { (speech.money(amount)) } },
            html! { @if let Some(amount) = one.theirs_fen { (speech.money(amount)) } },
            html! { @match one.state {
                DifferenceState::Open => {
                    (speech.say(&format!("online-do-{kind}"))) " "
                    @if may { a href=(resolving(shown, one)) { (speech.say("online-channel-difference-resolve")) } }
                }
                DifferenceState::Resolved => {
                    (badge(Tone::Done, &word(speech, "difference-state", "resolved"))) " "
                    (one.note.as_deref().unwrap_or_default())
                }
            } },
        ]
    };
    let rows: Vec<Vec<Markup>> = shown.differences.iter().map(row).collect();
    card(&title, html! {}, simple(&title, &columns, &rows))
}

fn resolving(shown: &StatementRecord, one: &DifferenceRow) -> String {
    let here = format!("/online/channel_statements/{}", shown.line.id);
    format!("/do/online.channel_difference.resolve?id={}&next={here}", one.id)
}
