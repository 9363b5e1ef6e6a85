//! What would not work in a procedure, found before somebody stands in the pump room with it.

use std::collections::BTreeSet;

use kernel::Message;

use super::{
    Finding, Kind, OnFail, Procedure, Proof, Reference, Rhythm, SYSTEMS, Section, Source, Step, Words,
    judge::FULL_SCORE,
};
use crate::recurrence::Rule;

/// The most steps of a procedure: more than a shift can hold is a file that was put together wrongly.
const MOST_STEPS: usize = 400;
/// The most characters of one text.
const MOST_TEXT: usize = 400;

/// Everything that would not work.
pub(super) fn lint(procedures: &[Procedure], sources: &[Source]) -> Vec<Finding> {
    let mut lint = Lint { findings: Vec::new(), place: String::new() };
    lint.papers(procedures, sources);
    lint.named("procedure", procedures.iter().map(|procedure| procedure.key.as_str()));
    procedures.iter().for_each(|procedure| lint.procedure(procedure));
    lint.findings
}

struct Lint {
    findings: Vec<Finding>,
    place: String,
}

impl Lint {
    fn at(&mut self, place: impl Into<String>) -> &mut Self {
        self.place = place.into();
        self
    }

    fn found(&mut self, message: Message) {
        self.findings.push(Finding { place: self.place.clone(), message });
    }

