//! From a TOML file to procedures that are fit for use, or everything that is wrong with it and where.

use std::fmt;

use kernel::Message;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{
    Hashed, Kind, Limits, OnFail, Procedure, Reason, Rhythm, ScanOf, Section, Step, Unit, Words, lint, told,
    written::{File, Word, Written, WrittenSection, WrittenStep},
};

/// The most characters of a text, where the step does not say.
const TEXT: u32 = 500;
/// The most photos of a step, where it does not say.
const PHOTOS: u32 = 9;

/// One thing that is wrong, and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The part of the file, as in `lift_daily, step buttons`.
    pub place: String,
    /// What is wrong and what to do, as a sentence of the catalogue.
    pub message: Message,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, told::english(&self.message))
    }
}

/// Why a file holds no procedures that could be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotProcedures {
    /// It cannot be read; the text names line and column and shows the line.
    Unreadable(String),
    /// It can be read, but would not work.
    Unfit(Vec<Finding>),
}

impl fmt::Display for NotProcedures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(text) => f.write_str(text),
            Self::Unfit(findings) => findings.iter().try_for_each(|finding| writeln!(f, "{finding}")),
        }
    }
}
impl std::error::Error for NotProcedures {}

/// Reads a file of procedures. Each takes with it the papers it refers to, so that it stands and is hashed alone.
///
/// # Errors
/// [`NotProcedures`] with the line of what cannot be read, or everything that is wrong.
pub fn read(text: &str) -> Result<Vec<Procedure>, NotProcedures> {
    let file: File = toml::from_str(text).map_err(|error| NotProcedures::Unreadable(unreadable(text, &error)))?;
    let mut findings = Vec::new();
    let mut procedures = Vec::new();
    for written in file.procedures {
        let mut procedure = typed(written, &mut findings);
        let named = |id: &str| procedure.references().any(|reference| reference.source == id);
        procedure.sources = file.sources.iter().filter(|source| named(&source.id)).cloned().collect();
        procedures.push(procedure);
    }
    findings.extend(lint::lint(&procedures, &file.sources));
    if findings.is_empty() { Ok(procedures) } else { Err(NotProcedures::Unfit(findings)) }
}

/// How much of a line is shown, in characters.
const MOST_SHOWN: usize = 200;

fn unreadable(text: &str, error: &toml::de::Error) -> String {
    let start = error.span().map_or(0, |span| text.floor_char_boundary(span.start.min(text.len())));
    let before = &text[..start];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let shown: String = text.lines().nth(line - 1).unwrap_or_default().chars().take(MOST_SHOWN).collect();
    format!("line {line}, column {column}: {}\n  {shown}", error.message())
}

fn typed(written: Written, findings: &mut Vec<Finding>) -> Procedure {
    let (key, on_fail) = (written.key, written.on_fail);
    let mut section = |section: WrittenSection| Section {
        title: section.title,
        hours: section.hours,
        steps: section.steps.into_iter().map(|step| typed_step(&key, step, on_fail, findings)).collect(),
    };
    let sections = written.sections.into_iter().map(&mut section).collect();
    let skip_reasons = if written.skip_reasons.is_empty() { usual_reasons() } else { written.skip_reasons };
    // What is no score at all is a finding of the lint, as is one above the whole.
    let hundredths = |percent: Decimal| (percent * Decimal::ONE_HUNDRED).to_u32().unwrap_or(u32::MAX);
    let rhythms = written.rhythms.into_iter().map(|rhythm| Rhythm {
        rule: rhythm.rule,
        hours: rhythm.hours,
        when: rhythm.when,
        standards: rhythm.standards,
    });
    Procedure {
        key,
        version: written.version,
        title: written.title,
        purpose: written.purpose,
        system: written.system,
        classes: written.classes,
        roles: written.roles,
        certificates: written.certificates,
        work: written.work,
        minutes: written.minutes,
        rhythms: rhythms.collect(),
        tools: written.tools,
        parts: written.parts,
        safety: written.safety,
        sources: Vec::new(),
        skip_reasons,
        pass: written.pass.map(hundredths),
        sections,
        hashed: Hashed::default(),
    }
}

/// Why a step is left out, where a procedure does not say it otherwise.
fn usual_reasons() -> Vec<Reason> {
    let reason = |id: &str, zh: &str, en: &str, explain: bool| Reason {
        id: id.into(),
        words: Words { zh: zh.into(), en: en.into() },
        explain,
    };
    vec![
        reason("no_access", "进不去", "No access", false),
        reason("stopped", "设备停用或检修中", "Stopped or under repair", false),
        reason("weather", "天气不允许", "Not in this weather", false),
        reason("unsafe", "现场不安全", "Not safe now", true),
        reason("other", "其他", "Something else", true),
    ]
}

fn typed_step(key: &str, written: WrittenStep, on_fail: OnFail, findings: &mut Vec<Finding>) -> Step {
    let mut found = |message: Message| {
        findings.push(Finding { place: format!("{key}, step {}", written.id), message });
    };
    for special in written.special().into_iter().filter(|special| !written.kind.knows().contains(special)) {
        found(Message::of("procedure-other-key").with("a", special));
    }
    let mut whole = |figure: Option<Decimal>, usual: u32| match figure {
        None => usual,
        Some(figure) if figure.fract().is_zero() => figure.to_u32().unwrap_or_else(|| {
            found(Message::of("procedure-whole-number"));
            usual
        }),
        Some(_) => {
            found(Message::of("procedure-whole-number"));
            usual
        }
    };
    let plain = |figure: Option<Decimal>| figure.map(|figure| figure.normalize());
    let limits = Limits {
        least: plain(written.least),
        greatest: plain(written.greatest),
        warn_below: plain(written.warn_below),
        warn_above: plain(written.warn_above),
    };
    let unit = written.unit.unwrap_or(Unit(Words { zh: String::new(), en: String::new() }));
    let kind = match written.kind {
        Word::Check => Kind::Check { not_applicable: written.not_applicable.unwrap_or(false) },
        Word::Number => Kind::Number { unit, limits },
        Word::Text => Kind::Text { most: whole(written.greatest, TEXT) },
        Word::Choice => Kind::Choice { choices: written.choices.unwrap_or_default() },
        Word::Photo => Kind::Photo { least: whole(written.least, 1), most: whole(written.greatest, PHOTOS) },
        Word::Signature => Kind::Signature { by: written.by },
        Word::Location => Kind::Location { within: written.within },
        Word::Scan => Kind::Scan { of: written.of.unwrap_or(ScanOf::Place) },
        Word::Meter => Kind::Meter {
            unit,
            digits: written.digits,
            factor: plain(written.factor),
            deviation: plain(written.deviation),
        },
        Word::Stopwatch => Kind::Stopwatch { limits },
        Word::Read => Kind::Read,
    };
    // Where somebody stood and what he wrote say nothing of the thing he looked at.
    let looks = matches!(
        kind,
        Kind::Check { .. } | Kind::Number { .. } | Kind::Choice { .. } | Kind::Meter { .. } | Kind::Stopwatch { .. }
    );
    Step {
        id: written.id,
        ask: written.ask,
        hint: written.hint,
        kind,
        required: written.required,
        skippable: written.skippable,
        weight: written.weight,
        proof: written.proof,
        on_fail: written.on_fail.unwrap_or(if looks { on_fail } else { OnFail::None }),
        standards: written.standards,
    }
}
