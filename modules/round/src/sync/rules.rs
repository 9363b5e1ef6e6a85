//! What an entry is worth that was made without signal – pure: over the time it was made, not the time it came.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Error, Instant, Message, Span};
use round::procedure::{Given, Judgement, Known, Position, Procedure, Spot, Verdict, judge};
use serde_json::{Map, Value};
use ui::Speech;
use uuid::Uuid;

use super::model::{Entry, EntryAnswer, EntryKind, EntryReason, EntryRow};
use crate::{
    occurrence::model::{OccurrenceRow, Standing},
    position::model::Located,
    route::{
        model::{KeptPoint, ScanRow},
        rules::reached,
    },
    work,
};

/// The most a clock is believed to be off, in milliseconds: a century.
const CLOCK_ERROR: i64 = 100 * 366 * 86_400_000;

/// When an entry was made: by the clock of the device, set right by what it was found to be off, and never in the future.
pub(crate) fn corrected(entry: &Entry, now: Instant) -> Instant {
    let error = Span::millis(entry.clock_error.unwrap_or_default().clamp(-CLOCK_ERROR, CLOCK_ERROR));
    (entry.device_at + error).min(now)
}

/// The files an entry names, as it was sent.
pub(crate) fn files_said(said: &Map<String, Value>) -> Vec<&str> {
    let mut open: Vec<&Value> = said.values().collect();
    let mut named = Vec::new();
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) if text.starts_with("file_") => named.push(text.as_str()),
            Value::Array(items) => open.extend(items),
            Value::Object(fields) => open.extend(fields.values()),
            _ => {}
        }
    }
    named
}

/// Which entry stands at a step: of one device the one it made last, of several the one that was made last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stands {
    pub at: Instant,
    /// Device and its count; none when it was recorded on a page.
    pub from: Option<(Uuid, i64)>,
}

impl Stands {
    fn is_before(self, at: Instant, device: Uuid, seq: i64) -> bool {
        match self.from {
            Some((same, count)) if same == device => count < seq,
            Some((other, _)) => (self.at, other) < (at, device),
            None => self.at < at,
        }
    }
}

/// The task as it stands while entries are taken.
pub(crate) struct Ground<'a> {
    pub row: &'a OccurrenceRow,
    pub procedure: &'a Procedure,
    pub known: &'a Known,
    /// What is recorded, by step.
    pub given: BTreeMap<String, Given>,
    /// Which entry that came from.
    pub stands: BTreeMap<String, Stands>,
    /// Whether he may do it at all.
    pub own: bool,
    /// When the paper he needs to begin it has lapsed, and what is said then.
    pub paper: Option<(Instant, Message)>,
    /// Entries that came before.
    pub here: BTreeMap<Uuid, EntryRow>,
    /// Photos and signatures that have come, and that he has brought.
    pub files: BTreeSet<String>,
    pub device: Uuid,
    pub person: Uuid,
    pub name: String,
    /// The points of its route, and where they are.
    pub points: Vec<KeptPoint>,
    pub spots: BTreeMap<Uuid, Spot>,
    /// Who was where, by entries of these.
    pub scanned: Vec<ScanRow>,
    pub now: Instant,
    /// The language of whoever made them, for reasons in words.
    pub speech: Speech,
    /// How an entry of these has ended it.
    pub end: Option<End>,
    /// Steps at which something else is recorded now, and since when.
    pub changed: BTreeMap<String, Instant>,
}

/// How a task ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// It was finished then.
    Finished(Instant),
    /// It was left out then, for that reason.
    LeftOut(String, Instant),
}

/// What becomes of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fate {
    pub answer: EntryAnswer,
    pub again: bool,
    pub reason: Option<EntryReason>,
    pub message: Option<Message>,
    /// Words that were said before.
    pub words: Option<String>,
}

impl Fate {
    pub(crate) fn plain(answer: EntryAnswer, reason: Option<EntryReason>) -> Self {
        Self { answer, again: false, reason, message: None, words: None }
    }

    fn refused(reason: EntryReason, message: Message) -> Self {
        Self { message: Some(message), ..Self::plain(EntryAnswer::Refused, Some(reason)) }
    }

