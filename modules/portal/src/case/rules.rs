//! Which cases a resident sees, how far they are, and what he is told of what happened.

use chrono_tz::Tz;
use kernel::{
    ActorKind, Date, FieldError, Instant, Label, Lang, Message, Money,
    form::{Choice, Field, Form, Kind},
};
use process::{
    Definition, Effect, Event, FieldSpec, KindSpec, What,
    definition::{Action, Assign},
    runtime::Entry,
};
use serde_json::{Map, Value};
use ui::{
    Tone,
    record::{Happening, Photo},
    texts::Speech,
};
use uuid::Uuid;

/// A place somebody belongs to, or belonged to, from one day to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// The place.
    pub place: Uuid,
    /// The first day.
    pub from_on: Date,
    /// The last day, if known.
    pub to_on: Option<Date>,
}

impl Stay {
    /// Whether it lasts on a day.
    pub fn lasts_on(&self, day: Date) -> bool {
        self.from_on <= day && self.to_on.is_none_or(|last| day <= last)
    }
}

/// Whether a case is his to see: he asked for it, or it came in about a room that was his on that day. Nobody sees what
/// happened in his room before he came or after he left.
pub fn sees(me: Uuid, stays: &[Stay], requester: Option<Uuid>, place: Option<Uuid>, opened_on: Date) -> bool {
    if requester == Some(me) && !me.is_nil() {
        return true;
    }
    place.is_some_and(|place| stays.iter().any(|stay| stay.place == place && stay.lasts_on(opened_on)))
}

/// How many steps a repair takes for whoever waits for it.
pub const STEPS: u8 = 5;

/// How far a case is, in steps a resident knows, with the key of the words; `None` when the stage's own name must do.
pub fn progress(process: &str, stage: &str) -> Option<(u8, &'static str)> {
    let step = match (process, stage) {
        ("repair", "registered") => (1, "portal-step-registered"),
        ("repair", "dispatching" | "pool" | "assigned") => (2, "portal-step-finding"),
        ("repair", "accepted") => (3, "portal-step-coming"),
        ("repair", "on_site") => (3, "portal-step-there"),
        ("repair", "quoted") => (3, "portal-step-quoted"),
        ("repair", "working") => (4, "portal-step-working"),
        ("repair", "paused") => (4, "portal-step-waiting"),
        ("repair", "finished") => (5, "portal-step-finished"),
        ("repair", "call_back" | "closed") => (5, "portal-step-done"),
        ("repair", "merged" | "merged_closed") => (2, "portal-step-merged"),
        _ => return None,
    };
    Some(step)
}

/// The form of an action as a resident is asked: stars instead of a number.
pub fn friendly(mut form: Form) -> Form {
    for field in form.fields.iter_mut().filter(|f| f.name == "rating") {
        let star = |n: u8| {
            let words = |lang| format!("{}{}", "★".repeat(usize::from(n)), stars_in_words(n, lang));
            Choice { value: n.to_string(), label: Some(Label::Both { zh: words(Lang::Zh), en: words(Lang::En) }) }
        };
        field.kind = Kind::Choice { choices: (1..=5).rev().map(star).collect() };
        field.required = true;
        (field.min, field.max) = (None, None);
    }
    form
}

fn stars_in_words(n: u8, lang: Lang) -> &'static str {
    let zh = [" 很不满意", " 不满意", " 一般", " 满意", " 非常满意"];
    let en = [" very poor", " poor", " fair", " good", " very good"];
    let words = if lang == Lang::Zh { zh } else { en };
    words.get(usize::from(n.saturating_sub(1))).copied().unwrap_or_default()
}

/// What was said in the friendly form, as the process wants it.
pub fn plain(mut said: Map<String, Value>) -> Map<String, Value> {
    if let Some(stars) = said.get("rating").and_then(Value::as_str).and_then(|text| text.parse::<u8>().ok()) {
        said.insert("rating".to_owned(), stars.into());
    }
    said
}

/// Messages of a process's form, at the fields of the group in which the page asks them.
pub fn at_input(error: kernel::Error) -> kernel::Error {
    match error {
        kernel::Error::Invalid(fields) => {
            let inside = |f: FieldError| FieldError { field: format!("input.{}", f.field), ..f };
            kernel::Error::Invalid(fields.into_iter().map(inside).collect())
        }
        other => other,
    }
}

/// What happened, told to whoever asked for it, latest first: what he did, what he is to know, and every step forward.
pub fn story(speech: &Speech, def: &Definition, log: &[Entry], zone: Tz) -> Vec<Happening> {
    let teller = Teller { speech, def, zone };
    let mut told: Vec<Happening> = log.iter().flat_map(|entry| &entry.events).filter_map(|e| teller.event(e)).collect();
    told.reverse();
    told
}

struct Teller<'a> {
    speech: &'a Speech,
    def: &'a Definition,
    zone: Tz,
}

