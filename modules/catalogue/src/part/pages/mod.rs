//! The forms of parts, filled with what stands in the draft.

mod tables;

use std::collections::BTreeMap;

use desk::DraftId;
use kernel::{
    Error, Label, Result,
    form::{Choice, Field, Form, Kind},
};
use module::{Context, Shape};
use process::{
    Category, Definition, Target,
    definition::{Assign, Commitment, PausePolicy, Table},
    drafting::{Part, Script},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use ui::Speech;

use super::rules;
use crate::{
    design::queries::{STANDINGS, names_a_person, role_said, roles, said, sketch},
    entry::rules::span,
};

pub(crate) use tables::{fragment, head, new_fragment, new_table, table};

/// Which part of which draft.
#[derive(Debug, Deserialize)]
pub(crate) struct WhichPart {
    id: DraftId,
    stage: Option<String>,
    action: Option<String>,
    clock: Option<String>,
    field: Option<String>,
    table: Option<String>,
    fragment: Option<String>,
}

/// What all forms of one draft see.
pub(crate) struct Desk {
    id: DraftId,
    version: i64,
    pub def: Definition,
    pub script: Script,
    pub speech: Speech,
    roles: Vec<&'static str>,
    zh: bool,
}

pub(crate) async fn desk(cx: &mut Context, id: DraftId) -> Result<Desk> {
    let (draft, sketch) = sketch(cx, id).await?;
    let script = Script::read(&draft.body).map_err(|_| Error::NotFound)?;
    let speech = cx.speech();
    let zh = speech.label(&Label::Both { zh: "zh".into(), en: "en".into() }) == "zh";
    Ok(Desk { id, version: draft.version, def: sketch.def, script, speech, roles: roles(cx), zh })
}

pub(crate) fn text(name: &str) -> Field {
    Field::new(name, Kind::Text)
}

pub(crate) fn group(name: &str, fields: Vec<Field>) -> Field {
    Field { many: true, ..Field::new(name, Kind::Group { fields }) }
}

/// Where a new part stands.
pub(crate) fn behind(field: Field) -> Field {
    Field { label: Some(Label::Key("catalogue-behind".into())), ..field }
}

impl Desk {
    pub fn choice(&self, value: &str, words: String) -> Choice {
        Choice { value: value.to_owned(), label: Some(Label::Both { zh: words.clone(), en: words }) }
    }

    pub fn one(&self, name: &str, choices: Vec<Choice>) -> Field {
        Field::new(name, Kind::Choice { choices })
    }

    pub fn some(&self, name: &str, choices: Vec<Choice>) -> Field {
        Field { many: true, ..self.one(name, choices) }
    }

    pub fn words_of(&self, prefix: &str, words: &[&str]) -> Vec<Choice> {
        let say = |word: &&str| self.choice(word, self.speech.say(&format!("{prefix}{}", word.replace('_', "-"))));
        words.iter().map(say).collect()
    }

    pub fn stages(&self) -> Vec<Choice> {
        self.def.stages.iter().map(|s| self.choice(&s.id, said(&self.speech, &s.label))).collect()
    }

    /// Stages, with the words that mean several of them.
    pub fn stages_and_kinds(&self) -> Vec<Choice> {
        let kinds = ["open", "new", "active", "waiting", "done", "cancelled"];
        [self.words_of("catalogue-anywhere-", &kinds), self.stages()].concat()
    }

    pub fn actions(&self) -> Vec<Choice> {
        self.def.actions.iter().map(|a| self.choice(&a.id, said(&self.speech, &a.label))).collect()
    }

    pub fn fields(&self) -> Vec<Choice> {
        self.def.fields.iter().map(|f| self.choice(&f.name, said(&self.speech, &f.label))).collect()
    }

    pub fn posts(&self, standings: &[&'static str]) -> Vec<Choice> {
        let all = standings.iter().chain(&self.roles);
        all.map(|role| self.choice(role, role_said(&self.speech, role))).collect()
    }

    pub fn named(&self) -> [Field; 3] {
        [text("key").required(), text("label_zh").required(), text("label_en").required()]
    }

    /// A sentence that may be long.
    pub fn long(&self, name: &str) -> Field {
        Field { max: Some(500), ..Field::new(name, Kind::LongText) }
    }

    pub fn work_items(&self) -> Vec<Choice> {
        self.def.work_items.iter().map(|w| self.choice(&w.id, said(&self.speech, &w.label))).collect()
    }

    /// The nouns a reference can point at.
    pub fn nouns(&self) -> Vec<Choice> {
        self.words_of("catalogue-noun-", &["place", "asset", "person", "staff", "case"])
    }

    /// The outputs of all decision tables.
    pub fn cells(&self) -> Vec<Choice> {
        let cell = |table: &Table, output: String| {
            let cell = format!("{}.{output}", table.id);
            self.choice(&cell, format!("{} · {cell}", said(&self.speech, &table.label)))
        };
        let of = |table: &Table| -> Vec<Choice> {
            let outputs = table.rows.first().map(|r| r.then.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
            outputs.into_iter().map(|output| cell(table, output)).collect()
        };
        self.def.tables.iter().flat_map(of).collect()
    }

    /// Who is told, as people read and write them.
    pub fn told(&self, to: &[String]) -> String {
        let named = |word: &String| match self.def.field(word) {
            Some(field) if names_a_person(field) => said(&self.speech, &field.label),
            _ => role_said(&self.speech, word),
        };
        to.iter().map(named).collect::<Vec<_>>().join(if self.zh { "、" } else { ", " })
    }

    /// A span as the reader writes it.
    pub fn span(&self, written: &str) -> String {
        let (sign, rest) = match written.strip_prefix(['+', '-']) {
            Some(rest) => (&written[..1], rest),
            None => ("", written),
        };
        let spoken = if self.zh { desk::spoken(&self.speech, rest) } else { rest.to_owned() };
        // Only what is read back as the same is shown otherwise than it is written.
        let shown = format!("{sign}{spoken}");
        if span(&shown) == span(written) { shown } else { written.to_owned() }
    }

    pub fn shape(
        &self,
        title: &str,
        part: Option<(&str, &str)>,
        mut fields: Vec<Field>,
        values: Map<String, Value>,
    ) -> Shape {
        let mut around = vec![Field::new("id", Kind::Ref { to: "draft".into() }), Field::new("version", Kind::Integer)];
        let mut all = Map::new();
        all.insert("id".into(), json!(self.id));
        all.insert("version".into(), self.version.into());
        if let Some((kind, name)) = part {
            all.insert(kind.to_owned(), name.into());
            if !fields.iter().any(|f| f.name == kind) {
                around.push(text(kind));
            }
        }
        all.extend(values);
        around.append(&mut fields);
        let process = said(&self.speech, &self.def.title);
        let title = Some(format!("{} · {process}", self.speech.say(title)));
        Shape { title, form: Form { fields: around }, values: Value::Object(all), known: BTreeMap::new() }
    }

    /// What stands once and is changed here; a fragment may say it instead.
    pub fn once(&self, name: &str) -> Result<()> {
        let is_said = match name {
            "pause" => self.def.pause != PausePolicy::default(),
            "follow_up" => self.def.follow_up.is_some(),
            _ => self.def.sample.is_some(),
        };
        if is_said && self.script.said_in(name).is_null() {
            return Err(Error::broken("catalogue-part-elsewhere"));
        }
        Ok(())
    }

    /// The part a form changes; what stands in a fragment is changed there.
    pub fn own(&self, part: Part, name: &str) -> Result<()> {
        if self.script.has(part, name) {
            return Ok(());
        }
        Err(Error::Broken(kernel::Message::of("catalogue-part-elsewhere")))
    }
}

pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// A stage, or a new one behind another.
pub(crate) async fn stage(cx: &mut Context, which: WhichPart) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    let name = which.stage.ok_or(Error::NotFound)?;
    let stage = desk.def.stage(&name).ok_or(Error::NotFound)?;
    desk.own(Part::Stage, &name)?;
    let values = json!({
        "key": name, "label_zh": stage.label.zh, "label_en": stage.label.en, "category": stage.category.word(),
        "owner_role": stage.owner, "edit_fields": stage.edit, "required_fields": stage.required,
        "hidden_fields": stage.hidden, "uncapped": !stage.capped, "views": view_rows(stage),
    });
    Ok(desk.shape("catalogue-stage-edit", Some(("stage", &name)), stage_fields(&desk), object(values)))
}

/// A new stage.
pub(crate) async fn new_stage(cx: &mut Context, which: WhichPart) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    let after = vec![behind(desk.one("stage", desk.stages()))];
    let last = desk.def.stages.iter().rev().find(|s| !s.category.is_end()).map(|s| s.id.clone());
    let values = json!({ "stage": last, "category": Category::Active.word() });
    Ok(desk.shape("catalogue-stage-create", None, [stage_fields(&desk), after].concat(), object(values)))
}

/// Each field of each view, once for every role it is for.
fn view_rows(stage: &process::definition::Stage) -> Vec<Value> {
    let of = |view: &process::definition::View| {
        let lists = [&view.hidden, &view.read, &view.edit, &view.required];
        let named: Vec<(&str, String)> = rules::MODES
            .into_iter()
            .zip(lists)
            .flat_map(|(mode, names)| names.iter().map(move |name| (mode, name.clone())))
            .collect();
        let row = |role: &String| {
            let role = role.clone();
            named
                .iter()
                .map(move |(mode, field)| json!({ "role": role, "field": field, "mode": mode }))
                .collect::<Vec<_>>()
        };
        view.by.iter().flat_map(row).collect::<Vec<_>>()
    };
    stage.views.iter().flat_map(of).collect()
}

fn stage_fields(desk: &Desk) -> Vec<Field> {
    let categories = desk.words_of("choice-category-", &["new", "active", "waiting", "done", "cancelled"]);
    let mut fields = desk.named().to_vec();
    fields.push(desk.one("category", categories).required());
    fields.push(desk.one("owner_role", desk.posts(&[])));
    fields.extend(["edit_fields", "required_fields", "hidden_fields"].map(|name| desk.some(name, desk.fields())));
    let modes = desk.words_of("catalogue-mode-", &rules::MODES);
    let row = [("role", desk.posts(&STANDINGS)), ("field", desk.fields()), ("mode", modes)];
    fields.push(group("views", row.map(|(name, choices)| desk.one(name, choices).required()).to_vec()));
    fields.push(Field::new("uncapped", Kind::Bool));
    fields
}

fn ask_rows(desk: &Desk) -> Field {
    group("asks", vec![desk.one("field", desk.fields()).required(), Field::new("optional", Kind::Bool)])
}

fn asked(asks: &[process::Ask]) -> Value {
    asks.iter().map(|ask| json!({ "field": ask.field, "optional": ask.optional })).collect()
}

fn notice_rows() -> Field {
    group("notices", vec![text("tell").required(), text("zh").required(), text("en").required()])
}

fn action_fields(desk: &Desk) -> Vec<Field> {
    let back = desk.words_of("catalogue-anywhere-", &["back"]);
    let mut fields = desk.named().to_vec();
    fields.push(desk.some("from_stages", desk.stages_and_kinds()).required());
    fields.push(desk.one("to_stage", [desk.stages(), back].concat()));
    fields.push(desk.some("roles", desk.posts(&STANDINGS)).required());
    fields.push(ask_rows(desk));
    fields.push(desk.some("needs", desk.fields()));
    fields.push(desk.some("confirms", desk.fields()));
    if !desk.def.work_items.is_empty() {
        fields.push(desk.some("needs_work", desk.work_items()));
    }
    fields.push(desk.long("when"));
    fields.push(text("otherwise_zh"));
    fields.push(text("otherwise_en"));
    let ways = vec![text("when"), desk.one("to_stage", desk.stages()).required(), Field::new("rework", Kind::Bool)];
    fields.push(group("ways", ways));
    let reasons = vec![text("value").required(), text("zh").required(), text("en").required(), text("cap")];
    fields.push(group("reasons", reasons));
    fields.push(desk.some("not_same_actor_as", desk.actions()));
    fields.push(text("undo"));
    let mut assign = desk.words_of("catalogue-assign-", &["self", "input", "pool", "rotation", "clear"]);
    assign.extend(desk.cells());
    fields.push(desk.one("assign", assign));
    fields.push(desk.one("does", desk.words_of("catalogue-does-", &rules::DOES)));
    fields.push(notice_rows());
    fields.push(desk.one("tone", desk.words_of("catalogue-tone-", &["primary", "normal", "danger"])));
    fields.push(Field::new("confirm", Kind::Bool));
    fields
}

fn notices(desk: &Desk, effects: &Value, most: usize) -> Vec<Value> {
    let plain = effects.as_array().into_iter().flatten().filter_map(rules::notice).take(most);
    plain.map(|(to, zh, en)| json!({ "tell": desk.told(&to), "zh": zh, "en": en })).collect()
}

/// An action.
pub(crate) async fn action(cx: &mut Context, which: WhichPart) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    let name = which.action.ok_or(Error::NotFound)?;
    let action = desk.def.action(&name).ok_or(Error::NotFound)?;
    desk.own(Part::Action, &name)?;
    let written = desk.script.said(Part::Action, &name).unwrap_or_default();
    let (to, ways) = match &action.to {
        Target::Stay => (None, Vec::new()),
        Target::One(stage) => (Some(stage.clone()), Vec::new()),
        Target::Routes(routes) => {
            let row = |r: &process::Route| json!({ "when": r.when.as_ref().map(|w| w.source()), "to_stage": r.stage, "rework": r.rework });
            (None, routes.iter().map(row).collect())
        }
    };
    let reason = |r: &process::definition::Reason| json!({ "value": r.value, "zh": r.zh, "en": r.en, "cap": r.cap.map(|c| desk.span(&c.to_string())) });
    let assign = action.assign.as_ref().map(|assign| match assign {
        Assign::Table(cell) => cell.to_string(),
        word => serde_json::to_value(word).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default(),
    });
    let values = json!({
        "key": name, "label_zh": action.label.zh, "label_en": action.label.en, "from_stages": action.from, "to_stage": to,
        "ways": ways, "roles": action.by, "asks": asked(&action.asks), "needs": action.requires, "confirms": action.confirms,
        "needs_work": action.requires_work, "does": action.does,
        "when": action.when.as_ref().map(|w| w.source()),
        "otherwise_zh": action.otherwise.as_ref().map(|o| &o.zh), "otherwise_en": action.otherwise.as_ref().map(|o| &o.en),
        "reasons": action.reasons.iter().map(reason).collect::<Vec<_>>(), "not_same_actor_as": action.not_same_actor_as,
        "undo": action.undo.map(|u| desk.span(&u.to_string())), "assign": assign, "tone": action.tone, "confirm": action.confirm,
        "notices": notices(&desk, &written["effects"], usize::MAX),
    });
    Ok(desk.shape("catalogue-action-edit", Some(("action", &name)), action_fields(&desk), object(values)))
}

