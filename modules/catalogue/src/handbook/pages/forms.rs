//! What a process records, and what it is measured by.

use process::{
    Definition, FieldSpec, KindSpec,
    definition::{Stage, View},
};
use ui::Speech;

use super::{
    block::{Block, Cell, Fact, Table, fact, quoted},
    chapter::columns,
};
use crate::{modes, role, said};

/// The form, and who corrects or does not see which of its fields where.
pub(super) fn all(speech: &Speech, def: &Definition) -> Vec<Block> {
    let views = views(speech, def);
    let views = (!views.rows.is_empty()).then_some(Block::Table(views));
    std::iter::once(Block::Table(fields(speech, def))).chain(views).collect()
}

/// How the fields stand before whom, stage by stage.
fn views(speech: &Speech, def: &Definition) -> Table {
    let columns = columns(speech, &["field-stage", "field-role", "catalogue-handbook-field"]);
    let of = |stage: &Stage| {
        let whoever_works = stage.owner.iter().map(|r| role(speech, r)).chain([role(speech, "assignee")]).collect();
        let (edit, required) = (stage.edit.clone(), stage.required.clone());
        let own = View { edit, required, ..View::default() };
        let everybody = View { hidden: stage.hidden.clone(), ..View::default() };
        let named = |view: &View| (view.by.iter().map(|r| role(speech, r)).collect(), view.clone());
        let all: Vec<(Vec<String>, View)> =
            [(whoever_works, own), (vec![speech.say("catalogue-handbook-everybody")], everybody)]
                .into_iter()
                .chain(stage.views.iter().map(named))
                .collect();
        let told = all.into_iter().filter(|(_, view)| view.fields().next().is_some());
        let label = said(speech, &stage.label);
        told.map(move |(by, view)| [label.clone(), by.join("、"), modes(speech, def, &view)].map(Cell::of).into())
            .collect::<Vec<_>>()
    };
    let rows = def.stages.iter().flat_map(of).collect();
    Table { caption: speech.say("catalogue-handbook-views"), columns, weights: vec![3, 4, 11], rows }
}

/// Every field with its kind and where it is asked.
fn fields(speech: &Speech, def: &Definition) -> Table {
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
        [said(speech, &field.label), kind(speech, field), values(speech, field), asked.join("、")].map(Cell::of).into()
    };
    let rows = def.fields.iter().map(row).collect();
    Table { caption: speech.say("catalogue-handbook-forms"), columns, weights: vec![4, 3, 7, 4], rows }
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
pub(super) fn items(speech: &Speech, def: &Definition) -> Vec<Block> {
    let step = |step: &FieldSpec| {
        let values = values(speech, step);
        let values = if values.is_empty() { values } else { format!("（{values}）") };
        format!("{}：{}{values}", said(speech, &step.label), kind(speech, step))
    };
    let item = |item: &process::definition::WorkItem| {
        let by: Vec<String> = item.by.iter().map(|r| role(speech, r)).collect();
        let head = format!("{}（{}）", said(speech, &item.label), by.join("、"));
        [Block::Head(head), Block::Steps(item.steps.iter().map(step).collect())]
    };
    def.work_items.iter().flat_map(item).collect()
}

/// What stays as evidence, and what is looked at a second time.
pub(super) fn records(speech: &Speech, def: &Definition) -> Vec<Fact> {
    let proof = |f: &&FieldSpec| {
        matches!(f.kind, KindSpec::File | KindSpec::Photo | KindSpec::Signature | KindSpec::Location | KindSpec::Meter)
    };
    let steps = def.work_items.iter().flat_map(|w| &w.steps);
    let mut evidence: Vec<String> =
        def.fields.iter().chain(steps).filter(proof).map(|f| said(speech, &f.label)).collect();
    evidence.dedup();
    let evidence = if evidence.is_empty() { speech.say("catalogue-handbook-log") } else { evidence.join("、") };
    let mut list = vec![
        quoted(speech.say("catalogue-handbook-numbering"), def.number.clone()),
        fact(speech.say("catalogue-handbook-evidence"), evidence),
    ];
    if let Some(rule) = &def.follow_up {
        let words = speech.say_with(
            "catalogue-handbook-follow-up-rule",
            &[("rate", &rule.rate.to_string()), ("attempts", &rule.attempts.to_string())],
        );
        list.push(fact(speech.say("catalogue-handbook-follow-up"), words));
    }
    if let Some(rule) = &def.sample {
        let by: Vec<String> = rule.by.iter().map(|r| role(speech, r)).collect();
        let words = speech.say_with(
            "catalogue-handbook-sample-rule",
            &[("by", &by.join("、")), ("share", &rule.share.to_string()), ("least", &rule.at_least.to_string())],
        );
        list.push(fact(speech.say("catalogue-handbook-sample"), words));
    }
    if let Some(cap) = &def.pause.cap {
        list.push(fact(speech.say("catalogue-handbook-pause"), desk::spoken(speech, &cap.to_string())));
    }
    list
}

/// Figures and the clauses it serves.
pub(super) fn measures(speech: &Speech, def: &Definition) -> Vec<Fact> {
    let in_time = |clock: &process::definition::Clock| {
        speech.say_with("catalogue-handbook-kept", &[("limit", &said(speech, &clock.label))])
    };
    let figures: Vec<String> = def.clocks.iter().map(in_time).collect();
    let none = || speech.say("catalogue-handbook-none");
    let words = |list: &[String]| if list.is_empty() { none() } else { list.join("、") };
    vec![
        fact(speech.say("catalogue-handbook-figures"), words(&figures)),
        fact(speech.say("catalogue-handbook-standards"), words(&def.standards)),
        fact(speech.say("catalogue-handbook-retention"), kept(speech, def)),
    ]
}

/// How long the records of its cases are kept, with the rule that says so.
fn kept(speech: &Speech, def: &Definition) -> String {
    let Some(retention) = &def.retention else { return speech.say("catalogue-handbook-none") };
    let term = match retention.years {
        Some(years) => speech.say_with("catalogue-handbook-years", &[("years", &years.to_string())]),
        None => speech.say("catalogue-handbook-permanent"),
    };
    match &retention.source {
        Some(source) => speech.say_with("catalogue-handbook-by-rule", &[("term", &term), ("source", source)]),
        None => term,
    }
}
