//! The nouns of a process definition, as a quality manager writes them in one TOML file.

use std::{collections::BTreeMap, sync::OnceLock};

use kernel::{Budget, expr::Expr, lang::Label};
use serde::{Deserialize, Serialize};

use crate::{
    field::FieldSpec,
    include::Include,
    written::{Ask, BudgetSource, RungAt, TableCell, Target},
};

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
    /// Clauses of standards and company rules it follows.
    #[serde(default)]
    pub standards: Vec<String>,
    /// The business calendar of everything counted in working time.
    #[serde(default = "office")]
    pub calendar: String,
    /// The letters before its numbers, as in `BX261123-A007`.
    pub number: String,
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

/// Words in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

impl From<&Words> for Label {
    fn from(words: &Words) -> Self {
        Self::Both { zh: words.zh.clone(), en: words.en.clone() }
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
    /// Fields not shown here. All others are read only.
    #[serde(default)]
    pub hidden: Vec<String>,
    /// Whether waiting here counts against the pause caps.
    #[serde(default = "yes")]
    pub capped: bool,
}

fn yes() -> bool {
    true
}

/// What somebody can do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Its name.
    pub id: String,
    /// The words on the button.
    pub label: Words,
    /// Stages, categories, or `open` for every stage that is not an end.
    pub from: Vec<String>,
    /// Where it leads; absent: the case stays where it is.
    #[serde(default)]
    pub to: Target,
    /// Roles, or `requester`, `assignee`, `staff`, `anyone`, `system`.
    pub by: Vec<String>,
    /// When it can be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// Why not, in the words of the trade, when `when` does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Words>,
    /// Fields asked in its own form; `name?` may be left out.
    #[serde(default)]
    pub asks: Vec<Ask>,
    /// Fields that must be known, from before or from its own form.
    #[serde(default)]
    pub requires: Vec<String>,
    /// Work items that must be finished.
    #[serde(default)]
    pub requires_work: Vec<String>,
    /// The reasons to choose from; one must be given.
    #[serde(default)]
    pub reasons: Vec<Reason>,
    /// Not by whoever did one of these last (two pairs of eyes).
    #[serde(default)]
    pub not_same_actor_as: Vec<String>,
    /// Who has the case afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assign: Option<Assign>,
    /// What else it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub does: Option<Does>,
    /// What follows.
    #[serde(default)]
    pub effects: Vec<Effect>,
    /// Whether the page asks once more.
    #[serde(default)]
    pub confirm: bool,
    /// How the button looks.
    #[serde(default)]
    pub tone: Tone,
}

/// Why somebody did something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The stored value.
    pub value: String,
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
    /// How long a case may wait for this in all; then the clocks run on by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Budget>,
}

/// Who has the case after an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assign {
    /// Whoever acts.
    #[serde(rename = "self")]
    Actor,
    /// The person named in the form.
    Input,
    /// Nobody: whoever of the trade takes it.
    Pool,
    /// The next on duty, found by the caller.
    Rotation,
    /// Nobody.
    Clear,
    /// As a decision table says: `self`, `pool`, `clear`, or a role of which the next on duty takes it.
    #[serde(untagged)]
    Table(TableCell),
}

/// What an action does besides moving the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// Counts one more urging.
    Urge,
    /// Puts the case under a master case.
    Merge,
    /// Records one attempt of the call after the work.
    FollowUp,
}

/// How a button looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// The next step.
    Primary,
    /// One of several.
    #[default]
    Normal,
    /// Hard to take back.
    Danger,
}

/// What follows an action or a rung.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// Tells people.
    Notify {
        /// Roles, or `requester`, `assignee`, `watchers`, `first_asked`.
        to: Vec<String>,
        /// What they are told.
        text: Words,
        /// Only then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        when: Option<Expr>,
    },
    /// Opens another case.
    Spawn {
        /// The process of the new case.
        process: String,
        /// How the two are linked, as in `rework`.
        link: String,
        /// Fields carried over.
        #[serde(default)]
        copy: Vec<String>,
        /// After a failed work item: the field of the new case that takes over its pictures.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<String>,
        /// Only then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        when: Option<Expr>,
    },
    /// Gives a field a value.
    Set {
        /// The field.
        field: String,
        /// Its value by an expression,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<Expr>,
        /// or by a decision table.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        table: Option<TableCell>,
    },
    /// Runs a named action of another module.
    Call {
        /// Its name in the registry.
        action: String,
        /// Its input, each by an expression.
        #[serde(default)]
        input: BTreeMap<String, Expr>,
        /// Only then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        when: Option<Expr>,
    },
}