/// A new action.
pub(crate) async fn new_action(cx: &mut Context, which: WhichPart) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    let after = vec![behind(desk.one("action", desk.actions()))];
    let values = json!({ "action": desk.def.actions.last().map(|a| &a.id), "from_stages": which.stage.iter().collect::<Vec<_>>() });
    Ok(desk.shape("catalogue-action-create", None, [action_fields(&desk), after].concat(), object(values)))
}

fn clock_fields(desk: &Desk) -> Vec<Field> {
    let opened = desk.words_of("catalogue-start-", &["open"]);
    let rungs = vec![text("point").required(), text("tell"), text("zh"), text("en")];
    let mut fields = desk.named().to_vec();
    let commitments: Vec<&str> = Commitment::ALL.iter().map(|c| c.word()).collect();
    fields.push(text("budget").required());
    fields.push(desk.one("commitment", desk.words_of("choice-commitment-", &commitments)));
    fields.push(desk.some("starts_on", [opened, desk.actions()].concat()).required());
    fields.push(desk.some("runs_in", desk.stages_and_kinds()).required());
    fields.push(desk.some("stops_on", desk.actions()).required());
    fields.push(group("rungs", rungs));
    fields.push(desk.one("calendar", desk.words_of("catalogue-calendar-", &["office", "always"])));
    fields.push(desk.long("when"));
    fields.push(desk.one("on_reopen", desk.words_of("catalogue-reopen-", &["continue", "restart", "grace"])));
    fields.push(text("grace"));
    fields
}

