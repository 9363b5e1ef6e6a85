//! What an action wants known and the case does not know yet: whoever may record it in another way says it in the action's own
//! form, and nobody is sent from one form to the next.

use kernel::form::{Field, Form};
use serde_json::{Map, Value};

use crate::{
    clocks::Turn,
    definition::{Action, Category, Words},
    event::{What, Who},
    field::FieldSpec,
    guard::{Guard, form_at, is_given},
    refusal::Refusal,
    views::Mode,
    written::Target,
};

/// How what is lacking comes into the case, before the action that wants it is done.
pub(crate) struct Supply {
    /// The action that records it; a correction when absent.
    pub by: Option<String>,
    /// What has to be said.
    pub fields: Vec<Field>,
}

impl Guard<'_> {
    /// The form of an action with what it lacks and this person may record where the case stands.
    pub(crate) fn form(&self, action: &Action) -> Form {
        let mut form = form_at(self.def, self.state, action);
        form.fields.extend(self.supply(action).into_iter().flat_map(|supply| supply.fields));
        form
    }

    /// What the action lacks, when this person may record all of it where the case stands: by a correction, or by another action
    /// after which the wanted one can still be done.
    pub(crate) fn supply(&self, wanted: &Action) -> Option<Supply> {
        let lacking = self.lacking(wanted);
        if lacking.is_empty() {
            return None;
        }
        // What else stands in the way is not helped by it.
        let is_label = |what: &Words| lacking.iter().any(|spec| &spec.label == what);
        match self.open(wanted, None) {
            Err(Refusal::Missing { what }) if what.iter().all(is_label) => {}
            Err(Refusal::Guard { .. }) => {}
            _ => return None,
        }
        let is_lacking = |name: &String| lacking.iter().any(|spec| &spec.name == name);
        let editable = |spec: &&FieldSpec| self.def.mode(self.state, self.who, &spec.name) >= Mode::Edit;
        if lacking.iter().all(editable) {
            return Some(Supply { by: None, fields: required(&lacking) });
        }
        let other = self.def.actions.iter().find(|other| self.can_supply(other, wanted, &lacking))?;
        // What the other action wants besides and the case does not know either is asked with it.
        let besides = other.asks.iter().filter(|ask| !ask.optional && !is_lacking(&ask.field));
        let besides = besides.filter(|ask| !is_given(self.state.fields.get(&ask.field)));
        let all: Vec<&FieldSpec> =
            lacking.iter().copied().chain(besides.filter_map(|ask| self.def.field(&ask.field))).collect();
        Some(Supply { by: Some(other.id.clone()), fields: required(&all) })
    }

    /// The fields an action or its condition wants, that nobody recorded and that it does not ask itself.
    fn lacking(&self, wanted: &Action) -> Vec<&FieldSpec> {
        let mut names = wanted.requires.clone();
        if let Some(when) = wanted.when.as_ref().filter(|_| self.condition(wanted, None).is_err()) {
            names.extend(when.names());
        }
        let asked = |name: &String| wanted.asks.iter().any(|ask| &ask.field == name);
        let lacks = |spec: &&FieldSpec| {
            names.contains(&spec.name) && !asked(&spec.name) && !is_given(self.state.fields.get(&spec.name))
        };
        self.def.fields.iter().filter(lacks).collect()
    }

    /// Whether an action does nothing but record what is lacking and go where the wanted one can be done.
    fn can_supply(&self, other: &Action, wanted: &Action, lacking: &[&FieldSpec]) -> bool {
        let asks = |spec: &&FieldSpec| other.asks.iter().any(|ask| ask.field == spec.name);
        let only_records = other.assign.is_none() && other.does.is_none() && other.reasons.is_empty() && !other.confirm;
        let leads_there = |id: &&str| {
            let to = self.def.stage(id);
            to.is_some_and(|s| s.is_named_by(&wanted.from) && matches!(s.category, Category::New | Category::Active))
        };
        let goes_there = match &other.to {
            Target::Stay => true,
            to => to.stages().iter().all(leads_there),
        };
        other.id != wanted.id
            && only_records
            && goes_there
            && lacking.iter().all(asks)
            && !wanted.not_same_actor_as.contains(&other.id)
            && self.belongs(other).is_ok()
            && self.open(other, None).is_ok()
    }
}

fn required(specs: &[&FieldSpec]) -> Vec<Field> {
    specs.iter().map(|spec| spec.field().required()).collect()
}

impl Turn<'_> {
    /// Records what an action lacks, in the name of whoever does the action.
    pub(crate) fn take_supply(&mut self, who: &Who, by: Option<&str>, said: Map<String, Value>) -> Result<(), Refusal> {
        let def = self.def;
        let Some(other) = by.and_then(|id| def.action(id)) else {
            self.emit(What::Noted { fields: said });
            self.rebudget()?;
            self.run_or_hold();
            return Ok(());
        };
        let mut input = said;
        for ask in other.asks.iter().filter(|ask| !ask.optional) {
            if let Some(known) = self.state.fields.get(&ask.field).filter(|_| !input.contains_key(&ask.field)) {
                input.insert(ask.field.clone(), known.clone());
            }
        }
        self.act(who, other, &input, None, None)
    }
}