impl Teller<'_> {
    fn event(&self, event: &Event) -> Option<Happening> {
        let told =
            |text: String, detail: String, tone| Happening { at: event.at, text, detail, tone, photos: Vec::new() };
        match &event.what {
            What::Opened { input, .. } => Some(Happening {
                photos: self.photos(input),
                ..told(self.speech.say("portal-story-opened"), String::new(), Tone::New)
            }),
            What::Acted { action, from, to, input, reason, .. } => {
                let action = self.def.action(action)?;
                let tone = self.def.stage(to).map_or(Tone::Plain, |s| Tone::of(s.category.word()));
                let label = self.speech.label(&(&action.label).into());
                if !is_open(action, event) {
                    let tells = from != to && !is_handing_over(action);
                    let plain = progress(&self.def.key, to).map(|(_, key)| self.speech.say(key));
                    return tells.then(|| told(plain.unwrap_or(label), String::new(), tone));
                }
                let reason = action.reasons.iter().find(|r| reason.as_deref() == Some(r.value.as_str()));
                let reason = reason.map(|r| Label::Both { zh: r.zh.clone(), en: r.en.clone() });
                let text = joined(std::iter::once(label).chain(reason.map(|r| self.speech.label(&r))));
                let said = input.iter().filter_map(|(name, value)| self.words(self.def.field(name)?, value));
                let detail = joined(std::iter::once(self.by(event)).chain(said));
                Some(Happening { photos: self.photos(input), ..told(text, detail, tone) })
            }
            What::Commented { text, open: true, files } => {
                let photos = files.iter().map(|id| photo(id, &self.speech.say("field-photo"))).collect();
                Some(Happening { photos, ..told(text.clone(), self.by(event), Tone::Plain) })
            }
            What::Undone { action, .. } => {
                let label = self.speech.label(&(&self.def.action(action)?.label).into());
                Some(told(
                    self.speech.say_with("portal-story-undone", &[("action", &label)]),
                    self.by(event),
                    Tone::Plain,
                ))
            }
            What::Reworked { count } => {
                let text = self.speech.message(&Message::of("portal-story-rework").with("count", count));
                Some(told(text, String::new(), Tone::Risk))
            }
            _ => None,
        }
    }

    /// The technician by his name; whoever asked as `您`; nobody else needs naming.
    fn by(&self, event: &Event) -> String {
        match event.by.kind {
            ActorKind::Staff => event.by.name.clone(),
            ActorKind::Resident | ActorKind::Anonymous => self.speech.say("portal-story-you"),
            ActorKind::System => String::new(),
        }
    }

    fn photos(&self, said: &Map<String, Value>) -> Vec<Photo> {
        let pictures = self.def.fields.iter().filter(|f| matches!(f.kind, KindSpec::Photo | KindSpec::Signature));
        let of = |spec: &FieldSpec| {
            let words = self.speech.label(&(&spec.label).into());
            let ids: Vec<&str> = match said.get(&spec.name) {
                Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
                Some(one) => one.as_str().into_iter().collect(),
                None => Vec::new(),
            };
            ids.into_iter().map(|id| photo(id, &words)).collect::<Vec<_>>()
        };
        pictures.flat_map(of).collect()
    }

    /// A value in words; personal fields and what is shown otherwise are left out.
    fn words(&self, spec: &FieldSpec, value: &Value) -> Option<String> {
        let text = in_words(self.speech, &spec.field(), value, self.zone).filter(|_| !spec.personal)?;
        let alone = matches!(spec.kind, KindSpec::Text | KindSpec::LongText);
        Some(if alone { text } else { format!("{} {text}", self.speech.label(&(&spec.label).into())) })
    }
}

/// A recorded value as a resident reads it; `None` for what has no words of its own.
pub fn in_words(speech: &Speech, field: &Field, value: &Value, zone: Tz) -> Option<String> {
    match (&field.kind, value) {
        (Kind::Text | Kind::LongText, Value::String(text)) => Some(text.clone()),
        (Kind::Choice { choices }, Value::String(word)) => {
            let label = choices.iter().find(|c| c.value == *word)?.label.as_ref();
            Some(label.map_or_else(|| word.clone(), |l| speech.label(l)))
        }
        (Kind::Money, Value::Number(fen)) => Some(speech.money(Money(fen.as_i64()?))),
        (Kind::Instant, Value::String(text)) => Some(speech.instant(text.parse::<Instant>().ok()?, zone)),
        (Kind::Integer, Value::Number(number)) if field.name == "rating" => {
            Some("★".repeat(usize::try_from(number.as_i64()?.clamp(0, 5)).ok()?))
        }
        _ => None,
    }
}

/// Whether the requester may read what was said: he said it himself, or the process tells him of it.
fn is_open(action: &Action, event: &Event) -> bool {
    let told = |e: &Effect| matches!(e, Effect::Notify { to, .. } if to.iter().any(|t| t == "requester"));
    event.by.kind != ActorKind::Staff || action.effects.iter().any(told)
}

/// Whether it passes the case between colleagues, which is their own affair.
fn is_handing_over(action: &Action) -> bool {
    matches!(action.assign, Some(Assign::Input | Assign::Pool | Assign::Rotation | Assign::Clear))
}

