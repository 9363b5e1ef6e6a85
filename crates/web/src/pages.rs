//! Pages and browser forms: a view in its layout, a derived form for every action, errors that keep what was typed.

use std::collections::{BTreeMap, HashMap};

use axum::{
    extract::{Path, RawQuery, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use kernel::{Error, FieldError, Lang, form, form::Kind};
use maud::{Markup, html};
use module::{Action, Download, Shape, Surface, View, Waits};
use serde_json::Value;
use ui::{Speech, feedback::Toast, form::FormOptions, page};

use crate::{
    answer::{self, html as respond},
    api,
    body::{self, Sent},
    caller::{Visit, cookie, header_text},
    input,
    known::{known, of_id},
    session,
    shell::shell,
    state::{Web, is_set_up},
    waits,
};

/// Where nobody is sent who must sign in first, and where everybody is sent before there is a company.
pub(crate) const SIGN_IN: &str = "/sign_in";
pub(crate) const SET_UP: &str = "/setup";

/// The key of a line's title in the catalogue: `property.room.add` → `property-room-add`.
pub fn title_key(name: &str) -> String {
    name.replace(['.', '_'], "-")
}

/// `GET` of a module's own page.
pub(crate) fn page(name: &'static str) -> MethodRouter<Web> {
    get(
        move |State(web): State<Web>,
              visit: Visit,
              headers: HeaderMap,
              Path(path): Path<HashMap<String, String>>,
              RawQuery(query): RawQuery| async move {
            let Some(line) = web.platform.registry.pages().find(|p| p.name == name) else {
                return failed(&web, &visit, &Error::NotFound);
            };
            let shown = async {
                let value = input::of_request(&line.form, &path, &input::pairs(query.as_deref()))?;
                web.platform.show(&visit.caller, line, value).await
            };
            match shown.await.map_err(|error| nowhere(error, &path)) {
                Ok(View { download: Some(file), .. }) => kept(&file),
                Ok(view) => show(&web, &visit, &headers, line.surface, 200, view, line.path == SET_UP).await,
                Err(error) => failed(&web, &visit, &error),
            }
        },
    )
}

/// An address whose own parts cannot be read leads nowhere.
fn nowhere(error: Error, path: &HashMap<String, String>) -> Error {
    match error {
        Error::Invalid(wrong) if wrong.iter().any(|one| path.contains_key(&one.field)) => Error::NotFound,
        other => other,
    }
}

/// A file the browser keeps.
fn kept(file: &Download) -> Response {
    let fit = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let name: String = file.name.chars().map(fit).collect();
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, file.kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], file.bytes.clone())
        .into_response()
}

/// A view in its layout; before there is a company, every page leads to the set-up.
pub(crate) async fn show(
    web: &Web,
    visit: &Visit,
    headers: &HeaderMap,
    surface: Surface,
    status: u16,
    view: View,
    setting_up: bool,
) -> Response {
    if !setting_up && !is_set_up(visit.home()) {
        return to(SET_UP);
    }
    let body = if view.topics.is_empty() {
        view.body
    } else {
        page::live("page", &view.topics.join(" "), &visit.path, view.body)
    };
    let toast = cookie(headers, "toast").map(|key| {
        let said = visit.speech.known(key).unwrap_or_else(|| visit.speech.say("ui-done"));
        Toast::done(said)
    });
    let had_toast = toast.is_some();
    let waits = waits::of(web, visit).await;
    let mut response = respond(status, shell(web, visit, surface, view.title, (&view.topics, &waits), toast, body));
    if let Some(lang) = visit.chosen {
        remember(lang, &mut response);
    }
    if had_toast {
        response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_static("toast=; Path=/; Max-Age=0"));
    }
    response
}

