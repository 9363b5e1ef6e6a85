//! Calendars in force, and the days that differ.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Tone,
    buttons::{Offer, buttons},
    card, feedback, page as layout, record,
    table::{self, Column, ColumnKind},
};

use super::{
    model::{Effect, WhoseCalendars},
    queries,
};
use crate::tree::{
    self,
    pages::{Nothing, choice, to},
};

/// The calendars a unit works by.
pub async fn page(cx: &mut Context, input: WhoseCalendars) -> Result<View> {
    let found = queries::list(cx, input).await?;
    let units = tree::queries::tree(cx).await?;
    let speech = cx.speech();
    let title = speech.say("org-calendar-list");
    let name = units.iter().find(|o| o.id == found.org_id).map(|o| o.name.clone()).unwrap_or_default();
    let may_edit = cx.actor().may_in(crate::CALENDAR_EDIT, found.org_id);
    let here = to("/org/calendars", vec![("org", found.org_id.to_string())]);
    let keys = [
        "field-name",
        "field-weekdays",
        "field-saturday",
        "field-sunday",
        "field-observes-holidays",
        "field-version",
        "field-covers-until",
        "ui-actions",
    ];
    let columns = keys.map(|key| Column::new(speech.say(key), ColumnKind::Text));
    let rows: Vec<Vec<Markup>> = found
        .calendars
        .iter()
        .map(|one| {
            let query = vec![
                ("org_id", found.org_id.to_string()),
                ("key", one.key.clone()),
                ("name", one.name.clone()),
                ("weekdays", one.weekdays.clone()),
                ("saturday", one.saturday.clone()),
                ("sunday", one.sunday.clone()),
                ("observes_holidays", one.observes_holidays.to_string()),
                ("next", here.clone()),
            ];
            let edit = (may_edit && one.key != "always").then(|| to("/do/org.calendar.edit", query));
            vec![
                table::two_lines(&one.name, &one.key),
                html! { (one.weekdays) },
                html! { (one.saturday) },
                html! { (one.sunday) },
                html! { (speech.say(if one.observes_holidays { "ui-yes" } else { "ui-no" })) },
                html! { (one.version) },
                html! { (speech.date(one.covers_until)) },
                html! { @if let Some(href) = edit { a href=(href) { (speech.say("ui-edit")) } } },
            ]
        })
        .collect();
    let mut offers = Vec::new();
    if may_edit {
        let query = vec![("org_id", found.org_id.to_string()), ("next", here)];
        offers.push(Offer::open(speech.say("org-calendar-edit"), to("/do/org.calendar.edit", query)).icon("plus"));
    }
    let chips: Vec<card::Chip> = units
        .iter()
        .map(|o| card::Chip {
            label: o.name.clone(),
            href: Some(to("/org/calendars", vec![("org", o.id.to_string())])),
            on: o.id == found.org_id,
            count: None,
        })
        .collect();
    let body = html! {
        (layout::heading(&title, &name, buttons(&speech, &offers)))
        (to_enter(cx, found.year_to_enter))
        (card::chips(&speech.say("field-org-id"), &chips))
        (card::card("", html! {}, table::simple(&title, &columns, &rows)))
    };
    Ok(View::new(title, body).live("calendars"))
}

/// Says that the days of a year were not entered, and leads whoever may to where that is done.
fn to_enter(cx: &Context, year: Option<i32>) -> Markup {
    let speech = cx.speech();
    let enter =
        || Offer::open(speech.say("org-holiday-create"), "/do/org.holiday.create?next=/org/holidays").icon("plus");
    let offer = cx.actor().may_in(crate::HOLIDAY_CREATE, cx.actor().home).then(enter);
    html! {
        @if let Some(year) = year {
            (feedback::banner(Tone::Risk, &speech.say_with("org-year-to-enter", &[("year", &year.to_string())]), offer.as_ref()))
        }
    }
}

/// Public holidays, make-up workdays and the company's own word on them.
pub async fn holidays(cx: &mut Context, input: Nothing) -> Result<View> {
    let found = queries::holidays(cx, input).await?;
    let speech = cx.speech();
    let title = speech.say("org-holiday-list");
    let home = cx.actor().home;
    let mut offers = Vec::new();
    if cx.actor().may_in(crate::HOLIDAY_CREATE, home) {
        let create = Offer::open(speech.say("org-holiday-create"), "/do/org.holiday.create?next=/org/holidays");
        offers.push(create.main().icon("plus").hotkey('n'));
    }
    let may_remove = cx.actor().may_in(crate::HOLIDAY_REMOVE, home);
    let columns = ["field-day", "field-name", "field-effect", "ui-actions"]
        .map(|key| Column::new(speech.say(key), ColumnKind::Text));
    let rows: Vec<Vec<Markup>> = found
        .holidays
        .iter()
        .rev()
        .map(|one| {
            let tone = match one.effect {
                Effect::Holiday => Tone::Done,
                Effect::MakeupWorkday => Tone::Active,
                Effect::Ordinary => Tone::Plain,
            };
            let query = vec![("day", one.day.to_string()), ("next", "/org/holidays".to_owned())];
            let remove = (one.own && may_remove).then(|| to("/do/org.holiday.remove", query));
            vec![
                html! { (speech.date(one.day)) },
                html! { (one.name) },
                record::badge(tone, &choice(&speech, "effect", one.effect.word())),
                html! { @if let Some(href) = remove { a href=(href) { (speech.say("org-holiday-remove")) } } },
            ]
        })
        .collect();
    let body = html! {
        (layout::heading(&title, &speech.say("org-holiday-note"), buttons(&speech, &offers)))
        (to_enter(cx, found.year_to_enter))
        (card::card("", html! {}, table::simple(&title, &columns, &rows)))
    };
    Ok(View::new(title, body).live("calendars"))
}
