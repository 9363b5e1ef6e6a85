//! What a recorded result is worth: a verdict for each step, a score, and what follows.

use std::collections::BTreeMap;

use kernel::Message;
use rust_decimal::Decimal;

use super::{
    Answer, Given, Kind, Known, Limits, NO_POSITION, Near, OnFail, Position, Procedure, Proof, ScanOf, Spot, Step,
    Unit,
    limits::Where,
    meter::{self, Use},
};

/// A whole score, in hundredths of a percent.
pub const FULL_SCORE: u32 = 10_000;

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// As it should be, but somebody should know.
    Warned,
    /// There is none here.
    NotApplicable,
    /// It may be left open, and was.
    Open,
    /// Left out, with a reason.
    Skipped,
    /// Not as it should be.
    Failed,
    /// A figure outside what is good or can be true.
    OutOfLimits,
    /// Nothing was recorded, or not all that is asked.
    Missing,
    /// What was recorded is no answer to this step.
    Unfit,
}

/// One step's verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The step.
    pub step: String,
    /// How it stands.
    pub verdict: Verdict,
    /// Why, where the verdict alone does not say it.
    pub why: Option<Message>,
    /// What was used since the last reading, for a meter.
    pub used: Option<Decimal>,
    /// Whether a photo is still asked for.
    pub lacks_photo: bool,
    /// What follows.
    pub follows: OnFail,
}

/// All verdicts over one result.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// One for each step, in the order of walking.
    pub steps: Vec<Judged>,
    /// Recorded for steps the procedure does not have.
    pub unknown: Vec<String>,
    /// The weight of what was good among what was judged, in hundredths of a percent; none when nothing was.
    pub score: Option<u32>,
    /// Whether everything that is asked was recorded.
    pub complete: bool,
    /// Whether it is complete, the score is reached and, where no score is set, nothing failed. A step whose failure is an
    /// incident fails the whole in any case.
    pub passed: bool,
}

impl Verdict {
    /// Whether the thing looked at is not as it should be.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Failed | Self::OutOfLimits)
    }
}

impl Judgement {
    /// Failed steps after which something follows, in the order of walking.
    pub fn follows(&self) -> impl Iterator<Item = (&str, OnFail)> {
        self.steps
            .iter()
            .filter(|judged| judged.follows != OnFail::None)
            .map(|judged| (judged.step.as_str(), judged.follows))
    }
}

/// Judges what was recorded, by step, against what the procedure asks. Total: any record gives a judgement.
pub fn judge(procedure: &Procedure, given: &BTreeMap<String, Given>, known: &Known) -> Judgement {
    let steps: Vec<Judged> =
        procedure.steps().map(|step| judged(procedure, step, given.get(&step.id), known)).collect();
    let unknown: Vec<String> = given.keys().filter(|id| procedure.step(id).is_none()).cloned().collect();
    let score = score(procedure, &steps);
    let asked = |judged: &Judged| matches!(judged.verdict, Verdict::Missing | Verdict::Unfit) || judged.lacks_photo;
    let complete = unknown.is_empty() && !steps.iter().any(asked);
    let endangers = steps.iter().any(|judged| judged.follows == OnFail::Incident);
    let reached = match procedure.pass {
        Some(pass) => !endangers && score.is_none_or(|score| score >= pass),
        None => !steps.iter().any(|judged| judged.verdict.is_failure()),
    };
    Judgement { steps, unknown, score, complete, passed: complete && reached }
}

fn score(procedure: &Procedure, steps: &[Judged]) -> Option<u32> {
    let (mut earned, mut possible) = (0_u64, 0_u64);
    for (step, judged) in procedure.steps().zip(steps) {
        match judged.verdict {
            Verdict::Good | Verdict::Warned => earned += u64::from(step.weight),
            Verdict::Failed | Verdict::OutOfLimits | Verdict::Missing | Verdict::Unfit => {}
            Verdict::NotApplicable | Verdict::Open | Verdict::Skipped => continue,
        }
        possible += u64::from(step.weight);
    }
    let hundredths = (earned * u64::from(FULL_SCORE)).checked_div(possible)?;
    Some(u32::try_from(hundredths).unwrap_or(FULL_SCORE))
}

