//! Forms: the one form model of the kernel as HTML.
//!
//! Labels stand above, the message stands at the field, what was typed is kept. Names are those that [`kernel::form::decode`] reads.

mod control;
mod group;
mod special;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono_tz::Tz;
use kernel::{
    FieldError,
    form::{Field, Form, Kind, Section},
};
use maud::{Markup, html};
use serde_json::Value;

use crate::{icon::icon, texts::Speech};

/// The name under which every form sends its idempotency key.
pub const KEY_FIELD: &str = "idempotency_key";

/// How a form is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// It changes something.
    #[default]
    Post,
    /// It only asks: a search, a filter.
    Get,
}

/// What a field that points to a record of another register offers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// Ids with their words: all of them when few, else the chosen and the likely ones.
    pub options: Vec<(String, String)>,
    /// Where to look for more: answers `[{"id", "label", "detail"}]` to `?q=`. Absent when `options` is all there is.
    pub search: Option<String>,
}

/// Everything about a form that is not its fields.
#[derive(Debug, Clone, Default)]
pub struct FormOptions {
    /// Where it is sent.
    pub action: String,
    /// The words on the button; `保存` when empty.
    pub submit: String,
    /// How it is sent.
    pub method: Method,
    /// Makes a second press harmless; every posted form has one.
    pub idempotency_key: Option<String>,
    /// Whether files are sent; set by itself when a field takes a file.
    pub multipart: bool,
    /// Values sent along unseen: a version, the place to return to.
    pub hidden: Vec<(String, String)>,
    /// What fields pointing to other registers offer, by the field's dotted path without row numbers, else by the wanted noun.
    pub known: BTreeMap<String, Known>,
    /// Fields shown and not asked.
    pub read_only: Vec<String>,
    /// Where leaving leads; no link when absent.
    pub cancel: Option<String>,
    /// The place whose wall clock times are typed in.
    pub zone: Option<Tz>,
    /// The name under which a draft is kept on the device; none is kept when absent.
    pub draft: Option<String>,
    /// Fields after the first so many are folded away, when not required, filled or wrong; 0 folds none.
    pub fold_after: usize,
    /// Where stored files are shown: `/files/` is followed by the id.
    pub files: String,
}

/// What all controls of one form see.
struct Desk<'a> {
    speech: &'a Speech,
    values: &'a Value,
    errors: &'a [FieldError],
    options: &'a FormOptions,
}

/// A form with its fields, messages, values and button.
///
/// `values` is JSON of the form's shape or what the browser sent (texts under dotted names are found too), `errors` come from
/// `decode` or `validate`.
pub fn form(speech: &Speech, form: &Form, values: &Value, errors: &[FieldError], options: &FormOptions) -> Markup {
    let desk = Desk { speech, values, errors, options };
    let multipart = options.multipart || takes_files(&form.fields);
    let (method, kind) = match options.method {
        Method::Post => ("post", multipart.then_some("multipart/form-data")),
        Method::Get => ("get", None),
    };
    let submit = if options.submit.is_empty() { speech.say("ui-save") } else { options.submit.clone() };
    html! {
        form.form method=(method) action=(options.action) enctype=[kind] novalidate data-guard data-draft=[&options.draft] {
            @if let Some(key) = &options.idempotency_key { input type="hidden" name=(KEY_FIELD) value=(key); }
            @for (name, value) in &options.hidden { input type="hidden" name=(name) value=(value); }
            (desk.summary(form))
            (desk.fields(&form.fields))
            div.form-end {
                button.btn.btn-main type="submit" { (submit) }
                @if let Some(href) = &options.cancel { a.btn.btn-quiet href=(href) data-leave { (speech.say("ui-cancel")) } }
            }
        }
    }
}

/// The fields alone, to stand inside a form written by hand.
pub fn fields(speech: &Speech, list: &[Field], values: &Value, errors: &[FieldError], options: &FormOptions) -> Markup {
    Desk { speech, values, errors, options }.fields(list)
}

