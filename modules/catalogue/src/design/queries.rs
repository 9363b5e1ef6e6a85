//! A draft with what is written and what would not work; what somebody would see; what two versions do otherwise.

use std::{collections::BTreeSet, sync::Arc};

use desk::{DraftId, DraftRow};
use kernel::{ActorKind, Date, Error, Result, form::Form};
use module::Context;
use process::{
    Definition, FieldSpec, KindSpec, Offer, State, Who, Words,
    drafting::{self, Side, Sketch},
    event::Person,
    offers,
    runtime::Engine,
};
use ui::Speech;
use uuid::Uuid;

use super::model::{
    CompareVersions, Comparison, PartDifference, Preview, PreviewAction, PreviewDesign, ValueChange, WhichDesign,
};
use crate::entry::rules::Roles;
pub(crate) use crate::{role as role_said, said};

/// Whoever is not on duty but part of the case, in definitions.
pub(crate) const STANDINGS: [&str; 5] = ["requester", "assignee", "staff", "anyone", "system"];
/// Who can be told besides roles.
const TOLD: [&str; 2] = ["watchers", "first_asked"];

/// The case engine.
pub(crate) fn engine(cx: &Context) -> Result<Arc<Engine>> {
    cx.platform().service::<Engine>().ok_or_else(|| Error::Internal("the case engine was not started".into()))
}

/// The roles of the house, in the order of their words.
pub(crate) fn roles(cx: &Context) -> Vec<&'static str> {
    let all = cx.platform().registry.permissions().flat_map(|p| p.roles.iter().copied());
    all.filter(|role| *role != "admin").collect::<BTreeSet<_>>().into_iter().collect()
}

/// Every role and standing by what people call it, and by its word.
pub(crate) fn roles_by_name(cx: &Context) -> Roles {
    let speech = cx.speech();
    let words = roles(cx).into_iter().chain(STANDINGS).chain(TOLD);
    words.map(|word| (role_said(&speech, word), word.to_owned())).collect()
}

/// Everybody who can be told something: roles and standings, and the fields of a draft that name a person.
pub(crate) async fn told_by_name(cx: &mut Context, id: DraftId) -> Result<Roles> {
    let draft = desk::draft(cx, id).await?;
    let fields = desk::sketch(cx, &draft.body)?.map(|sketch| sketch.def.fields).unwrap_or_default();
    let speech = cx.speech();
    let mut all = roles_by_name(cx);
    for field in fields.into_iter().filter(names_a_person) {
        all.entry(said(&speech, &field.label)).or_insert_with(|| field.name.clone());
        all.entry(field.name.clone()).or_insert(field.name);
    }
    Ok(all)
}

/// Whether a field says who can be told.
pub(crate) fn names_a_person(field: &FieldSpec) -> bool {
    field.kind == KindSpec::Ref && matches!(field.to.as_deref(), Some("person" | "staff"))
}

/// A draft as its author sees it.
pub(crate) struct Design {
    pub draft: DraftRow,
    /// What is written, or why it cannot be read.
    pub sketch: std::result::Result<Sketch, String>,
    pub can_undo: bool,
    pub can_redo: bool,
}

/// One draft with its proof.
pub(crate) async fn design(cx: &mut Context, id: DraftId) -> Result<Design> {
    let draft = desk::draft(cx, id).await?;
    let sketch = desk::sketch(cx, &draft.body)?;
    let (can_undo, can_redo) = (desk::can_undo(cx, id).await?, desk::can_redo(cx, id).await?);
    Ok(Design { draft, sketch, can_undo, can_redo })
}

/// What is written in a draft that can be read.
pub(crate) async fn sketch(cx: &mut Context, id: DraftId) -> Result<(DraftRow, Sketch)> {
    let shown = design(cx, id).await?;
    let unreadable =
        |words: String| Error::Broken(kernel::Message::of("catalogue-design-unreadable").with("words", words));
    Ok((shown.draft, shown.sketch.map_err(unreadable)?))
}