fn judged(procedure: &Procedure, step: &Step, given: Option<&Given>, known: &Known) -> Judged {
    let none = Given::default();
    let given = given.unwrap_or(&none);
    let found = match (&given.answer, &given.skipped) {
        (Some(_), Some(_)) => Found::of(Verdict::Unfit, Message::of("procedure-answered-and-skipped")),
        (Some(answer), None) => answered(step, answer, known),
        (None, Some(reason)) if is_without_position(step, reason) => {
            Found::of(Verdict::Skipped, Message::of("procedure-no-position"))
        }
        (None, Some(reason)) => skipped(procedure, step, reason, &given.note),
        (None, None) if step.required => Verdict::Missing.into(),
        (None, None) => Verdict::Open.into(),
    };
    let photo = match step.proof {
        Proof::Never => false,
        Proof::Failed => found.verdict.is_failure(),
        Proof::Always => found.verdict.is_failure() || matches!(found.verdict, Verdict::Good | Verdict::Warned),
    };
    Judged {
        step: step.id.clone(),
        verdict: found.verdict,
        why: found.why,
        used: found.used,
        lacks_photo: photo && given.photos.is_empty() && !matches!(step.kind, Kind::Photo { .. }),
        follows: if found.verdict.is_failure() { step.on_fail } else { OnFail::None },
    }
}

/// A verdict with its reason.
struct Found {
    verdict: Verdict,
    why: Option<Message>,
    used: Option<Decimal>,
}

impl Found {
    fn of(verdict: Verdict, why: Message) -> Self {
        Self { verdict, why: Some(why), used: None }
    }
}

impl From<Verdict> for Found {
    fn from(verdict: Verdict) -> Self {
        Self { verdict, why: None, used: None }
    }
}

/// Whether a position is left out because there is none to be had: nobody can be made to tell his.
fn is_without_position(step: &Step, reason: &str) -> bool {
    reason == NO_POSITION && matches!(step.kind, Kind::Location { .. })
}

fn skipped(procedure: &Procedure, step: &Step, reason: &str, note: &str) -> Found {
    if !step.skippable {
        return Found::of(Verdict::Unfit, Message::of("procedure-not-skippable"));
    }
    match procedure.skip_reasons.iter().find(|known| known.id == reason) {
        None => Found::of(Verdict::Unfit, Message::of("procedure-no-reason").with("a", reason)),
        Some(known) if known.explain && note.trim().is_empty() => {
            Found::of(Verdict::Missing, Message::of("procedure-explain"))
        }
        Some(known) => Found::of(
            Verdict::Skipped,
            Message::of("procedure-skipped").with_words("a", &known.words.zh, &known.words.en),
        ),
    }
}

fn answered(step: &Step, answer: &Answer, known: &Known) -> Found {
    match (&step.kind, answer) {
        (Kind::Check { .. }, Answer::Good) | (Kind::Read, Answer::Read) => Verdict::Good.into(),
        (Kind::Check { .. }, Answer::Bad) => Verdict::Failed.into(),
        (Kind::Check { not_applicable: true }, Answer::NotApplicable) => Verdict::NotApplicable.into(),
        (Kind::Number { unit, limits }, Answer::Number(figure)) => figure_in(limits, *figure, &unit.0.zh, &unit.0.en),
        (Kind::Stopwatch { limits }, Answer::Stopwatch(seconds)) => figure_in(limits, (*seconds).into(), "秒", "s"),
        (Kind::Text { most }, Answer::Text(text)) => match text.chars().count() {
            _ if text.trim().is_empty() => Verdict::Missing.into(),
            count if count > *most as usize => {
                Found::of(Verdict::Unfit, Message::of("procedure-text-long").with("a", most))
            }
            _ => Verdict::Good.into(),
        },
        (Kind::Choice { choices }, Answer::Choice(value)) => match choices.iter().find(|c| c.value == *value) {
            Some(choice) if choice.fails => {
                Found::of(Verdict::Failed, Message::of("procedure-chosen").with_words("a", &choice.zh, &choice.en))
            }
            Some(_) => Verdict::Good.into(),
            None => Found::of(Verdict::Unfit, Message::of("procedure-no-choice").with("a", value)),
        },
        (Kind::Photo { least, most }, Answer::Photos(ids)) => photographed(ids, *least, *most),
        (Kind::Signature { .. }, Answer::Signature(id)) if !id.is_empty() => Verdict::Good.into(),
        (Kind::Location { within }, Answer::Location(at)) => located(*within, at, known),
        (Kind::Scan { of }, Answer::Scan(code)) => {
            let codes = match of {
                ScanOf::Place => &known.place_codes,
                ScanOf::Asset => &known.asset_codes,
            };
            match codes.is_empty() && !code.is_empty() || codes.contains(code) {
                true => Verdict::Good.into(),
                false => Found::of(Verdict::Failed, Message::of("procedure-other-code")),
            }
        }
        (Kind::Meter { unit, digits, factor, deviation }, Answer::Meter(reading)) => {
            let found = meter::used(reading, known.readings.get(&step.id), *digits, *factor, *deviation);
            read_off(found, unit)
        }
        _ => Found::of(Verdict::Unfit, Message::of("procedure-other-kind").with("a", step.kind.word())),
    }
}

