//! A chapter: one process from its purpose to what it is measured by.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use kernel::Instant;
use maud::{Markup, html};
use process::{
    Definition, Target,
    definition::{Action, Effect, Stage},
};
use ui::{
    Speech,
    card::facts,
    table::{Column, ColumnKind, simple},
};

use super::{super::model::Chapter, area_words, forms};
use crate::{role, said};

/// The chapter.
pub(super) fn written(speech: &Speech, chapter: &Chapter, zone: Tz) -> Markup {
    let def = &*chapter.def;
    let title = said(speech, &def.title);
    let mut parts: Vec<(&str, Markup)> = vec![
        ("catalogue-handbook-purpose", purpose(speech, def)),
        ("catalogue-handbook-roles", roles(speech, def)),
        ("catalogue-handbook-chart", desk::drawn(speech, def, &|_| (None, None)).chart(speech, &title)),
        ("catalogue-handbook-steps", steps(speech, def)),
    ];
    if !def.clocks.is_empty() {
        parts.push(("catalogue-handbook-limits", limits(speech, def)));
    }
    parts.push(("catalogue-handbook-forms", forms::fields(speech, def)));
    if !def.work_items.is_empty() {
        parts.push(("catalogue-handbook-items", forms::items(speech, def)));
    }
    parts.push(("catalogue-handbook-records", forms::records(speech, def)));
    parts.push(("catalogue-handbook-measures", forms::measures(speech, def)));
    html! {
        section.book-chapter id=(def.key) {
            h2 { (chapter.number) " " (title) }
            (control(speech, chapter, zone))
            @for (nth, (key, part)) in (1..).zip(&parts) {
                section { h3 { (chapter.number) "." (nth) " " (speech.say(key)) } (part) }
            }
        }
    }
}

/// `V3`, with who wrote it when it is the company's own.
fn version_words(speech: &Speech, chapter: &Chapter) -> String {
    let own = if chapter.approval.is_some() { "catalogue-handbook-own" } else { "catalogue-handbook-shipped" };
    format!("V{} {}", chapter.version, speech.say(own))
}

/// Document control: what it is, which version, since when, who stands behind it.
fn control(speech: &Speech, chapter: &Chapter, zone: Tz) -> Markup {
    let def = &chapter.def;
    let day = |at: Option<Instant>| at.map_or_else(|| "—".to_owned(), |at| speech.date(at.date(zone)));
    let (author, reviewer, reviewed) = match &chapter.approval {
        Some(a) => (a.author_name.clone(), a.reviewer_name.clone().unwrap_or_default(), day(a.reviewed_at)),
        None => (speech.say("catalogue-handbook-shipped"), "—".to_owned(), "—".to_owned()),
    };
    let hash = def.hash().get(..16).unwrap_or_default();
    facts(&[
        (speech.say("catalogue-handbook-document"), html! { (def.key) " · " (def.number) }),
        (speech.say("field-version"), html! { (version_words(speech, chapter)) }),
        (speech.say("catalogue-handbook-hash"), html! { code { (hash) } }),
        (speech.say("field-effective-at"), html! { (day(chapter.effective_at)) }),
        (speech.say("field-author"), html! { (author) }),
        (speech.say("field-reviewer"), html! { (reviewer) " " (reviewed) }),
    ])
}

fn purpose(speech: &Speech, def: &Definition) -> Markup {
    let opened: Vec<String> = def.open.by.iter().map(|r| role(speech, r)).collect();
    html! {
        @if let Some(purpose) = &def.purpose { p { (said(speech, purpose)) } }
        (facts(&[
            (speech.say("catalogue-handbook-scope"), html! { (area_words(speech, def.area.as_deref().unwrap_or("other"))) }),
            (speech.say("catalogue-handbook-opened-by"), html! { (opened.join("、")) }),
            (speech.say("field-readers"), html! { (desk::process_readers(speech, def)) }),
        ]))
    }
}

/// Each role with what it does.
fn roles(speech: &Speech, def: &Definition) -> Markup {
    let mut does: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for by in &def.open.by {
        does.entry(by).or_default().push(speech.say("catalogue-what-if-open"));
    }
    for action in &def.actions {
        for by in &action.by {
            does.entry(by).or_default().push(said(speech, &action.label));
        }
    }
    for item in &def.work_items {
        for by in &item.by {
            does.entry(by).or_default().push(said(speech, &item.label));
        }
    }
    let columns = columns(speech, &["catalogue-what-if-post", "catalogue-handbook-does"]);
    let rows: Vec<Vec<Markup>> = does
        .into_iter()
        .map(|(by, mut actions)| {
            actions.dedup();
            vec![html! { (role(speech, by)) }, html! { (actions.join("、")) }]
        })
        .collect();
    simple(&speech.say("catalogue-handbook-roles"), &columns, &rows)
}