impl Effect {
    /// The condition without which it does not follow.
    pub fn when(&self) -> Option<&Expr> {
        match self {
            Self::Notify { when, .. } | Self::Spawn { when, .. } | Self::Call { when, .. } => when.as_ref(),
            Self::Set { .. } => None,
        }
    }
}

/// A decision table: the first row whose condition holds decides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub label: Words,
    /// Its rows, the last without condition.
    pub rows: Vec<Row>,
}

/// A row of a decision table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// When it fits; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// What it says: a budget, a choice or a text under each output.
    pub then: BTreeMap<String, String>,
}

/// A time limit: a budget that is used up while it runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub label: Words,
    /// `open`, or the actions that start it.
    pub starts_on: Vec<String>,
    /// Stages or categories in which it runs; elsewhere it is held.
    pub runs_in: Vec<String>,
    /// Actions that meet it.
    pub stops_on: Vec<String>,
    /// When it applies at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// How long it may run.
    pub budget: BudgetSource,
    /// Its business calendar when not that of the definition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// Points at which somebody is told.
    #[serde(default)]
    pub rungs: Vec<Rung>,
    /// What rework does to it; absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_reopen: Option<OnReopen>,
}

/// A point of a clock at which something follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// Where: `50%`, `-15 minutes` before or `+2 hours` after the end, in the clock's own time.
    pub at: RungAt,
    /// What follows.
    #[serde(default)]
    pub effects: Vec<Effect>,
}

/// What rework does to a clock that had stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnReopen {
    /// It goes on with what is left.
    Continue,
    /// It begins anew.
    Restart,
    /// It goes on with what is left, but at least this.
    Grace(Budget),
}

/// What the case does by itself when cases it opened have ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// How those cases are linked to it: the `link` of the effect that opened them.
    pub link: String,
    /// How many of them must have ended.
    pub wait: Wait,
    /// The action it then does, once it stands where that can be done.
    pub then: String,
}

/// How many of the cases a case opened must have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Wait {
    /// All or any of them.
    Word(WaitWord),
    /// So many.
    Count(u32),
}

/// All or any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitWord {
    /// Every one.
    All,
    /// The first that ends.
    Any,
}

impl Wait {
    /// Whether so many of so many are enough; nothing waits for cases that were never opened.
    pub fn is_over(self, ended: u32, all: u32) -> bool {
        match self {
            Self::Word(WaitWord::All) => all > 0 && ended >= all,
            Self::Word(WaitWord::Any) => ended > 0,
            Self::Count(wanted) => ended >= wanted,
        }
    }
}

/// Typed steps inside a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkItem {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub label: Words,
    /// Who records it: roles or `assignee`.
    pub by: Vec<String>,
    /// Stages in which it can be recorded.
    pub stages: Vec<String>,
    /// Its steps.
    #[serde(rename = "step")]
    pub steps: Vec<FieldSpec>,
    /// When what was recorded is a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fails_when: Option<Expr>,
    /// What follows a failure.
    #[serde(default)]
    pub on_fail: Vec<Effect>,
    /// Whether the case goes on from these stages only when it is recorded.
    #[serde(default, skip_serializing_if = "is_not")]
    pub required: bool,
    /// Whether it is recorded again and again; the history keeps each time.
    #[serde(default, skip_serializing_if = "is_not")]
    pub repeatable: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_not(yes: &bool) -> bool {
    !yes
}

/// How long a case may wait.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PausePolicy {
    /// In all; then the clocks run on by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Budget>,
    /// What follows when a cap is reached.
    #[serde(default)]
    pub effects: Vec<Effect>,
}

/// The call after the work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// The stage of cases to be called.
    pub stage: String,
    /// Where a case goes that is not chosen.
    pub otherwise: String,
    /// Cases that are always called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub always: Option<Expr>,
    /// How many of a hundred others, chosen by the case's id.
    #[serde(default)]
    pub rate: u8,
    /// Not before this has passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Budget>,
    /// How often it is tried.
    pub attempts: u32,
}

/// Which ended cases are drawn each day for a second look by a superior, and what follows when one does not pass.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sampling {
    /// Who checks.
    pub by: Vec<String>,
    /// How many of a hundred cases that came to their end on a day,
    #[serde(default)]
    pub share: u8,
    /// but at least so many in a community, as far as there are,
    #[serde(default)]
    pub at_least: u32,
    /// and at most so many.
    #[serde(default = "many")]
    pub at_most: u32,
    /// Only of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// The action by which a case that did not pass goes back to work; its words are the checker's reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rework: Option<String>,
    /// What else follows when one does not pass.
    #[serde(default)]
    pub on_fail: Vec<Effect>,
}

fn many() -> u32 {
    1_000
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
        all.extend(self.work_items.iter().map(|w| (format!("work_item {}", w.id), w.on_fail.as_slice())));
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
