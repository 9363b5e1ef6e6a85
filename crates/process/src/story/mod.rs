//! Stories of a process: what people might go through with a case, written beside the definition and walked before it is published.
//!
//! A file of stories is TOML: `[[story]]` with a `name`, who opens with what, steps and the stage at the end. The pure core walks
//! them without a database; a running house can be driven through the same steps.

mod walk;

use kernel::{Instant, Span};
use serde::Deserialize;
use serde_json::{Map, Value, json};

pub use walk::walk;

/// What somebody might go through with a case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// What happens, in a sentence.
    pub name: String,
    /// How it begins.
    pub open: Opened,
    /// What happens then.
    pub steps: Vec<Step>,
    /// The stage it ends in.
    pub end: String,
}

/// How a case is opened.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// By whom: a role, `requester` or `anyone`.
    pub by: String,
    /// What is said.
    #[serde(default)]
    pub input: Map<String, Value>,
}

/// One thing that happens: somebody acts, records a work item, corrects fields, or time goes by.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// A role (`agent2` is another one of the same), `requester` or `assignee`.
    pub by: Option<String>,
    /// The action done,
    pub act: Option<String>,
    /// or the work item recorded,
    pub record: Option<String>,
    /// or the fields corrected.
    pub edit: Option<Map<String, Value>>,
    /// What is said.
    #[serde(default)]
    pub input: Map<String, Value>,
    /// To whom the case goes, when the action asks.
    pub to: Option<String>,
    /// Where the case stands afterwards.
    pub stage: Option<String>,
    /// Why it cannot be done: see [`Refusal::word`](crate::Refusal::word).
    pub refused: Option<String>,
    /// How much time goes by instead: `3 hours`.
    pub pass: Option<String>,
    /// The clocks that have missed by then.
    pub late: Option<Vec<String>>,
}

/// The records of the money modules a story may name: `$deposit` stands for one there is.
pub const PAPERS: [&str; 8] =
    ["deposit", "prepayment", "bill", "spending_item", "cash_shift", "budget", "tariff", "fee_set"];

impl Story {
    /// The papers it names, which must be there before it can be lived.
    pub fn papers(&self) -> Vec<&'static str> {
        let steps = self.steps.iter().flat_map(|step| papers(&step.input));
        let named: Vec<&str> = steps.chain(papers(&self.open.input)).collect();
        PAPERS.into_iter().filter(|paper| named.contains(paper)).collect()
    }
}

/// The papers that are named in what is said.
pub fn papers(said: &Map<String, Value>) -> Vec<&'static str> {
    let text = format!("{said:?}");
    PAPERS.into_iter().filter(|paper| text.contains(&format!("\"${paper}\""))).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stories {
    story: Vec<Story>,
}

/// The stories of a file.
///
/// # Errors
/// What cannot be read, with its line.
pub fn stories(text: &str) -> Result<Vec<Story>, toml::de::Error> {
    toml::from_str::<Stories>(text).map(|found| found.story)
}

/// What is said in a form, with what stands for something put in: `$room` by what `known` gives for `room`, and so on;
/// `$today+3`, `$now+2h` and `$location` by themselves.
pub fn filled(input: &Map<String, Value>, now: Instant, known: &dyn Fn(&str) -> Option<String>) -> Map<String, Value> {
    input.iter().map(|(name, value)| (name.clone(), value_of(value, now, known))).collect()
}

fn value_of(value: &Value, now: Instant, known: &dyn Fn(&str) -> Option<String>) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|v| value_of(v, now, known)).collect(),
        Value::Object(fields) => Value::Object(filled(fields, now, known)),
        Value::String(text) => match text.as_str() {
            "$location" => json!({"latitude": 31.2, "longitude": 121.5, "accuracy": 8.0}),
            word if word.starts_with("$today") => day(now, &word[6..]).into(),
            word if word.starts_with("$now") => {
                let later = word[4..].strip_prefix('+').map_or(Ok(Span::minutes(0)), |t| long(&spelled(t)));
                later.map_or(Value::Null, |span| (now + span).to_string().into())
            }
            word => word.strip_prefix('$').and_then(known).map_or_else(|| value.clone(), Value::from),
        },
        other => other.clone(),
    }
}

fn day(now: Instant, after: &str) -> String {
    let days: i64 = after.parse().unwrap_or_default();
    (now + Span::days(days)).to_string().chars().take(10).collect()
}

/// `2h` as `2 hours`.
fn spelled(text: &str) -> String {
    let unit = match text.chars().last() {
        Some('d') => "days",
        Some('m') => "minutes",
        _ => "hours",
    };
    format!("{} {unit}", text.trim_end_matches(char::is_alphabetic))
}

/// A length of time in words: `3 hours`, `2 days`, `30 minutes`.
///
/// # Errors
/// When it is none.
pub fn long(text: &str) -> Result<Span, String> {
    let (count, unit) = text.split_once(' ').ok_or_else(|| format!("{text:?} is no length of time"))?;
    let count: i64 = count.parse().map_err(|_| format!("{text:?} is no length of time"))?;
    match unit.trim_end_matches('s') {
        "minute" => Ok(Span::minutes(count)),
        "hour" => Ok(Span::hours(count)),
        "day" => Ok(Span::days(count)),
        _ => Err(format!("{text:?} is no length of time")),
    }
}
