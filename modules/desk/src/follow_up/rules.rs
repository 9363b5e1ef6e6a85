//! When people may be rung up, and what their answers mean – pure.

use chrono_tz::Tz;
use kernel::{Error, Instant, Message, Result, Span};

use super::model::{Answer, AnswerCall, CallFigures, Excuse, Fault, PutOffCall};

/// Nobody is rung up before this hour of the day at his place
const FROM: i64 = 9;
/// or from this one on.
const UNTIL: i64 = 20;
/// How long others leave a case alone whose number somebody has asked for.
pub(crate) const DIALLING: Span = Span::minutes(10);
/// What a row says of a number that was asked for.
pub(crate) const DIALLED: &str = "dialled";
/// What a row says of a call that was put off.
pub(crate) const PUT_OFF: &str = "put_off";

/// The first instant from `at` on at which people may be rung up.
pub(crate) fn in_hours(at: Instant, zone: Tz) -> Instant {
    let day = at.date(zone);
    let opens = day.start(zone) + Span::hours(FROM);
    if at < opens {
        opens
    } else if at < day.start(zone) + Span::hours(UNTIL) {
        at
    } else {
        day.plus_days(1).start(zone) + Span::hours(FROM)
    }
}

/// Until when a call is put off.
pub(crate) fn until(put_off: &PutOffCall, now: Instant) -> Result<Instant> {
    let wordless = put_off.note.as_deref().is_none_or(|note| note.trim().is_empty());
    if put_off.excuse == Excuse::Other && wordless {
        return Err(Error::field("note", Message::of("invalid-required")));
    }
    let while_of = match put_off.excuse {
        Excuse::AnotherTime => None,
        Excuse::Busy => Some(Span::minutes(30)),
        Excuse::Other => Some(Span::hours(1)),
        Excuse::Checking => Some(Span::hours(4)),
        Excuse::NoNumber => Some(Span::hours(24)),
    };
    match (put_off.later_at, while_of) {
        (Some(at), _) if at <= now => Err(Error::field("later_at", Message::of("desk-call-later-past"))),
        (Some(at), _) => Ok(at),
        (None, Some(span)) => Ok(now + span),
        (None, None) => Err(Error::field("later_at", Message::of("invalid-required"))),
    }
}

impl Answer {
    /// The stars it is worth.
    pub(crate) const fn stars(self) -> Option<i64> {
        match self {
            Self::VerySatisfied => Some(5),
            Self::Satisfied => Some(4),
            Self::Neutral => Some(3),
            Self::Unsatisfied => Some(2),
            Self::VeryUnsatisfied => Some(1),
            _ => None,
        }
    }

    /// The engine's word for it: a wrong number reaches nobody.
    pub(crate) const fn outcome(self) -> &'static str {
        match self {
            Self::VerySatisfied | Self::Satisfied => "satisfied",
            Self::Neutral => "neutral",
            Self::Unsatisfied | Self::VeryUnsatisfied => "unsatisfied",
            Self::Unreachable | Self::WrongNumber => "unreachable",
            Self::Refused => "refused",
        }
    }

    /// The answer behind the engine's word and stars, where somebody answered by the process's own form.
    pub(crate) fn from_outcome(outcome: &str, stars: Option<i64>) -> Self {
        let exact = Self::ALL.iter().copied().find(|a| a.stars() == stars && a.outcome() == outcome);
        exact.unwrap_or(match outcome {
            "satisfied" => Self::Satisfied,
            "neutral" => Self::Neutral,
            "unsatisfied" => Self::Unsatisfied,
            "refused" => Self::Refused,
            _ => Self::Unreachable,
        })
    }

    /// The key that chooses it.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::VerySatisfied => "5",
            Self::Satisfied => "4",
            Self::Neutral => "3",
            Self::Unsatisfied => "2",
            Self::VeryUnsatisfied => "1",
            Self::Unreachable => "u",
            Self::Refused => "r",
            Self::WrongNumber => "w",
        }
    }
}

