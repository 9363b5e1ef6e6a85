//! What somebody recorded at a step, and what is known beforehand of the place and its equipment.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What was recorded at one step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The answer; none when it was left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// Why it was left out, by the name of the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped: Option<String>,
    /// More words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Photos that go with it, by the id of the stored file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<String>,
}

impl Given {
    /// The stored files it names: its photos, and those that are the answer.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let answer = match &self.answer {
            Some(Answer::Photos(list)) => list.as_slice(),
            Some(Answer::Signature(file)) => std::slice::from_ref(file),
            _ => &[],
        };
        self.photos.iter().chain(answer).map(String::as_str)
    }
}

/// An answer, by the kind of its step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// There is none here.
    NotApplicable,
    /// A figure.
    Number(Decimal),
    /// Words.
    Text(String),
    /// The value of a choice.
    Choice(String),
    /// Photos, by the ids of the stored files.
    Photos(Vec<String>),
    /// A signature, by the id of the stored file.
    Signature(String),
    /// Where somebody stood.
    Location(Position),
    /// What the code says.
    Scan(String),
    /// What a meter shows.
    Meter(Reading),
    /// A length of time in seconds.
    Stopwatch(u32),
    /// It was read.
    Read,
}

/// A position on the ground.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// How far it may be off, in metres, as the device says.
    #[serde(default)]
    pub accuracy: f64,
}

/// Metres of one degree along a meridian, on a round earth.
const METRES_OF_DEGREE: f64 = 6_371_008.8 * std::f64::consts::PI / 180.0;

impl Position {
    /// The distance in metres along a great circle of a round earth; within half a percent of the true one.
    pub fn metres_to(&self, other: &Self) -> f64 {
        let (here, there) = (self.latitude.to_radians(), other.latitude.to_radians());
        let half = |a: f64, b: f64| ((a - b) / 2.0).to_radians().sin().powi(2);
        let chord =
            half(self.latitude, other.latitude) + here.cos() * there.cos() * half(self.longitude, other.longitude);
        2.0 * chord.sqrt().min(1.0).asin().to_degrees() * METRES_OF_DEGREE
    }
}

/// What a meter shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The figure.
    pub figure: Decimal,
    /// When there is another meter than last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<Replaced>,
}

/// A meter that was taken out, and its successor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replaced {
    /// What the old one showed in the end.
    pub old_end: Decimal,
    /// What the new one showed in the beginning.
    pub new_start: Decimal,
}

/// What is known before somebody goes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    /// Where the place is.
    pub position: Option<Position>,
    /// What a code at the place says; empty: any code will do.
    pub place_codes: Vec<String>,
    /// What a code at the equipment says; empty: any code will do.
    pub asset_codes: Vec<String>,
    /// The last reading, by step.
    pub readings: BTreeMap<String, LastReading>,
}

/// The last reading of a meter, and what is usual between two.
#[derive(Debug, Clone, PartialEq)]
pub struct LastReading {
    /// What it showed.
    pub figure: Decimal,
    /// What is usually used from one reading to the next.
    pub usual: Option<Decimal>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_is_right_within_half_a_percent() {
        let at = |latitude: f64, longitude: f64| Position { latitude, longitude, accuracy: 0.0 };
        let gate = at(31.230_4, 121.473_7);
        assert_eq!(gate.metres_to(&gate), 0.0);
        // One minute of latitude is a nautical mile.
        let mile = gate.metres_to(&at(31.230_4 + 1.0 / 60.0, 121.473_7));
        assert!((mile - 1_852.0).abs() < 9.3, "{mile}");
        let east = gate.metres_to(&at(31.230_4, 121.474_7));
        assert!((east - 95.1).abs() < 0.5, "{east}");
    }

    #[test]
    fn an_answer_is_written_as_the_field_app_sends_it() {
        let given = Given { answer: Some(Answer::Number("0.35".parse().expect("a number"))), ..Given::default() };
        let text = serde_json::to_string(&given).expect("writes");
        assert_eq!(text, r#"{"answer":{"number":"0.35"}}"#);
        assert_eq!(serde_json::from_str::<Given>(&text).expect("reads"), given);
        let good: Given = serde_json::from_str(r#"{"answer":"good","photos":["file_1"]}"#).expect("reads");
        assert_eq!(good.answer, Some(Answer::Good));
        assert!(serde_json::from_str::<Given>(r#"{"anwser":"good"}"#).is_err());
    }
}
