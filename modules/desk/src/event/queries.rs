//! From the log of a case to sentences: one step for each thing that was done or fell due.

use chrono_tz::Tz;
use kernel::{ActorKind, Instant, Label, Span};
use process::{Definition, Event, Outcome, What, runtime::Entry};
use serde_json::{Map, Value};
use ui::Speech;

use crate::case::{model::Step, queries::said};

/// A step under way: what is said first, what is said below, and its colour.
#[derive(Default)]
struct Telling {
    at: Option<Instant>,
    by: String,
    head: Vec<String>,
    below: Vec<String>,
    photos: Vec<String>,
    tone: &'static str,
}

/// The steps of a case, latest first. What only staff may read is left out when `for_staff` is false.
pub(crate) fn steps(speech: &Speech, def: &Definition, log: &[Entry], for_staff: bool, zone: Tz) -> Vec<Step> {
    log.iter().rev().filter_map(|entry| step(speech, def, &entry.events, for_staff, zone)).collect()
}

fn step(speech: &Speech, def: &Definition, events: &[Event], for_staff: bool, zone: Tz) -> Option<Step> {
    let mut telling = Telling::default();
    // What an effect sets beside an action is no correction, and a limit that was missed needs no reminder.
    let is_told = |event: &&Event| match &event.what {
        What::Noted { .. } => !events.iter().any(|e| matches!(e.what, What::Opened { .. } | What::Acted { .. })),
        What::RungFired { .. } => !events.iter().any(|e| matches!(e.what, What::ClockMissed { .. })),
        _ => true,
    };
    for event in events.iter().filter(is_told) {
        tell(speech, def, event, for_staff, zone, &mut telling);
    }
    if telling.head.is_empty() && telling.below.is_empty() {
        return None;
    }
    if telling.head.is_empty() {
        telling.head = std::mem::take(&mut telling.below);
    }
    let detail = std::iter::once(telling.by).filter(|n| !n.is_empty()).chain(telling.below).collect::<Vec<_>>();
    Some(Step {
        at: telling.at?,
        text: telling.head.join(" · "),
        detail: detail.join(" · "),
        tone: if telling.tone.is_empty() { "active" } else { telling.tone }.to_owned(),
        photos: telling.photos,
    })
}

fn tell(speech: &Speech, def: &Definition, event: &Event, for_staff: bool, zone: Tz, telling: &mut Telling) {
    telling.at = Some(telling.at.map_or(event.at, |at| at.max(event.at)));
    if event.by.kind != ActorKind::System {
        telling.by.clone_from(&event.by.name);
    }
    match &event.what {
        What::Opened { channel, input, .. } => {
            telling.tone = "new";
            let channel = speech.say(&format!("choice-channel-{}", channel.replace('_', "-")));
            telling.head.push(speech.say_with("desk-step-opened", &[("channel", &channel)]));
            telling.photos.extend(photos(def, input));
        }
        What::Acted { action, to, input, reason, confirmed, .. } => {
            telling.head.push(def.action(action).map_or_else(|| action.clone(), |a| said(speech, &a.label)));
            telling.below.extend(reason.as_ref().map(|r| self::reason(speech, def, r)));
            telling.below.extend(noted(speech, def, input, zone));
            telling.below.extend(checked(speech, def, confirmed));
            telling.photos.extend(photos(def, input));
            telling.tone = def.stage(to).map_or("active", |s| s.category.word());
        }
        What::Commented { text, open, files } if for_staff || *open => {
            telling.head.push(text.clone());
            telling.below.push(speech.say(if *open { "desk-step-comment-open" } else { "desk-step-comment" }));
            telling.photos.extend(files.iter().cloned());
            telling.tone = "plain";
        }
        What::Noted { fields } if for_staff => telling.below.extend(corrected(speech, def, fields)),
        What::Recorded { item, values, failed } if for_staff => {
            recorded(speech, def, (item, values, *failed), zone, telling);
        }
        other if for_staff || is_for_everybody(other) => circumstance(speech, def, other, telling),
        _ => {}
    }
}

/// A work item was recorded; of one that is recorded again and again, what was said each time.
fn recorded(
    speech: &Speech,
    def: &Definition,
    (item, values, failed): (&str, &Map<String, Value>, bool),
    zone: Tz,
    telling: &mut Telling,
) {
    let known = def.work_item(item);
    telling.head.push(known.map_or_else(|| item.to_owned(), |w| said(speech, &w.label)));
    telling.below.push(speech.say(if failed { "desk-step-failed" } else { "desk-step-passed" }));
    telling.tone = if failed { "late" } else { "active" };
    let words = |step: &process::FieldSpec| {
        let words = value_words(speech, step, values.get(&step.name)?, zone)?;
        Some(format!("{} {words}", said(speech, &step.label)))
    };
    telling.below.extend(known.filter(|w| w.repeatable).into_iter().flat_map(|w| w.steps.iter().filter_map(words)));
}

