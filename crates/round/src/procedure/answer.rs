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
    /// Where the device was when it took photos of this step, by the id of the stored file; shown to leaders only.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub located: BTreeMap<String, Position>,
}

impl Given {
    /// All its photos: those that are the answer, and those beside it.
    pub fn pictures(&self) -> impl Iterator<Item = &String> {
        let answer = match &self.answer {
            Some(Answer::Photos(list)) => list.as_slice(),
            _ => &[],
        };
        self.photos.iter().chain(answer)
    }
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

/// Where a place or a piece of equipment is, and how far from it still counts as there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Where.
    pub at: Position,
    /// Metres around it.
    pub radius: u32,
}

/// Whether somebody was at a spot, as far as his device can tell. A device can be made to report any position: it bears a record out
/// and never proves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Near {
    /// Within the radius, whatever the device may be off.
    In,
    /// Outside, whatever it may be off.
    Out,
    /// What it may be off decides.
    Unsure,
}

/// The reason for leaving a position out that needs no word of the procedure: the device has none, or may not tell it.
pub const NO_POSITION: &str = "no_position";

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

    /// Whether it is at a spot.
    pub fn near(&self, spot: &Spot) -> Near {
        let (distance, off, radius) = (self.metres_to(&spot.at), self.accuracy.max(0.0), f64::from(spot.radius));
        match distance {
            _ if distance + off <= radius => Near::In,
            // What is no number cannot be near.
            _ if distance.is_nan() || distance - off > radius => Near::Out,
            _ => Near::Unsure,
        }
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
    /// Where the place or the equipment is.
    pub spot: Option<Spot>,
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
    fn what_a_device_may_be_off_decides_for_neither_side() {
        let at = |latitude: f64, accuracy: f64| Position { latitude, longitude: 121.473_7, accuracy };
        let gate = Spot { at: at(31.230_4, 0.0), radius: 30 };
        // A ten-thousandth of a degree is eleven metres.
        assert_eq!(at(31.230_5, 8.0).near(&gate), Near::In);
        assert_eq!(at(31.230_5, 25.0).near(&gate), Near::Unsure);
        assert_eq!(at(31.231_4, 60.0).near(&gate), Near::Out);
        assert_eq!(at(31.231_4, 100.0).near(&gate), Near::Unsure);
        assert_eq!(at(31.230_4, -5.0).near(&gate), Near::In, "no device is off by less than nothing");
        assert_eq!(at(f64::NAN, 5.0).near(&gate), Near::Out);
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