/// Keeps the chosen language in a cookie.
pub(crate) fn remember(lang: Lang, response: &mut Response) {
    let cookie = format!("lang={}; Path=/; Max-Age=31536000; SameSite=Lax", lang.tag());
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// An error as a page; nobody signed in is led to the sign-in and back.
pub(crate) fn failed(web: &Web, visit: &Visit, error: &Error) -> Response {
    answer::log(error);
    if !is_set_up(visit.home()) {
        return to(SET_UP);
    }
    if matches!(error, Error::Unauthenticated) {
        let back = serde_urlencoded::to_string([("next", &visit.path)]).unwrap_or_default();
        return to(&format!("{SIGN_IN}?{back}"));
    }
    let words = visit.speech.message(&error.message());
    let hint = visit.speech.say(match error {
        Error::NotFound => "error-hint-not-found",
        Error::Forbidden(_) => "error-hint-forbidden",
        Error::Internal(_) => "error-hint-internal",
        _ => "error-hint",
    });
    // The words stand above as the title already.
    let body = html! {
        div.empty data-refusal=(words) { (ui::icon::icon("alert-triangle")) p.sub { (hint) } }
        // What an address asks for has no form beside which it could be said.
        @if let Error::Invalid(wrong) = error {
            ul { @for one in wrong { li { b { (called(&visit.speech, &one.field)) } " " (visit.speech.message(&one.message)) } } }
        }
        p.buttons { a.btn href="/" { (visit.speech.say("ui-home")) } }
    };
    let mut response =
        respond(error.status(), shell(web, visit, Surface::Plain, words.clone(), (&[], &Waits::default()), None, body));
    answer::retry_after(error, &mut response);
    response
}

/// `POST` of an action by a browser form.
pub(crate) fn action(name: &'static str) -> MethodRouter<Web> {
    post(
        move |State(web): State<Web>, visit: Visit, Path(path): Path<HashMap<String, String>>, request: Request| async move {
            let headers = request.headers().clone();
            let Some(line) = web.platform.registry.action(name) else {
                return failed(&web, &visit, &Error::NotFound);
            };
            let sent = match api::limit(&web, &visit, line) {
                Ok(()) => body::read_form(&web, &visit, request).await,
                Err(error) => Err(error),
            };
            match sent {
                Ok(sent) => finish(&web, visit, &headers, line, &path, sent).await,
                Err(error) => failed(&web, &visit, &error),
            }
        },
    )
}

async fn finish(
    web: &Web,
    mut visit: Visit,
    headers: &HeaderMap,
    line: &Action,
    path: &HashMap<String, String>,
    sent: Sent,
) -> Response {
    visit.caller.key = sent.text(ui::form::KEY_FIELD).filter(|k| k.len() <= 100).map(str::to_owned);
    let mut pairs = sent.pairs.clone();
    pairs.retain(|(n, _)| !path.contains_key(n));
    pairs.extend(path.iter().map(|(n, v)| (n.clone(), v.clone())));
    let shape = match shape_of(web, &visit, line, &pairs).await {
        Ok(shape) => shape,
        Err(error) => return failed(web, &visit, &error),
    };
    let form = shape.as_ref().map_or(&line.form, |s| &s.form);
    input::at_home(form, &mut pairs);
    let read = input::one_file_each(form, &pairs).and_then(|()| form::decode(form, &pairs).map_err(Error::Invalid));
    let done = match read {
        Ok(value) => web.platform.act_with(&visit.caller, line.name, value, sent.uploads.clone()).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(mut output) => {
            let cookie = session::cookie_of(visit.secure, &mut output);
            if line.secret && line.then.is_none() {
                return shown_once(web, &visit, headers, line, &output).await;
            }
            let mut response = to(&destination(line, &sent, headers, &output));
            let toast = format!("toast={}-done; Path=/; Max-Age=20; SameSite=Lax", title_key(line.name));
            let cookies = cookie.into_iter().chain(HeaderValue::from_str(&toast).ok());
            for cookie in cookies {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(error @ (Error::Invalid(_) | Error::Broken(_) | Error::Conflict | Error::Unavailable(..))) => {
            again(web, &visit, headers, line, shape, &pairs, &error).await
        }
        Err(error) => failed(web, &visit, &error),
    }
}

/// An answer that is told once and kept nowhere: a new token, a phone that was revealed.
async fn shown_once(web: &Web, visit: &Visit, headers: &HeaderMap, line: &Action, output: &Value) -> Response {
    let speech = &visit.speech;
    let told = output.as_object().into_iter().flatten().filter(|(name, _)| *name != "id");
    let facts: Vec<(String, Markup)> = told
        .filter_map(|(name, value)| {
            let words = speech.say(&format!("field-{}", name.replace('_', "-")));
            Some((words, html! { code { (value.as_str()?) } }))
        })
        .collect();
    let back = header_text(headers, "referer").and_then(input::path_of).unwrap_or("/");
    let title = speech.say(&title_key(line.name));
    let body = html! {
        (page::heading(&title, &speech.say("secret-shown-once"), html! {}))
        section.card.pad { (ui::card::facts(&facts)) p { a.btn href=(back) { (speech.say("ui-back")) } } }
    };
    show(web, visit, headers, line.surface, 200, View::new(title, body), false).await
}

/// Where to go when it is done: where the form says, where the line says, where the browser came from.
fn destination(line: &Action, sent: &Sent, headers: &HeaderMap, output: &Value) -> String {
    let asked = sent.text("next").and_then(input::local).map(str::to_owned);
    let said = || line.then.and_then(|template| module::fill(template, output));
    let came = || header_text(headers, "referer").and_then(input::path_of).map(str::to_owned);
    asked.or_else(said).or_else(came).unwrap_or_else(|| "/".to_owned())
}

/// What the form asks for what has been said so far, when the line leaves that to its record.
pub(crate) async fn shape_of(
    web: &Web,
    visit: &Visit,
    line: &Action,
    pairs: &[(String, String)],
) -> kernel::Result<Option<Shape>> {
    if !line.is_shaped() {
        return Ok(None);
    }
    let said = form::decode(&line.form, pairs).map_err(Error::Invalid)?;
    web.platform.shape(&visit.caller, line, said).await
}

fn title_of(visit: &Visit, line: &Action, shape: Option<&Shape>) -> String {
    let own = shape.and_then(|s| s.title.clone());
    own.unwrap_or_else(|| visit.speech.say(&title_key(line.name)))
}

/// What was sent, just as it was: of a field that takes several, all of them.
fn as_typed(form: &form::Form, pairs: &[(String, String)]) -> Value {
    let mut all = serde_json::Map::new();
    for (name, text) in pairs {
        let text = Value::from(text.as_str());
        match all.get_mut(name) {
            Some(Value::Array(list)) => list.push(text),
            _ if form.field(name).is_some_and(|f| f.many) => drop(all.insert(name.clone(), Value::Array(vec![text]))),
            _ => drop(all.insert(name.clone(), text)),
        }
    }
    Value::Object(all)
}

/// What is typed over what stood there before.
fn over(before: Value, typed: Value) -> Value {
    let mut all = input::object(before);
    all.extend(input::object(typed));
    Value::Object(all)
}

/// The derived form once more, with the messages and everything that was typed.
async fn again(
    web: &Web,
    visit: &Visit,
    headers: &HeaderMap,
    line: &Action,
    shape: Option<Shape>,
    pairs: &[(String, String)],
    error: &Error,
) -> Response {
    let errors = match error {
        Error::Invalid(fields) => fields.clone(),
        other => vec![FieldError { field: String::new(), message: other.message() }],
    };
    let typed = as_typed(shape.as_ref().map_or(&line.form, |s| &s.form), pairs);
    let next = pairs.iter().find(|(n, _)| n == "next").map(|(_, t)| t.clone());
    let title = title_of(visit, line, shape.as_ref());
    let body = derived(web, visit, (line, &title), shape, &typed, &errors, next).await;
    let mut response = show(web, visit, headers, line.surface, error.status(), View::new(title, body), true).await;
    answer::retry_after(error, &mut response);
    response
}

/// What a field is called; its path when nothing calls it.
fn called(speech: &Speech, path: &str) -> String {
    let name = path.rsplit('.').next().unwrap_or(path);
    speech.known(&format!("field-{}", name.replace('_', "-"))).unwrap_or_else(|| path.to_owned())
}

/// `GET /do/{name}`: the derived form of an action, filled from the query.
pub(crate) async fn form_page(
    State(web): State<Web>,
    visit: Visit,
    headers: HeaderMap,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let shown = async {
        let line = web.platform.action(&name)?;
        if !visit.caller.actor.may(line.permission) {
            let known = visit.caller.actor.is_known();
            return Err(if known { Error::Forbidden(line.permission.0.into()) } else { Error::Unauthenticated });
        }
        let pairs = input::pairs(query.as_deref());
        let next = pairs.iter().find(|(n, _)| n == "next").map(|(_, t)| t.clone());
        let shape = shape_of(&web, &visit, line, &pairs).await?;
        let typed = as_typed(shape.as_ref().map_or(&line.form, |s| &s.form), &pairs);
        let title = title_of(&visit, line, shape.as_ref());
        let before = shape.as_ref().map_or(Value::Null, |s| s.values.clone());
        let values = over(before, typed);
        let body = derived(&web, &visit, (line, &title), shape, &values, &[], next).await;
        Ok((line, title, body))
    };
    match shown.await {
        Ok((line, title, body)) => show(&web, &visit, &headers, line.surface, 200, View::new(title, body), false).await,
        Err(error) => failed(&web, &visit, &error),
    }
}

/// The form with its heading, which says what is done and to which record.
async fn derived(
    web: &Web,
    visit: &Visit,
    (line, title): (&Action, &str),
    shape: Option<Shape>,
    typed: &Value,
    errors: &[FieldError],
    next: Option<String>,
) -> Markup {
    let about = if shape.is_some() { None } else { about(web, visit, line, typed).await };
    let inside = |name: &str| line.path.contains(&format!("{{{name}}}"));
    let (mut shown, offered) = shape.map_or_else(|| (line.form.clone(), BTreeMap::new()), |s| (s.form, s.known));
    shown.fields.retain(|f| !inside(&f.name));
    // What the page was made from goes back with it: nobody is asked for it.
    let is_guard = |f: &kernel::form::Field| f.name == "version" && f.kind == Kind::Integer;
    let guards = shown.fields.iter().any(is_guard);
    shown.fields.retain(|f| !is_guard(f));
    let version =
        typed.get("version").filter(|_| guards).map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
    let next = next.as_deref().and_then(input::local).map(str::to_owned);
    let hidden = next.iter().map(|n| ("next".to_owned(), n.clone())).chain(version.map(|v| ("version".to_owned(), v)));
    let path = module::fill(line.path, typed).unwrap_or_else(|| line.path.to_owned());
    let mut offers = known(web, visit, &shown.fields, typed).await;
    offers.extend(offered);
    // Where nothing is asked, the button says what it does.
    let asks = !shown.fields.is_empty();
    let submit = visit.speech.known(&format!("{}-submit", title_key(line.name)));
    let submit = submit.or_else(|| (!asks).then(|| title.to_owned()));
    let options = FormOptions {
        draft: asks.then(|| format!("{} {path}", line.name)),
        action: path,
        submit: submit.unwrap_or_default(),
        idempotency_key: Some(web.key()),
        hidden: hidden.collect(),
        known: offers,
        cancel: next,
        zone: Some(module::HOME_ZONE),
        files: "/files/".to_owned(),
        ..FormOptions::default()
    };
    let form = ui::form::form(&visit.speech, &shown, typed, errors, &options);
    html! {
        @if line.surface == Surface::Desk { (page::heading(title, about.as_deref().unwrap_or_default(), html! {})) }
        section.card.pad { (form) }
    }
}

/// The words of the record an action is about, when its noun has a list the reader may see.
async fn about(web: &Web, visit: &Visit, line: &Action, typed: &Value) -> Option<String> {
    let Kind::Ref { to } = &line.form.field("id")?.kind else { return None };
    let id = typed.get("id")?.as_str()?;
    of_id(web, visit, web.platform.registry.list_of(to)?, id).await.map(|(words, _)| words)
}

/// Sends the browser on with a GET.
pub(crate) fn to(path: &str) -> Response {
    let place = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}