/// What a requester is told of by itself, besides the actions.
fn is_for_everybody(what: &What) -> bool {
    matches!(
        what,
        What::Assigned { .. } | What::Urged { .. } | What::Reworked { .. } | What::Merged { .. } | What::Undone { .. }
    )
}

/// In whose hands it is, and how it is tied to others.
fn hands(speech: &Speech, what: &What, telling: &mut Telling) {
    let with = |key: &str, name: &str| speech.say_with(key, &[("name", name)]);
    match what {
        What::Assigned { to: Some(person) } => telling.below.push(with("desk-step-assigned", &person.name)),
        What::Assigned { to: None } => telling.below.push(speech.say("desk-step-unassigned")),
        What::ActedFor { of } | What::StoodIn { of } => telling.below.push(with("desk-step-for", &of.name)),
        What::HandedOver { reason } => {
            telling.head.push(speech.say("desk-step-handed-over"));
            telling.below.extend(reason.clone());
        }
        What::Answerable { to } => telling.below.push(with("desk-step-answerable", &to.name)),
        What::Merged { .. } => telling.below.push(speech.say("desk-step-merged")),
        What::Unmerged => telling.below.push(speech.say("desk-step-unmerged")),
        What::ChildEnded { .. } => telling.head.push(speech.say("desk-step-child-ended")),
        What::Linked { .. } => telling.head.push(speech.say("desk-step-linked")),
        What::Unlinked { .. } => telling.head.push(speech.say("desk-step-unlinked")),
        _ => {}
    }
}

/// What happened beside or by itself: to whom it went, why it waits, which limit was missed.
fn circumstance(speech: &Speech, def: &Definition, what: &What, telling: &mut Telling) {
    let clock = |id: &str| def.clock(id).map_or_else(|| id.to_owned(), |c| said(speech, &c.label));
    let with = |key: &str, name: &str, value: &str| speech.say_with(key, &[(name, value)]);
    match what {
        What::Urged { count } => telling.below.push(with("desk-step-urged", "count", &count.to_string())),
        What::Reworked { count } => {
            telling.below.push(with("desk-step-reworked", "count", &count.to_string()));
            telling.tone = "risk";
        }
        What::Checked { passed, reason, photos } => {
            telling.head.push(speech.say(if *passed { "desk-step-check-passed" } else { "desk-step-check-failed" }));
            telling.below.extend(reason.clone());
            telling.photos.extend(photos.iter().cloned());
            telling.tone = if *passed { "done" } else { "late" };
        }
        What::Called { action, error, attempt, .. } => {
            let label = speech.known(&action.replace(['.', '_'], "-")).unwrap_or_else(|| action.clone());
            telling.head.push(with("desk-step-call-action", "action", &label));
            match error {
                None => telling.tone = "done",
                Some(error) => {
                    let args = [("attempt", attempt.to_string()), ("error", error.clone())];
                    let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
                    telling.below.push(speech.say_with("desk-step-call-refused", &args));
                    telling.tone = "late";
                }
            }
        }
        What::Undone { action, .. } => {
            let label = def.action(action).map_or_else(|| action.clone(), |a| said(speech, &a.label));
            telling.head.push(with("desk-step-undone", "action", &label));
        }
        What::PauseCapped => {
            telling.head.push(speech.say("desk-step-capped"));
            telling.tone = "risk";
        }
        What::FollowUpTried { attempt, outcome } => {
            let words = process::OUTCOMES.iter().find(|o| o.0 == outcome);
            let label = words.map(|o| speech.label(&Label::Both { zh: o.1.into(), en: o.2.into() }));
            let outcome = label.unwrap_or_else(|| outcome.clone());
            let args = [("attempt", attempt.to_string()), ("outcome", outcome)];
            let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
            telling.below.push(speech.say_with("desk-step-call", &args));
        }
        What::ClockStopped { clock: id, consumed, outcome: Outcome::Met } => {
            telling.below.push(used(speech, &clock(id), *consumed));
        }
        What::ClockMissed { clock: id, .. } => {
            telling.head.push(with("desk-step-missed", "clock", &clock(id)));
            telling.tone = "late";
        }
        What::RungFired { clock: id, rung, .. } => {
            if telling.tone != "late" {
                telling.tone = "risk";
            }
            let args = [("clock", clock(id)), ("rung", spoken(speech, rung))];
            let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
            telling.below.push(speech.say_with("desk-step-rung", &args));
        }
        other => hands(speech, other, telling),
    }
}

fn used(speech: &Speech, clock: &str, span: Span) -> String {
    let span = speech.span(span);
    speech.say_with("desk-step-used", &[("clock", clock), ("span", &span)])
}

/// What somebody confirmed before he went on.
fn checked(speech: &Speech, def: &Definition, confirmed: &Map<String, Value>) -> Option<String> {
    let labels: Vec<String> = confirmed.keys().filter_map(|name| Some(said(speech, &def.field(name)?.label))).collect();
    (!labels.is_empty()).then(|| speech.say_with("desk-step-confirmed", &[("words", &labels.join("、"))]))
}