/// What somebody sees of a case that stands somewhere.
pub(crate) struct Seen {
    pub stage: String,
    pub role: String,
    pub offers: Vec<Offer>,
    pub edits: Form,
    /// The names of the fields he is not shown.
    pub hidden: Vec<String>,
    pub work: Vec<(String, Words, Form)>,
}

/// The buttons and forms of a role at a stage, by the same guard that decides the doing.
pub(crate) fn seen(def: &Definition, asked: &PreviewDesign, today: Date) -> Option<Seen> {
    let stage = asked.stage.as_deref().filter(|s| !s.is_empty())?;
    let stage = def.stage(stage)?;
    let own = stage.owner.clone().unwrap_or_else(|| "staff".to_owned());
    let role = asked.role.clone().filter(|r| !r.is_empty()).unwrap_or(own);
    let person = |nth: u128, kind| Person { kind, id: Uuid::from_u128(nth), name: String::new() };
    let is_requester = role == "requester";
    let kind = if is_requester { ActorKind::Resident } else { ActorKind::Staff };
    let me = person(1, kind);
    let has_case = asked.has_case == Some(true) || role == "assignee";
    let state = State {
        case: Uuid::from_u128(9),
        definition: def.hash().to_owned(),
        stage: stage.id.clone(),
        before: stage.id.clone(),
        // What has to be confirmed is there to be confirmed.
        fields: def.actions.iter().flat_map(|a| &a.confirms).map(|name| (name.clone(), "…".into())).collect(),
        requester: Some(if is_requester { me.clone() } else { person(2, ActorKind::Resident) }),
        assignee: Some(if has_case { me.clone() } else { person(3, ActorKind::Staff) }),
        ..State::default()
    };
    let who = Who { kind, id: me.id, name: String::new(), roles: vec![role.clone()], is_requester, stands_for: None };
    Some(Seen {
        stage: stage.id.clone(),
        offers: offers(def, &state, &who, today),
        work: process::work_offers(def, &state, &who),
        edits: process::edit_form(def, &state, &who),
        hidden: def.hidden_from(&state, std::slice::from_ref(&who)).into_iter().collect(),
        role,
    })
}

/// What somebody would see, as figures.
pub async fn preview(cx: &mut Context, asked: PreviewDesign) -> Result<Preview> {
    let (_, sketch) = sketch(cx, asked.id).await?;
    let speech = cx.speech();
    let names = |form: &Form| form.fields.iter().map(|f| f.name.clone()).collect();
    let today = cx.now().date(cx.zone());
    let Some(seen) = seen(&sketch.def, &asked, today) else {
        let form = process::opening_form(&sketch.def);
        let (edits, none) = (names(&form), String::new);
        return Ok(Preview { stage: none(), role: none(), actions: Vec::new(), edits, hidden: Vec::new() });
    };
    let action = |o: &Offer| PreviewAction {
        action: o.action.clone(),
        label: said(&speech, &o.label),
        refusal: o.refusal.as_ref().map(|r| speech.message(&r.message())),
        asks: names(&o.form),
    };
    let actions = seen.offers.iter().map(action).collect();
    Ok(Preview { edits: names(&seen.edits), hidden: seen.hidden, stage: seen.stage, role: seen.role, actions })
}

/// A version to compare: what is written, and what it is called in the choice.
pub(crate) struct Version {
    pub body: String,
    pub sketch: std::result::Result<Sketch, String>,
}

/// The text of a version: `shipped`, `current`, or a draft's id.
pub(crate) async fn version(cx: &mut Context, process: &str, which: &str) -> Result<Version> {
    let body = match which {
        "shipped" => desk::text_shipped(cx, process).ok_or(Error::NotFound)?,
        "current" => desk::text_in_force(cx, process).await?,
        id => {
            let draft = desk::draft(cx, id.parse().map_err(|_| Error::NotFound)?).await?;
            if draft.process == process { draft.body } else { return Err(Error::NotFound) }
        }
    };
    let sketch = desk::sketch(cx, &body)?;
    Ok(Version { body, sketch })
}