    /// Names are plain, and none is given twice.
    fn named<'a>(&mut self, kind: &str, names: impl Iterator<Item = &'a str>) {
        let mut seen = BTreeSet::new();
        for name in names {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            if name.is_empty() || !name.chars().all(plain) {
                self.findings.push(Finding { place: format!("{kind} {name}"), message: Message::of("procedure-name") });
            }
            if !seen.insert(name) {
                self.findings
                    .push(Finding { place: format!("{kind} {name}"), message: Message::of("procedure-twice") });
            }
        }
    }

    fn papers(&mut self, procedures: &[Procedure], sources: &[Source]) {
        self.named("source", sources.iter().map(|source| source.id.as_str()));
        for source in sources {
            self.at(format!("source {}", source.id)).words(&source.title);
            let named = |reference: &Reference| reference.source == source.id;
            if !procedures.iter().any(|procedure| procedure.references().any(named)) {
                self.found(Message::of("procedure-source-unused"));
            }
        }
    }

    fn procedure(&mut self, procedure: &Procedure) {
        self.at(procedure.key.as_str()).words(&procedure.title);
        if !SYSTEMS.contains(&procedure.system.as_str()) {
            self.found(Message::of("procedure-one-of").with("a", SYSTEMS.join(", ")));
        }
        if procedure.roles.is_empty() {
            self.found(Message::of("procedure-nobody"));
        }
        if procedure.version == 0 {
            self.found(Message::of("procedure-version"));
        }
        if procedure.pass.is_some_and(|pass| pass > FULL_SCORE) {
            self.found(Message::of("procedure-score"));
        }
        let lists = [&procedure.certificates, &procedure.tools, &procedure.parts, &procedure.safety];
        procedure.purpose.iter().chain(lists.into_iter().flatten()).for_each(|words| self.words(words));
        procedure.skip_reasons.iter().for_each(|reason| self.words(&reason.words));
        procedure.rhythms.iter().for_each(|rhythm| self.rhythm(rhythm));
        self.refers(procedure, procedure.rhythms.iter().flat_map(|rhythm| &rhythm.standards));
        if !(1..=MOST_STEPS).contains(&procedure.steps().count()) {
            self.found(Message::of("procedure-steps").with("a", MOST_STEPS));
        }
        self.named(&format!("{}, step", procedure.key), procedure.steps().map(|step| step.id.as_str()));
        self.named(
            &format!("{}, skip_reason", procedure.key),
            procedure.skip_reasons.iter().map(|reason| reason.id.as_str()),
        );
        for section in &procedure.sections {
            self.at(format!("{}, section {}", procedure.key, section.title.zh)).section(procedure, section);
        }
    }

    fn rhythm(&mut self, rhythm: &Rhythm) {
        rhythm.when.iter().for_each(|words| self.words(words));
        if let Err(faults) = rhythm.rule.parse::<Rule>() {
            faults.iter().for_each(|fault| self.found(fault.message()));
        }
        if rhythm.standards.is_empty() {
            self.found(Message::of("procedure-no-source"));
        }
    }

    fn section(&mut self, procedure: &Procedure, section: &Section) {
        self.words(&section.title);
        if section.steps.is_empty() {
            self.found(Message::of("procedure-section-empty"));
        }
        if procedure.system == "day_plan" && section.hours.is_none() {
            self.found(Message::of("procedure-no-hours"));
        }
        for step in &section.steps {
            self.at(format!("{}, step {}", procedure.key, step.id)).step(step);
            self.refers(procedure, step.standards.iter());
        }
    }

    fn refers<'a>(&mut self, procedure: &Procedure, references: impl Iterator<Item = &'a Reference>) {
        for reference in references.filter(|reference| procedure.source(&reference.source).is_none()) {
            self.found(Message::of("procedure-no-paper").with("a", &reference.source));
        }
    }

    fn step(&mut self, step: &Step) {
        self.words(&step.ask);
        step.hint.iter().for_each(|words| self.words(words));
        let figures = match &step.kind {
            Kind::Number { unit, limits } => {
                if unit.0.zh.is_empty() || unit.0.en.is_empty() {
                    self.found(Message::of("procedure-unit"));
                }
                self.in_order(limits.in_order());
                limits.any()
            }
            Kind::Stopwatch { limits } => {
                self.in_order(limits.in_order());
                limits.any()
            }
            Kind::Meter { unit, factor, deviation, digits } => {
                if unit.0.zh.is_empty() || unit.0.en.is_empty() {
                    self.found(Message::of("procedure-unit"));
                }
                // Twelve digits count the water of a city.
                if digits.is_some_and(|digits| !(3..=12).contains(&digits)) {
                    self.found(Message::of("procedure-digits"));
                }
                factor.is_some() || deviation.is_some()
            }
            Kind::Photo { least, most } => {
                self.in_order(least <= most && *most > 0);
                false
            }
            Kind::Choice { choices } => {
                if choices.len() < 2 {
                    self.found(Message::of("procedure-choices"));
                }
                let place = format!("{}, choice", self.place);
                self.named(&place, choices.iter().map(|choice| choice.value.as_str()));
                choices.iter().for_each(|c| self.words(&Words { zh: c.zh.clone(), en: c.en.clone() }));
                false
            }
            Kind::Signature { by } => {
                by.iter().for_each(|words| self.words(words));
                false
            }
            Kind::Text { most } => {
                self.in_order(*most > 0);
                false
            }
            Kind::Check { .. } | Kind::Location { .. } | Kind::Scan { .. } | Kind::Read => false,
        };
        if figures && step.standards.is_empty() {
            self.found(Message::of("procedure-no-source"));
        }
        if step.on_fail == OnFail::Incident && step.proof == Proof::Never {
            self.found(Message::of("procedure-incident-unproven"));
        }
    }

    fn in_order(&mut self, in_order: bool) {
        if !in_order {
            self.found(Message::of("procedure-limits"));
        }
    }

    /// Both languages are there, each is its own, and none is a chapter.
    fn words(&mut self, words: &Words) {
        let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        if words.zh.trim().is_empty() || words.en.trim().is_empty() {
            self.found(Message::of("procedure-language"));
        } else if words.en.chars().any(han) {
            self.found(Message::of("procedure-english").with("a", &words.en));
        }
        if [&words.zh, &words.en].into_iter().any(|text| text.chars().count() > MOST_TEXT) {
            self.found(Message::of("procedure-long").with("a", MOST_TEXT));
        }
    }
}