/// The words of a reason.
pub(crate) fn reason(speech: &Speech, def: &Definition, value: &str) -> String {
    let found = def.actions.iter().flat_map(|a| &a.reasons).find(|r| r.value == value);
    found.map_or_else(|| value.to_owned(), |r| speech.label(&Label::Both { zh: r.zh.clone(), en: r.en.clone() }))
}

/// The pictures among what was said.
fn photos(def: &Definition, input: &Map<String, Value>) -> Vec<String> {
    let is_picture = |name: &str| {
        def.field(name).is_some_and(|f| matches!(f.kind, process::KindSpec::Photo | process::KindSpec::Signature))
    };
    let texts = |value: &Value| match value {
        Value::Array(list) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        one => one.as_str().map(str::to_owned).into_iter().collect::<Vec<_>>(),
    };
    input.iter().filter(|(name, _)| is_picture(name)).flat_map(|(_, value)| texts(value)).collect()
}

/// What was said in a form, without its pictures: `预计完成时间：11-23 17:00`.
fn noted(speech: &Speech, def: &Definition, input: &Map<String, Value>, zone: Tz) -> Vec<String> {
    let words = |(name, value): (&String, &Value)| {
        let field = def.field(name)?;
        let text = value_words(speech, field, value, zone)?;
        Some(speech.say_with("desk-step-said", &[("name", &said(speech, &field.label)), ("value", &text)]))
    };
    input.iter().filter_map(words).collect()
}

fn corrected(speech: &Speech, def: &Definition, fields: &Map<String, Value>) -> Vec<String> {
    let names: Vec<String> = fields.keys().filter_map(|name| def.field(name)).map(|f| said(speech, &f.label)).collect();
    if names.is_empty() {
        return Vec::new();
    }
    vec![speech.say_with("desk-step-noted", &[("fields", &names.join("、"))])]
}

/// A recorded value in words; `None` for what is shown otherwise or points to another register.
pub(crate) fn value_words(speech: &Speech, field: &process::FieldSpec, value: &Value, zone: Tz) -> Option<String> {
    use process::KindSpec;
    match (field.kind, value) {
        (_, Value::Null) => None,
        (KindSpec::Photo | KindSpec::Signature | KindSpec::File | KindSpec::Location | KindSpec::Ref, _) => None,
        (KindSpec::Group, Value::Array(rows)) => {
            let rows: Vec<String> = rows.iter().filter_map(|row| group_words(speech, field, row, zone)).collect();
            (!rows.is_empty()).then(|| rows.join("；"))
        }
        (KindSpec::Group, row) => group_words(speech, field, row, zone),
        (_, Value::Array(list)) => {
            let words: Vec<String> = list.iter().filter_map(|v| value_words(speech, field, v, zone)).collect();
            (!words.is_empty()).then(|| words.join("、"))
        }
        (KindSpec::Bool, Value::Bool(yes)) => Some(speech.say(if *yes { "ui-yes" } else { "ui-no" })),
        (KindSpec::Money, Value::Number(fen)) => fen.as_i64().map(|fen| speech.money(kernel::Money(fen))),
        (KindSpec::Instant, Value::String(text)) => {
            Some(text.parse::<Instant>().map_or_else(|_| text.clone(), |at| speech.instant(at, zone)))
        }
        (KindSpec::Choice, Value::String(text)) => {
            let found = field.choices.iter().find(|c| &c.value == text);
            let words = |c: &process::ChoiceSpec| speech.label(&Label::Both { zh: c.zh.clone(), en: c.en.clone() });
            Some(found.map_or_else(|| text.clone(), words))
        }
        (_, Value::String(text)) => Some(text.clone()),
        (_, other) => Some(other.to_string()),
    }
}

fn group_words(speech: &Speech, field: &process::FieldSpec, row: &Value, zone: Tz) -> Option<String> {
    let words: Vec<String> =
        field.fields.iter().filter_map(|inner| value_words(speech, inner, row.get(&inner.name)?, zone)).collect();
    (!words.is_empty()).then(|| words.join(" × "))
}

/// A length of time as a definition writes it (`2 work hours`, `-15 minutes`), in the reader's words.
pub fn spoken(speech: &Speech, written: &str) -> String {
    let (sign, rest) = match written.chars().next() {
        Some('-') => ("desk-before", &written[1..]),
        Some('+') => ("desk-after", &written[1..]),
        _ => ("", written),
    };
    let (count, unit) = rest.split_once(' ').unwrap_or((rest, ""));
    let key = match unit {
        "minute" | "minutes" => "desk-span-minutes",
        "hour" | "hours" => "desk-span-hours",
        "day" | "days" => "desk-span-days",
        "work minute" | "work minutes" => "desk-span-work-minutes",
        "work hour" | "work hours" => "desk-span-work-hours",
        "workday" | "workdays" => "desk-span-workdays",
        _ => return written.to_owned(),
    };
    let span = speech.say_with(key, &[("count", count)]);
    if sign.is_empty() { span } else { speech.say_with(sign, &[("span", &span)]) }
}