/// A time limit.
pub(crate) async fn clock(cx: &mut Context, which: WhichPart) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    let name = which.clock.ok_or(Error::NotFound)?;
    let clock = desk.def.clock(&name).ok_or(Error::NotFound)?;
    desk.own(Part::Clock, &name)?;
    let written = desk.script.said(Part::Clock, &name).unwrap_or_default();
    let rung = |rung: &Value| {
        let mut row = json!({ "point": desk.span(rung["at"].as_str().unwrap_or_default()) });
        if let Some(Value::Object(told)) = notices(&desk, &rung["effects"], 1).into_iter().next() {
            object(row.clone()).into_iter().chain(told).for_each(|(key, value)| row[key] = value);
        }
        row
    };
    let grace = written["on_reopen"]["grace"].as_str();
    let rungs: Vec<Value> = written["rungs"].as_array().into_iter().flatten().map(rung).collect();
    let values = json!({
        "key": name, "label_zh": clock.label.zh, "label_en": clock.label.en, "budget": desk.span(&clock.budget.to_string()),
        "commitment": clock.commitment, "starts_on": clock.starts_on, "runs_in": clock.runs_in, "stops_on": clock.stops_on, "rungs": rungs,
        "calendar": clock.calendar, "when": clock.when.as_ref().map(|w| w.source()),
        "on_reopen": if grace.is_some() { Some("grace") } else { written["on_reopen"].as_str() },
        "grace": grace.map(|least| desk.span(least)),
    });
    Ok(desk.shape("catalogue-clock-edit", Some(("clock", &name)), clock_fields(&desk), object(values)))
}

