//! The names expressions of a definition may use, with their types and their values in a case.

use kernel::{
    ActorKind, Date,
    expr::{Schema, Type, Value as Known},
};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{
    definition::{Definition, Table},
    event::{Outcome, Person},
    field::FieldSpec,
    state::State,
    written::TableCell,
};

/// What may come of a call after the work.
pub const OUTCOMES: [(&str, &str, &str); 5] = [
    ("satisfied", "满意", "Satisfied"),
    ("neutral", "一般", "Neutral"),
    ("unsatisfied", "不满意", "Unsatisfied"),
    ("unreachable", "未接通", "Unreachable"),
    ("refused", "拒访", "Refused to answer"),
];

/// How a work item came out, as expressions see it: `work.final_check = 'passed'`.
const RESULTS: [&str; 2] = ["passed", "failed"];

/// The types of every name: the definition's fields, `reason`, `outcome`, `today`, how work items came out, and what is known of
/// the case itself.
pub fn schema(def: &Definition) -> Schema {
    let mut schema: Schema = def.fields.iter().map(|f| (f.name.clone(), f.expr_type())).collect();
    let outcomes = OUTCOMES.iter().map(|o| o.0.to_owned()).collect();
    let stages = def.stages.iter().map(|s| s.id.clone()).collect();
    let reasons = def.actions.iter().flat_map(|a| a.reasons.iter().map(|r| r.value.clone())).collect();
    schema.extend([
        ("reason".into(), Type::Choice(reasons)),
        ("outcome".into(), Type::Choice(outcomes)),
        ("case.stage".into(), Type::Choice(stages)),
        ("case.before".into(), Type::Choice(def.stages.iter().map(|s| s.id.clone()).collect())),
        ("case.channel".into(), Type::Text),
        ("case.urges".into(), Type::Number),
        ("case.reworks".into(), Type::Number),
        ("case.attempts".into(), Type::Number),
        ("case.assigned".into(), Type::Bool),
        ("case.missed".into(), Type::Bool),
        ("case.children".into(), Type::Number),
        ("case.children_open".into(), Type::Number),
        ("case.checks_failed".into(), Type::Number),
        ("case.id".into(), Type::Text),
        ("case.assignee".into(), Type::Text),
        ("today".into(), Type::Date),
    ]);
    let results = || Type::Choice(RESULTS.map(str::to_owned).to_vec());
    schema.extend(def.work_items.iter().map(|w| (format!("work.{}", w.id), results())));
    schema
}

/// The same for the condition of an effect, which knows as well what a field was before: `before.priority`.
pub(crate) fn schema_of_effects(def: &Definition) -> Schema {
    let mut schema = schema(def);
    schema.extend(def.fields.iter().map(|f| (format!("before.{}", f.name), f.expr_type())));
    schema
}

impl Definition {
    /// What a decision table says of a case today, with what is being said in a form.
    pub fn look_up(&self, state: &State, input: &Map<String, Value>, cell: &TableCell, today: Date) -> Option<String> {
        Names { def: self, state, input, before: &state.fields, today }.look_up(cell).map(str::to_owned)
    }

    /// Whether a case belongs to those that are always called, as it stands.
    pub fn is_always_called(&self, state: &State, today: Date) -> bool {
        let input = Map::new();
        let names = Names { def: self, state, input: &input, before: &state.fields, today };
        let always = self.follow_up.as_ref().and_then(|rule| rule.always.as_ref());
        always.is_some_and(|when| when.holds(&|n| names.get(n)))
    }

    /// Whether a case may be drawn for the second look.
    pub fn may_be_drawn(&self, state: &State, today: Date) -> bool {
        let input = Map::new();
        let names = Names { def: self, state, input: &input, before: &state.fields, today };
        self.sample.as_ref().is_some_and(|rule| rule.when.as_ref().is_none_or(|when| when.holds(&|n| names.get(n))))
    }
}

/// What an expression sees: the case, and above it what is being said in the form.
pub(crate) struct Names<'a> {
    pub def: &'a Definition,
    pub state: &'a State,
    pub input: &'a Map<String, Value>,
    /// The fields before what is being done, for effects.
    pub before: &'a Map<String, Value>,
    /// The day at the place of the case.
    pub today: Date,
}

impl Names<'_> {
    pub(crate) fn get(&self, name: &str) -> Known {
        let text =
            |value: Option<&Value>| value.and_then(Value::as_str).map_or(Known::Absent, |t| Known::Text(t.to_owned()));
        let follow_up = self.state.follow_up.as_ref();
        match name {
            "reason" => text(self.input.get("reason")),
            "outcome" => text(self.input.get("outcome")),
            "case.stage" => Known::Text(self.state.stage.clone()),
            "case.before" => Known::Text(self.state.before.clone()),
            "case.channel" => Known::Text(self.state.channel.clone()),
            "case.children" => Known::Number(self.state.children.len().into()),
            "case.children_open" => {
                Known::Number(self.state.children.values().filter(|c| c.done.is_none()).count().into())
            }
            "case.checks_failed" => {
                Known::Number(self.state.records.values().filter(|record| record.failed).count().into())
            }
            "case.id" => Known::Text(crate::runtime::CaseId::from_uuid(self.state.case).to_string()),
            "case.assignee" => {
                let name = self.state.assignee.as_ref().map(|p| p.name.clone());
                name.map_or(Known::Absent, Known::Text)
            }
            "case.urges" => Known::Number(self.state.urges.into()),
            "case.reworks" => Known::Number(self.state.reworks.into()),
            "case.attempts" => Known::Number(follow_up.map_or(0, |f| f.attempts).into()),
            "case.assigned" => Known::Bool(self.state.assignee.is_some()),
            "case.missed" => {
                Known::Bool(self.state.clocks.values().any(|c| matches!(c.outcome, Some((Outcome::Missed, _)))))
            }
            "today" => Known::Date(self.today),
            field => {
                let said = || self.input.get(field).or_else(|| self.state.fields.get(field));
                match field.split_once('.') {
                    Some(("work", item)) => self
                        .state
                        .records
                        .get(item)
                        .map_or(Known::Absent, |record| Known::Text(RESULTS[usize::from(record.failed)].to_owned())),
                    Some(("before", field)) => self.known(field, self.before.get(field)),
                    _ => self.known(field, said()),
                }
            }
        }
    }

    fn known(&self, field: &str, value: Option<&Value>) -> Known {
        let spec = self.def.field(field).zip(value);
        spec.map_or(Known::Absent, |(spec, value)| spec.known(value))
    }

    /// What a decision table says.
    pub(crate) fn look_up(&self, cell: &TableCell) -> Option<&str> {
        let table: &Table = self.def.tables.iter().find(|t| t.id == cell.table)?;
        let row = table.rows.iter().find(|r| r.when.as_ref().is_none_or(|when| when.holds(&|n| self.get(n))))?;
        row.then.get(&cell.output).map(String::as_str)
    }
}

/// The persons or colleagues a field names, by their ids alone.
pub(crate) fn named_in(field: &FieldSpec, value: Option<&Value>) -> Vec<Person> {
    let kind = if field.to.as_deref() == Some("staff") { ActorKind::Staff } else { ActorKind::Resident };
    let ids: Vec<&Value> = match value {
        Some(Value::Array(many)) => many.iter().collect(),
        one => one.into_iter().collect(),
    };
    let id = |value: &Value| Uuid::try_parse(value.as_str()?.rsplit('_').next()?).ok();
    let person = |id: Uuid| Person { kind, id, name: String::new() };
    ids.into_iter().filter_map(id).map(person).collect()
}
