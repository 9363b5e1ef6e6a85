//! What a resident is shown of his cases.

use std::{collections::BTreeMap, sync::Arc};

use kernel::{ActorKind, Error, OrgId, Result};
use module::Context;
use party::Role;
use process::{
    Definition, Offer, Who, offers,
    runtime::{self, CaseId, Engine, Loaded},
};
use property::{PlaceId, PlaceLine};
use ui::{record::Happening, texts::Speech};
use uuid::Uuid;

use crate::home::model::Nothing;

use super::{
    model::{CaseLine, CaseLines, CaseRow, CaseShown, OfferLine, StoryLine, ThisCase},
    rules::{self, Stay},
    store,
};

/// The places a resident belongs to today, with what he is there.
pub(crate) struct Rooms {
    /// Each place with his role, the first he came to first.
    pub now: Vec<(PlaceLine, Role)>,
    /// All his stays, past ones included.
    pub stays: Vec<(OrgId, Stay)>,
}

/// One case as its resident sees it.
pub(crate) struct Seen {
    /// The case.
    pub case: Loaded,
    /// Where, in words.
    pub place: Option<String>,
    /// What he may do.
    pub offers: Vec<Offer>,
    /// What happened, latest first.
    pub story: Vec<Happening>,
}

pub(crate) fn engine(cx: &Context) -> Result<Arc<Engine>> {
    cx.platform().service::<Engine>().ok_or_else(|| Error::Internal("the case engine was not started".into()))
}

/// Where the resident belongs and belonged.
pub(crate) async fn rooms(cx: &mut Context) -> Result<Rooms> {
    let me = me(cx)?;
    let today = cx.now().date(cx.zone());
    let held = party::stays(cx, kernel::Id::from_uuid(me)).await?;
    let held: Vec<_> = held.into_iter().filter(|s| s.role != Role::EmergencyContact).collect();
    let stay = |s: &party::Stay| Stay { place: s.place_id.uuid(), from_on: s.from_on, to_on: s.to_on };
    let stays: Vec<(OrgId, Stay)> = held.iter().map(|s| (s.org_id, stay(s))).collect();
    let mut current: Vec<(PlaceId, Role)> =
        held.iter().filter(|s| stay(s).lasts_on(today)).map(|s| (s.place_id, s.role)).collect();
    current.dedup_by_key(|(place, _)| *place);
    let ids: Vec<PlaceId> = current.iter().map(|(id, _)| *id).collect();
    let mut lines = property::place_lines(cx, &ids).await?;
    let now = current.into_iter().filter_map(|(id, role)| Some((lines.remove(&id)?, role))).collect();
    Ok(Rooms { now, stays })
}

fn me(cx: &Context) -> Result<Uuid> {
    let actor = cx.actor();
    if actor.kind == ActorKind::Resident { Ok(actor.id) } else { Err(Error::NotFound) }
}

/// Every case that is his to see, latest first.
pub(crate) async fn mine(cx: &mut Context, rooms: &Rooms) -> Result<Vec<CaseRow>> {
    let (me, zone) = (me(cx)?, cx.zone());
    let mut found: BTreeMap<CaseId, CaseRow> = BTreeMap::new();
    for row in store::of_requester(cx, me).await? {
        found.insert(row.id, row);
    }
    for (org, stay) in &rooms.stays {
        for row in store::of_place(cx, *org, stay.place, stay.from_on.start(zone)).await? {
            found.insert(row.id, row);
        }
    }
    let stays: Vec<Stay> = rooms.stays.iter().map(|(_, stay)| stay.clone()).collect();
    let is_his = |c: &CaseRow| rules::sees(me, &stays, c.requester_id, c.place_id, c.opened_at.date(zone));
    let mut mine: Vec<CaseRow> = found.into_values().filter(is_his).collect();
    mine.sort_by_key(|c| std::cmp::Reverse(c.opened_at));
    Ok(mine)
}

/// A case that is his to see.
///
/// # Errors
/// [`Error::NotFound`] for every other: to him it does not exist.
pub(crate) async fn load(cx: &mut Context, id: CaseId) -> Result<Loaded> {
    let me = me(cx)?;
    let case = runtime::load(cx, id).await?;
    let opened = case.state.opened_at.unwrap_or(cx.now()).date(cx.zone());
    let stays: Vec<Stay> = rooms(cx).await?.stays.into_iter().map(|(_, stay)| stay).collect();
    let requester = case.state.requester.as_ref().filter(|p| p.kind == ActorKind::Resident).map(|p| p.id);
    let sight = desk::sight(cx).await?;
    let his = rules::sees(me, &stays, requester, case.place, opened) && sight.knows(&case);
    if his { Ok(case) } else { Err(Error::NotFound) }
}

