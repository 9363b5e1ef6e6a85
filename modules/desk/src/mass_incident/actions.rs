//! Opening a mass incident, taking cases into it, telling everybody what is expected.

use kernel::{Error, Message, Result};
use module::{Change, Context};
use process::{
    Command, Definition,
    definition::Does,
    runtime::{self, Done, Loaded, Standing},
};
use property::{PlaceId, PlaceLine};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    model::{
        AbsorbCase, AddMassIncident, EditMassIncident, MassIncidentDone, MassIncidentId, MassIncidentRow,
        ThisMassIncident,
    },
    queries, rules, store,
};
use crate::{
    case::{queries::load, store as cases},
    notification::{
        events::{About, tell, tell_words},
        model::NoticeKind,
    },
};

/// Lets a case take in all others about the same.
pub async fn create(cx: &mut Context, input: AddMassIncident) -> Result<MassIncidentDone> {
    rules::still_ahead(input.expected_at, cx.now())?;
    let case = load(cx, input.case_id).await?;
    if case.state.is_ended(&case.def) || case.state.master.is_some() {
        return Err(Error::broken("desk-mass-incident-not-open"));
    }
    if store::of_case(cx, case.org, case.id).await?.is_some() {
        return Err(Error::broken("desk-mass-incident-already"));
    }
    if let Some(area) = input.area_id
        && property::place_line(cx, area).await?.org_id != case.org
    {
        return Err(Error::field("area_id", Message::of("invalid-ref")));
    }
    let title = case.state.fields.get(&case.def.list.title).and_then(Value::as_str).unwrap_or_default().to_owned();
    let row = MassIncidentRow {
        id: cx.new_id(),
        org_id: case.org,
        case_id: case.id,
        number: case.number,
        title,
        area_id: input.area_id,
        topic: input.topic.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()),
        script: input.script,
        expected_at: input.expected_at,
        opened_at: cx.now(),
        ended_at: None,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    touch(cx, &row);
    Ok(MassIncidentDone { id: row.id })
}

/// Changes what is said and expected, and tells everybody whose case became part of it or whom it reaches.
pub async fn edit(cx: &mut Context, input: EditMassIncident) -> Result<MassIncidentDone> {
    let was = store::locked(cx, input.id).await?;
    if was.ended_at.is_some() {
        return Err(Error::broken("desk-mass-incident-over"));
    }
    rules::still_ahead(input.expected_at, cx.now())?;
    let is = MassIncidentRow { script: input.script, expected_at: input.expected_at, ..was.clone() };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    let merged = cases::merged_into(cx, is.org_id, is.case_id).await?;
    for row in cases::by_ids(cx, &merged).await? {
        let state: process::State = serde_json::from_str(&row.state)?;
        let people: Vec<Uuid> = state.requester.iter().map(|p| p.id).filter(|id| !id.is_nil()).collect();
        let about = About {
            org: row.org_id,
            case: row.id,
            number: row.number,
            title: row.title,
            kind: NoticeKind::MassIncident,
        };
        let key = format!("{}/{}", is.id, cx.new_uuid());
        tell_words(cx, &key, &about, &people, &is.script, &is.script).await?;
    }
    let (reached, key) = (store::watchers(cx, &is).await?, format!("{}/{}", is.id, cx.new_uuid()));
    tell_words(cx, &key, &about_it(&is), &reached, &is.script, &is.script).await?;
    touch(cx, &is);
    Ok(MassIncidentDone { id: is.id })
}

/// It is over for the desk; the cases that are part of it end with theirs.
pub async fn end(cx: &mut Context, input: ThisMassIncident) -> Result<MassIncidentDone> {
    let was = store::locked(cx, input.id).await?;
    if was.ended_at.is_some() {
        return Err(Error::broken("desk-mass-incident-over"));
    }
    let is = MassIncidentRow { ended_at: Some(cx.now()), ..was.clone() };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    tell_over(cx, &is).await?;
    touch(cx, &is);
    Ok(MassIncidentDone { id: is.id })
}

