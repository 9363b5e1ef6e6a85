//! What is said when a part of a draft is changed. Every input says the whole part: what is left out is taken away.

use std::collections::BTreeMap;

use desk::DraftId;
use process::definition::Commitment;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A part to be taken away.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct RemovePart {
    /// The draft.
    pub id: DraftId,
    /// The kind of part: `stage`, `include`; `rule` for what stands once; or the list it stands in, as `action.accept.effects`.
    #[schemars(length(min = 1, max = 120))]
    pub part: String,
    /// Its name in the definition.
    #[schemars(length(min = 1, max = 60))]
    pub key: String,
    /// The version of the draft it was seen at.
    pub version: Option<i64>,
}

/// A part to be moved among those of its kind.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct MovePart {
    /// The draft.
    pub id: DraftId,
    /// The kind of part, or the list it stands in, as when it is taken away.
    #[schemars(length(min = 1, max = 120))]
    pub part: String,
    /// Its name in the definition.
    #[schemars(length(min = 1, max = 60))]
    pub key: String,
    /// Where to: `up` or `down`.
    #[schemars(length(min = 1, max = 10))]
    pub toward: String,
    /// The version of the draft it was seen at.
    pub version: Option<i64>,
}

/// What most parts say of themselves.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct Named {
    /// The draft.
    pub id: DraftId,
    /// The version of the draft it was seen at.
    pub version: Option<i64>,
    /// Its name in the definition.
    #[schemars(length(min = 1, max = 40))]
    pub key: String,
    /// What it is called, 中文.
    #[schemars(length(min = 1, max = 60))]
    pub label_zh: String,
    /// What it is called, English.
    #[schemars(length(min = 1, max = 120))]
    pub label_en: String,
}

/// A stage: where a case can stand.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct StagePart {
    /// What it says of itself.
    #[serde(flatten)]
    pub named: Named,
    /// Which stage; for a new one, the one behind which it stands.
    #[schemars(length(max = 60))]
    pub stage: Option<String>,
    /// What it means: new, active, waiting, done, cancelled.
    #[schemars(length(min = 1, max = 20))]
    pub category: String,
    /// The role that moves it on.
    #[schemars(length(max = 40))]
    pub owner_role: Option<String>,
    /// Fields that may be corrected here.
    pub edit_fields: Option<Vec<String>>,
    /// The same, and must be given.
    pub required_fields: Option<Vec<String>>,
    /// Fields not shown here.
    pub hidden_fields: Option<Vec<String>>,
    /// What others than the owner role see and may correct.
    pub views: Option<Vec<ViewRow>>,
    /// Whether waiting here does not count against the caps.
    pub uncapped: Option<bool>,
}

/// How a field stands before a role at a stage.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct ViewRow {
    /// The role, or what somebody is to the case.
    #[schemars(length(min = 1, max = 40))]
    pub role: String,
    /// The field.
    #[schemars(length(min = 1, max = 60))]
    pub field: String,
    /// How: hidden, read, edit, required.
    #[schemars(length(min = 1, max = 20))]
    pub mode: String,
}

/// One of several ways an action may lead.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct WayRow {
    /// When it is taken; the last has none.
    #[schemars(length(max = 500))]
    pub when: Option<String>,
    /// Where to.
    #[schemars(length(min = 1, max = 60))]
    pub to_stage: String,
    /// Whether the work is done again.
    pub rework: Option<bool>,
}

/// A field a form asks.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct AskRow {
    /// The field.
    #[schemars(length(min = 1, max = 60))]
    pub field: String,
    /// Whether it may be left out.
    pub optional: Option<bool>,
}

/// A reason to choose from.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct ReasonRow {
    /// The stored value.
    #[schemars(length(min = 1, max = 40))]
    pub value: String,
    /// 中文
    #[schemars(length(min = 1, max = 60))]
    pub zh: String,
    /// English
    #[schemars(length(min = 1, max = 120))]
    pub en: String,
    /// How long a case may wait for it in all.
    #[schemars(length(max = 40))]
    pub cap: Option<String>,
}

/// A choice of a field.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct ChoiceRow {
    /// The stored value.
    #[schemars(length(min = 1, max = 40))]
    pub value: String,
    /// 中文
    #[schemars(length(min = 1, max = 60))]
    pub zh: String,
    /// English
    #[schemars(length(min = 1, max = 120))]
    pub en: String,
}

/// Somebody who is told something.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct NoticeRow {
    /// Roles, or `requester`, `assignee`, `watchers`, with commas between.
    #[schemars(length(min = 1, max = 300))]
    pub tell: String,
    /// 中文
    #[schemars(length(min = 1, max = 200))]
    pub zh: String,
    /// English
    #[schemars(length(min = 1, max = 300))]
    pub en: String,
}

