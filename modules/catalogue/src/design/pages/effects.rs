//! What follows something by itself, each effect as a sentence with the buttons that change it.

use maud::{Markup, html};
use process::Effect;
use ui::icon::icon;

use super::{Desk, anchor, parts::join};
use crate::effect::model::DOES;

/// The effects of one list, in their order.
pub(super) fn effects(desk: &Desk<'_>, follows: &str, list: &[Effect], own: bool) -> Markup {
    let speech = desk.speech;
    let place = anchor(follows);
    let row = |nth: usize, effect: &Effect| {
        let (does, words) = desk.effect_said(effect);
        let nth = nth.to_string();
        let which = [("follows", follows), ("does", does), ("nth", &nth)];
        let gone = format!("{} {words}", speech.say("ui-delete"));
        html! { li {
            @if own { a href=(desk.form("catalogue.effect.edit", &which, &place)) { (words) } } @else { (words) }
            @if let Some(when) = effect.when() { " " code.part-of { (when.source()) } }
            @if own { span.moves {
                @if list.len() > 1 { (desk.moves(follows, &nth, &place)) }
                a.btn.btn-quiet href=(desk.form("catalogue.part.remove", &[("part", follows), ("key", &nth)], &place)) aria-label=(gone) title=(speech.say("ui-delete")) { (icon("x")) }
            } }
        } }
    };
    html! {
        ul.inside id=(place) { @for (nth, effect) in list.iter().enumerate() { (row(nth, effect)) } }
        @if own { details.add { summary { (speech.say("catalogue-effect-create")) } ul.inside {
            @for does in DOES { li {
                a href=(desk.form("catalogue.effect.create", &[("follows", follows), ("does", does)], &place)) { (speech.say(&format!("catalogue-effect-{does}"))) }
            } }
        } } }
    }
}

impl Desk<'_> {
    /// What an effect does, and the sentence people read.
    fn effect_said(&self, effect: &Effect) -> (&'static str, String) {
        let say = |key: &str, arguments: &[(&str, &str)]| self.speech.say_with(key, arguments);
        match effect {
            Effect::Notify { to, text, .. } => {
                let words = crate::said(self.speech, text);
                ("notify", say("catalogue-effect-notifies", &[("to", &self.roles_said(to)), ("words", &words)]))
            }
            Effect::Spawn { process, link, copy, .. } => {
                let copied = join(self, copy.iter().map(|f| self.field_said(f)));
                let told = [("process", process.as_str()), ("link", link.as_str()), ("fields", copied.as_str())];
                ("spawn", say("catalogue-effect-spawns", &told))
            }
            Effect::Call { action, at_once, .. } => {
                let title = self.speech.known(&action.replace(['.', '_'], "-")).unwrap_or_else(|| action.clone());
                let words = if *at_once { "catalogue-effect-calls-at-once" } else { "catalogue-effect-calls" };
                ("call", say(words, &[("action", &title)]))
            }
            Effect::Set { field, value, table, .. } => {
                let value = value.as_ref().map(|v| v.source().to_owned());
                let value = value.or_else(|| table.as_ref().map(ToString::to_string)).unwrap_or_default();
                ("set", say("catalogue-effect-sets", &[("field", &self.field_said(field)), ("value", &value)]))
            }
        }
    }
}
