//! The controls that need more than an input: a record of another register, files, a signature, a position.

use kernel::form::Field;
use maud::{Markup, html};
use serde_json::Value;

use super::{Desk, Known, control::Mark};
use crate::icon::icon;

/// A path without its row numbers: `parts.3.item` is looked up as `parts.item`.
fn without_rows(path: &str) -> String {
    let names: Vec<&str> = path.split('.').filter(|part| part.parse::<usize>().is_err()).collect();
    names.join(".")
}

impl Desk<'_> {
    fn known(&self, path: &str, to: &str) -> Option<&Known> {
        self.options.known.get(&without_rows(path)).or_else(|| self.options.known.get(to))
    }

    pub(super) fn known_words(&self, path: &str, to: &str, id: &str) -> Option<String> {
        self.known(path, to)?.options.iter().find(|(known, _)| known == id).map(|(_, words)| words.clone())
    }

    /// A select that scripts turn into a searching one; a plain line for an id when nothing is known to choose from.
    pub(super) fn reference(&self, field: &Field, to: &str, mark: &Mark<'_>) -> Markup {
        let chosen: Vec<&str> = match self.value(mark.path) {
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            Some(one) => one.as_str().into_iter().collect(),
            None => Vec::new(),
        };
        let none = Known { options: Vec::new(), search: Some(format!("/find/{to}")) };
        let known = self.known(mark.path, to).unwrap_or(&none);
        if known.options.is_empty() && field.many {
            return html! {
                input #(mark.id) type="text" name=(mark.path) value=(chosen.join(" ")) data-search=[&known.search]
                    aria-describedby=[mark.described()] aria-invalid=[mark.invalid()];
            };
        }
        let strange = chosen.iter().filter(|id| !known.options.iter().any(|(k, _)| k == *id));
        html! {
            select #(mark.id) name=(mark.path) multiple[field.many] required[field.required] data-search=[&known.search]
                aria-describedby=[mark.described()] aria-invalid=[mark.invalid()] {
                @if !field.many { option value="" { (self.speech.say("ui-choose")) } }
                @for id in strange { option value=(id) selected { (id) } }
                @for (id, words) in &known.options { option value=(id) selected[chosen.contains(&id.as_str())] { (words) } }
            }
        }
    }

    pub(super) fn file(&self, field: &Field, photo: bool, mark: &Mark<'_>) -> Markup {
        let kept: Vec<&str> = match self.value(mark.path) {
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            Some(one) => one.as_str().into_iter().collect(),
            None => Vec::new(),
        };
        let words = self.speech.say(if photo { "ui-take-photo" } else { "ui-choose-file" });
        html! {
            div.files data-photos[photo] {
                @for id in &kept {
                    span.kept {
                        input type="hidden" name=(mark.path) value=(id);
                        a href={ (self.files()) (id) } { (icon("paperclip")) (self.speech.say("ui-kept-file")) }
                    }
                }
                label.pick for=(mark.id) { (icon(if photo { "camera" } else { "paperclip" })) span { (words) } }
                input #(mark.id) type="file" name=(mark.path) multiple[field.many] required[field.required && kept.is_empty()]
                    accept=[photo.then_some("image/*")] capture=[photo.then_some("environment")]
                    aria-describedby=[mark.described()] aria-invalid=[mark.invalid()];
                output.previews for=(mark.id) {}
            }
        }
    }

    fn files(&self) -> &str {
        if self.options.files.is_empty() { "/files/" } else { &self.options.files }
    }

    /// A pad to sign on; without scripts a photo of the signature on paper.
    pub(super) fn signature(&self, mark: &Mark<'_>) -> Markup {
        let kept = self.value(mark.path).and_then(Value::as_str);
        html! {
            div.signature data-signature data-said-clear=(self.speech.say("ui-sign-again")) data-said-pad=(self.speech.say("ui-sign-here")) {
                @if let Some(id) = kept { input type="hidden" name=(mark.path) value=(id); }
                input #(mark.id) type="file" name=(mark.path) accept="image/*" aria-describedby=[mark.described()] aria-invalid=[mark.invalid()];
            }
        }
    }

    /// A button that asks the device; without scripts the field may stay empty.
    pub(super) fn location(&self, mark: &Mark<'_>) -> Markup {
        let value = self.value(mark.path).map(|v| v.as_str().map_or_else(|| coordinates(v), str::to_owned));
        html! {
            div.location data-location data-said-ask=(self.speech.say("ui-locate")) data-said-failed=(self.speech.say("ui-locate-failed")) {
                input #(mark.id) type="text" name=(mark.path) value=[value] autocomplete="off"
                    placeholder="31.23041, 121.47370"
                    aria-describedby=[mark.described()] aria-invalid=[mark.invalid()];
            }
        }
    }
}

/// A position as people write it: degrees north, degrees east, and how far it may be off.
fn coordinates(at: &serde_json::Value) -> String {
    let figure = |name: &str| at.get(name).and_then(serde_json::Value::as_f64);
    match (figure("latitude"), figure("longitude"), figure("accuracy")) {
        (Some(latitude), Some(longitude), Some(accuracy)) => format!("{latitude}, {longitude} ±{accuracy} m"),
        (Some(latitude), Some(longitude), None) => format!("{latitude}, {longitude}"),
        _ => at.to_string(),
    }
}