/// Whoever has no case of his own hears from nobody else that it is over.
pub(crate) async fn tell_over(cx: &mut Context, row: &MassIncidentRow) -> Result<()> {
    let reached = store::watchers(cx, row).await?;
    tell(cx, &format!("{}/over", row.id), &about_it(row), &reached, "desk-told-incident-over").await
}

fn about_it(row: &MassIncidentRow) -> About {
    About {
        org: row.org_id,
        case: row.case_id,
        number: row.number.clone(),
        title: row.title.clone(),
        kind: NoticeKind::MassIncident,
    }
}

/// A case becomes part of it: merged where its process can, tied to it where it cannot.
pub async fn absorb(cx: &mut Context, input: AbsorbCase) -> Result<Done> {
    let incident = store::one(cx, input.id).await?;
    if incident.ended_at.is_some() {
        return Err(Error::broken("desk-mass-incident-over"));
    }
    let case = load(cx, input.case_id).await?;
    into(cx, &incident, &case).await
}

/// All open cases about the same become part of it; what refuses stays as it is and is seen on the page.
pub async fn absorb_all(cx: &mut Context, input: ThisMassIncident) -> Result<MassIncidentDone> {
    let incident = store::one(cx, input.id).await?;
    for row in queries::alike(cx, &incident).await? {
        let case = load(cx, row.id).await?;
        if merging(&case.def).is_none() {
            continue;
        }
        match into(cx, &incident, &case).await {
            Ok(_) | Err(Error::Broken(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(MassIncidentDone { id: incident.id })
}

/// The action by which a process makes a case part of another.
fn merging(def: &Definition) -> Option<String> {
    def.actions.iter().find(|a| a.does == Some(Does::Merge)).map(|a| a.id.clone())
}

pub(crate) async fn into(cx: &mut Context, incident: &MassIncidentRow, case: &Loaded) -> Result<Done> {
    if case.org != incident.org_id || case.id == incident.case_id {
        return Err(Error::NotFound);
    }
    let done = match merging(&case.def) {
        Some(action) => {
            let input = Map::from_iter([("master".to_owned(), json!(incident.case_id))]);
            let master = Some(incident.case_id.uuid());
            let command = Command::Act { action, input, assignee: None, master };
            runtime::apply(cx, case.id, &command, Standing::Himself).await?
        }
        None => crate::tie::actions::tie(cx, case.id, crate::tie::model::Tie::CausedBy, incident.case_id).await?,
    };
    touch(cx, incident);
    Ok(done)
}

/// Notes that it reaches whoever asks – one of the household, or somebody who scanned a code there – so that he need not report
/// it; once for each person. The caller knows that the place is his, or stands before him.
///
/// # Errors
/// [`Error::NotFound`] for one that does not reach the place; that it is over.
pub async fn watch(cx: &mut Context, id: MassIncidentId, place: &PlaceLine) -> Result<()> {
    let incident = store::locked(cx, id).await?;
    if incident.ended_at.is_some() {
        return Err(Error::broken("desk-mass-incident-over"));
    }
    let about = rules::About { place: Some(place.id.uuid()), area: place.building_id.map(PlaceId::uuid), topic: None };
    if incident.org_id != place.org_id || !rules::takes_in(&incident, about) {
        return Err(Error::NotFound);
    }
    let person = Some(cx.actor().id).filter(|id| !id.is_nil());
    if let Some(person) = person
        && store::watches(cx, &incident, person).await?
    {
        return Ok(());
    }
    store::watch(cx, &incident, person, Some(place.id)).await?;
    cx.record(Change::to(incident.org_id, incident.id).after(&json!({ "reaches": place.id })));
    touch(cx, &incident);
    Ok(())
}

fn touch(cx: &mut Context, row: &MassIncidentRow) {
    cx.touch(format!("mass_incidents:{}", row.org_id));
    cx.touch(format!("cases:{}", row.org_id));
}
