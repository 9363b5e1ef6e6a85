//! How the list behind the bell looks; the platform makes its page.

use kernel::Instant;
use maud::{Markup, html};
use module::{Look, Platform};
use serde_json::Value;
use ui::{Address, Speech, Tone, card::Chip, record::badge};

use super::model::NoticeKind;

/// What was not read yet stands out.
pub(crate) fn look() -> Look {
    Look {
        cell: Some(cell),
        chips: Some(chips),
        filters: Some(&[]),
        own_topic: Some("notifications"),
        ..Look::default()
    }
}

fn cell(speech: &Speech, column: &str, row: &Value, now: Instant) -> Option<Markup> {
    let unread = row.get("read_at").is_none_or(Value::is_null);
    match column {
        "text" => {
            let text = row.get(column)?.as_str()?.to_owned();
            Some(html! { (text) @if unread { " " (badge(Tone::New, &speech.say("desk-notification-unread"))) } })
        }
        "at" => {
            let at: Instant = row.get(column)?.as_str()?.parse().ok()?;
            Some(html! { (speech.moment(at, now, module::HOME_ZONE)) })
        }
        "number" => row.get(column)?.as_str().map(|number| html! { span.number { (number) } }),
        _ => None,
    }
}

/// Read or not, and by kind.
fn chips(_: &Platform, speech: &Speech, here: &Address) -> Vec<Chip> {
    let chip = |label: String, name: &str, value: &str| {
        let on = here.get(name) == Some(value);
        let to = if on { here.with(name, "") } else { here.with(name, value) };
        Chip { label, href: Some(to.href()), on, count: None }
    };
    let read = [("desk-notification-unread", "true"), ("desk-notification-seen", "false")];
    let read = read.map(|(key, value)| chip(speech.say(key), "unread", value));
    let kind = |k: &NoticeKind| {
        let word = k.word();
        chip(speech.say(&format!("choice-kind-{}", word.replace('_', "-"))), "kind", word)
    };
    read.into_iter().chain(NoticeKind::ALL.iter().map(kind)).collect()
}
