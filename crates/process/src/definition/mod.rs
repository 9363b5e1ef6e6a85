//! The nouns of a process definition, as a quality manager writes them in one TOML file.

mod action;
mod effect;
mod limits;
mod retention;
mod work;

use std::sync::OnceLock;

pub use kernel::Words;
use serde::{Deserialize, Serialize};

use crate::{field::FieldSpec, include::Include, written::Ask};

pub use action::{Action, Assign, Does, Reason, Tone};
pub use effect::Effect;
pub use limits::{Clock, Commitment, OnReopen, Row, Rung, Table};
pub(crate) use retention::MOST_YEARS;
pub use retention::Retention;
pub use work::{FollowUp, Join, PausePolicy, Sampling, Wait, WaitWord, WorkItem};

/// A process as data. Immutable once published: a case pins the hash of the definition it began with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The process, as in `repair`.
    pub key: String,
    /// What it is called.
    pub title: Words,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Words>,
    /// Under what it stands among all processes, as in `customer`; see [`AREAS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// The roles that may read its cases, beside whoever acts in them; everybody at work when it names none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readers: Vec<String>,
    /// Clauses of standards and company rules it follows.
    #[serde(default)]
    pub standards: Vec<String>,
    /// The business calendar of everything counted in working time.
    #[serde(default = "office")]
    pub calendar: String,
    /// The letters before its numbers, as in `BX261123-A007`.
    pub number: String,
    /// How long the records of its cases are kept; not decided when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<Retention>,
    /// Which fields a list of cases shows and filters by.
    pub list: Listed,
    /// How a case is opened.
    pub open: Opening,
    /// What is recorded.
    #[serde(default, rename = "field")]
    pub fields: Vec<FieldSpec>,
    /// Where a case can stand; the first is where it begins.
    #[serde(rename = "stage")]
    pub stages: Vec<Stage>,
    /// What can be done.
    #[serde(rename = "action")]
    pub actions: Vec<Action>,
    /// Decision tables; the first row that fits decides.
    #[serde(default, rename = "table")]
    pub tables: Vec<Table>,
    /// Time limits.
    #[serde(default, rename = "clock")]
    pub clocks: Vec<Clock>,
    /// Typed steps inside a case.
    #[serde(default, rename = "work_item")]
    pub work_items: Vec<WorkItem>,
    /// What the case does by itself when cases it opened have ended.
    #[serde(default, rename = "join", skip_serializing_if = "Vec::is_empty")]
    pub joins: Vec<Join>,
    /// How long a case may wait, and who is told when it waits too long.
    #[serde(default)]
    pub pause: PausePolicy,
    /// The call after the work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<FollowUp>,
    /// Ended cases that are looked at a second time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Sampling>,
    /// Fragments it was written with; once read, what they say stands in it.
    #[serde(default, rename = "include", skip_serializing)]
    pub(crate) includes: Vec<Include>,
    #[serde(skip)]
    pub(crate) hashed: Hashed,
}

/// The areas of the catalogue of processes, in its order.
pub const AREAS: [&str; 6] = ["customer", "security", "environment", "engineering", "finance", "people"];

/// The hash of a definition, computed once; two definitions are compared by what they say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hashed(pub(crate) OnceLock<String>);

impl PartialEq for Hashed {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

fn office() -> String {
    "office".into()
}

/// Which fields a list of cases shows and filters by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// What it is about, in a line.
    pub title: String,
    /// What kind of matter it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// How much it hurries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<String>,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl Listed {
    /// Every field it names.
    pub fn fields(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.title).chain(&self.topic).chain(&self.urgency).chain(&self.place)
    }
}

/// How a case is opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Who may.
    pub by: Vec<String>,
    /// What is asked.
    #[serde(default)]
    pub asks: Vec<Ask>,
    /// What follows.
    #[serde(default)]
    pub effects: Vec<Effect>,
}

/// What a stage means to reports and clocks of any process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Nobody has taken it up yet.
    New,
    /// Somebody works on it.
    Active,
    /// It waits for something outside: clocks pause, up to the cap.
    Waiting,
    /// It came to its end.
    Done,
    /// It ended without being done.
    Cancelled,
}

