//! What a process records, and what it is measured by.

use maud::{Markup, html};
use process::{Definition, FieldSpec, KindSpec};
use ui::{Speech, card::facts, table::simple};

use super::chapter::columns;
use crate::{role, said};

/// The form: every field with its kind and where it is asked.
pub(super) fn fields(speech: &Speech, def: &Definition) -> Markup {
    let columns = columns(
        speech,
        &[
            "catalogue-handbook-field",
            "catalogue-handbook-kind",
            "catalogue-handbook-values",
            "catalogue-handbook-asked",
        ],
    );
    let row = |field: &FieldSpec| {
        let asks = |asks: &[process::Ask]| asks.iter().any(|a| a.field == field.name);
        let mut asked = Vec::new();
        if asks(&def.open.asks) {
            asked.push(speech.say("catalogue-what-if-open"));
        }
        asked.extend(def.actions.iter().filter(|a| asks(&a.asks)).map(|a| said(speech, &a.label)));
        vec![
            html! { (said(speech, &field.label)) },
            html! { (kind(speech, field)) },
            html! { (values(speech, field)) },
            html! { (asked.join("、")) },
        ]
    };
    let rows: Vec<Vec<Markup>> = def.fields.iter().map(row).collect();
    simple(&speech.say("catalogue-handbook-forms"), &columns, &rows)
}

fn kind(speech: &Speech, field: &FieldSpec) -> String {
    let word = match field.kind {
        KindSpec::Text => "text",
        KindSpec::LongText => "long-text",
        KindSpec::Integer => "integer",
        KindSpec::Meter => "meter",
        KindSpec::Scan => "scan",
        KindSpec::Money => "money",
        KindSpec::Bool => "bool",
        KindSpec::Date => "date",
        KindSpec::Instant => "instant",
        KindSpec::Phone => "phone",
        KindSpec::Choice => "choice",
        KindSpec::Ref => "ref",
        KindSpec::File => "file",
        KindSpec::Photo => "photo",
        KindSpec::Signature => "signature",
        KindSpec::Location => "location",
        KindSpec::Group => "group",
    };
    let words = speech.say(&format!("catalogue-kind-{word}"));
    if field.many { speech.say_with("catalogue-handbook-many", &[("kind", &words)]) } else { words }
}

/// The choices, the fields of a group, or the sound range of a reading.
fn values(speech: &Speech, field: &FieldSpec) -> String {
    let list: Vec<String> = if field.fields.is_empty() {
        let words = |c: &process::ChoiceSpec| process::Words { zh: c.zh.clone(), en: c.en.clone() };
        field.choices.iter().map(|c| said(speech, &words(c))).collect()
    } else {
        field.fields.iter().map(|f| said(speech, &f.label)).collect()
    };
    let range = match (field.low, field.high) {
        (None, None) => String::new(),
        (low, high) => {
            let end = |n: Option<i64>| n.map_or_else(|| "…".to_owned(), |n| n.to_string());
            format!("{}–{}", end(low), end(high))
        }
    };
    [list.join("、"), range].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("；")
}

/// Check lists and other typed steps.
pub(super) fn items(speech: &Speech, def: &Definition) -> Markup {
    html! { @for item in &def.work_items {
        @let by: Vec<String> = item.by.iter().map(|r| role(speech, r)).collect();
        h4 { (said(speech, &item.label)) "（" (by.join("、")) "）" }
        ol.book-items { @for step in &item.steps {
            @let values = values(speech, step);
            li { (said(speech, &step.label)) "：" (kind(speech, step)) @if !values.is_empty() { "（" (values) "）" } }
        } }
    } }
}

/// What stays as evidence, and what is looked at a second time.
pub(super) fn records(speech: &Speech, def: &Definition) -> Markup {
    let proof = |f: &&FieldSpec| {
        matches!(f.kind, KindSpec::File | KindSpec::Photo | KindSpec::Signature | KindSpec::Location | KindSpec::Meter)
    };
    let steps = def.work_items.iter().flat_map(|w| &w.steps);
    let mut evidence: Vec<String> =
        def.fields.iter().chain(steps).filter(proof).map(|f| said(speech, &f.label)).collect();
    evidence.dedup();
    let mut list = vec![
        (speech.say("catalogue-handbook-numbering"), html! { code { (def.number) } }),
        (
            speech.say("catalogue-handbook-evidence"),
            html! {
                (if evidence.is_empty() { speech.say("catalogue-handbook-log") } else { evidence.join("、") })
            },
        ),
    ];
    if let Some(rule) = &def.follow_up {
        let words = speech.say_with(
            "catalogue-handbook-follow-up-rule",
            &[("rate", &rule.rate.to_string()), ("attempts", &rule.attempts.to_string())],
        );
        list.push((speech.say("catalogue-handbook-follow-up"), html! { (words) }));
    }
    if let Some(rule) = &def.sample {
        let by: Vec<String> = rule.by.iter().map(|r| role(speech, r)).collect();
        let words = speech.say_with(
            "catalogue-handbook-sample-rule",
            &[("by", &by.join("、")), ("share", &rule.share.to_string()), ("least", &rule.at_least.to_string())],
        );
        list.push((speech.say("catalogue-handbook-sample"), html! { (words) }));
    }
    if let Some(cap) = &def.pause.cap {
        list.push((speech.say("catalogue-handbook-pause"), html! { (desk::spoken(speech, &cap.to_string())) }));
    }
    facts(&list)
}

/// Figures and the clauses it serves.
pub(super) fn measures(speech: &Speech, def: &Definition) -> Markup {
    let kept = |clock: &process::definition::Clock| {
        speech.say_with("catalogue-handbook-kept", &[("limit", &said(speech, &clock.label))])
    };
    let figures: Vec<String> = def.clocks.iter().map(kept).collect();
    let none = || speech.say("catalogue-handbook-none");
    let words = |list: &[String]| if list.is_empty() { none() } else { list.join("、") };
    facts(&[
        (speech.say("catalogue-handbook-figures"), html! { (words(&figures)) }),
        (speech.say("catalogue-handbook-standards"), html! { (words(&def.standards)) }),
    ])
}