/// The resident as the engine sees him: one of the household that asked.
pub(crate) fn who(cx: &Context, org: OrgId) -> Who {
    let actor = cx.actor();
    let roles = actor.roles_in(org).map(str::to_owned).collect();
    Who { kind: actor.kind, id: actor.id, name: String::new(), roles, is_requester: true, stands_for: None }
}

/// One case with everything its resident is shown.
pub(crate) async fn seen(cx: &mut Context, id: CaseId) -> Result<Seen> {
    let case = load(cx, id).await?;
    let sides = [who(cx, case.org)];
    let log = runtime::timeline(cx, &case, &sides).await?;
    let mut offers = offers(&case.def, &case.state, &sides[0], cx.now().date(cx.zone()));
    for offer in &mut offers {
        desk::show_what_to_confirm(cx, &case, &mut offer.form).await;
    }
    let place = place_words(cx, &case).await?;
    let story = rules::story(&cx.speech(), &case.def, &log, cx.zone());
    Ok(Seen { case: case.shown_to(&sides), place, offers, story })
}

/// Where a case is, in words.
pub(crate) async fn place_words(cx: &mut Context, case: &Loaded) -> Result<Option<String>> {
    let Some(id) = case.place.map(kernel::Id::from_uuid) else { return Ok(None) };
    Ok(property::place_lines(cx, &[id]).await?.remove(&id).map(|line| line.name))
}

/// How far a case is, in words, with the step when it is a repair.
pub(crate) fn stands(speech: &Speech, def: Option<&Definition>, process: &str, stage: &str) -> (Option<u8>, String) {
    match rules::progress(process, stage) {
        Some((step, key)) => (Some(step), speech.say(key)),
        None => (
            None,
            def.and_then(|d| d.stage(stage)).map_or_else(|| stage.to_owned(), |s| speech.label(&(&s.label).into())),
        ),
    }
}

/// Every case that is his to see, for programs.
pub async fn list(cx: &mut Context, _: Nothing) -> Result<CaseLines> {
    let rooms = rooms(cx).await?;
    let (rows, engine, speech) = (mine(cx, &rooms).await?, engine(cx)?, cx.speech());
    let line = |row: CaseRow| {
        let def = engine.current(&row.process).ok();
        let (step, progress) = stands(&speech, def.as_deref(), &row.process, &row.stage);
        let open = !matches!(row.category.as_str(), "done" | "cancelled");
        let CaseRow { id, number, process, title, opened_at, .. } = row;
        CaseLine { id, number, process, title, progress, step, open, opened_at }
    };
    Ok(CaseLines { rows: rows.into_iter().map(line).collect() })
}

/// One case, for programs.
pub async fn read(cx: &mut Context, which: ThisCase) -> Result<CaseShown> {
    let Seen { case, place, offers, story } = seen(cx, which.id).await?;
    let (speech, state) = (cx.speech(), &case.state);
    let (step, progress) = stands(&speech, Some(&case.def), &case.def.key, &state.stage);
    let title = state.fields.get(&case.def.list.title).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    let offer = |o: Offer| OfferLine {
        label: speech.label(&(&o.label).into()),
        refusal: o.refusal.as_ref().map(|r| speech.message(&r.message())),
        action: o.action,
    };
    let happened = |h: Happening| StoryLine {
        at: h.at,
        text: h.text,
        detail: h.detail,
        photos: h.photos.into_iter().map(|photo| photo.href).collect(),
    };
    Ok(CaseShown {
        line: CaseLine {
            id: case.id,
            number: case.number.clone(),
            process: case.def.key.clone(),
            title,
            progress,
            step,
            open: !state.is_ended(&case.def),
            opened_at: state.opened_at.unwrap_or(cx.now()),
        },
        place,
        assignee: state.assignee.as_ref().map(|p| p.name.clone()).filter(|name| !name.is_empty()),
        offers: offers.into_iter().map(offer).collect(),
        story: story.into_iter().map(happened).collect(),
    })
}
