//! Between the form of a step and what the engine judges – pure.

use std::collections::BTreeMap;

use kernel::{
    FieldError, Label, Message,
    form::{Choice, Field, Kind as Asked},
};
use round::procedure::{Answer, Given, Kind, NO_POSITION, Position, Reading, Reason, Step, Verdict, Words};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};
use ui::Speech;

use crate::route::model::KeptPoint;

/// What stands for a position on phones that carry a task on: that it was taken, and not where.
pub(crate) const RECORDED: &str = "recorded";
/// The most characters of a figure.
const FIGURE: i64 = 20;
/// The most characters of a code.
const CODE: i64 = 300;
/// The most characters of a note.
const NOTE: i64 = 500;

fn label(words: &Words) -> Label {
    Label::Both { zh: words.zh.clone(), en: words.en.clone() }
}

fn key(key: &str) -> Label {
    Label::Key(key.to_owned())
}

/// What a step asks: the answer, a note, photos, and why it is left out.
pub(crate) fn fields(step: &Step, reasons: &[Reason]) -> Vec<Field> {
    let field = |name: &str, kind: Asked, words: &str| Field { label: Some(key(words)), ..Field::new(name, kind) };
    let mut list = vec![answer(step)];
    if !matches!(step.kind, Kind::Photo { .. } | Kind::Read | Kind::Signature { .. }) {
        list.push(Field { many: true, ..field("photos", Asked::File { photo: true }, "field-photos") });
    }
    if !matches!(step.kind, Kind::Text { .. } | Kind::Read) {
        list.push(Field { max: Some(NOTE), ..field("note", Asked::Text, "field-note") });
    }
    let choice = |reason: &Reason| Choice { value: reason.id.clone(), label: Some(label(&reason.words)) };
    let mut choices: Vec<Choice> = reasons.iter().filter(|_| step.skippable).map(choice).collect();
    if matches!(step.kind, Kind::Location { .. }) {
        choices.push(Choice { value: NO_POSITION.to_owned(), label: Some(key("round-no-position")) });
    }
    if !choices.is_empty() {
        list.push(field("skipped", Asked::Choice { choices }, "round-step-skip"));
    }
    list
}

fn answer(step: &Step) -> Field {
    let said = |value: &str, words: &str| Choice { value: value.to_owned(), label: Some(key(words)) };
    let kind = match &step.kind {
        Kind::Check { not_applicable } => {
            let mut choices = vec![said("good", "round-answer-good"), said("bad", "round-answer-bad")];
            if *not_applicable {
                choices.push(said("not_applicable", "round-answer-not-applicable"));
            }
            Asked::Choice { choices }
        }
        Kind::Choice { choices } => {
            let choice = |c: &round::procedure::Choice| Choice {
                value: c.value.clone(),
                label: Some(Label::Both { zh: c.zh.clone(), en: c.en.clone() }),
            };
            Asked::Choice { choices: choices.iter().map(choice).collect() }
        }
        Kind::Number { .. } | Kind::Meter { .. } | Kind::Scan { .. } => Asked::Text,
        Kind::Text { .. } => Asked::LongText,
        Kind::Photo { .. } => Asked::File { photo: true },
        Kind::Signature { .. } => Asked::Signature,
        Kind::Location { .. } => Asked::Location,
        Kind::Stopwatch { .. } => Asked::Integer,
        Kind::Read => Asked::Bool,
    };
    let unit = match &step.kind {
        Kind::Number { unit, .. } | Kind::Meter { unit, .. } => Some(label(&unit.0)),
        Kind::Stopwatch { .. } => Some(key("round-seconds")),
        Kind::Scan { .. } => Some(key("round-code")),
        Kind::Read => Some(key("round-answer-read")),
        _ => None,
    };
    let field = Field { label: Some(unit.unwrap_or_else(|| key("round-answer"))), ..Field::new("answer", kind) };
    match &step.kind {
        Kind::Photo { .. } => Field { many: true, ..field },
        Kind::Number { .. } | Kind::Meter { .. } => Field { max: Some(FIGURE), ..field },
        Kind::Scan { .. } => Field { max: Some(CODE), ..field },
        Kind::Text { most } => Field { max: Some(i64::from(*most)), ..field },
        Kind::Stopwatch { .. } => Field { min: Some(0), max: Some(86_400), ..field },
        _ => field,
    }
}

