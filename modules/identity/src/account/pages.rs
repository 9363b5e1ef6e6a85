//! One's own account, and the accounts of others.

use kernel::{Error, Instant, Result};
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, Weight, buttons},
    card,
    form::{FormOptions, form},
    page as layout, print, record,
    table::{self, Column, ColumnKind},
};

use super::{
    actions,
    model::{AccountRow, AccountState, GrantRow, ThisAccount},
    queries, rules, store,
};
use crate::session::{
    model::{Nothing, SessionRow},
    rules as session_rules, store as sessions,
};

/// The address of a form with what it is filled with.
pub(crate) fn to(path: &str, query: Vec<(&str, String)>) -> String {
    Address::new(path, query.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()).href()
}

/// One's own account: password, second factor, devices, tokens.
pub async fn own(cx: &mut Context, _: Nothing) -> Result<View> {
    let account = queries::own(cx).await?;
    let now = cx.now();
    let devices = sessions::of(cx.tx(), account.id, now).await?;
    let tokens = crate::token::store::of(cx.tx(), account.id).await?;
    let speech = cx.speech();
    let title = speech.say("identity-account-own");
    let here = || "/account".to_owned();
    let open = |key: &str, action: &str| Offer::open(speech.say(key), to(action, vec![("next", here())]));
    let totp = if account.totp.is_some() {
        html! { p { (speech.say("identity-totp-on")) } (buttons(&speech, &[open("identity-totp-remove", "/do/identity.totp.remove")])) }
    } else {
        let key = cx.new_uuid().to_string();
        let begin = Offer::post(speech.say("identity-totp-create"), "/account/totp", key);
        html! { p { (speech.say("identity-totp-off")) } (buttons(&speech, &[begin])) }
    };
    let columns = ["field-name", "field-scopes", "field-expires-at", "ui-actions"]
        .map(|key| Column::new(speech.say(key), ColumnKind::Text));
    let rows: Vec<Vec<Markup>> = tokens
        .iter()
        .map(|t| {
            let revoke = to("/do/identity.token.remove", vec![("id", t.id.to_string()), ("next", here())]);
            vec![
                html! { (t.name) },
                html! { (scopes(&speech, &t.scopes)) },
                html! { (speech.instant(t.expires_at, cx.zone())) },
                html! { a href=(revoke) { (speech.say("identity-token-remove")) } },
            ]
        })
        .collect();
    let read = Offer::open(speech.say("identity-api"), "/api").icon("book");
    let make = open("identity-token-create", "/do/identity.token.create").icon("plus");
    let others = if devices.len() > 1 {
        let label = speech.say("identity-session-remove-others");
        let end = Offer::post(label, "/account/sessions/remove_others", cx.new_uuid().simple().to_string());
        buttons(&speech, &[end.icon("logout")])
    } else {
        html! {}
    };
    let wide = html! {
        (card::card(&speech.say("identity-sessions"), others, device_table(cx, &speech, &devices, true)))
        (card::card(&speech.say("identity-tokens"), buttons(&speech, &[read, make]), html! {
            @if rows.is_empty() { div.pad { p.sub { (speech.say("identity-tokens-none")) } } }
            @else { (table::simple(&speech.say("identity-tokens"), &columns, &rows)) }
        }))
    };
    let change = open("identity-password-change", "/do/identity.password.change").icon("key");
    let narrow = html! {
        (card::padded(&speech.say("field-password"), html! {}, buttons(&speech, &[change])))
        (card::padded(&speech.say("identity-totp"), html! {}, totp))
    };
    let body = html! {
        (layout::heading(&account.name, &account.login, html! {}))
        (card::two_columns(wide, narrow))
    };
    Ok(View::new(title, body).live(format!("account:{}", account.id)))
}

fn scopes(speech: &Speech, json: &str) -> String {
    let list: Vec<String> = serde_json::from_str(json).unwrap_or_default();
    if list.iter().any(|s| s == "*") {
        return speech.say("identity-scopes-all");
    }
    list.iter().map(|p| permission(speech, p)).collect::<Vec<_>>().join("、")
}

/// A permission in words.
pub(crate) fn permission(speech: &Speech, name: &str) -> String {
    speech.known(&format!("permission-{}", name.replace(['.', '_'], "-"))).unwrap_or_else(|| name.to_owned())
}