impl Category {
    /// Whether nothing more is expected.
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }

    /// The word for it in definitions and tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Active => "active",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Where a case can stand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its name in other parts of the definition.
    pub id: String,
    /// What it is called.
    pub label: Words,
    /// What it means.
    pub category: Category,
    /// The role that moves it on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Fields that may be corrected here by the owner role or the assignee.
    #[serde(default)]
    pub edit: Vec<String>,
    /// The same, and must be given when the form is saved.
    #[serde(default)]
    pub required: Vec<String>,
    /// Fields not shown here to anybody whom no view lets read them. All others are read only.
    #[serde(default)]
    pub hidden: Vec<String>,
    /// What others than the owner role see and may correct.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<View>,
    /// Whether waiting here counts against the pause caps.
    #[serde(default = "yes")]
    pub capped: bool,
}

/// What some see of the fields of a case at a stage, and may correct.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// Whom it is for: roles, or what somebody is to the case.
    pub by: Vec<String>,
    /// Fields not shown to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<String>,
    /// Fields shown to them although the stage hides them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub read: Vec<String>,
    /// Fields they may correct.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edit: Vec<String>,
    /// The same, and must be given when the form is saved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
}

impl View {
    /// Its fields by how they stand before whom it is for, in the words of the language.
    pub const fn modes(&self) -> [(&'static str, &Vec<String>); 4] {
        [("hidden", &self.hidden), ("read", &self.read), ("edit", &self.edit), ("required", &self.required)]
    }

    /// Every field it names.
    pub fn fields(&self) -> impl Iterator<Item = &String> {
        self.modes().into_iter().flat_map(|(_, names)| names)
    }
}

fn yes() -> bool {
    true
}

impl Definition {
    /// The stage with this id.
    pub fn stage(&self, id: &str) -> Option<&Stage> {
        self.stages.iter().find(|s| s.id == id)
    }

    /// The action with this id.
    pub fn action(&self, id: &str) -> Option<&Action> {
        self.actions.iter().find(|a| a.id == id)
    }

    /// The clock with this id.
    pub fn clock(&self, id: &str) -> Option<&Clock> {
        self.clocks.iter().find(|c| c.id == id)
    }

    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<&FieldSpec> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// The work item with this id.
    pub fn work_item(&self, id: &str) -> Option<&WorkItem> {
        self.work_items.iter().find(|w| w.id == id)
    }

    /// Everything that follows anything, with where it is written.
    pub fn effects(&self) -> Vec<(String, &[Effect])> {
        let rungs = |c: &'_ Clock| format!("clock {}", c.id);
        let mut all: Vec<(String, &[Effect])> = vec![("open".into(), &self.open.effects)];
        all.extend(self.actions.iter().map(|a| (format!("action {}", a.id), a.effects.as_slice())));
        let after = |w: &'_ WorkItem| format!("work_item {}", w.id);
        all.extend(
            self.work_items.iter().flat_map(|w| [(after(w), w.on_fail.as_slice()), (after(w), w.on_pass.as_slice())]),
        );
        all.extend(self.clocks.iter().flat_map(|c| c.rungs.iter().map(move |r| (rungs(c), r.effects.as_slice()))));
        all.extend(self.sample.iter().map(|s| ("sample".to_owned(), s.on_fail.as_slice())));
        all.push(("pause".into(), &self.pause.effects));
        all
    }

    /// What a clock promises, for figures over all processes: `response`, `completion`, `follow_up`, or else its own name.
    pub fn promise_of<'a>(&'a self, clock: &'a Clock) -> &'a str {
        let calls = |id: &String| self.action(id).is_some_and(|a| a.does == Some(Does::FollowUp));
        if clock.stops_on.iter().any(calls) { "follow_up" } else { &clock.id }
    }

    /// The calendar a clock is counted in when its budget is working time.
    pub fn calendar_of<'a>(&'a self, clock: &'a Clock) -> &'a str {
        clock.calendar.as_deref().unwrap_or(&self.calendar)
    }
}

impl Stage {
    /// Whether one of the words names this stage: its id, its category, or `open`.
    pub fn is_named_by(&self, words: &[String]) -> bool {
        words
            .iter()
            .any(|word| word == &self.id || word == self.category.word() || (word == "open" && !self.category.is_end()))
    }
}