/// The reason of a whole task that is none of its procedure's.
const OTHER: &str = "other";

/// Why a whole task may be left out: for the reasons of its procedure, and for another.
pub(crate) fn reasons(reasons: &[Reason]) -> Vec<Choice> {
    let choice = |reason: &Reason| Choice { value: reason.id.clone(), label: Some(label(&reason.words)) };
    let mut choices: Vec<Choice> = reasons.iter().map(choice).collect();
    if reasons.iter().all(|reason| reason.id != OTHER) {
        choices.push(Choice { value: OTHER.to_owned(), label: Some(key("round-skip-other")) });
    }
    choices
}

/// Why a whole task is left out, in words: one of its reasons, with the note where more is said or must be.
///
/// # Errors
/// The field in the way, and why.
pub(crate) fn left_out(
    speech: &Speech,
    reasons: &[Reason],
    (id, note): (&str, Option<&str>),
) -> Result<String, FieldError> {
    let wrong = |field: &str, message| FieldError { field: field.to_owned(), message: Message::of(message) };
    let note = note.map(str::trim).filter(|note| !note.is_empty());
    let (reason, explain) = reason(speech, reasons, id).ok_or_else(|| wrong("reason", "invalid-choice"))?;
    if explain && note.is_none() {
        return Err(wrong("note", "procedure-explain"));
    }
    Ok([Some(reason.as_str()), note].into_iter().flatten().collect::<Vec<_>>().join("："))
}

/// A reason in words, and whether somebody must write more about it.
fn reason(speech: &Speech, reasons: &[Reason], id: &str) -> Option<(String, bool)> {
    match reasons.iter().find(|reason| reason.id == id) {
        Some(reason) => Some((speech.label(&label(&reason.words)), reason.explain)),
        None => (id == OTHER).then(|| (speech.say("round-skip-other"), true)),
    }
}

/// The same as a group, by the name of the step.
pub(crate) fn group(step: &Step, reasons: &[Reason]) -> Field {
    let kind = Asked::Group { fields: fields(step, reasons) };
    Field { label: Some(label(&step.ask)), ..Field::new(step.id.clone(), kind) }
}

/// What the form of a step says.
///
/// # Errors
/// The field that cannot be read, and why.
pub(crate) fn given(step: &Step, said: &Value) -> Result<Option<Given>, FieldError> {
    let wrong = |message: &'static str| FieldError {
        field: format!("input.{}.answer", step.id),
        message: Message::of(message),
    };
    let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::trim).filter(|t| !t.is_empty());
    let files = |name: &str| -> Vec<String> {
        let list = said.get(name).and_then(Value::as_array).into_iter().flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let figure = || {
        let read = |text: &str| text.replace(['，', ','], ".").parse::<Decimal>().ok();
        text("answer").map(|text| read(text).ok_or_else(|| wrong("round-figure-wrong"))).transpose()
    };
    let own = |text: &str| text.to_owned();
    let answer = match &step.kind {
        Kind::Check { .. } => match text("answer") {
            Some("good") => Some(Answer::Good),
            Some("bad") => Some(Answer::Bad),
            Some("not_applicable") => Some(Answer::NotApplicable),
            _ => None,
        },
        Kind::Number { .. } => figure()?.map(Answer::Number),
        Kind::Meter { .. } => figure()?.map(|figure| Answer::Meter(Reading { figure, replaced: None })),
        Kind::Text { .. } => text("answer").map(own).map(Answer::Text),
        Kind::Choice { .. } => text("answer").map(own).map(Answer::Choice),
        Kind::Scan { .. } => text("answer").map(own).map(Answer::Scan),
        Kind::Signature { .. } => text("answer").map(own).map(Answer::Signature),
        Kind::Photo { .. } => Some(files("answer")).filter(|list| !list.is_empty()).map(Answer::Photos),
        Kind::Location { .. } => {
            let at = said.get("answer").filter(|v| v.is_object() && v.get(RECORDED).is_none()).cloned();
            at.map(|at| serde_json::from_value::<Position>(at).map_err(|_| wrong("round-location-wrong")))
                .transpose()?
                .map(Answer::Location)
        }
        Kind::Stopwatch { .. } => {
            let seconds = said.get("answer").and_then(Value::as_u64);
            seconds.and_then(|s| u32::try_from(s).ok()).map(Answer::Stopwatch)
        }
        Kind::Read => (said.get("answer") == Some(&Value::Bool(true))).then_some(Answer::Read),
    };
    let given = Given {
        answer,
        skipped: text("skipped").map(own),
        note: text("note").map(own).unwrap_or_default(),
        photos: files("photos"),
        located: located(said),
    };
    Ok((given != Given::default()).then_some(given))
}