/// A new time limit.
pub(crate) async fn new_clock(cx: &mut Context, which: WhichPart) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    let clocks = desk.def.clocks.iter().map(|c| desk.choice(&c.id, said(&desk.speech, &c.label))).collect();
    let after = vec![behind(desk.one("clock", clocks))];
    let values = json!({ "clock": desk.def.clocks.last().map(|c| &c.id) });
    Ok(desk.shape("catalogue-clock-create", None, [clock_fields(&desk), after].concat(), object(values)))
}

/// What a field can hold, in the order people look for it.
pub(crate) const KINDS: [&str; 17] = [
    "text",
    "long_text",
    "choice",
    "integer",
    "money",
    "bool",
    "date",
    "instant",
    "phone",
    "photo",
    "file",
    "signature",
    "location",
    "scan",
    "meter",
    "ref",
    "group",
];

/// What a step of a work item can hold, those first that are used most.
pub(crate) const STEP_KINDS: [&str; 15] = [
    "bool",
    "integer",
    "text",
    "choice",
    "photo",
    "signature",
    "location",
    "scan",
    "meter",
    "long_text",
    "money",
    "date",
    "instant",
    "ref",
    "file",
];

fn field_fields(desk: &Desk) -> Vec<Field> {
    let options = vec![text("value").required(), text("zh").required(), text("en").required()];
    let mut fields = desk.named().to_vec();
    fields.push(desk.one("holds", desk.words_of("catalogue-kind-", &KINDS)).required());
    fields.push(group("options", options));
    fields.push(desk.one("refers_to", desk.nouns()));
    fields.push(Field::new("least", Kind::Integer));
    fields.push(Field::new("greatest", Kind::Integer));
    fields.push(Field::new("several", Kind::Bool));
    fields.push(Field::new("is_personal", Kind::Bool));
    fields.extend(["edit_stages", "required_stages", "hidden_stages"].map(|name| desk.some(name, desk.stages())));
    fields
}

