//! Corrections, work items, and the second look of a superior.

use serde_json::{Map, Value};

use super::acting::fits;
use crate::{
    clocks::Turn,
    definition::Words,
    event::{What, Who},
    field::FieldSpec,
    guard::{Guard, form_of_steps, is_one_of},
    refusal::Refusal,
    views::edit_form,
};

impl Turn<'_> {
    pub(super) fn edit(&mut self, who: &Who, input: &Map<String, Value>) -> Result<(), Refusal> {
        let def = self.def;
        let stage = def.stage(&self.state.stage).ok_or(Refusal::NotOpen)?;
        let form = edit_form(def, &self.state, who);
        let by = stage.all_correctors();
        if form.fields.is_empty() && !is_one_of(&self.state, who, &by) {
            return Err(Refusal::Role { by });
        }
        fits(&form, input)?;
        let before = &self.state.fields;
        let fields: Map<String, Value> = input
            .iter()
            .filter(|(name, value)| before.get(*name).unwrap_or(&Value::Null) != *value)
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        if !fields.is_empty() {
            self.emit(What::Noted { fields });
            self.rebudget()?;
            self.run_or_hold();
        }
        Ok(())
    }

    pub(super) fn record(&mut self, who: &Who, item: &str, input: &Map<String, Value>) -> Result<(), Refusal> {
        let def = self.def;
        let item = def.work_item(item).ok_or_else(|| Refusal::Unknown(item.to_owned()))?;
        let stage = def.stage(&self.state.stage).ok_or(Refusal::NotOpen)?;
        if !stage.is_named_by(&item.stages) {
            return Err(Refusal::Stage { stage: stage.label.clone() });
        }
        if !is_one_of(&self.state, who, &item.by) {
            return Err(Refusal::Role { by: item.by.clone() });
        }
        fits(&form_of_steps(&item.steps), input)?;
        let steps = |name: &str| {
            let step = item.steps.iter().find(|s| s.name == name);
            step.and_then(|s| input.get(name).map(|v| s.known(v)))
        };
        let none = Map::new();
        let names = self.names(&none);
        let outside = |s: &FieldSpec| input.get(&s.name).and_then(Value::as_i64).is_some_and(|n| s.is_outside(n));
        let failed = item.steps.iter().any(outside)
            || item.fails_when.as_ref().is_some_and(|when| when.holds(&|n| steps(n).unwrap_or_else(|| names.get(n))));
        self.in_place_of(who);
        self.emit(What::Recorded { item: item.id.clone(), values: input.clone(), failed });
        self.set_fields(if failed { &item.on_fail } else { &item.on_pass }, &none)?;
        self.rebudget()?;
        self.run_or_hold();
        Ok(())
    }

    /// A superior's second look: what did not pass goes back to work by the action the definition names, when it still can.
    pub(super) fn check(
        &mut self,
        who: &Who,
        passed: bool,
        reason: Option<&str>,
        photos: &[String],
    ) -> Result<(), Refusal> {
        let def = self.def;
        let rule = def.sample.as_ref().ok_or_else(|| Refusal::Unknown("sample".into()))?;
        let guard = Guard { def, state: &self.state, who, today: self.today() };
        if !is_one_of(&self.state, who, &rule.by) {
            return Err(Refusal::Role { by: rule.by.clone() });
        }
        let reason = reason.map(str::trim).filter(|words| !words.is_empty());
        let label = || Words { zh: "不合格原因".into(), en: "Why it did not pass".into() };
        if !passed && reason.is_none() {
            return Err(Refusal::Missing { what: vec![label()] });
        }
        // Nobody looks a second time at what he did himself, nor does anybody in his name.
        if self.state.assignee.as_ref().is_some_and(|p| who.is_or_stands_for(p)) {
            return Err(Refusal::SameActor { action: Words { zh: "处理".into(), en: "handling it".into() } });
        }
        let rework = rule.rework.as_ref().and_then(|id| def.action(id)).filter(|a| !passed && guard.belongs(a).is_ok());
        if rework.is_none() {
            self.in_place_of(who);
        }
        self.emit(What::Checked { passed, reason: reason.map(str::to_owned), photos: photos.to_vec() });
        if let Some(action) = rework {
            let said = action.asks.iter().filter(|ask| !ask.optional).map(|ask| (ask.field.clone(), reason.into()));
            self.act(who, action, &said.collect(), None, None)?;
        }
        Ok(())
    }
}