fn photo(id: &str, words: &str) -> Photo {
    Photo { href: format!("/files/{id}"), thumb: format!("/files/{id}"), words: words.to_owned() }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use process::Person;
    use serde_json::json;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn a_resident_sees_the_cases_of_his_rooms_in_his_time() {
        let (me, other) = (Uuid::from_u128(7), Uuid::from_u128(8));
        let (room, next_door) = (Uuid::from_u128(502), Uuid::from_u128(503));
        let stays = [Stay { place: room, from_on: day("2025-03-01"), to_on: Some(day("2026-02-28")) }];
        for (requester, place, opened, seen) in [
            (Some(other), Some(room), "2025-03-01", true),
            (None, Some(room), "2026-02-28", true),
            (Some(other), Some(room), "2025-02-28", false),
            (Some(other), Some(room), "2026-03-01", false),
            (Some(other), Some(next_door), "2025-06-01", false),
            (Some(other), None, "2025-06-01", false),
            (Some(me), Some(next_door), "2026-06-01", true),
            (Some(me), None, "2024-01-01", true),
        ] {
            assert_eq!(sees(me, &stays, requester, place, day(opened)), seen, "{requester:?} {place:?} {opened}");
        }
        assert!(!sees(Uuid::nil(), &[], Some(Uuid::nil()), None, day("2025-06-01")), "nobody sees nobody's case");
    }

    fn repair() -> Definition {
        Definition::from_toml(include_str!("../../../desk/processes/repair.toml")).expect("is a definition")
    }

    #[test]
    fn every_stage_of_a_repair_but_its_sudden_ends_has_a_step_in_plain_words() {
        let named: Vec<String> =
            repair().stages.iter().map(|s| s.id.clone()).filter(|s| progress("repair", s).is_none()).collect();
        assert_eq!(named, ["withdrawn", "force_closed"]);
        assert_eq!(progress("complaint", "registered"), None);
    }

    fn entry(kind: ActorKind, name: &str, what: What) -> Entry {
        let by = Person { kind, id: Uuid::from_u128(1), name: name.into() };
        let at = Instant(0);
        Entry { version: 1, at, action: None, events: vec![Event { at, by, what }] }
    }

    fn acted(action: &str, from: &str, to: &str, input: Value, reason: Option<&str>) -> What {
        let Value::Object(input) = input else { panic!("an object") };
        What::Acted {
            action: action.into(),
            from: from.into(),
            to: to.into(),
            input,
            confirmed: Map::new(),
            reason: reason.map(Into::into),
        }
    }

    #[test]
    fn what_colleagues_say_among_themselves_is_not_told_to_the_resident() {
        let staff = |what| entry(ActorKind::Staff, "赵师傅", what);
        let log = [
            entry(ActorKind::Resident, "", What::Commented { text: "请上午来".into(), open: true, files: Vec::new() }),
            staff(What::Commented { text: "业主脾气急".into(), open: false, files: Vec::new() }),
            staff(acted("return", "assigned", "dispatching", json!({"note": "不想去"}), Some("no_capacity"))),
            staff(acted("reclassify", "assigned", "assigned", json!({"trade": "water"}), None)),
            staff(acted("respond", "registered", "registered", json!({"plan": "下午两点上门"}), None)),
            staff(acted("accept", "assigned", "accepted", json!({}), None)),
            staff(acted("arrive", "accepted", "on_site", json!({"position": {}}), None)),
            staff(acted("pause", "on_site", "paused", json!({"note": "缺阀芯"}), Some("parts"))),
            staff(acted(
                "complete",
                "working",
                "finished",
                json!({"result": "已换阀芯", "photos_after": ["file_1"]}),
                None,
            )),
        ];
        let told = story(&Speech::shared(Lang::Zh), &repair(), &log, chrono_tz::Asia::Shanghai);
        let said: Vec<String> = told.iter().rev().map(|h| format!("{} | {}", h.text, h.detail)).collect();
        assert_eq!(
            said,
            [
                "请上午来 | portal-story-you",
                "响应告知 | 赵师傅 · 下午两点上门",
                "接单 | 赵师傅",
                "portal-step-there | ",
                "挂起 · 等配件 | 赵师傅 · 缺阀芯",
                "完工 | 赵师傅 · 已换阀芯",
            ]
        );
        assert_eq!(told[0].photos.len(), 1);
    }

    #[test]
    fn stars_are_said_in_words_and_kept_as_a_number() {
        let mut form =
            Form { fields: vec![Field { min: Some(1), max: Some(5), ..Field::new("rating", Kind::Integer) }] };
        form = friendly(form);
        let Kind::Choice { choices } = &form.fields[0].kind else { panic!("stars are a choice") };
        assert_eq!((choices.len(), choices[0].value.as_str()), (5, "5"));
        let Value::Object(said) = json!({"rating": "4", "rating_words": "手艺好"}) else { panic!("an object") };
        assert_eq!(Value::Object(plain(said)), json!({"rating": 4, "rating_words": "手艺好"}));
    }
}