/// Which two versions are meant.
pub(crate) async fn sides(cx: &mut Context, asked: &CompareVersions) -> Result<(String, String)> {
    let given = |side: &Option<String>| side.clone().filter(|s| !s.is_empty());
    let latest = desk::drafts_of(cx, &asked.process).await?.first().map(|d| d.id.to_string());
    let later = given(&asked.later).or(latest).unwrap_or_else(|| "current".to_owned());
    Ok((given(&asked.earlier).unwrap_or_else(|| "current".to_owned()), later))
}

/// What two versions do otherwise, part by part.
pub(crate) fn differences(speech: &Speech, earlier: &Definition, later: &Definition) -> Vec<PartDifference> {
    let words = |w: &Words| said(speech, w);
    let change = |c: drafting::Change| ValueChange {
        name: c.key,
        was: drafting::shown(&c.was, &words),
        is: drafting::shown(&c.is, &words),
    };
    let part = |d: drafting::Difference| PartDifference {
        label: d.label.as_ref().map_or_else(|| d.id.clone(), words),
        kind: d.kind,
        key: d.id,
        side: match d.side {
            Side::Added => "added",
            Side::Removed => "removed",
            Side::Both => "both",
        }
        .to_owned(),
        changes: d.changes.into_iter().map(change).collect(),
    };
    drafting::compare(earlier, later).into_iter().map(part).collect()
}

/// What two versions of a process do otherwise.
pub async fn compare(cx: &mut Context, asked: CompareVersions) -> Result<Comparison> {
    let (earlier, later) = sides(cx, &asked).await?;
    let was = version(cx, &asked.process, &earlier).await?;
    let is = version(cx, &asked.process, &later).await?;
    let speech = cx.speech();
    let parts = match (&was.sketch, &is.sketch) {
        (Ok(was), Ok(is)) => differences(&speech, &was.def, &is.def),
        _ => Vec::new(),
    };
    let lines = drafting::lines(&was.body, &is.body);
    let count = |side: Side| lines.iter().filter(|(s, _)| *s == side).count();
    Ok(Comparison { parts, lines_removed: count(Side::Removed), lines_added: count(Side::Added) })
}

/// What would not work of a draft, for the API: place, file, line and words.
pub async fn view(cx: &mut Context, which: WhichDesign) -> Result<DesignRecord> {
    let shown = design(cx, which.id).await?;
    let (parts, problems) = match &shown.sketch {
        Err(words) => (Vec::new(), vec![words.clone()]),
        Ok(sketch) => {
            let def = &sketch.def;
            let stages = def.stages.iter().map(|s| format!("stage {}", s.id));
            let actions = def.actions.iter().map(|a| format!("action {}", a.id));
            let clocks = def.clocks.iter().map(|c| format!("clock {}", c.id));
            let fields = def.fields.iter().map(|f| format!("field {}", f.name));
            let items = def.work_items.iter().map(|w| format!("work_item {}", w.id));
            let tables = def.tables.iter().map(|t| format!("table {}", t.id));
            let joins = def.joins.iter().map(|j| format!("join {}", j.link));
            let parts = stages.chain(actions).chain(clocks).chain(fields).chain(items).chain(tables).chain(joins);
            let speech = cx.speech();
            (parts.collect(), sketch.findings.iter().map(|finding| desk::finding_said(&speech, finding)).collect())
        }
    };
    let (can_undo, can_redo) = (shown.can_undo, shown.can_redo);
    Ok(DesignRecord { id: which.id, version: shown.draft.version, parts, problems, can_undo, can_redo })
}

/// A draft as a design.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct DesignRecord {
    /// The draft.
    pub id: DraftId,
    /// Its version, to send along with a change.
    pub version: i64,
    /// Its parts, as in `stage paused`.
    pub parts: Vec<String>,
    /// What would not work, with file and line.
    pub problems: Vec<String>,
    /// Whether the last change can be taken back.
    pub can_undo: bool,
    /// Whether a change that was taken back can be made again.
    pub can_redo: bool,
}
