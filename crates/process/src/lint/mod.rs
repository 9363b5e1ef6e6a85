//! What would not work in a definition, found before it is published rather than on the telephone.

mod graph;
pub(crate) mod roles;
mod texts;
mod views;
mod words;

use std::{collections::BTreeSet, fmt};

use kernel::{
    Basis, Budget, Message, Span,
    expr::{Expr, ExprError, Schema},
};

use crate::{
    definition::{AREAS, Action, Assign, Category, Clock, Definition, Does, Effect, Join, MOST_YEARS, Stage, Wait},
    field::{FieldSpec, KindSpec},
    guard::{CONFIRMED, OPEN},
    names::{schema, schema_of_effects},
    written::{BudgetSource, TableCell, Target},
};

/// One thing that would not work, and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The part of the definition, as in `action accept`.
    pub place: String,
    /// What is wrong with it and what to do, as a sentence of the catalogue.
    pub message: Message,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, words::english(&self.message))
    }
}

/// Everything that would not work; empty when the definition is fit to run.
pub fn lint(def: &Definition) -> Vec<Problem> {
    let mut lint = Lint { def, schema: schema(def), of_effects: schema_of_effects(def), problems: Vec::new() };
    lint.names();
    lint.fields(&def.fields, "field");
    lint.opening();
    def.stages.iter().for_each(|s| lint.stage(s));
    def.actions.iter().for_each(|a| lint.action(a));
    def.tables.iter().for_each(|t| lint.table(t));
    def.clocks.iter().for_each(|c| lint.clock(c));
    def.work_items.iter().for_each(|w| lint.work_item(w));
    def.joins.iter().for_each(|j| lint.join(j));
    lint.waiting();
    lint.called_after();
    lint.sampled();
    texts::check(&mut lint);
    // The graph is only worth walking when every stage it names is there.
    if lint.problems.is_empty() {
        graph::check(&mut lint);
    }
    lint.problems
}

struct Lint<'a> {
    def: &'a Definition,
    schema: Schema,
    of_effects: Schema,
    problems: Vec<Problem>,
}

/// An expression that does not fit: what it is, where in it, what was expected there, what was found.
fn wrong(key: &'static str, what: &str, error: &ExprError) -> Message {
    error.told(Message::of(key).with("a", what))
}

/// Words that mean something of their own where a stage or a field may be named.
const STAGE_WORDS: [&str; 7] = ["open", "new", "active", "waiting", "done", "cancelled", "back"];
const FORM_WORDS: [&str; 5] = ["reason", "assignee", "master", "outcome", CONFIRMED];