    /// An error that stands for a refusal; any other only means that it is to be sent again.
    pub(crate) fn of(error: &Error) -> Self {
        match error {
            Error::NotFound => Self::refused(EntryReason::Gone, Message::of("field-entry-gone")),
            Error::Forbidden(_) => Self::refused(EntryReason::NotYours, Message::of("field-entry-not-yours")),
            Error::Invalid(fields) => {
                let message = fields.first().map_or_else(|| error.message(), |field| field.message.clone());
                Self::refused(EntryReason::Unfit, message)
            }
            Error::Broken(message) => Self::refused(EntryReason::Unfit, message.clone()),
            _ => Self::plain(EntryAnswer::Waiting, Some(EntryReason::Later)),
        }
    }

    fn before(row: &EntryRow) -> Self {
        Self { again: true, words: row.words.clone(), ..Self::plain(row.answer, row.reason) }
    }
}

impl Ground<'_> {
    /// What it is worth as it stands.
    pub(crate) fn judged(&self) -> Judgement {
        judge(self.procedure, &self.given, self.known)
    }

    /// Takes one entry after the other; `taken` are those of the same batch that came before it.
    pub(crate) fn take(&mut self, entry: &Entry, taken: &BTreeMap<Uuid, Fate>) -> Fate {
        if let Some(row) = self.here.get(&entry.id) {
            return Fate::before(row);
        }
        if let Some(fate) = taken.get(&entry.id) {
            return Fate { again: true, ..fate.clone() };
        }
        if entry.by != self.person {
            return Fate::plain(EntryAnswer::Waiting, Some(EntryReason::Person));
        }
        let came = |id: &Uuid| {
            self.here.contains_key(id) || taken.get(id).is_some_and(|fate| fate.answer != EntryAnswer::Waiting)
        };
        if entry.previous.is_some_and(|id| !came(&id)) {
            return Fate::plain(EntryAnswer::Waiting, Some(EntryReason::Before));
        }
        if entry.said.iter().flat_map(files_said).any(|id| !self.files.contains(id)) {
            return Fate::plain(EntryAnswer::Waiting, Some(EntryReason::Photos));
        }
        let at = corrected(entry, self.now);
        if let Some(fate) = self.closed(at) {
            return fate;
        }
        // Leaving it out is no work, and needs no paper.
        if let Some((_, why)) = self.paper.as_ref().filter(|(ends, _)| at >= *ends && entry.kind != EntryKind::Skip) {
            return Fate::refused(EntryReason::Paper, why.clone());
        }
        match entry.kind {
            EntryKind::Record => self.record(entry, at),
            EntryKind::Scan => self.scan(entry, at),
            EntryKind::Finish => self.finish(at),
            EntryKind::Skip => self.skip(entry, at),
            EntryKind::Act | EntryKind::Item => Fate::refused(EntryReason::Unfit, Message::of("field-entry-no-step")),
        }
    }

    /// Why nothing can be recorded at that time; none when something can.
    fn closed(&self, at: Instant) -> Option<Fate> {
        let row = self.row;
        let told = |key: &'static str| {
            let by = row.by_name.clone().or_else(|| row.staff_name.clone()).unwrap_or_default();
            Message::of(key).with("name", by).with("reason", row.reason.clone().unwrap_or_default())
        };
        match row.state {
            Standing::Skipped => Some(Fate::refused(EntryReason::Cancelled, told("field-entry-cancelled"))),
            Standing::Done => Some(Fate::refused(EntryReason::Finished, told("field-entry-finished"))),
            Standing::Missed if row.ended_at.is_some() => {
                Some(Fate::refused(EntryReason::Finished, told("field-entry-finished")))
            }
            _ if self.end.is_some() => Some(self.after_end()),
            _ if !self.own => Some(Fate::refused(EntryReason::NotYours, told("field-entry-in-other-hands"))),
            // It is about to be given out.
            Standing::Planned if at >= row.opens_at => {
                Some(Fate::plain(EntryAnswer::Waiting, Some(EntryReason::Later)))
            }
            Standing::Planned => Some(Fate::refused(EntryReason::NotOpen, Message::of("occurrence-not-released"))),
            _ if at < row.opens_at => Some(Fate::refused(EntryReason::NotOpen, Message::of("field-entry-not-open"))),
            _ => None,
        }
    }

    /// What was recorded after one has ended it oneself.
    fn after_end(&self) -> Fate {
        match &self.end {
            Some(End::LeftOut(reason, _)) => {
                let told = Message::of("field-entry-cancelled").with("name", &self.name).with("reason", reason);
                Fate::refused(EntryReason::Cancelled, told)
            }
            _ => Fate::refused(EntryReason::Finished, Message::of("field-entry-after-finish")),
        }
    }

    fn record(&mut self, entry: &Entry, at: Instant) -> Fate {
        let unfit = |message: Message| Fate::refused(EntryReason::Unfit, message);
        let Some(step) = entry.step.as_deref().and_then(|id| self.procedure.step(id)) else {
            return unfit(Message::of("field-entry-no-step"));
        };
        let said = entry.said.clone().unwrap_or_default().into();
        let given = match work::rules::given(step, &said) {
            Ok(given) => work::rules::with_position(given.unwrap_or_default(), self.given.get(&step.id)),
            Err(error) => return unfit(error.message),
        };
        let alone = BTreeMap::from([(step.id.clone(), given.clone())]);
        let judged = judge(self.procedure, &alone, self.known);
        if let Some(wrong) = judged.steps.iter().find(|j| j.step == step.id && j.verdict == Verdict::Unfit) {
            return unfit(wrong.why.clone().unwrap_or_else(|| Message::of("invalid-value")));
        }
        if self.stands.get(&step.id).is_some_and(|stands| !stands.is_before(at, self.device, entry.seq)) {
            return Fate::plain(EntryAnswer::Accepted, Some(EntryReason::Older));
        }
        self.given.insert(step.id.clone(), given);
        self.stands.insert(step.id.clone(), Stands { at, from: Some((self.device, entry.seq)) });
        self.changed.insert(step.id.clone(), at);
        Fate::plain(EntryAnswer::Accepted, None)
    }

    /// Somebody was at a point. The entry's id is that of the scan, so that one counts once however often it comes.
    fn scan(&mut self, entry: &Entry, at: Instant) -> Fate {
        let said = entry.said.clone().unwrap_or_default();
        let location = match said.get("location").filter(|location| !location.is_null()) {
            Some(location) => match serde_json::from_value::<Located>(location.clone()) {
                Ok(location) => Some(Position::from(location)),
                Err(_) => return Fate::refused(EntryReason::Unfit, Message::of("round-location-wrong")),
            },
            None => None,
        };
        let code = said.get("code").and_then(Value::as_str);
        let (point, near) = match reached(&self.points, &self.spots, code, location) {
            Ok(reached) => reached,
            Err(error) => return Fate::of(&error),
        };
        for step in self.procedure.steps().filter(|step| !self.given.contains_key(&step.id)).collect::<Vec<_>>() {
            if let Some(given) = work::rules::by_scan(step, point, location) {
                self.given.insert(step.id.clone(), given);
                self.stands.insert(step.id.clone(), Stands { at, from: Some((self.device, entry.seq)) });
                self.changed.insert(step.id.clone(), at);
            }
        }
        self.scanned.push(ScanRow {
            id: entry.id,
            point_id: point.id,
            at,
            by_id: self.person,
            by_name: self.name.clone(),
            location: location.and_then(|location| serde_json::to_string(&location).ok()),
            near,
        });
        Fate::plain(EntryAnswer::Accepted, None)
    }

    fn finish(&mut self, at: Instant) -> Fate {
        let judged = self.judged();
        let wanted = judged
            .steps
            .iter()
            .find(|j| work::rules::in_the_way(&j.step, j.verdict, j.why.as_ref(), j.lacks_photo).is_some());
        if let Some(step) = wanted.and_then(|j| self.procedure.step(&j.step)) {
            let message = Message::of("field-entry-missing").with_words("step", &step.ask.zh, &step.ask.en);
            return Fate::refused(EntryReason::Missing, message);
        }
        self.end = Some(End::Finished(at));
        Fate::plain(EntryAnswer::Accepted, None)
    }

    /// The whole is left out. What was given up meanwhile is left out as well where that was said in time.
    fn skip(&mut self, entry: &Entry, at: Instant) -> Fate {
        if self.row.state == Standing::Missed && at >= self.row.closes_at {
            return Fate::refused(EntryReason::Unfit, Message::of("field-entry-skip-late"));
        }
        let said = |name: &str| entry.said.as_ref()?.get(name)?.as_str();
        let asked = (said("skipped").unwrap_or_default(), said("note"));
        match work::rules::left_out(&self.speech, &self.procedure.skip_reasons, asked) {
            Ok(reason) => {
                self.end = Some(End::LeftOut(reason, at));
                Fate::plain(EntryAnswer::Accepted, None)
            }
            Err(wrong) => Fate::refused(EntryReason::Unfit, wrong.message),
        }
    }
}