/// Refuses answers that contradict themselves: what is not done cannot content, and who is not content says why.
pub(crate) fn is_answer(said: &AnswerCall) -> Result<()> {
    let faults = said.faults.as_deref().unwrap_or_default();
    let content = matches!(said.answer.outcome(), "satisfied" | "neutral");
    if content && faults.contains(&Fault::NotDone) {
        return Err(Error::field("answer", Message::of("desk-call-not-done")));
    }
    let wordless = said.note.as_deref().is_none_or(|note| note.trim().is_empty());
    if said.answer.outcome() == "unsatisfied" && faults.is_empty() && wordless {
        return Err(Error::field("note", Message::of("desk-call-why")));
    }
    Ok(())
}

/// Adds up what came of calls.
pub(crate) fn figures(rows: &[(String, i64)]) -> CallFigures {
    let mut all = CallFigures::default();
    for (what, count) in rows {
        let Some(answer) = Answer::of(what) else { continue };
        all.called += count;
        if answer.outcome() != "unreachable" {
            all.reached += count;
        }
        if answer.outcome() == "satisfied" {
            all.satisfied += count;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use uuid::Uuid;

    use super::*;

    const ZONE: Tz = chrono_tz::Asia::Shanghai;

    fn at(text: &str) -> Instant {
        format!("2026-11-21T{text}:00+08:00").parse().expect("an instant")
    }

    #[test]
    fn nobody_is_rung_up_early_or_late() {
        assert_eq!(in_hours(at("08:59"), ZONE), at("09:00"));
        assert_eq!(in_hours(at("09:00"), ZONE), at("09:00"));
        assert_eq!(in_hours(at("19:59"), ZONE), at("19:59"));
        assert_eq!(in_hours(at("20:00"), ZONE), at("09:00") + Span::hours(24), "tomorrow");
    }

    fn said(answer: Answer, faults: &[Fault], note: &str) -> AnswerCall {
        let id = Id::from_uuid(Uuid::nil());
        AnswerCall { id, version: None, answer, faults: Some(faults.to_vec()), note: Some(note.into()) }
    }

    #[test]
    fn an_answer_does_not_contradict_itself() {
        assert!(is_answer(&said(Answer::Satisfied, &[], "")).is_ok());
        assert!(is_answer(&said(Answer::Satisfied, &[Fault::Untidy], "")).is_ok(), "content all the same");
        assert!(is_answer(&said(Answer::Neutral, &[Fault::NotDone], "")).is_err(), "it is not done");
        assert!(is_answer(&said(Answer::Unsatisfied, &[], " ")).is_err(), "nobody knows why");
        assert!(is_answer(&said(Answer::Unsatisfied, &[Fault::NotDone], "")).is_ok());
        assert!(is_answer(&said(Answer::VeryUnsatisfied, &[], "态度差")).is_ok());
    }

    #[test]
    fn a_call_is_put_off_until_it_was_agreed_or_for_a_while() {
        let put_off = |excuse, later_at, note: &str| {
            let id = Id::from_uuid(Uuid::nil());
            until(&PutOffCall { id, excuse, later_at, note: Some(note.into()) }, at("10:00"))
        };
        assert_eq!(put_off(Excuse::AnotherTime, Some(at("15:00")), "").ok(), Some(at("15:00")));
        assert!(put_off(Excuse::AnotherTime, None, "").is_err(), "he named a time");
        assert!(put_off(Excuse::Busy, Some(at("09:00")), "").is_err(), "it has passed");
        assert_eq!(put_off(Excuse::Busy, None, "").ok(), Some(at("10:30")));
        assert!(put_off(Excuse::Other, None, "").is_err() && put_off(Excuse::Other, None, "在开会").is_ok());
    }

    #[test]
    fn whoever_answered_was_reached() {
        let rows = [("satisfied", 2), ("very_satisfied", 1), ("unreachable", 3), ("refused", 1), ("dialled", 9)];
        let rows: Vec<(String, i64)> = rows.map(|(what, n)| (what.to_owned(), n)).to_vec();
        assert_eq!(figures(&rows), CallFigures { called: 7, reached: 4, satisfied: 3 });
        assert_eq!(Answer::from_outcome("satisfied", Some(5)), Answer::VerySatisfied);
        assert_eq!(Answer::from_outcome("unsatisfied", None), Answer::Unsatisfied);
        assert_eq!(Answer::from_outcome("unreachable", None), Answer::Unreachable);
    }
}
