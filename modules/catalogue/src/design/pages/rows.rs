//! Work items with their steps, and the rules that stand once: waiting, the call afterwards, the second look, cases waited for.

use maud::{Markup, html};
use process::{FieldSpec, definition::Wait};
use ui::{
    card::{card, padded},
    icon::icon,
    table::simple,
};

use super::{
    Desk, anchor,
    effects::effects,
    parts::{columns, join, section},
    told,
};
use crate::design::queries::said;

/// Work items: who records them where, and what is recorded.
pub(super) fn work_items(desk: &Desk<'_>) -> Markup {
    let speech = desk.speech;
    let columns = columns(
        desk,
        &["catalogue-part-work-item", "field-roles", "field-from-stages", "catalogue-steps", "catalogue-on-fail"],
    );
    let row = |item: &process::definition::WorkItem| {
        let place = format!("work_item {}", item.id);
        let own = desk.is_own(&place);
        let inside = |list: &str| format!("work_item.{}.{list}", item.id);
        let marks = [
            ("field-is-required", item.required),
            ("field-repeatable", item.repeatable),
            ("field-findings", item.findings),
        ];
        let marks = marks.into_iter().filter(|(_, on)| *on).map(|(key, _)| speech.say(key));
        vec![
            html! { (desk.name(&place, &said(speech, &item.label), &item.id)) span.part-of { (join(desk, marks)) } },
            html! { (desk.roles_said(&item.by)) },
            html! { (join(desk, item.stages.iter().map(|s| desk.stage_said(s)))) },
            steps(desk, &inside("step"), &item.steps, own),
            html! {
                @if let Some(when) = &item.fails_when { p { code.part-of { (when.source()) } } }
                (effects(desk, &inside("on_fail"), &item.on_fail, own))
                @if own || !item.on_pass.is_empty() { p.part-of { (speech.say("catalogue-on-pass")) } (effects(desk, &inside("on_pass"), &item.on_pass, own)) }
            },
            desk.buttons("work_item", &item.id),
        ]
    };
    let rows: Vec<Vec<Markup>> = desk.def().work_items.iter().map(row).collect();
    let title = speech.say("catalogue-work");
    let none = html! { div.pad { p.sub { (speech.say("catalogue-work-none")) } } };
    let body = html! { @if rows.is_empty() { (none) } @else { (simple(&title, &columns, &rows)) } };
    section("work_items", card(&title, desk.add("work_item"), body))
}

/// Steps or fields inside a part, each with what it takes.
pub(super) fn steps(desk: &Desk<'_>, inside: &str, list: &[FieldSpec], own: bool) -> Markup {
    let speech = desk.speech;
    let place = anchor(inside);
    let row = |step: &FieldSpec| {
        let words = said(speech, &step.label);
        let edit = desk.form("catalogue.step.edit", &[("inside", inside), ("step", &step.name)], &place);
        let remove = desk.form("catalogue.part.remove", &[("part", inside), ("key", &step.name)], &place);
        let gone = format!("{} {words}", speech.say("ui-delete"));
        html! { li {
            @if own { a href=(edit) { (words) } } @else { (words) }
            span.part-of { (desk.step_said(step)) }
            @if own { span.moves {
                @if list.len() > 1 { (desk.moves(inside, &step.name, &place)) }
                a.btn.btn-quiet href=(remove) aria-label=(gone) title=(speech.say("ui-delete")) { (icon("x")) }
            } }
        } }
    };
    html! {
        ol.inside id=(place) { @for step in list { (row(step)) } }
        @if own { a.btn.btn-quiet href=(desk.form("catalogue.step.create", &[("inside", inside)], &place)) { (icon("plus")) span { (speech.say("catalogue-step-create")) } } }
    }
}

