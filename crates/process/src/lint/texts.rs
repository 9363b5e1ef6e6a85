//! Whether everything people read is there in both languages.

use kernel::Message;

use super::Lint;
use crate::{
    definition::{Effect, Words},
    field::FieldSpec,
};

pub(super) fn check(lint: &mut Lint<'_>) {
    let def = lint.def;
    let mut texts = Texts { lint, place: String::new() };
    texts.at("title").words(&def.title);
    texts.at("purpose").all(def.purpose.as_ref());
    texts.at("open").effects(&def.open.effects);
    texts.fields("field", &def.fields);
    for stage in &def.stages {
        texts.at(format!("stage {}", stage.id)).words(&stage.label);
    }
    for action in &def.actions {
        let at = texts.at(format!("action {}", action.id));
        at.words(&action.label);
        at.all(action.otherwise.as_ref());
        action.reasons.iter().for_each(|r| at.pair(&r.zh, &r.en));
        at.effects(&action.effects);
    }
    for table in &def.tables {
        texts.at(format!("table {}", table.id)).words(&table.label);
    }
    for clock in &def.clocks {
        let at = texts.at(format!("clock {}", clock.id));
        at.words(&clock.label);
        clock.rungs.iter().for_each(|r| at.effects(&r.effects));
    }
    for item in &def.work_items {
        let place = format!("work_item {}", item.id);
        texts.at(place.clone()).words(&item.label);
        texts.fields(&place, &item.steps);
        texts.at(place.clone()).effects(&item.on_fail);
        texts.at(place).effects(&item.on_pass);
    }
    texts.at("pause").effects(&def.pause.effects);
    if let Some(rule) = &def.sample {
        texts.at("sample").effects(&rule.on_fail);
    }
}

struct Texts<'a, 'b> {
    lint: &'a mut Lint<'b>,
    place: String,
}

impl Texts<'_, '_> {
    fn at(&mut self, place: impl Into<String>) -> &mut Self {
        self.place = place.into();
        self
    }

    fn pair(&mut self, zh: &str, en: &str) {
        if zh.trim().is_empty() || en.trim().is_empty() {
            self.lint.found(self.place.clone(), Message::of("proof-both-languages"));
        }
    }

    fn words(&mut self, words: &Words) {
        self.pair(&words.zh, &words.en);
    }

    fn all<'w>(&mut self, words: impl IntoIterator<Item = &'w Words>) {
        words.into_iter().for_each(|w| self.words(w));
    }

    fn effects(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Notify { text, .. } = effect {
                self.words(text);
            }
        }
    }

    fn fields(&mut self, kind: &str, fields: &[FieldSpec]) {
        for field in fields {
            let place = format!("{kind} {}", field.name);
            self.at(place.clone()).words(&field.label);
            field.choices.iter().for_each(|c| self.pair(&c.zh, &c.en));
            self.fields(&place, &field.fields);
        }
    }
}