/// What a device is called, in the reader's words where there are any.
fn device(speech: &Speech, kept: &str) -> String {
    if kept.is_empty() {
        return speech.say("identity-device-unnamed");
    }
    let said = |part: &str| {
        let key = format!("identity-device-{}", part.to_lowercase().replace(' ', "-"));
        speech.known(&key).unwrap_or_else(|| part.to_owned())
    };
    kept.split(" · ").map(said).collect::<Vec<_>>().join(" · ")
}

fn device_table(cx: &Context, speech: &Speech, devices: &[SessionRow], own: bool) -> Markup {
    let columns = ["field-device", "field-address", "field-created-at", "field-seen-at", "ui-actions"]
        .map(|key| Column::new(speech.say(key), ColumnKind::Text));
    let moment = |at: Instant| html! { (speech.instant(at, cx.zone())) };
    let rows: Vec<Vec<Markup>> = devices
        .iter()
        .map(|s| {
            let this = cx.actor().session == Some(s.id.uuid());
            let device = device(speech, &s.device);
            let end = to("/do/identity.session.remove", vec![("id", s.id.to_string()), ("next", "/account".into())]);
            vec![
                html! { (device) @if this { " " (record::badge(Tone::Active, &speech.say("identity-this-device"))) } },
                html! { (s.address) },
                moment(s.created_at),
                moment(s.seen_at),
                html! { @if own && !this { a href=(end) { (speech.say("identity-session-remove")) } } },
            ]
        })
        .collect();
    table::simple(&speech.say("identity-sessions"), &columns, &rows)
}

/// The second factor on its way: the code to scan, and the field for the first code of it.
pub async fn totp(cx: &mut Context, _: Nothing) -> Result<View> {
    let account = queries::own(cx).await?;
    let sealed = account.totp_waiting.as_ref().ok_or(Error::NotFound)?;
    let secret = actions::open_secret(cx.platform(), &account, sealed)?;
    let company = org::unit(cx, cx.actor().home).await?.name;
    let speech = cx.speech();
    let title = speech.say("identity-totp-create");
    let key = cx.new_uuid().to_string();
    let options = FormOptions {
        action: "/account/totp/confirm".into(),
        submit: speech.say("ui-confirm"),
        idempotency_key: Some(key),
        cancel: Some("/account".into()),
        ..FormOptions::default()
    };
    let action = cx.platform().action("identity.totp.confirm")?;
    let body = html! {
        (layout::heading(&title, &account.login, html! {}))
        (card::padded("", html! {}, html! {
            p { (speech.say("identity-totp-scan")) }
            (print::qr(&rules::otpauth(&secret, &account.login, &company), &title))
            p.sub { (speech.say("identity-totp-type")) " " code { (data_encoding::BASE32_NOPAD.encode(&secret)) } }
            (form(&speech, &action.form, &serde_json::json!({}), &[], &options))
        }))
    };
    Ok(View::new(title, body))
}

/// The account of somebody: what is granted to him, and his devices.
pub async fn page(cx: &mut Context, input: ThisAccount) -> Result<View> {
    let account = store::one(cx, input.id).await?;
    let grants = store::grants(cx, account.id).await?;
    let now = cx.now();
    let devices = sessions::of(cx.tx(), account.id, now).await?;
    let tries = session_rules::TRIES_OF_LOGIN;
    let subject = crate::session::actions::of_login(&account.login);
    let wrong = sessions::attempts(cx.tx(), &subject).await?;
    let locked = session_rules::locked_until(&wrong, tries, now).is_some();
    let units = org::tree(cx).await?;
    let speech = cx.speech();
    let (tone, state) = match (account.state, locked) {
        (AccountState::Disabled, _) => (Tone::Cancelled, "choice-state-disabled"),
        (AccountState::Active, true) => (Tone::Late, "identity-account-locked"),
        (AccountState::Active, false) => (Tone::Active, "choice-state-active"),
    };
    let yes = |is: bool| speech.say(if is { "ui-yes" } else { "ui-no" });
    let head = record::Head {
        kind: speech.say("field-account"),
        number: account.login.clone(),
        title: account.name.clone(),
        state: (tone, speech.say(state)),
        rings: Vec::new(),
        facts: vec![
            (speech.say("field-totp"), html! { (yes(account.totp.is_some())) }),
            (
                speech.say("field-staff-id"),
                html! { @if let Some(staff) = account.staff_id { a href={ "/org/staff/" (staff) } { (account.name) } } @else { "—" } },
            ),
            (speech.say("field-created-at"), html! { (speech.instant(account.created_at, cx.zone())) }),
        ],
    };
    let wide = html! {
        (card::card(&speech.say("identity-grants"), html! {}, grant_table(cx, &speech, &grants, &units)))
        (card::card(&speech.say("identity-sessions"), html! {}, device_table(cx, &speech, &devices, false)))
    };
    let body = html! {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &account, locked))))
        (wide)
    };
    Ok(View::new(account.name.clone(), body).live(format!("account:{}", account.id)))
}

