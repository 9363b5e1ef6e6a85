//! A chapter: one process from its purpose to what it is measured by.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use kernel::Instant;
use process::{
    Definition, Target,
    definition::{Action, Effect, Stage},
};
use ui::Speech;

use super::{
    super::model::Chapter,
    area_words,
    block::{Block, Cell, Fact, Part, Table, fact, quoted},
    forms,
};
use crate::{role, said};

/// The parts of the chapter.
pub(super) fn parts(speech: &Speech, def: &Definition) -> Vec<Part> {
    let chart = desk::drawn(speech, def, &|_| (None, None));
    let part = |key: &str, blocks: Vec<Block>| Part { title: speech.say(key), blocks };
    let mut parts = vec![
        part("catalogue-handbook-purpose", purpose(speech, def)),
        part("catalogue-handbook-roles", vec![Block::Table(roles(speech, def))]),
        part("catalogue-handbook-chart", vec![Block::Chart(Box::new(chart))]),
        part("catalogue-handbook-steps", vec![Block::Table(steps(speech, def))]),
    ];
    if !def.clocks.is_empty() {
        parts.push(part("catalogue-handbook-limits", limits(speech, def)));
    }
    parts.push(part("catalogue-handbook-forms", forms::all(speech, def)));
    if !def.work_items.is_empty() {
        parts.push(part("catalogue-handbook-items", forms::items(speech, def)));
    }
    parts.push(part("catalogue-handbook-records", vec![Block::Facts(forms::records(speech, def))]));
    parts.push(part("catalogue-handbook-measures", vec![Block::Facts(forms::measures(speech, def))]));
    parts
}

/// `V3`, with who wrote it when it is the company's own.
pub(super) fn version_words(speech: &Speech, chapter: &Chapter) -> String {
    let own = if chapter.approval.is_some() { "catalogue-handbook-own" } else { "catalogue-handbook-shipped" };
    format!("V{} {}", chapter.version, speech.say(own))
}

/// Document control: what it is, which version, since when, who stands behind it.
pub(super) fn control(speech: &Speech, chapter: &Chapter, zone: Tz) -> Vec<Fact> {
    let def = &chapter.def;
    let day = |at: Option<Instant>| at.map_or_else(|| "—".to_owned(), |at| speech.date(at.date(zone)));
    let (author, reviewer, reviewed) = match &chapter.approval {
        Some(a) => (a.author_name.clone(), a.reviewer_name.clone().unwrap_or_default(), day(a.reviewed_at)),
        None => (speech.say("catalogue-handbook-shipped"), "—".to_owned(), "—".to_owned()),
    };
    vec![
        fact(speech.say("catalogue-handbook-document"), format!("{} · {}", def.key, def.number)),
        fact(speech.say("field-version"), version_words(speech, chapter)),
        quoted(speech.say("catalogue-handbook-hash"), short_hash(def)),
        fact(speech.say("field-effective-at"), day(chapter.effective_at)),
        fact(speech.say("field-author"), author),
        fact(speech.say("field-reviewer"), format!("{reviewer} {reviewed}")),
    ]
}

/// As much of the hash as tells versions apart.
pub(super) fn short_hash(def: &Definition) -> String {
    def.hash().get(..16).unwrap_or_default().to_owned()
}

fn purpose(speech: &Speech, def: &Definition) -> Vec<Block> {
    let opened: Vec<String> = def.open.by.iter().map(|r| role(speech, r)).collect();
    let mut blocks: Vec<Block> = def.purpose.iter().map(|purpose| Block::Words(said(speech, purpose))).collect();
    blocks.push(Block::Facts(vec![
        fact(speech.say("catalogue-handbook-scope"), area_words(speech, def.area.as_deref().unwrap_or("other"))),
        fact(speech.say("catalogue-handbook-opened-by"), opened.join("、")),
        fact(speech.say("field-readers"), desk::process_readers(speech, def)),
    ]));
    blocks
}

/// Each role with what it does.
fn roles(speech: &Speech, def: &Definition) -> Table {
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
    let row = |(by, mut actions): (&str, Vec<String>)| {
        actions.dedup();
        vec![Cell::of(role(speech, by)), Cell::of(actions.join("、"))]
    };
    Table {
        caption: speech.say("catalogue-handbook-roles"),
        columns: columns(speech, &["catalogue-what-if-post", "catalogue-handbook-does"]),
        weights: vec![2, 7],
        rows: does.into_iter().map(row).collect(),
    }
}

/// Actions that start from more stages than this are said once, behind the stages.
const COMMON: usize = 3;

