//! The page behind the bell.

use kernel::Result;
use maud::{Markup, html};
use module::{Ask, Context, View};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::Chip,
    page::heading,
    record::badge,
    table::{Column, ColumnKind, Empty, Row, Table, Total, table, two_lines},
};

use super::{
    model::{NotificationFilter, NotificationLine},
    queries::list,
};

/// `/desk/notifications`
pub(crate) async fn page(cx: &mut Context, ask: Ask<NotificationFilter>) -> Result<View> {
    let unread = ask.filter.unread == Some(true);
    let listing = list(cx, ask).await?;
    let key = cx.new_uuid().simple().to_string();
    let (speech, now, zone) = (cx.speech(), cx.now(), cx.zone());
    let title = speech.say("desk-notification-list");
    let here =
        Address::new("/desk/notifications", if unread { vec![("unread".into(), "true".into())] } else { vec![] });
    let mut shown = Table::new(&speech, title.clone(), here.clone());
    shown.columns = vec![
        Column::new(speech.say("desk-column-notice"), ColumnKind::Text),
        Column::new(speech.say("desk-column-case"), ColumnKind::Code),
        Column::new(speech.say("field-at"), ColumnKind::Time),
    ];
    shown.rows = listing
        .rows
        .iter()
        .map(|n| Row {
            id: n.id.to_string(),
            href: Some(format!("/desk/cases/{}", n.case_id)),
            cells: cells(&speech, n, html! { (speech.moment(n.at, now, zone)) }),
            tone: Tone::Plain,
        })
        .collect();
    let chip = |key: &str, on: bool, href: String| Chip { label: speech.say(key), href: Some(href), on, count: None };
    shown.chips = vec![
        chip("desk-notification-all", !unread, here.without("unread").href()),
        chip("desk-notification-unread", unread, here.with("unread", "true").href()),
    ];
    shown.total = Total::Exactly(u64::try_from(listing.count).unwrap_or(0));
    (shown.before, shown.after) = (listing.prev, listing.next);
    shown.empty = Empty {
        icon: "bell",
        title: speech.say("desk-notification-list-empty"),
        hint: speech.say("desk-notification-list-empty-hint"),
        action: None,
    };
    let read = Offer::post(speech.say("desk-notification-read"), "/desk/notifications/read", key)
        .hidden("next", "/desk/notifications");
    let body = html! { div.stack { (heading(&title, "", buttons(&speech, &[read.icon("check")]))) (table(&shown)) } };
    let topic = format!("notifications:{}", cx.actor().id);
    Ok(View::new(title, body).live(topic))
}

fn cells(speech: &Speech, one: &NotificationLine, at: Markup) -> Vec<Markup> {
    let first = html! {
        (one.text)
        @if one.read_at.is_none() { " " (badge(Tone::New, &speech.say("desk-notification-unread"))) }
    };
    vec![first, two_lines(&one.number, &one.title), at]
}