fn grant_table(cx: &Context, speech: &Speech, grants: &[GrantRow], units: &[org::OrgRow]) -> Markup {
    if grants.is_empty() {
        return html! { div.pad { p.sub { (speech.say("identity-grants-none")) } } };
    }
    let columns = ["field-role", "field-org-id", "field-from-on", "field-to-on", "ui-actions"]
        .map(|key| Column::new(speech.say(key), ColumnKind::Text));
    let today = cx.now().date(cx.zone());
    let rows: Vec<Vec<Markup>> = grants
        .iter()
        .map(|g| {
            let unit = units.iter().find(|o| o.id == g.org_id).map(|o| o.name.clone()).unwrap_or_default();
            let open = g.to_on.is_none_or(|to| to >= today) && cx.actor().may_in(crate::GRANT_END, g.org_id);
            let next = format!("/identity/accounts/{}", g.account_id);
            let end = to("/do/identity.grant.end", vec![("id", g.id.to_string()), ("next", next)]);
            vec![
                html! { (role(speech, &g.role)) },
                html! { (unit) },
                html! { (speech.date(g.from_on)) },
                html! { (g.to_on.map(|to| speech.date(to)).unwrap_or_default()) },
                html! { @if open { a href=(end) { (speech.say("identity-grant-end")) } } },
            ]
        })
        .collect();
    table::simple(&speech.say("identity-grants"), &columns, &rows)
}

/// A role in words.
pub(crate) fn role(speech: &Speech, key: &str) -> String {
    speech.known(&format!("choice-role-{}", key.replace('_', "-"))).unwrap_or_else(|| key.to_owned())
}

fn offers(cx: &Context, speech: &Speech, account: &AccountRow, locked: bool) -> Vec<Offer> {
    let here = format!("/identity/accounts/{}", account.id);
    let mut offers = Vec::new();
    let mut offer = |may: bool, key: &str, action: &str| {
        if may {
            let query = vec![("id", account.id.to_string()), ("next", here.clone())];
            offers.push(Offer::open(speech.say(key), to(action, query)));
        }
    };
    let edit = cx.actor().may_in(crate::ACCOUNT_EDIT, account.org_id);
    let disable = cx.actor().may_in(crate::ACCOUNT_DISABLE, account.org_id);
    let active = account.is_active();
    offer(edit && locked, "identity-account-unlock", "/do/identity.account.unlock");
    offer(edit, "identity-password-reset", "/do/identity.password.reset");
    offer(edit && account.totp.is_some(), "identity-totp-reset", "/do/identity.totp.reset");
    offer(edit, "identity-account-sign-out", "/do/identity.account.sign_out");
    offer(disable && active, "identity-account-disable", "/do/identity.account.disable");
    offer(disable && !active, "identity-account-enable", "/do/identity.account.enable");
    if edit {
        let mut query =
            vec![("id", account.id.to_string()), ("login", account.login.clone()), ("name", account.name.clone())];
        query.extend(account.staff_id.map(|s| ("staff_id", s.to_string())));
        query.push(("next", here.clone()));
        let change = Offer::open(speech.say("ui-edit"), to("/do/identity.account.edit", query));
        offers.insert(0, change.icon("edit").hotkey('e'));
    }
    if cx.actor().may(crate::GRANT_CREATE) && active {
        let query = vec![("account_id", account.id.to_string()), ("next", here)];
        let grant = Offer::open(speech.say("identity-grant-create"), to("/do/identity.grant.create", query));
        offers.insert(0, grant.weight(Weight::Main).icon("shield-check"));
    }
    offers
}