/// Where photos were taken, as far as the device says so in a way that can be read: nothing else is lost for it.
fn located(said: &Value) -> BTreeMap<String, Position> {
    let told = said.get("located").and_then(Value::as_object).into_iter().flatten();
    told.filter_map(|(file, at)| Some((file.clone(), serde_json::from_value(at.clone()).ok()?))).collect()
}

/// What being at a point answers: a step that asks for a code, or for a position.
pub(crate) fn by_scan(step: &Step, point: &KeptPoint, location: Option<Position>) -> Option<Given> {
    let answer = match step.kind {
        Kind::Scan { .. } => point.codes.first().cloned().map(Answer::Scan),
        Kind::Location { .. } => location.map(Answer::Location),
        _ => None,
    };
    Some(Given { answer: Some(answer?), ..Given::default() })
}

/// What was recorded anew at a step that is shown without its positions: that of the answer stays when only words or photos came
/// beside it, and those of photos as long as the photos do.
pub(crate) fn with_position(mut given: Given, had: Option<&Given>) -> Given {
    let mut located = had.map(|had| had.located.clone()).unwrap_or_default();
    located.append(&mut given.located);
    located.retain(|file, _| given.pictures().any(|one| one == file));
    given.located = located;
    if given.skipped.is_none() && given.answer.is_none() {
        given.answer = had.and_then(|had| had.answer.clone()).filter(|answer| matches!(answer, Answer::Location(_)));
    }
    given
}

