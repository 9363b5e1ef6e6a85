//! The tree on one page, and one unit.

use kernel::{Error, OrgId, Permission, Result};
use maud::{Markup, html};
use module::{Context, View};
use schemars::JsonSchema;
use serde::Deserialize;
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card, page, record, table,
};

use super::{
    model::{OrgKind, OrgRow, OrgState, ThisOrg},
    store,
};

/// Chips that lead to the communities in the scope of the line; none when there is one only.
pub async fn communities(cx: &mut Context, here: &Address, chosen: OrgId) -> Result<Vec<card::Chip>> {
    let units = super::queries::tree(cx).await?;
    let chips: Vec<card::Chip> = units
        .into_iter()
        .filter(|unit| unit.kind == OrgKind::Community && cx.within(unit.id).is_ok())
        .map(|unit| card::Chip {
            href: Some(here.with("org_id", &unit.id.to_string()).href()),
            on: unit.id == chosen,
            label: unit.name,
            count: None,
        })
        .collect();
    Ok(if chips.len() > 1 { chips } else { Vec::new() })
}

/// Nothing is asked.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Nothing {}

/// The whole tree as far as the actor may see it.
pub async fn tree(cx: &mut Context, _: Nothing) -> Result<View> {
    let scope = cx.scope().clone();
    let units = store::within(cx.tx(), &scope).await?;
    let speech = cx.speech();
    let title = speech.say("org-org-list");
    let mut offers = Vec::new();
    if cx.actor().may(crate::ORG_CREATE) {
        let create = Offer::open(speech.say("org-org-create"), "/do/org.org.create?next=/org/orgs");
        offers.push(create.main().icon("plus").hotkey('n'));
    }
    let columns = ["field-name", "field-kind", "field-code", "field-phone", "field-state"]
        .map(|key| table::Column::new(speech.say(key), table::ColumnKind::Text));
    let rows: Vec<Vec<Markup>> = units.iter().map(|unit| row(&speech, unit, &units)).collect();
    let body = html! {
        (page::heading(&title, "", buttons(&speech, &offers)))
        (card::card("", html! {}, table::simple(&title, &columns, &rows)))
    };
    Ok(View::new(title, body).live(super::actions::TOPIC))
}

fn row(speech: &Speech, unit: &OrgRow, all: &[OrgRow]) -> Vec<Markup> {
    let above = all.iter().filter(|o| o.id != unit.id && unit.path.starts_with(&o.path)).count();
    vec![
        html! {
            @for _ in 0..above { "\u{3000}\u{3000}" }
            a href={ "/org/orgs/" (unit.id) } { (unit.name) }
        },
        html! { (kind(speech, unit.kind)) },
        html! { (unit.code) },
        html! { (unit.phone.as_deref().unwrap_or("—")) },
        state(speech, unit.state),
    ]
}

fn kind(speech: &Speech, kind: OrgKind) -> String {
    choice(speech, "kind", kind.word())
}

fn state(speech: &Speech, state: OrgState) -> Markup {
    let tone = if state == OrgState::Active { Tone::Active } else { Tone::Cancelled };
    record::badge(tone, &choice(speech, "state", state.word()))
}

/// One unit with what stands below it.
pub async fn page(cx: &mut Context, input: ThisOrg) -> Result<View> {
    let scope = cx.scope().clone();
    let units = store::within(cx.tx(), &scope).await?;
    let unit = units.iter().find(|o| o.id == input.id).cloned().ok_or(Error::NotFound)?;
    let speech = cx.speech();
    let offers = offers(cx, &speech, &unit);
    let text = |value: &Option<String>| html! { (value.as_deref().unwrap_or("—")) };
    let facts = vec![
        (speech.say("field-address"), text(&unit.address)),
        (speech.say("field-phone"), text(&unit.phone)),
        (speech.say("field-calendar"), html! { a href={ "/org/calendars?org=" (unit.id) } { (unit.calendar) } }),
        (
            speech.say("field-profile"),
            html! { (unit.profile.as_ref().map_or_else(|| "—".to_owned(), |p| choice(&speech, "profile", p))) },
        ),
    ];
    let tone = if unit.state == OrgState::Active { Tone::Active } else { Tone::Cancelled };
    let head = record::Head {
        kind: kind(&speech, unit.kind),
        number: unit.code.clone(),
        title: unit.name.clone(),
        state: (tone, choice(&speech, "state", unit.state.word())),
        rings: Vec::new(),
        facts,
    };
    let children: Vec<&OrgRow> = units.iter().filter(|o| o.parent_id == Some(unit.id)).collect();
    let below = html! {
        @if children.is_empty() { div.pad { p.sub { (speech.say("org-nothing-below")) } } }
        @else { div.pad { ul { @for child in children { li { a href={ "/org/orgs/" (child.id) } { (child.name) } } } } } }
    };
    let links = [
        ("org-staff-list", format!("/org/staff?unit_id={}", unit.id)),
        ("org-post-list", format!("/org/posts?org_id={}", unit.id)),
        ("org-duty-list", format!("/org/duties?org_id={}", unit.id)),
    ];
    let beside = html! {
        (card::padded(&speech.say("org-of-this-unit"), html! {}, html! {
            ul { @for (key, href) in &links { li { a href=(href) { (speech.say(key)) } } } }
        }))
    };
    let body = html! {
        (record::head(&head, buttons(&speech, &offers)))
        (card::two_columns(card::card(&speech.say("org-below"), html! {}, below), beside))
    };
    Ok(View::new(unit.name.clone(), body).live(super::actions::TOPIC))
}

fn offers(cx: &Context, speech: &Speech, unit: &OrgRow) -> Vec<Offer> {
    let may = |permission: Permission| cx.actor().may_in(permission, unit.id);
    let here = format!("/org/orgs/{}", unit.id);
    let mut offers = Vec::new();
    if may(crate::ORG_EDIT) {
        let mut query = vec![("id", unit.id.to_string()), ("code", unit.code.clone()), ("name", unit.name.clone())];
        let optional = [("profile", &unit.profile), ("address", &unit.address), ("phone", &unit.phone)];
        query.extend(optional.into_iter().filter_map(|(name, value)| value.clone().map(|v| (name, v))));
        query.extend([("calendar", unit.calendar.clone()), ("next", here.clone())]);
        offers.push(Offer::open(speech.say("ui-edit"), to("/do/org.org.edit", query)).main().icon("edit").hotkey('e'));
    }
    if may(crate::ORG_CREATE) && unit.state == OrgState::Active {
        let query = vec![("parent_id", unit.id.to_string()), ("next", here.clone())];
        offers.push(Offer::open(speech.say("org-org-create"), to("/do/org.org.create", query)).icon("plus"));
    }
    if may(crate::ORG_END) && unit.state == OrgState::Active && unit.kind != OrgKind::Company {
        let query = vec![("id", unit.id.to_string()), ("next", here)];
        offers.push(Offer::open(speech.say("org-org-end"), to("/do/org.org.end", query)));
    }
    offers
}

/// A stored word in words: `choice-<field>-<value>`.
pub(crate) fn choice(speech: &Speech, field: &str, value: &str) -> String {
    speech.say(&format!("choice-{field}-{}", value.replace('_', "-")))
}

/// The address of a form with what it is filled with.
pub(crate) fn to(path: &str, query: Vec<(&str, String)>) -> String {
    Address::new(path, query.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()).href()
}