fn takes_files(fields: &[Field]) -> bool {
    fields.iter().any(|field| match &field.kind {
        Kind::File { .. } | Kind::Signature => true,
        Kind::Group { fields } => takes_files(fields),
        _ => false,
    })
}

/// The id of a control: the dotted path is unique in a form and lawful in a selector once dots are dashes.
fn id_of(path: &str) -> String {
    format!("f-{}", path.replace(['.', '_'], "-"))
}

impl Desk<'_> {
    /// The messages that belong to no visible field, and how many there are in all, with links to the fields.
    fn summary(&self, form: &Form) -> Markup {
        if self.errors.is_empty() {
            return html! {};
        }
        let count = self.errors.len().to_string();
        html! {
            div.form-errors role="alert" tabindex="-1" data-errors {
                (icon("alert-triangle"))
                div {
                    p { (self.speech.say_with("error-invalid", &[("count", &count)])) }
                    ul {
                        @for error in self.errors {
                            @let words = self.speech.message(&error.message);
                            @match self.name_of(form, &error.field) {
                                Some(name) => li { a href={ "#" (id_of(&error.field)) } { (name) } ": " (words) },
                                None => li { @if !error.field.is_empty() { code { (error.field) } ": " } (words) },
                            }
                        }
                    }
                }
            }
        }
    }

    /// The words of the field a message belongs to, if the form shows it.
    fn name_of(&self, form: &Form, path: &str) -> Option<String> {
        let mut fields = &form.fields;
        let mut name = None;
        for part in path.split('.').filter(|p| p.parse::<usize>().is_err()) {
            let field = fields.iter().find(|f| f.name == part)?;
            if let Kind::Group { fields: inner } = &field.kind {
                fields = inner;
            }
            name = Some(self.speech.label(&field.label()));
        }
        name
    }

    fn fields(&self, list: &[Field]) -> Markup {
        let mut parts: Vec<(&Section, Vec<&Field>)> = Vec::new();
        let (placed, shown): (Vec<&Field>, Vec<&Field>) =
            list.iter().filter(|f| f.kind != Kind::Any).partition(|field| field.section.is_some());
        for field in placed {
            let Some(section) = &field.section else { continue };
            match parts.iter_mut().find(|(known, _)| *known == section) {
                Some((_, fields)) => fields.push(field),
                None => parts.push((section, vec![field])),
            }
        }
        html! {
            (self.in_order(&shown))
            @for (section, fields) in &parts { (self.section(section, fields)) }
        }
    }

    /// A part of a long form: folded until something in it is asked for, filled in or wrong.
    fn section(&self, section: &Section, fields: &[&Field]) -> Markup {
        let matters =
            |field: &&Field| field.required || self.is_wrong(&field.name) || self.value(&field.name).is_some();
        html! {
            details.more open[section.open || fields.iter().any(matters)] {
                summary { (self.speech.say(&format!("form-section-{}", section.name))) }
                @for field in fields { (self.field(field, &field.name)) }
            }
        }
    }

    fn in_order(&self, shown: &[&Field]) -> Markup {
        let fold = self.options.fold_after;
        let later = |index: usize, field: &Field| {
            fold > 0
                && index >= fold
                && !field.required
                && !self.is_wrong(&field.name)
                && self.value(&field.name).is_none()
        };
        let (folded, open): (Vec<_>, Vec<_>) =
            shown.iter().enumerate().partition(|(index, field)| later(*index, field));
        html! {
            @for (_, field) in open { (self.field(field, &field.name)) }
            @if !folded.is_empty() {
                details.more {
                    summary { (self.speech.say("ui-more-fields")) }
                    @for (_, field) in folded { (self.field(field, &field.name)) }
                }
            }
        }
    }

    /// One field at a path: label, control, hint, message.
    fn field(&self, field: &Field, path: &str) -> Markup {
        if let Kind::Group { fields } = &field.kind {
            return self.group(field, fields, path);
        }
        if self.options.read_only.iter().any(|name| name == path) {
            return self.shown(field, path);
        }
        let id = id_of(path);
        let wrong: Vec<String> =
            self.errors.iter().filter(|e| is_of(&e.field, path)).map(|e| self.speech.message(&e.message)).collect();
        let hint = self.hint(field);
        let described: Vec<String> =
            [(!wrong.is_empty()).then(|| format!("{id}-error")), hint.is_some().then(|| format!("{id}-hint"))]
                .into_iter()
                .flatten()
                .collect();
        let mark = control::Mark { path, id: &id, described: described.join(" "), wrong: !wrong.is_empty() };
        let alone = field.kind == Kind::Bool || is_radio(field, path);
        html! {
            div class={ "field" @if !wrong.is_empty() { " wrong" } } {
                @if !alone { label for=(id) { (self.speech.label(&field.label())) (self.need(field)) } }
                (self.control(field, &mark))
                @if let Some(hint) = hint { p.hint id={ (id) "-hint" } { (hint) } }
                @if !wrong.is_empty() { p.error id={ (id) "-error" } { @for (i, one) in wrong.iter().enumerate() { @if i > 0 { br; } (one) } } }
            }
        }
    }

    /// The mark of a field that may be left out; most fields asked are needed, so the exception is marked.
    fn need(&self, field: &Field) -> Markup {
        html! { @if !field.required && field.kind != Kind::Bool { " " span.optional { (self.speech.say("ui-optional")) } } }
    }

    /// What helps to fill it in: `hint-<name>` of the catalogue, or the limit of a length.
    fn hint(&self, field: &Field) -> Option<String> {
        self.speech.known(&format!("hint-{}", field.name.replace('_', "-"))).or_else(|| {
            match (&field.kind, field.max) {
                (Kind::LongText, Some(max)) if max <= 500 => {
                    Some(self.speech.say_with("ui-at-most", &[("count", &max.to_string())]))
                }
                _ => None,
            }
        })
    }

    /// A field that is only shown.
    fn shown(&self, field: &Field, path: &str) -> Markup {
        let text = self.words(field, path);
        html! {
            div.field.read-only {
                span.label { (self.speech.label(&field.label())) }
                p { @if text.is_empty() { "—" } @else { (text) } }
            }
        }
    }

    /// The value at a dotted path, or what the browser sent under that name.
    fn value(&self, path: &str) -> Option<&Value> {
        let found = self.values.get(path).or_else(|| {
            path.split('.').try_fold(self.values, |value, part| match part.parse::<usize>() {
                Ok(index) => value.get(index).or_else(|| value.get(part)),
                Err(_) => value.get(part),
            })
        })?;
        let empty =
            found.is_null() || found.as_str().is_some_and(str::is_empty) || found.as_array().is_some_and(Vec::is_empty);
        (!empty).then_some(found)
    }

    fn is_wrong(&self, path: &str) -> bool {
        self.errors
            .iter()
            .any(|e| e.field == path || e.field.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
    }
}

/// Whether a message stands at a field: its own, or that of one of its entries (`phones.2`).
fn is_of(error: &str, path: &str) -> bool {
    error == path
        || error
            .strip_prefix(path)
            .and_then(|rest| rest.strip_prefix('.'))
            .is_some_and(|rest| rest.parse::<usize>().is_ok())
}

/// A short list is shown open, because choosing from what one sees is quicker than opening a list; in a row there is room for few.
fn is_radio(field: &Field, path: &str) -> bool {
    let most = if path.split('.').any(|part| part.parse::<usize>().is_ok()) { 3 } else { 5 };
    matches!(&field.kind, Kind::Choice { choices } if field.many || (field.required && choices.len() <= most))
}