/// An action: what somebody can do.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct ActionPart {
    /// What it says of itself.
    #[serde(flatten)]
    pub named: Named,
    /// Which action; for a new one, the one behind which it stands.
    #[schemars(length(max = 60))]
    pub action: Option<String>,
    /// Stages, categories, or `open`.
    pub from_stages: Vec<String>,
    /// Where it leads; left out: the case stays where it is.
    #[schemars(length(max = 60))]
    pub to_stage: Option<String>,
    /// Where it leads by conditions; stands above `to_stage`.
    pub ways: Option<Vec<WayRow>>,
    /// Who can do it.
    pub roles: Vec<String>,
    /// What its form asks.
    pub asks: Option<Vec<AskRow>>,
    /// Fields that must be known.
    pub needs: Option<Vec<String>>,
    /// Fields whose recorded value is shown, and has to be confirmed.
    pub confirms: Option<Vec<String>>,
    /// Work items that must be recorded and have passed.
    pub needs_work: Option<Vec<String>>,
    /// When it can be done.
    #[schemars(length(max = 500))]
    pub when: Option<String>,
    /// Why not, 中文.
    #[schemars(length(max = 200))]
    pub otherwise_zh: Option<String>,
    /// Why not, English.
    #[schemars(length(max = 300))]
    pub otherwise_en: Option<String>,
    /// The reasons to choose from.
    pub reasons: Option<Vec<ReasonRow>>,
    /// How long whoever does it can take it back.
    #[schemars(length(max = 40))]
    pub undo: Option<String>,
    /// Not by whoever did one of these last.
    pub not_same_actor_as: Option<Vec<String>>,
    /// Who has the case afterwards.
    #[schemars(length(max = 80))]
    pub assign: Option<String>,
    /// What else it does: urge, merge, follow_up.
    #[schemars(length(max = 20))]
    pub does: Option<String>,
    /// Who is told.
    pub notices: Option<Vec<NoticeRow>>,
    /// How the button looks: primary, normal, danger.
    #[schemars(length(max = 20))]
    pub tone: Option<String>,
    /// Whether the page asks once more.
    pub confirm: Option<bool>,
}

/// A point of a limit at which somebody is told.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct RungRow {
    /// Where: `50%`, `-15 minutes`, `+2 hours`.
    #[schemars(length(min = 1, max = 40))]
    pub point: String,
    /// Who is told.
    #[schemars(length(max = 300))]
    pub tell: Option<String>,
    /// 中文
    #[schemars(length(max = 200))]
    pub zh: Option<String>,
    /// English
    #[schemars(length(max = 300))]
    pub en: Option<String>,
}

/// A time limit.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct ClockPart {
    /// What it says of itself.
    #[serde(flatten)]
    pub named: Named,
    /// Which limit; for a new one, the one behind which it stands.
    #[schemars(length(max = 60))]
    pub clock: Option<String>,
    /// How long it may run: `2 hours`, `1 workday`, or an output of a table, `limits.response`.
    #[schemars(length(min = 1, max = 60))]
    pub budget: String,
    /// Whose word it is: customer, internal, vendor; internal when left out.
    pub commitment: Option<Commitment>,
    /// `open`, or the actions that start it.
    pub starts_on: Vec<String>,
    /// Stages or categories in which it runs.
    pub runs_in: Vec<String>,
    /// Actions that meet it.
    pub stops_on: Vec<String>,
    /// Its own business calendar.
    #[schemars(length(max = 40))]
    pub calendar: Option<String>,
    /// When it applies at all.
    #[schemars(length(max = 500))]
    pub when: Option<String>,
    /// What rework does to it: continue, restart, grace.
    #[schemars(length(max = 20))]
    pub on_reopen: Option<String>,
    /// With `grace`: how much is left at least.
    #[schemars(length(max = 40))]
    pub grace: Option<String>,
    /// When somebody is told.
    pub rungs: Option<Vec<RungRow>>,
}

/// What a field or a step holds.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct Holding {
    /// What it holds: text, long_text, integer, money, …
    #[schemars(length(min = 1, max = 20))]
    pub holds: String,
    /// The choices, when it is one.
    pub options: Option<Vec<ChoiceRow>>,
    /// The noun it points at, when it is a reference.
    #[schemars(length(max = 40))]
    pub refers_to: Option<String>,
    /// The least value or number of characters that is taken.
    pub least: Option<i64>,
    /// The greatest value or number of characters that is taken.
    pub greatest: Option<i64>,
    /// Whether it may be given several times.
    pub several: Option<bool>,
}