/// Each stage with whose it is and what can be done there.
fn steps(speech: &Speech, def: &Definition) -> Table {
    let is_common = |action: &&Action| def.stages.iter().filter(|s| s.is_named_by(&action.from)).count() > COMMON;
    let list = |actions: Vec<&Action>| Cell {
        list: actions.into_iter().map(|action| doing(speech, def, action)).collect(),
        ..Cell::default()
    };
    let row = |stage: &Stage| {
        let here = def.actions.iter().filter(|a| stage.is_named_by(&a.from) && !is_common(a)).collect();
        let owner = stage.owner.as_ref().map(|r| role(speech, r)).unwrap_or_default();
        let category = speech.known(&format!("choice-category-{}", stage.category.word())).unwrap_or_default();
        let name = Cell { strong: said(speech, &stage.label), sub: category, ..Cell::default() };
        vec![name, Cell::of(owner), list(here)]
    };
    let mut rows: Vec<Vec<Cell>> = def.stages.iter().map(row).collect();
    let common: Vec<&Action> = def.actions.iter().filter(is_common).collect();
    if !common.is_empty() {
        let anywhere = Cell { strong: speech.say("catalogue-handbook-anywhere"), ..Cell::default() };
        rows.push(vec![anywhere, Cell::default(), list(common)]);
    }
    Table {
        caption: speech.say("catalogue-handbook-steps"),
        columns: columns(speech, &["field-stage", "catalogue-handbook-owner", "catalogue-handbook-actions"]),
        weights: vec![3, 2, 10],
        rows,
    }
}

/// One action in a sentence: who, where to, what must be said, what else must hold, what follows.
fn doing(speech: &Speech, def: &Definition, action: &Action) -> Cell {
    let stage = |id: &str| match id {
        "back" => speech.say("catalogue-handbook-back"),
        id => def.stage(id).map_or_else(|| id.to_owned(), |s| said(speech, &s.label)),
    };
    let by: Vec<String> = action.by.iter().map(|r| role(speech, r)).collect();
    let to: Vec<String> = match &action.to {
        Target::Stay => Vec::new(),
        _ => action.to.stages().into_iter().map(stage).collect(),
    };
    let mut words = format!("（{}）", by.join("、"));
    if !to.is_empty() {
        words.push_str(&format!(" → {}", to.join(" / ")));
    }
    for (key, more) in conditions(speech, def, action) {
        words.push_str(&format!("；{}{more}", speech.say(key)));
    }
    Cell { strong: said(speech, &action.label), ..Cell::of(words) }
}

/// What an action asks and needs, with the keys of the words before it.
fn conditions(speech: &Speech, def: &Definition, action: &Action) -> Vec<(&'static str, String)> {
    let field = |name: &String| def.field(name).map_or_else(|| name.clone(), |f| said(speech, &f.label));
    let asked: Vec<String> = action.asks.iter().filter(|a| !a.optional).map(|a| field(&a.field)).collect();
    let needed: Vec<String> = action.requires.iter().map(field).collect();
    let confirmed: Vec<String> = action.confirms.iter().map(field).collect();
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
    let undo = action.undo.map(|window| desk::spoken(speech, &window.to_string()));
    let list = [
        ("catalogue-handbook-asks", asked.join("、")),
        ("catalogue-handbook-needs", needed.join("、")),
        ("catalogue-handbook-confirms", confirmed.join("、")),
        ("catalogue-handbook-after-work", work.join("、")),
        ("catalogue-handbook-not-by", others.join("、")),
        ("catalogue-handbook-unless", guard.unwrap_or_default()),
        ("catalogue-handbook-undo", undo.unwrap_or_default()),
        ("catalogue-handbook-opens", spawned.collect::<Vec<_>>().join("、")),
    ];
    list.into_iter().filter(|(_, words)| !words.is_empty()).collect()
}

fn limits(speech: &Speech, def: &Definition) -> Vec<Block> {
    let mut blocks = vec![Block::Table(Table::told(desk::process_clocks(speech, def), &[3, 2, 3, 4, 4, 3]))];
    for table in &def.tables {
        let told = desk::process_decisions(speech, table);
        let mut weights = vec![3; told.columns.len()];
        weights[0] = 5;
        blocks.push(Block::Head(said(speech, &table.label)));
        blocks.push(Block::Table(Table::told(told, &weights)));
    }
    blocks
}

/// The heads of columns.
pub(super) fn columns(speech: &Speech, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| speech.say(key)).collect()
}