/// A position against where the place is; the step's own radius goes before that of the place.
fn located(within: Option<u32>, at: &Position, known: &Known) -> Found {
    let Some(spot) = known.spot else { return Verdict::Good.into() };
    let spot = Spot { radius: within.unwrap_or(spot.radius), ..spot };
    let (distance, off) = (at.metres_to(&spot.at), at.accuracy.max(0.0));
    match at.near(&spot) {
        Near::In => Verdict::Good.into(),
        Near::Out => {
            let why = Message::of("procedure-too-far").with("a", format!("{:.0}", distance - off));
            Found::of(Verdict::Failed, why.with("b", spot.radius))
        }
        Near::Unsure => {
            let why = Message::of("procedure-position-unsure").with("a", format!("{distance:.0}"));
            Found::of(Verdict::Warned, why.with("b", spot.radius).with("c", format!("{off:.0}")))
        }
    }
}

fn figure_in(limits: &Limits, figure: Decimal, zh: &str, en: &str) -> Found {
    let told = |key: &'static str, edge: Decimal| {
        Message::of(key).with("a", figure.normalize()).with("b", edge.normalize()).with_words("unit", zh, en)
    };
    match limits.place(figure) {
        Where::Inside => Verdict::Good.into(),
        Where::NearLeast(edge) => Found::of(Verdict::Warned, told("procedure-near-least", edge)),
        Where::NearGreatest(edge) => Found::of(Verdict::Warned, told("procedure-near-greatest", edge)),
        Where::Below(edge) => Found::of(Verdict::OutOfLimits, told("procedure-below", edge)),
        Where::Above(edge) => Found::of(Verdict::OutOfLimits, told("procedure-above", edge)),
    }
}

fn photographed(ids: &[String], least: u32, most: u32) -> Found {
    match u32::try_from(ids.len()).unwrap_or(u32::MAX) {
        few if few < least => Found::of(Verdict::Missing, Message::of("procedure-few-photos").with("a", least)),
        many if many > most => Found::of(Verdict::Unfit, Message::of("procedure-many-photos").with("a", most)),
        _ => Verdict::Good.into(),
    }
}

fn read_off(found: Use, unit: &Unit) -> Found {
    let told = |key: &'static str| Message::of(key).with_words("unit", &unit.0.zh, &unit.0.en);
    let used = |verdict, why, used| Found { verdict, why, used: Some(used) };
    match found {
        Use::First => Verdict::Good.into(),
        Use::Since(amount) => used(Verdict::Good, None, amount),
        Use::Unusual(amount, percent) => {
            used(Verdict::Warned, Some(Message::of("procedure-meter-unusual").with("a", percent)), amount)
        }
        Use::Backwards => Found::of(Verdict::OutOfLimits, Message::of("procedure-meter-backwards")),
        Use::Impossible => Found::of(Verdict::OutOfLimits, Message::of("procedure-meter-impossible")),
        Use::TooMuch(most) => Found::of(Verdict::OutOfLimits, told("procedure-meter-too-much").with("a", most)),
    }
}
