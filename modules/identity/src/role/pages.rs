//! Roles, and what each may do.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    Label, Result,
    form::{Choice, Kind},
};
use maud::{Markup, html};
use module::{Context, Shape, View};
use ui::{
    Tone,
    buttons::{Offer, buttons},
    card,
    form::KEY_FIELD,
    page as layout, record,
    table::{self, Column, ColumnKind},
};

use super::{
    model::{RoleShown, ThisRole},
    queries,
};
use crate::{
    account::pages::{permission, role as words, to},
    session::model::Nothing,
};

/// The form of an action that names a role, offering those there are.
async fn choosing(cx: &mut Context, action: &str, field: &str) -> Result<Shape> {
    let roles = queries::list(cx, Nothing {}).await?.roles;
    let speech = cx.speech();
    let choices = roles.iter().map(|r| {
        let name = r.name.clone().unwrap_or_else(|| words(&speech, &r.key));
        Choice { label: Some(Label::Both { zh: name.clone(), en: name }), ..Choice::of(&r.key) }
    });
    let kind = Kind::Choice { choices: choices.collect() };
    let mut form = cx.platform().action(action)?.form.clone();
    form.fields.iter_mut().filter(|f| f.name == field).for_each(|f| f.kind = kind.clone());
    Ok(Shape { title: None, form, values: serde_json::Value::Null, known: BTreeMap::new() })
}

/// The form of a new role.
pub async fn creating(cx: &mut Context, _: Nothing) -> Result<Shape> {
    choosing(cx, "identity.role.create", "like_role").await
}

/// The form of a new account, with its first role.
pub async fn creating_account(cx: &mut Context, _: Nothing) -> Result<Shape> {
    choosing(cx, "identity.account.create", "role").await
}

/// The form that grants a role.
pub async fn granting(cx: &mut Context, _: Nothing) -> Result<Shape> {
    choosing(cx, "identity.grant.create", "role").await
}

/// All roles.
pub async fn list(cx: &mut Context, input: Nothing) -> Result<View> {
    let found = queries::list(cx, input).await?;
    let speech = cx.speech();
    let title = speech.say("identity-role-list");
    let columns = ["field-role", "field-key", "field-permissions", "field-state"]
        .map(|key| Column::new(speech.say(key), ColumnKind::Text));
    let rows: Vec<Vec<Markup>> = found
        .roles
        .iter()
        .map(|r| {
            let name = r.name.clone().unwrap_or_else(|| words(&speech, &r.key));
            let count = if r.permissions.iter().any(|p| p == "*") {
                speech.say("identity-scopes-all")
            } else {
                r.permissions.len().to_string()
            };
            vec![
                html! { a href={ "/identity/roles/" (r.key) } { (name) } },
                html! { (r.key) },
                html! { (count) },
                state(&speech, r),
            ]
        })
        .collect();
    let mut offers = Vec::new();
    if cx.actor().may_in(crate::ROLE_EDIT, cx.actor().home) {
        let make = "/do/identity.role.create";
        offers.push(Offer::open(speech.say("identity-role-create"), make).icon("plus").hotkey('n'));
    }
    let body = html! {
        (layout::heading(&title, &speech.say("identity-role-note"), buttons(&speech, &offers)))
        (card::card("", html! {}, table::simple(&title, &columns, &rows)))
    };
    Ok(View::new(title, body).live(crate::ACCESS))
}

fn state(speech: &ui::Speech, role: &RoleShown) -> Markup {
    let (tone, key) =
        if role.shipped { (Tone::Plain, "identity-role-shipped") } else { (Tone::Active, "identity-role-own") };
    record::badge(tone, &speech.say(key))
}

/// One role: a box for each permission there is, ticked or not.
pub async fn page(cx: &mut Context, input: ThisRole) -> Result<View> {
    let role = queries::one(cx, input).await?;
    let may_edit = cx.actor().may_in(crate::ROLE_EDIT, cx.actor().home) && role.key != "admin";
    let key = cx.new_uuid().to_string();
    let speech = cx.speech();
    let name = role.name.clone().unwrap_or_else(|| words(&speech, &role.key));
    let held: BTreeSet<&str> = role.permissions.iter().map(String::as_str).collect();
    let mut groups: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in cx.platform().registry.permissions() {
        let module = line.permission.0.split('.').next().unwrap_or_default();
        groups.entry(module).or_default().insert(line.permission.0);
    }
    let mut offers = Vec::new();
    if may_edit && !role.shipped {
        let back = to("/do/identity.role.remove", vec![("key", role.key.clone()), ("next", "/identity/roles".into())]);
        offers.push(Offer::open(speech.say("identity-role-remove"), back));
    }
    let boxes = html! {
        @for (module, permissions) in &groups {
            @let title = speech.known(&format!("api-module-{module}"));
            (card::padded(title.as_deref().unwrap_or(module), html! {}, html! {
                @for one in permissions {
                    @let id = format!("p-{}", one.replace(['.', '_'], "-"));
                    @let on = held.contains("*") || held.contains(one);
                    div.field { label.tick for=(id) {
                        input #(id) type="checkbox" name="permissions" value=(one) checked[on] disabled[!may_edit];
                        span { (permission(&speech, one)) }
                    } }
                }
            }))
        }
    };
    let body = html! {
        (layout::heading(&name, &role.key, buttons(&speech, &offers)))
        form.form method="post" action={ "/identity/roles/" (role.key) "/edit" } data-guard {
            input type="hidden" name=(KEY_FIELD) value=(key);
            input type="hidden" name="name" value=(name);
            (boxes)
            @if may_edit { div.form-end { button.btn.btn-main type="submit" { (speech.say("ui-save")) } } }
        }
    };
    Ok(View::new(name, body).live(crate::ACCESS))
}
