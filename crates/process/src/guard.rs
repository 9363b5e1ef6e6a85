//! Whether somebody may do something now: the one function behind the buttons and behind the doing.

use kernel::{ActorKind, Date, FieldError, Message, form::Form};
use serde_json::{Map, Value};

use crate::{
    definition::{Action, Assign, Category, Definition, Does, Words, WorkItem},
    event::Who,
    field::{ChoiceSpec, FieldSpec},
    names::{Names, OUTCOMES},
    refusal::Refusal,
    state::State,
    written::Ask,
};
use kernel::form::{Field, Kind};

/// What a form calls the fields that are confirmed.
pub const CONFIRMED: &str = "confirmed";

/// Who opened the case, where those are named who did something before.
pub(crate) const OPEN: &str = "open";

/// What stands in the way of an action, from the most hopeless to what can still be helped.
pub(crate) struct Guard<'a> {
    pub def: &'a Definition,
    pub state: &'a State,
    pub who: &'a Who,
    /// The day at the place of the case.
    pub today: Date,
}

impl Guard<'_> {
    /// Whether the action belongs where the case stands and to whom it is.
    pub(crate) fn belongs(&self, action: &Action) -> Result<(), Refusal> {
        let stage = self.def.stage(&self.state.stage).ok_or(Refusal::NotOpen)?;
        if !stage.is_named_by(&action.from) {
            return Err(Refusal::Stage { stage: stage.label.clone() });
        }
        if is_one_of(self.state, self.who, &action.by) { Ok(()) } else { Err(Refusal::Role { by: action.by.clone() }) }
    }

    /// Whether it can be done, with what is being said in the form; without a form, whether the form can help.
    pub(crate) fn open(&self, action: &Action, input: Option<&Map<String, Value>>) -> Result<(), Refusal> {
        for other in &action.not_same_actor_as {
            if self.state.actors.get(other).is_some_and(|p| self.who.is_or_stands_for(p)) {
                let label = self.def.action(other).map(|a| a.label.clone());
                let label = label.unwrap_or_else(|| Words { zh: "登记".into(), en: "Open".into() });
                return Err(Refusal::SameActor { action: label });
            }
        }
        self.condition(action, input)?;
        let mut missing: Vec<Words> = Vec::new();
        for field in action.requires.iter().filter_map(|name| self.def.field(name)) {
            let said = match input {
                Some(input) => is_given(input.get(&field.name)),
                None => action.asks.iter().any(|ask| ask.field == field.name),
            };
            if !said && !is_given(self.state.fields.get(&field.name)) {
                missing.push(field.label.clone());
            }
        }
        let mut failed: Vec<Words> = Vec::new();
        for item in self.wanted(action) {
            match self.state.records.get(&item.id) {
                None => missing.push(item.label.clone()),
                Some(record) if record.failed && !item.findings => failed.push(item.label.clone()),
                Some(_) => {}
            }
        }
        match (missing.is_empty(), failed.is_empty()) {
            (true, true) => Ok(()),
            (true, false) => Err(Refusal::Failed { what: failed }),
            _ => Err(Refusal::Missing { what: missing }),
        }
    }

    /// The work items that must have been recorded before it.
    fn wanted(&self, action: &Action) -> impl Iterator<Item = &WorkItem> {
        let wanted = |w: &&WorkItem| action.requires_work.contains(&w.id) || (w.required && self.leaves(action, w));
        self.def.work_items.iter().filter(wanted)
    }

    /// Those of them that were not, or did not pass.
    pub(crate) fn unrecorded(&self, action: &Action) -> Vec<String> {
        let stands = |w: &&WorkItem| self.state.records.get(&w.id).is_some_and(|record| !record.failed || w.findings);
        self.wanted(action).filter(|w| !stands(w)).map(|w| w.id.clone()).collect()
    }

    /// Whether everything that has to be confirmed was.
    pub(crate) fn confirmed(&self, action: &Action, input: &Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
        let said = input.get(CONFIRMED).and_then(Value::as_array);
        let is_said = |name: &str| said.is_some_and(|names| names.iter().any(|one| one == name));
        let all = to_confirm(self.def, self.state, action);
        if all.iter().any(|spec| !is_said(&spec.name)) {
            let message = Message::of("invalid-confirm-all");
            return Err(Refusal::Invalid(vec![FieldError { field: CONFIRMED.to_owned(), message }]));
        }
        let value = |spec: &FieldSpec| Some((spec.name.clone(), self.state.fields.get(&spec.name)?.clone()));
        Ok(all.into_iter().filter_map(value).collect())
    }

    /// Whether an action goes on from where a work item is recorded: neither to waiting nor to an end without result.
    fn leaves(&self, action: &Action, item: &WorkItem) -> bool {
        let here = self.def.stage(&self.state.stage).is_some_and(|s| s.is_named_by(&item.stages));
        let onward = |id: &&str| {
            let to = self.def.stage(id);
            to.is_some_and(|s| matches!(s.category, Category::Active | Category::Done) && !s.is_named_by(&item.stages))
        };
        here && action.to.stages().iter().any(onward)
    }

    pub(crate) fn condition(&self, action: &Action, input: Option<&Map<String, Value>>) -> Result<(), Refusal> {
        let Some(when) = &action.when else { return Ok(()) };
        let none = Map::new();
        let (state, input_or_none) = (self.state, input.unwrap_or(&none));
        let names = Names { def: self.def, state, input: input_or_none, before: &state.fields, today: self.today };
        // Before the form is filled in, a condition on what it asks cannot yet be refused.
        let asked = |name: &String| {
            action.asks.iter().any(|ask| &ask.field == name) || matches!(name.as_str(), "reason" | "outcome")
        };
        if when.holds(&|n| names.get(n)) || (input.is_none() && when.names().iter().any(asked)) {
            return Ok(());
        }
        Err(Refusal::Guard { otherwise: action.otherwise.clone(), condition: when.source().to_owned() })
    }
}