impl Desk<'_> {
    /// What a step holds and takes.
    fn step_said(&self, step: &FieldSpec) -> String {
        let speech = self.speech;
        let kind = serde_json::to_value(step.kind).ok().and_then(|k| k.as_str().map(|k| k.replace('_', "-")));
        let mut words = vec![kind.map(|k| speech.say(&format!("catalogue-kind-{k}"))).unwrap_or_default()];
        words.extend(step.required.then(|| speech.say("field-is-required")));
        words.extend(step.many.then(|| speech.say("field-several")));
        let bounds = |low: Option<i64>, high: Option<i64>| match (low, high) {
            (None, None) => None,
            (low, high) => {
                let shown = |bound: Option<i64>| bound.map(|b| b.to_string()).unwrap_or_default();
                Some(format!("{}–{}", shown(low), shown(high)))
            }
        };
        words.extend(bounds(step.low, step.high).map(|b| speech.say_with("catalogue-sound", &[("bounds", &b)])));
        join(self, words)
    }

    /// The button that changes or adds a rule that stands once, and the one that takes it away.
    fn rule_buttons(&self, rule: &str, is_said: bool) -> Markup {
        if !self.open || (is_said && !self.is_own(rule)) {
            return html! {};
        }
        let words = self.speech.say(if is_said { "ui-edit" } else { "catalogue-rule-add" });
        html! { div.buttons.tight {
            a.btn href=(self.form(&format!("catalogue.{rule}.edit"), &[], rule)) { (words) }
            @if is_said { a.btn.btn-quiet href=(self.form("catalogue.part.remove", &[("part", "rule"), ("key", rule)], rule)) { (self.speech.say("ui-delete")) } }
        } }
    }

    fn rule(&self, rule: &str, is_said: bool, facts: Vec<(String, String)>, follow: Option<Markup>) -> Markup {
        let speech = self.speech;
        let title = speech.say(&format!("catalogue-rule-{}", rule.replace('_', "-")));
        let fragment = self.sketch.written(rule).and_then(|w| w.fragment());
        let body = html! {
            @if is_said { (told(facts)) } @else { p.sub { (speech.say("catalogue-rule-none")) } }
            @if let Some(fragment) = fragment { p.part-of { (speech.say_with("catalogue-of-fragment", &[("fragment", fragment)])) } }
            @for finding in self.sketch.of(rule) { p.error { (self.problem(finding)) } }
            @if let Some(follow) = follow { h3 { (speech.say("catalogue-then")) } (follow) }
        };
        html! { div id=(rule) { (padded(&title, self.rule_buttons(rule, is_said), body)) } }
    }
}

/// The rules of a definition.
pub(super) fn rules(desk: &Desk<'_>) -> Markup {
    html! { div.stack id="rules" { (pause(desk)) (follow_up(desk)) (sample(desk)) (joins(desk)) } }
}

fn pause(desk: &Desk<'_>) -> Markup {
    let rule = &desk.def().pause;
    let is_said = rule.cap.is_some() || !rule.effects.is_empty();
    let cap = rule.cap.map(|cap| desk::spoken(desk.speech, &cap.to_string())).unwrap_or_default();
    let follow = is_said.then(|| effects(desk, "pause.effects", &rule.effects, desk.is_own("pause")));
    desk.rule("pause", is_said, vec![(desk.speech.say("field-cap"), cap)], follow)
}

fn follow_up(desk: &Desk<'_>) -> Markup {
    let speech = desk.speech;
    let Some(rule) = &desk.def().follow_up else { return desk.rule("follow_up", false, Vec::new(), None) };
    let facts = vec![
        (speech.say("field-call-stage"), desk.stage_said(&rule.stage)),
        (speech.say("field-otherwise-stage"), desk.stage_said(&rule.otherwise)),
        (speech.say("field-percent"), format!("{}%", rule.rate)),
        (speech.say("field-always"), rule.always.as_ref().map(|w| w.source().to_owned()).unwrap_or_default()),
        (speech.say("field-delay"), rule.delay.map(|d| desk::spoken(speech, &d.to_string())).unwrap_or_default()),
        (speech.say("field-attempts"), rule.attempts.to_string()),
    ];
    desk.rule("follow_up", true, facts, None)
}

fn sample(desk: &Desk<'_>) -> Markup {
    let speech = desk.speech;
    let Some(rule) = &desk.def().sample else { return desk.rule("sample", false, Vec::new(), None) };
    let facts = vec![
        (speech.say("field-roles"), desk.roles_said(&rule.by)),
        (speech.say("field-percent"), format!("{}%", rule.share)),
        (speech.say("catalogue-a-day"), format!("{}–{}", rule.at_least, rule.at_most)),
        (speech.say("field-when"), rule.when.as_ref().map(|w| w.source().to_owned()).unwrap_or_default()),
        (speech.say("field-rework-action"), rule.rework.as_ref().map(|a| desk.action_said(a)).unwrap_or_default()),
    ];
    let follow = effects(desk, "sample.on_fail", &rule.on_fail, desk.is_own("sample"));
    desk.rule("sample", true, facts, Some(follow))
}

fn joins(desk: &Desk<'_>) -> Markup {
    let speech = desk.speech;
    let columns = columns(desk, &["field-link", "field-wait", "field-onward"]);
    let row = |join: &process::definition::Join| {
        let wait = match join.wait {
            Wait::Count(count) => count.to_string(),
            Wait::Word(process::definition::WaitWord::All) => speech.say("catalogue-wait-all"),
            Wait::Word(process::definition::WaitWord::Any) => speech.say("catalogue-wait-any"),
        };
        vec![
            desk.name(&format!("join {}", join.link), &join.link, ""),
            html! { (wait) },
            html! { (desk.action_said(&join.then)) },
            desk.buttons("join", &join.link),
        ]
    };
    let rows: Vec<Vec<Markup>> = desk.def().joins.iter().map(row).collect();
    let title = speech.say("catalogue-joins");
    let none = html! { div.pad { p.sub { (speech.say("catalogue-joins-none")) } } };
    let body = html! { @if rows.is_empty() { (none) } @else { (simple(&title, &columns, &rows)) } };
    section("joins", card(&title, desk.add("join"), body))
}