/// A field.
pub(crate) async fn field(cx: &mut Context, which: WhichPart) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    let name = which.field.ok_or(Error::NotFound)?;
    let field = desk.def.field(&name).ok_or(Error::NotFound)?;
    desk.own(Part::Field, &name)?;
    type Named = fn(&process::definition::Stage) -> &Vec<String>;
    let stages = |of: Named| -> Vec<&String> {
        desk.def.stages.iter().filter(|s| of(s).contains(&name)).map(|s| &s.id).collect()
    };
    let options: Vec<Value> =
        field.choices.iter().map(|c| json!({ "value": c.value, "zh": c.zh, "en": c.en })).collect();
    let values = json!({
        "key": name, "label_zh": field.label.zh, "label_en": field.label.en, "holds": field.kind, "options": options,
        "refers_to": field.to, "least": field.min, "greatest": field.max, "several": field.many,
        "is_personal": field.personal, "edit_stages": stages(|s| &s.edit), "required_stages": stages(|s| &s.required),
        "hidden_stages": stages(|s| &s.hidden),
    });
    Ok(desk.shape("catalogue-field-edit", Some(("field", &name)), field_fields(&desk), object(values)))
}

/// A new field.
pub(crate) async fn new_field(cx: &mut Context, which: WhichPart) -> Result<Shape> {
    let desk = desk(cx, which.id).await?;
    let after = vec![behind(desk.one("field", desk.fields()))];
    let values = json!({ "field": desk.def.fields.last().map(|f| &f.name), "holds": "text" });
    Ok(desk.shape("catalogue-field-create", None, [field_fields(&desk), after].concat(), object(values)))
}