/// What is recorded already, as the form shows it. Where somebody was is not shown again: who leads his post reads it elsewhere.
pub(crate) fn values(given: &BTreeMap<String, Given>) -> Value {
    let one = |given: &Given| {
        let answer = given.answer.as_ref().and_then(|answer| {
            Some(match answer {
                Answer::Good => json!("good"),
                Answer::Bad => json!("bad"),
                Answer::NotApplicable => json!("not_applicable"),
                Answer::Number(figure) => json!(figure.to_string()),
                Answer::Meter(reading) => json!(reading.figure.to_string()),
                Answer::Text(text) | Answer::Choice(text) | Answer::Scan(text) | Answer::Signature(text) => json!(text),
                Answer::Photos(list) => json!(list),
                Answer::Location(_) => return None,
                Answer::Stopwatch(seconds) => json!(seconds),
                Answer::Read => json!(true),
            })
        });
        let parts = [
            ("answer", answer),
            ("skipped", given.skipped.as_ref().map(|s| json!(s))),
            ("note", (!given.note.is_empty()).then(|| json!(given.note))),
            ("photos", (!given.photos.is_empty()).then(|| json!(given.photos))),
        ];
        Value::Object(parts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
    };
    Value::Object(given.iter().map(|(step, given)| (step.clone(), one(given))).collect::<Map<String, Value>>())
}

/// Where a verdict that stands in the way is shown, and what it says.
pub(crate) fn in_the_way(step: &str, verdict: Verdict, why: Option<&Message>, lacks_photo: bool) -> Option<FieldError> {
    let at = |part: &str, message: Message| Some(FieldError { field: format!("input.{step}.{part}"), message });
    match verdict {
        Verdict::Missing => at("answer", why.cloned().unwrap_or_else(|| Message::of("invalid-required"))),
        Verdict::Unfit => at("answer", why.cloned().unwrap_or_else(|| Message::of("invalid-value"))),
        _ if lacks_photo => at("photos", Message::of("round-photo-wanted")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use round::procedure::shipped;

    use super::*;

    #[test]
    fn what_a_form_says_of_every_kind_of_step_stands_in_it_again() {
        let mut seen = std::collections::BTreeSet::new();
        for procedure in shipped() {
            for step in procedure.steps() {
                let file = "file_0192f0c0000070008000000000000000";
                let answer = match &step.kind {
                    Kind::Check { .. } => json!("bad"),
                    Kind::Number { .. } | Kind::Meter { .. } => json!("12.5"),
                    Kind::Text { .. } | Kind::Scan { .. } => json!("DT-1"),
                    Kind::Choice { choices } => json!(choices[0].value),
                    Kind::Photo { .. } => json!([file]),
                    Kind::Signature { .. } => json!(file),
                    Kind::Location { .. } => json!({"latitude": 31.2, "longitude": 121.4, "accuracy": 8.0}),
                    Kind::Stopwatch { .. } => json!(42),
                    Kind::Read => json!(true),
                };
                let said = json!({ "answer": answer, "note": "已拍照", "photos": [file] });
                let given = given(step, &said).expect("reads").expect("says something");
                let values = values(&BTreeMap::from([(step.id.clone(), given)]));
                let shown = match &step.kind {
                    // Where somebody was is not shown again.
                    Kind::Location { .. } => json!({ "note": "已拍照", "photos": [file] }),
                    _ => said,
                };
                assert_eq!(values[&step.id], shown, "{} {}", procedure.key, step.id);
                seen.insert(step.kind.word());
            }
        }
        assert!(seen.len() >= 10, "{seen:?}");
    }

    #[test]
    fn a_position_stays_beside_new_words_and_gives_way_to_a_reason() {
        let at = Position { latitude: 31.2, longitude: 121.4, accuracy: 8.0 };
        let had = Given { answer: Some(Answer::Location(at)), ..Given::default() };
        let words = Given { note: "树下".into(), ..Given::default() };
        assert_eq!(with_position(words.clone(), Some(&had)).answer, had.answer);
        let skipped = Given { skipped: Some(NO_POSITION.into()), ..words };
        assert_eq!(with_position(skipped.clone(), Some(&had)), skipped);
    }

    #[test]
    fn where_a_photo_was_taken_is_kept_as_long_as_the_photo_and_never_shown_again() {
        let lift = shipped().iter().find(|p| p.key == "lift_daily").expect("ships");
        let step = lift.step("light_fan").expect("is there");
        let at = json!({"latitude": 31.2, "longitude": 121.4, "accuracy": 8.0});
        let said =
            json!({"answer": "good", "photos": ["file_a", "file_b"], "located": {"file_a": at, "file_b": "here"}});
        let had = with_position(given(step, &said).expect("reads").expect("is given"), None);
        assert_eq!(had.located.keys().collect::<Vec<_>>(), ["file_a"], "what cannot be read is left out");
        assert!(!values(&BTreeMap::from([(step.id.clone(), had.clone())])).to_string().contains("latitude"));
        let again =
            |photos: Value| given(step, &json!({"answer": "bad", "photos": photos})).expect("reads").expect("is given");
        assert_eq!(with_position(again(json!(["file_a", "file_c"])), Some(&had)).located, had.located);
        assert!(with_position(again(json!(["file_b"])), Some(&had)).located.is_empty(), "the photo is gone");
    }

    #[test]
    fn an_empty_form_says_nothing_and_a_word_is_no_figure() {
        let lift = shipped().iter().find(|p| p.key == "lift_daily").expect("ships");
        let level = lift.step("levelling_error_worst").expect("is there");
        assert_eq!(given(level, &json!({})).expect("reads"), None);
        let refused = given(level, &json!({"answer": "很小"})).expect_err("is no figure");
        assert_eq!(refused.field, "input.levelling_error_worst.answer");
    }
}