/// Actions that start from more stages than this are said once, behind the stages.
const COMMON: usize = 3;

/// Each stage with whose it is and what can be done there.
fn steps(speech: &Speech, def: &Definition) -> Markup {
    let columns = columns(speech, &["field-stage", "catalogue-handbook-owner", "catalogue-handbook-actions"]);
    let is_common = |action: &&Action| def.stages.iter().filter(|s| s.is_named_by(&action.from)).count() > COMMON;
    let list = |actions: Vec<&Action>| {
        html! { ul.book-steps { @for action in actions { li { (doing(speech, def, action)) } } } }
    };
    let row = |stage: &Stage| {
        let here = def.actions.iter().filter(|a| stage.is_named_by(&a.from) && !is_common(a)).collect();
        let owner = stage.owner.as_ref().map(|r| role(speech, r)).unwrap_or_default();
        let category = speech.known(&format!("choice-category-{}", stage.category.word())).unwrap_or_default();
        vec![html! { b { (said(speech, &stage.label)) } br; span.sub { (category) } }, html! { (owner) }, list(here)]
    };
    let mut rows: Vec<Vec<Markup>> = def.stages.iter().map(row).collect();
    let common: Vec<&Action> = def.actions.iter().filter(is_common).collect();
    if !common.is_empty() {
        rows.push(vec![html! { b { (speech.say("catalogue-handbook-anywhere")) } }, html! {}, list(common)]);
    }
    simple(&speech.say("catalogue-handbook-steps"), &columns, &rows)
}

/// One action in a sentence: who, where to, what must be said, what else must hold, what follows.
fn doing(speech: &Speech, def: &Definition, action: &Action) -> Markup {
    let stage = |id: &str| match id {
        "back" => speech.say("catalogue-handbook-back"),
        id => def.stage(id).map_or_else(|| id.to_owned(), |s| said(speech, &s.label)),
    };
    let by: Vec<String> = action.by.iter().map(|r| role(speech, r)).collect();
    let to: Vec<String> = match &action.to {
        Target::Stay => Vec::new(),
        _ => action.to.stages().into_iter().map(stage).collect(),
    };
    html! {
        b { (said(speech, &action.label)) } "（" (by.join("、")) "）"
        @if !to.is_empty() { " → " (to.join(" / ")) }
        @for (key, words) in conditions(speech, def, action) { "；" (speech.say(key)) (words) }
    }
}

/// What an action asks and needs, with the keys of the words before it.
fn conditions(speech: &Speech, def: &Definition, action: &Action) -> Vec<(&'static str, String)> {
    let field = |name: &String| def.field(name).map_or_else(|| name.clone(), |f| said(speech, &f.label));
    let asked: Vec<String> = action.asks.iter().filter(|a| !a.optional).map(|a| field(&a.field)).collect();
    let needed: Vec<String> = action.requires.iter().map(field).collect();
    let items = action.requires_work.iter().filter_map(|id| def.work_item(id));
    let work: Vec<String> = items.map(|w| said(speech, &w.label)).collect();
    let others = action.not_same_actor_as.iter().filter_map(|id| def.action(id));
    let others: Vec<String> = others.map(|a| said(speech, &a.label)).collect();
    let spawned = action.effects.iter().filter_map(|e| match e {
        Effect::Spawn { process, .. } => Some(process.clone()),
        _ => None,
    });
    let guard = action.when.as_ref().map(|when| match &action.otherwise {
        Some(words) => said(speech, words),
        None => when.source().to_owned(),
    });
    let list = [
        ("catalogue-handbook-asks", asked.join("、")),
        ("catalogue-handbook-needs", needed.join("、")),
        ("catalogue-handbook-after-work", work.join("、")),
        ("catalogue-handbook-not-by", others.join("、")),
        ("catalogue-handbook-unless", guard.unwrap_or_default()),
        ("catalogue-handbook-opens", spawned.collect::<Vec<_>>().join("、")),
    ];
    list.into_iter().filter(|(_, words)| !words.is_empty()).collect()
}

fn limits(speech: &Speech, def: &Definition) -> Markup {
    html! {
        (desk::process_clocks(speech, def))
        @for table in &def.tables { h4 { (said(speech, &table.label)) } (desk::process_decisions(speech, table)) }
    }
}

/// Columns of words.
pub(super) fn columns(speech: &Speech, keys: &[&str]) -> Vec<Column> {
    keys.iter().map(|key| Column::new(speech.say(key), ColumnKind::Text)).collect()
}