/// Whether the person is one of these: a role, or what he is to the case.
pub(crate) fn is_one_of(state: &State, who: &Who, words: &[String]) -> bool {
    words.iter().any(|word| match word.as_str() {
        "anyone" => true,
        "staff" => who.kind == ActorKind::Staff,
        "system" => who.kind == ActorKind::System,
        "requester" => {
            let asked = state.requester.as_ref();
            who.is_requester || asked.is_some_and(|p| p.is(who.kind, who.id))
        }
        "assignee" => state.assignee.as_ref().is_some_and(|p| who.is_or_stands_for(p)),
        role => who.roles.iter().any(|r| r == role),
    })
}

/// Whether something was said: an empty list and an empty text say nothing.
pub(crate) fn is_given(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(_) => true,
    }
}

/// The form of these fields.
pub(crate) fn form_of_asks(def: &Definition, asks: &[Ask]) -> Form {
    let field = |ask: &Ask| {
        let mut field = def.field(&ask.field)?.field();
        field.required = !ask.optional;
        Some(field)
    };
    Form { fields: asks.iter().filter_map(field).collect() }
}

/// The form of an action: its reason, whom it names, what came of a call, and the fields it asks.
pub(crate) fn form_of(def: &Definition, action: &Action) -> Form {
    let mut fields = Vec::new();
    let words = |zh: &str, en: &str| Words { zh: zh.into(), en: en.into() };
    let mut add = |field: Field, label: Words, required: bool| {
        fields.push(Field { label: Some((&label).into()), required, ..field });
    };
    if !action.reasons.is_empty() {
        let choices = action.reasons.iter().map(|r| ChoiceSpec::choice(&r.value, &r.zh, &r.en)).collect();
        add(Field::new("reason", Kind::Choice { choices }), words("原因", "Reason"), true);
    }
    if action.assign == Some(Assign::Input) {
        add(Field::new("assignee", Kind::Ref { to: "staff".into() }), words("处理人", "Assignee"), true);
    }
    match action.does {
        Some(Does::Merge) => {
            add(Field::new("master", Kind::Ref { to: "case".into() }), words("主报事", "Master case"), true);
        }
        Some(Does::FollowUp) => {
            let choices = OUTCOMES.iter().map(|o| ChoiceSpec::choice(o.0, o.1, o.2)).collect();
            add(Field::new("outcome", Kind::Choice { choices }), words("回访结果", "Outcome"), true);
        }
        Some(Does::Urge) | None => {}
    }
    fields.extend(form_of_asks(def, &action.asks).fields);
    Form { fields }
}

/// The fields that whoever does the action has to confirm, as far as anything is recorded of them.
pub(crate) fn to_confirm<'d>(def: &'d Definition, state: &State, action: &Action) -> Vec<&'d FieldSpec> {
    let named = action.confirms.iter().filter_map(|name| def.field(name));
    named.filter(|spec| is_given(state.fields.get(&spec.name))).collect()
}

/// The form of an action as it is asked of a case: with what has to be confirmed, each to be ticked.
pub(crate) fn form_at(def: &Definition, state: &State, action: &Action) -> Form {
    let mut form = form_of(def, action);
    let choice = |spec: &FieldSpec| ChoiceSpec::choice(&spec.name, &spec.label.zh, &spec.label.en);
    let choices: Vec<_> = to_confirm(def, state, action).into_iter().map(choice).collect();
    if !choices.is_empty() {
        let label = Words { zh: "核对无误".into(), en: "Checked and correct".into() };
        let field = Field::new(CONFIRMED, Kind::Choice { choices });
        form.fields.push(Field { many: true, required: true, label: Some((&label).into()), ..field });
    }
    form
}

/// The form of a work item.
pub(crate) fn form_of_steps(steps: &[FieldSpec]) -> Form {
    Form { fields: steps.iter().map(FieldSpec::field).collect() }
}