impl Lint<'_> {
    fn found(&mut self, place: impl Into<String>, message: Message) {
        self.problems.push(Problem { place: place.into(), message });
    }

    fn unique<'b>(&mut self, kind: &str, names: impl IntoIterator<Item = &'b String>) {
        let mut seen = BTreeSet::new();
        for name in names {
            let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.is_empty();
            if !plain {
                self.found(format!("{kind} {name}"), Message::of("proof-name"));
            }
            if !seen.insert(name) {
                self.found(format!("{kind} {name}"), Message::of("proof-twice"));
            }
        }
    }

    fn names(&mut self) {
        let def = self.def;
        self.unique("field", def.fields.iter().map(|f| &f.name));
        self.unique("stage", def.stages.iter().map(|s| &s.id));
        self.unique("action", def.actions.iter().map(|a| &a.id));
        self.unique("table", def.tables.iter().map(|t| &t.id));
        self.unique("clock", def.clocks.iter().map(|c| &c.id));
        self.unique("work_item", def.work_items.iter().map(|w| &w.id));
        for stage in def.stages.iter().filter(|s| STAGE_WORDS.contains(&s.id.as_str())) {
            self.found(format!("stage {}", stage.id), Message::of("proof-stage-word"));
        }
        for field in def.fields.iter().filter(|f| FORM_WORDS.contains(&f.name.as_str())) {
            self.found(format!("field {}", field.name), Message::of("proof-form-word"));
        }
        def.list.fields().for_each(|name| self.field_is_there("list", name));
        if !(1..=4).contains(&def.number.len()) || !def.number.bytes().all(|b| b.is_ascii_uppercase()) {
            self.found("number", Message::of("proof-letters"));
        }
        if def.area.as_deref().is_some_and(|area| !AREAS.contains(&area)) {
            self.found("area", Message::of("proof-one-of").with("a", AREAS.join(", ")));
        }
        if def.retention.as_ref().and_then(|r| r.years).is_some_and(|years| !(1..=MOST_YEARS).contains(&years)) {
            self.found("retention", Message::of("proof-retention").with("most", MOST_YEARS));
        }
        if def.stages.first().is_none_or(|s| s.category != Category::New) {
            self.found("stage", Message::of("proof-first-stage"));
        }
    }

    fn fields(&mut self, fields: &[FieldSpec], kind: &str) {
        for field in fields {
            let place = format!("{kind} {}", field.name);
            let wrong = match field.kind {
                KindSpec::Choice if field.choices.is_empty() => Some("proof-choices"),
                KindSpec::Ref if field.to.is_none() => Some("proof-reference"),
                KindSpec::Group if field.fields.is_empty() => Some("proof-group"),
                KindSpec::Integer | KindSpec::Meter => None,
                _ if field.low.is_some() || field.high.is_some() => Some("proof-bounds"),
                _ => None,
            };
            if let Some(wrong) = wrong {
                self.found(&place, Message::of(wrong));
            }
            self.fields(&field.fields, &place);
        }
    }

    fn field_is_there(&mut self, place: &str, name: &str) {
        if self.def.field(name).is_none() {
            self.found(place, Message::of("proof-no-field").with("a", name));
        }
    }

    fn stages_are_there(&mut self, place: &str, words: &[String]) {
        for word in words {
            if self.def.stage(word).is_none() && !STAGE_WORDS.contains(&word.as_str()) {
                self.found(place, Message::of("proof-no-stage").with("a", word));
            }
        }
    }

    fn condition(&mut self, place: &str, expr: Option<&Expr>) {
        if let Some(Err(error)) = expr.map(|e| e.check_condition(&self.schema)) {
            self.found(place, wrong("proof-condition", expr.map_or("", Expr::source), &error));
        }
    }

    fn opening(&mut self) {
        let def = self.def;
        if def.open.by.is_empty() {
            self.found("open", Message::of("proof-nobody-opens"));
        }
        def.open.asks.iter().for_each(|ask| self.field_is_there("open", &ask.field));
        self.effects("open", &def.open.effects);
    }

    fn stage(&mut self, stage: &Stage) {
        let place = format!("stage {}", stage.id);
        for name in stage.edit.iter().chain(&stage.required).chain(&stage.hidden) {
            self.field_is_there(&place, name);
        }
        views::check(self, stage);
    }

    fn action(&mut self, action: &Action) {
        let place = format!("action {}", action.id);
        self.stages_are_there(&place, &action.from);
        for stage in action.to.stages() {
            if self.def.stage(stage).is_none() && stage != "back" {
                self.found(&place, Message::of("proof-no-stage").with("a", stage));
            }
        }
        if action.by.is_empty() {
            self.found(&place, Message::of("proof-nobody"));
        }
        action.asks.iter().for_each(|ask| self.field_is_there(&place, &ask.field));
        action.requires.iter().chain(&action.confirms).for_each(|name| self.field_is_there(&place, name));
        self.condition(&place, action.when.as_ref());
        if let Target::Routes(routes) = &action.to {
            routes.iter().for_each(|r| self.condition(&place, r.when.as_ref()));
            if routes.last().is_none_or(|r| r.when.is_some()) {
                self.found(&place, Message::of("proof-last-way"));
            }
        }
        for other in &action.not_same_actor_as {
            if self.def.action(other).is_none() && other != OPEN {
                self.found(&place, Message::of("proof-no-action").with("a", other));
            }
        }
        for name in &action.requires {
            if !self.obtainable(name) {
                self.found(&place, Message::of("proof-never-asked").with("a", name));
            }
        }
        for item in &action.requires_work {
            if self.def.work_item(item).is_none() {
                self.found(&place, Message::of("proof-no-work-item").with("a", item));
            }
        }
        if let Some(Assign::Table(cell)) = &action.assign {
            self.cell(&place, cell);
        }
        self.effects(&place, &action.effects);
        if let Some(window) = action.undo {
            if window.clock_span().is_none_or(|span| span <= Span::ZERO || span > Span::days(1)) {
                self.found(&place, Message::of("proof-undo-window"));
            }
            if action.effects.iter().any(|e| matches!(e, Effect::Call { at_once: true, .. })) {
                self.found(&place, Message::of("proof-undo-at-once"));
            }
        }
    }

    /// A join waits for cases that some effect opens, and does what the system may do.
    fn join(&mut self, join: &Join) {
        let def = self.def;
        let place = format!("join {}", join.link);
        let opens =
            |effects: &[Effect]| effects.iter().any(|e| matches!(e, Effect::Spawn { link, .. } if *link == join.link));
        let somewhere = opens(&def.open.effects)
            || def.actions.iter().any(|a| opens(&a.effects))
            || def.work_items.iter().any(|w| opens(&w.on_fail) || opens(&w.on_pass));
        if !somewhere {
            self.found(&place, Message::of("proof-link-unused"));
        }
        if join.wait == Wait::Count(0) {
            self.found(&place, Message::of("proof-join-none"));
        }
        match def.action(&join.then) {
            None => self.found(&place, Message::of("proof-no-action").with("a", &join.then)),
            Some(action) if !action.by.iter().any(|role| role == "system") => {
                self.found(&place, Message::of("proof-by-system").with("a", &join.then));
            }
            Some(action)
                if action.asks.iter().any(|ask| !ask.optional)
                    || !action.reasons.is_empty()
                    || !action.confirms.is_empty() =>
            {
                self.found(&place, Message::of("proof-asks-nobody").with("a", &join.then));
            }
            Some(_) => {}
        }
    }

    fn obtainable(&self, field: &str) -> bool {
        let def = self.def;
        let sets = |effects: &[Effect]| {
            effects.iter().any(|e| match e {
                Effect::Set { field: f, .. } | Effect::Call { keeps: Some(f), .. } => f == field,
                _ => false,
            })
        };
        def.open.asks.iter().any(|a| a.field == field)
            || sets(&def.open.effects)
            || def.actions.iter().any(|a| a.asks.iter().any(|ask| ask.field == field) || sets(&a.effects))
            || def.work_items.iter().any(|w| sets(&w.on_fail) || sets(&w.on_pass))
            || def.stages.iter().any(|s| s.lets_correct(field))
    }

    fn effects(&mut self, place: &str, effects: &[Effect]) {
        for effect in effects {
            let known = if matches!(effect, Effect::Set { .. }) { &self.schema } else { &self.of_effects };
            if let Some((when, Err(error))) = effect.when().map(|when| (when, when.check_condition(known))) {
                self.found(place, wrong("proof-condition", when.source(), &error));
            }
            match effect {
                Effect::Notify { to, .. } => self.told(place, to),
                Effect::Spawn { copy, .. } => copy.iter().for_each(|name| self.field_is_there(place, name)),
                Effect::Set { field, value, table, .. } => self.set(place, field, value.as_ref(), table.as_ref()),
                Effect::Call { input, keeps, .. } => {
                    keeps.iter().for_each(|name| self.field_is_there(place, name));
                    for expr in input.values() {
                        if let Err(error) = expr.check(&self.schema) {
                            self.found(place, wrong("proof-expression", expr.source(), &error));
                        }
                    }
                }
            }
        }
    }

    /// Somebody is told, and a field among those who are names persons.
    fn told(&mut self, place: &str, to: &[String]) {
        if to.is_empty() {
            self.found(place, Message::of("proof-nobody-told"));
        }
        for field in to.iter().filter_map(|word| self.def.field(word)) {
            if field.kind != KindSpec::Ref || !matches!(field.to.as_deref(), Some("person" | "staff")) {
                self.found(place, Message::of("proof-not-a-person").with("a", &field.name));
            }
        }
    }

    fn set(&mut self, place: &str, field: &str, value: Option<&Expr>, table: Option<&TableCell>) {
        self.field_is_there(place, field);
        if value.is_some() == table.is_some() {
            self.found(place, Message::of("proof-set-by").with("a", field));
        }
        if let Some(Err(error)) = value.map(|e| e.check(&self.schema)) {
            self.found(place, wrong("proof-value", field, &error));
        }
        let Some(cell) = table else { return };
        let choices: Vec<String> =
            self.def.field(field).map(|f| f.choices.iter().map(|c| c.value.clone()).collect()).unwrap_or_default();
        for said in self.cell(place, cell) {
            if !choices.is_empty() && !choices.contains(&said) {
                self.found(place, Message::of("proof-not-a-choice").with("a", cell).with("b", said).with("c", field));
            }
        }
    }

    /// Everything an output of a table may say.
    fn cell(&mut self, place: &str, cell: &TableCell) -> Vec<String> {
        let Some(table) = self.def.tables.iter().find(|t| t.id == cell.table) else {
            self.found(place, Message::of("proof-no-table").with("a", &cell.table));
            return Vec::new();
        };
        let said: Vec<String> = table.rows.iter().filter_map(|r| r.then.get(&cell.output)).cloned().collect();
        if said.is_empty() {
            self.found(place, Message::of("proof-no-output").with("a", &cell.table).with("b", &cell.output));
        }
        said
    }

    fn table(&mut self, table: &crate::definition::Table) {
        let place = format!("table {}", table.id);
        table.rows.iter().for_each(|r| self.condition(&place, r.when.as_ref()));
        if table.rows.last().is_none_or(|r| r.when.is_some()) {
            self.found(&place, Message::of("proof-last-row"));
        }
        let before_last = table.rows.len().saturating_sub(1);
        if table.rows[..before_last].iter().any(|r| r.when.is_none()) {
            self.found(&place, Message::of("proof-row-unreached"));
        }
    }

    fn clock(&mut self, clock: &Clock) {
        let place = format!("clock {}", clock.id);
        self.stages_are_there(&place, &clock.runs_in);
        self.condition(&place, clock.when.as_ref());
        for word in clock.starts_on.iter().filter(|w| *w != "open").chain(&clock.stops_on) {
            if self.def.action(word).is_none() {
                self.found(&place, Message::of("proof-no-action").with("a", word));
            }
        }
        if clock.starts_on.is_empty() || clock.runs_in.is_empty() || clock.stops_on.is_empty() {
            self.found(&place, Message::of("proof-clock-incomplete"));
        }
        let budgets: Vec<Budget> = match &clock.budget {
            BudgetSource::Fixed(budget) => vec![*budget],
            BudgetSource::Table(cell) => {
                let said = self.cell(&place, cell);
                said.iter()
                    .filter_map(|text| {
                        let wrong = Message::of("proof-not-a-span").with("a", text);
                        text.parse().map_err(|_| self.found(&place, wrong)).ok()
                    })
                    .collect()
            }
            BudgetSource::Until(field) => {
                self.date(&place, field);
                Vec::new()
            }
        };
        if self.def.calendar_of(clock) == "always" && budgets.iter().any(|b| b.basis() == Basis::Work) {
            self.found(&place, Message::of("proof-needs-calendar"));
        }
        if budgets.iter().any(|b| b.count == 0) {
            self.found(&place, Message::of("proof-budget-of-nothing"));
        }
        let mut rungs = BTreeSet::new();
        for rung in &clock.rungs {
            if !rungs.insert(rung.at.to_string()) {
                self.found(&place, Message::of("proof-two-rungs").with("a", &rung.at));
            }
            self.effects(&place, &rung.effects);
            if rung.effects.iter().any(|e| matches!(e, Effect::Set { .. })) {
                self.found(&place, Message::of("proof-rung-sets"));
            }
        }
    }

    /// A field until which a clock can run.
    fn date(&mut self, place: &str, name: &str) {
        match self.def.field(name).map(|f| (f.kind, f.many)) {
            Some((KindSpec::Date | KindSpec::Instant, false)) if !self.obtainable(name) => {
                self.found(place, Message::of("proof-never-asked-until").with("a", name));
            }
            Some((KindSpec::Date | KindSpec::Instant, false)) => {}
            Some(_) => self.found(place, Message::of("proof-not-a-time").with("a", name)),
            None => self.field_is_there(place, name),
        }
    }

    fn work_item(&mut self, item: &crate::definition::WorkItem) {
        let place = format!("work_item {}", item.id);
        self.stages_are_there(&place, &item.stages);
        if item.steps.is_empty() {
            self.found(&place, Message::of("proof-no-steps"));
        }
        self.fields(&item.steps, &place);
        self.unique(&place, item.steps.iter().map(|s| &s.name));
        self.effects(&place, &item.on_fail);
        self.effects(&place, &item.on_pass);
        let fails = item.fails_when.is_some() || item.steps.iter().any(|s| s.low.is_some() || s.high.is_some());
        if !fails && (item.findings || !item.on_fail.is_empty()) {
            self.found(&place, Message::of("proof-never-fails"));
        }
        let own = std::mem::take(&mut self.schema);
        self.schema.clone_from(&own);
        self.schema.extend(item.steps.iter().map(|s| (s.name.clone(), s.expr_type())));
        self.condition(&place, item.fails_when.as_ref());
        self.schema = own;
    }

    /// Every waiting that counts has an end: a cap in all, or a cap on each reason that leads there.
    fn waiting(&mut self) {
        let def = self.def;
        self.effects("pause", &def.pause.effects);
        if def.pause.cap.is_some() {
            return;
        }
        for stage in def.stages.iter().filter(|s| s.category == Category::Waiting && s.capped) {
            let into = def.actions.iter().filter(|a| a.to.stages().contains(&stage.id.as_str()));
            let endless = |a: &Action| a.reasons.is_empty() || a.reasons.iter().any(|r| r.cap.is_none());
            if into.into_iter().any(endless) {
                self.found(format!("stage {}", stage.id), Message::of("proof-waits-for-ever"));
            }
        }
    }

    fn sampled(&mut self) {
        let def = self.def;
        let Some(rule) = &def.sample else { return };
        self.condition("sample", rule.when.as_ref());
        self.effects("sample", &rule.on_fail);
        if rule.by.is_empty() {
            self.found("sample", Message::of("proof-nobody-checks"));
        }
        if rule.share > 100 || (rule.share == 0 && rule.at_least == 0) || rule.at_least > rule.at_most {
            self.found("sample", Message::of("proof-sample-share"));
        }
        let Some(id) = &rule.rework else { return };
        let Some(action) = def.action(id) else {
            return self.found("sample", Message::of("proof-no-action").with("a", id));
        };
        if let Some(role) = rule.by.iter().find(|role| !action.by.contains(role)) {
            self.found("sample", Message::of("proof-checker-cannot").with("a", role).with("b", id));
        }
        let words = |name: &str| def.field(name).is_some_and(|f| matches!(f.kind, KindSpec::Text | KindSpec::LongText));
        if action.asks.iter().any(|ask| !ask.optional && !words(&ask.field)) || action.assign == Some(Assign::Input) {
            self.found("sample", Message::of("proof-asks-more").with("a", id));
        }
    }

    fn called_after(&mut self) {
        let def = self.def;
        let calls: Vec<&Action> = def.actions.iter().filter(|a| a.does == Some(Does::FollowUp)).collect();
        let Some(rule) = &def.follow_up else {
            if !calls.is_empty() {
                self.found("follow_up", Message::of("proof-no-call-rule"));
            }
            return;
        };
        self.condition("follow_up", rule.always.as_ref());
        for stage in [&rule.stage, &rule.otherwise] {
            if def.stage(stage).is_none() {
                self.found("follow_up", Message::of("proof-no-stage").with("a", stage));
            }
        }
        if rule.rate > 100 || rule.attempts == 0 {
            self.found("follow_up", Message::of("proof-call-rate"));
        }
        let at_stage = |a: &&Action| def.stage(&rule.stage).is_some_and(|s| s.is_named_by(&a.from));
        if !calls.iter().any(at_stage) {
            self.found("follow_up", Message::of("proof-no-call").with("a", &rule.stage));
        }
    }
}