/// A field: what is recorded.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct FieldPart {
    /// What it says of itself.
    #[serde(flatten)]
    pub named: Named,
    /// Which field; for a new one, the one behind which it stands.
    #[schemars(length(max = 60))]
    pub field: Option<String>,
    /// What it holds.
    #[serde(flatten)]
    pub holding: Holding,
    /// Whether it is personal data.
    pub is_personal: Option<bool>,
    /// Stages in which it may be corrected.
    pub edit_stages: Option<Vec<String>>,
    /// Stages in which it must be given.
    pub required_stages: Option<Vec<String>>,
    /// Stages in which it is not shown.
    pub hidden_stages: Option<Vec<String>>,
}

/// A row of a decision table.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct TableRow {
    /// When it fits; the last has none.
    #[schemars(length(max = 500))]
    pub when: Option<String>,
    /// What it says under each output.
    pub then: BTreeMap<String, String>,
}

/// An output of a decision table, with what it says where nothing else fits.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct OutputRow {
    /// Its name.
    #[schemars(length(min = 1, max = 40))]
    pub name: String,
    /// What it says.
    #[schemars(length(min = 1, max = 200))]
    pub value: String,
}

/// A decision table.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct TablePart {
    /// What it says of itself.
    #[serde(flatten)]
    pub named: Named,
    /// Which table; for a new one, the one behind which it stands.
    #[schemars(length(max = 60))]
    pub table: Option<String>,
    /// Its rows; the first that fits decides.
    pub decisions: Option<Vec<TableRow>>,
    /// Further outputs: what they say in every row there is.
    pub outputs: Option<Vec<OutputRow>>,
}

/// A value a fragment is included with.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct FragmentValue {
    /// The parameter.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// Its value; several with commas between, where it takes a list.
    #[schemars(length(max = 500))]
    pub value: Option<String>,
}

/// A fragment with its values: an approval ladder, the call after the work.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct FragmentPart {
    /// The draft.
    pub id: DraftId,
    /// Which fragment.
    #[schemars(length(min = 1, max = 60))]
    pub fragment: String,
    /// The version of the draft it was seen at.
    pub version: Option<i64>,
    /// Its values; those left empty are as the fragment says itself.
    pub settings: Option<Vec<FragmentValue>>,
}

/// A fragment to be written out, so that its parts can be changed here.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct UnfoldFragment {
    /// The draft.
    pub id: DraftId,
    /// Which fragment.
    #[schemars(length(min = 1, max = 60))]
    pub fragment: String,
    /// The version of the draft it was seen at.
    pub version: Option<i64>,
}

/// What stands at the head of a definition.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct HeadPart {
    /// The draft.
    pub id: DraftId,
    /// The version of the draft it was seen at.
    pub version: Option<i64>,
    /// What it is called, 中文.
    #[schemars(length(min = 1, max = 60))]
    pub label_zh: String,
    /// What it is called, English.
    #[schemars(length(min = 1, max = 120))]
    pub label_en: String,
    /// What it is for, 中文.
    #[schemars(length(max = 300))]
    pub purpose_zh: Option<String>,
    /// What it is for, English.
    #[schemars(length(max = 500))]
    pub purpose_en: Option<String>,
    /// Clauses of standards and company rules it follows.
    pub standards: Option<Vec<String>>,
    /// For how many years the records of its cases are kept.
    #[schemars(range(min = 1, max = 100))]
    pub retention_years: Option<u16>,
    /// Whether they are kept for good.
    pub permanent: Option<bool>,
    /// The law or rule that says so.
    #[schemars(length(max = 200))]
    pub retention_source: Option<String>,
    /// The business calendar of everything counted in working time.
    #[schemars(length(max = 40))]
    pub calendar: Option<String>,
    /// The letters before its numbers, as in `BX261123-A007`.
    #[schemars(length(min = 1, max = 4))]
    pub letters: String,
    /// Under what it stands among all processes, as in `customer`.
    #[schemars(length(max = 40))]
    pub business_area: Option<String>,
    /// The field that says in a list what a case is about,
    #[schemars(length(min = 1, max = 60))]
    pub list_title: String,
    /// what kind of matter it is,
    #[schemars(length(max = 60))]
    pub list_topic: Option<String>,
    /// how much it hurries,
    #[schemars(length(max = 60))]
    pub list_urgency: Option<String>,
    /// and where it is.
    #[schemars(length(max = 60))]
    pub list_place: Option<String>,
    /// Who can open a case.
    pub roles: Vec<String>,
    /// The roles that may read its cases beside whoever acts in them; everybody at work when left out.
    pub readers: Option<Vec<String>>,
    /// What is asked then.
    pub asks: Option<Vec<AskRow>>,
}
