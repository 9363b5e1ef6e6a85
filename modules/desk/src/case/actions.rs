//! What is done to cases: the engine decides, the desk brings what it cannot know – people, places, who is on duty.

use kernel::{ActorKind, Error, Id, Message, OrgId, Result};
use module::{Change, Context, search};
use org::{StaffId, StaffName};
use party::PersonId;
use process::{
    Command, Definition, Person,
    definition::Assign,
    runtime::{self, CaseId, Done, Loaded, NewCase, Standing},
};
use property::{PlaceId, PlaceLine};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    model::{
        ActOnCase, ArticleUsed, AttachFiles, Channel, CommentCase, EditCase, OpenCase, RecordItem, UndoCase,
        UseArticle, WatchCase,
    },
    queries::{engine, is_requester, load, place_words, take},
    rules,
};
use crate::{
    deputy, dispatch, follow_up, mass_incident,
    tie::{actions::tie, model::Tie},
};

/// Opens a case for whoever calls, writes or stands at the desk.
pub async fn open(cx: &mut Context, input: OpenCase) -> Result<Done> {
    open_case(cx, input).await
}

/// The same for other modules: a resident opens it for himself, staff for whom they name.
///
/// # Errors
/// Fields that are missing or refused by the process; [`Error::NotFound`] for places and people out of scope.
pub async fn open_case(cx: &mut Context, input: OpenCase) -> Result<Done> {
    let def = engine(cx)?.current(&input.process)?;
    let mut fields = input.input.unwrap_or_default();
    let place = match input.place_id.or_else(|| named(&fields, def.list.place.as_ref())) {
        Some(id) => Some(property::place_line(cx, id).await?),
        None => None,
    };
    let org = whose(cx, place.as_ref(), input.org_id)?;
    let asks = |name: &str| def.open.asks.iter().any(|ask| ask.field == name);
    if let (Some(name), Some(place)) = (def.list.place.as_ref().filter(|name| asks(name)), &place) {
        fields.insert(name.clone(), place.id.to_string().into());
    }
    let contact = match input.requester_id {
        Some(person) => Some(person),
        None => register(cx, org, input.contact_name.as_deref(), input.contact_phone).await?,
    };
    let standing = if cx.actor().kind == ActorKind::Resident { Standing::Requester } else { Standing::Himself };
    let standing_at_desk = standing == Standing::Himself;
    let cause = input.caused_by.filter(|_| standing_at_desk);
    if let Some(cause) = cause {
        load(cx, cause).await.map_err(|_| Error::field("caused_by", Message::of("invalid-ref")))?;
    }
    let requester = match contact {
        Some(person) if standing == Standing::Himself => Some(requester(cx, person).await?),
        _ => None,
    };
    if let Some(person) = contact.filter(|_| asks("contact")) {
        fields.insert("contact".to_owned(), person.to_string().into());
    }
    let new = NewCase {
        id: None,
        org,
        process: input.process,
        channel: channel(cx, input.channel).word().to_owned(),
        requester,
        place: place.as_ref().map(|p| p.id.uuid()),
        area: place.as_ref().and_then(|p| p.building_id).map(PlaceId::uuid),
        input: fields,
    };
    let title = new.input.get(&def.list.title).and_then(Value::as_str).unwrap_or_default().to_owned();
    let done = runtime::open(cx, new, standing).await.map_err(rules::at_input)?;
    findable(cx, org, &done, &title, place.as_ref()).await?;
    if let Some(cause) = cause {
        tie(cx, done.id, Tie::CausedBy, cause).await?;
    }
    if let Some(incident) = input.mass_incident_id.filter(|_| standing_at_desk) {
        let incident = mass_incident::store::one(cx, incident).await?;
        let case = runtime::load(cx, done.id).await?;
        return mass_incident::actions::into(cx, &incident, &case).await;
    }
    Ok(done)
}

/// By which way a case came in, when nobody says.
fn channel(cx: &Context, said: Option<Channel>) -> Channel {
    match (cx.actor().kind, said) {
        // Nobody outside the house chooses for himself how he came.
        (ActorKind::Resident, _) => Channel::Resident,
        (ActorKind::Anonymous, _) => Channel::Qr,
        (_, Some(said)) => said,
        (ActorKind::Staff, None) => Channel::Phone,
        (ActorKind::System, None) => Channel::Api,
    }
}

/// The place named in the process's own form.
fn named(fields: &Map<String, Value>, field: Option<&String>) -> Option<PlaceId> {
    fields.get(field?)?.as_str()?.parse().ok()
}

/// Where a case belongs: where its place is, else the community named, else the only one there is.
fn whose(cx: &Context, place: Option<&PlaceLine>, said: Option<OrgId>) -> Result<OrgId> {
    if let Some(place) = place {
        return Ok(place.org_id);
    }
    if let Some(org) = said {
        return cx.within(org).map(|()| org);
    }
    let units: Vec<OrgId> = cx.scope().0.iter().copied().filter(|org| *org != kernel::COMPANY).collect();
    match units.as_slice() {
        [only] => Ok(*only),
        _ => Err(Error::field("place_id", Message::of("invalid-required"))),
    }
}

/// Enters somebody who called and is not known yet, so that his number is kept as every other is.
async fn register(cx: &mut Context, org: OrgId, name: Option<&str>, phone: Option<String>) -> Result<Option<PersonId>> {
    let Some(name) = name.map(str::trim).filter(|n| !n.is_empty()) else {
        return match phone {
            Some(_) => Err(Error::field("contact_name", Message::of("invalid-required"))),
            None => Ok(None),
        };
    };
    let person = party::AddPerson { name: name.to_owned(), phone, community: Some(org), ..party::AddPerson::default() };
    party::add_person(cx, person).await.map(|added| Some(added.id)).map_err(|error| match error {
        Error::Invalid(fields) => Error::Invalid(
            fields.into_iter().map(|f| kernel::FieldError { field: format!("contact_{}", f.field), ..f }).collect(),
        ),
        other => other,
    })
}

/// A registered person as the one who asked; his name masked, since it stands in the log for good.
async fn requester(cx: &mut Context, id: PersonId) -> Result<Person> {
    let name = party::person_names(cx, &[id]).await?.remove(&id).ok_or(Error::NotFound)?;
    Ok(Person { kind: ActorKind::Resident, id: id.uuid(), name })
}

/// Makes a new case findable by its number and by the words of its title.
async fn findable(cx: &mut Context, org: OrgId, done: &Done, title: &str, place: Option<&PlaceLine>) -> Result<()> {
    let mut terms = vec![search::key(&done.number)];
    if let Some((_, tail)) = done.number.split_once('-') {
        terms.push(search::key(tail));
        terms.push(tail.trim_start_matches(|c: char| c.is_ascii_alphabetic()).to_owned());
    }
    terms.push(search::key(title).chars().take(40).collect());
    let entry = search::Entry {
        org,
        id: done.id.uuid(),
        kind: "case",
        title: format!("{} {title}", done.number),
        subtitle: place.map(place_words).unwrap_or_default(),
        path: format!("/desk/cases/{}", done.id),
        terms,
    };
    search::add(cx.tx(), &[entry]).await
}

/// Does one of the actions that the process offers.
pub async fn act(cx: &mut Context, input: ActOnCase) -> Result<Done> {
    let case = take(cx, input.id).await?;
    rules::is_current(input.version, case.version)?;
    let fields = input.input.unwrap_or_default();
    let call = follow_up::queries::calls(&case.def, &input.action).then(|| fields.clone());
    let done = act_on(cx, &case, input.action, fields).await?;
    if let Some(said) = call {
        follow_up::actions::noted(cx, &case, &said).await?;
    }
    Ok(done)
}

/// The same to a case that was taken already.
pub(crate) async fn act_on(
    cx: &mut Context,
    case: &Loaded,
    action: String,
    fields: Map<String, Value>,
) -> Result<Done> {
    if let Some(master) = fields.get("master").and_then(Value::as_str).and_then(|id| id.parse().ok()) {
        let unknown = |_| Error::field("input.master", Message::of("invalid-ref"));
        load(cx, master).await.map_err(unknown)?;
    }
    let assignee = assignee(cx, case, &action, &fields).await?;
    let takes = case.def.action(&action).is_some_and(|a| a.assign == Some(Assign::Actor));
    let actor = cx.actor();
    let himself = (takes && actor.kind == ActorKind::Staff).then(|| (actor.id, actor.name.clone()));
    if let Some((id, name)) = assignee.as_ref().map(|p| (p.id, p.name.clone())).or(himself) {
        dispatch::queries::refuse_lapsed(cx, case, &fields, (StaffId::from_uuid(id), &name)).await?;
    }
    let command = Command::Act { action, input: fields, assignee: assignee.clone(), master: None };
    let done = command_as(cx, case, &command).await?;
    match assignee {
        Some(person) => given_on(cx, case, &person, done).await,
        None => Ok(done),
    }
}

/// Does it as himself or, where that is not his to do, as the colleague he stands in for.
pub(crate) async fn command_as(cx: &mut Context, case: &Loaded, command: &Command) -> Result<Done> {
    let own = standing(cx, case);
    let refused = match runtime::apply_to(cx, case, command, own).await {
        Err(error) if rules::is_of_others(&error) => error,
        done => return done.map_err(rules::at_input),
    };
    for (of, roles) in deputy::queries::standings(cx, case.org).await? {
        match runtime::apply_to(cx, case, command, Standing::Deputy { of, roles }).await {
            Err(error) if rules::is_of_others(&error) => {}
            done => return done.map_err(rules::at_input),
        }
    }
    Err(refused)
}

/// What was given to somebody who is away goes to whoever stands in for him.
async fn given_on(cx: &mut Context, case: &Loaded, to: &Person, done: Done) -> Result<Done> {
    let Some(deputy) = deputy::queries::stand_in(cx, Id::from_uuid(to.id)).await? else { return Ok(done) };
    let command = Command::Give { to: colleague(deputy.id, deputy.name), instead_of: Some(to.clone()), reason: None };
    runtime::apply(cx, case.id, &command, Standing::System).await
}

/// What the actor is to the case.
fn standing(cx: &Context, case: &Loaded) -> Standing {
    if is_requester(cx, &case.state) { Standing::Requester } else { Standing::Himself }
}

/// Whom an action gives the case to: the one its form names, or the next on duty.
async fn assignee(cx: &mut Context, case: &Loaded, action: &str, input: &Map<String, Value>) -> Result<Option<Person>> {
    match case.def.action(action).and_then(|a| a.assign.clone()) {
        Some(Assign::Input) => {
            let Some(id) = input.get("assignee").and_then(Value::as_str) else { return Ok(None) };
            let unknown = || Error::field("input.assignee", Message::of("invalid-ref"));
            let id: StaffId = id.parse().map_err(|_| unknown())?;
            let found = org::staff_names(cx, &[id]).await?.remove(&id).ok_or_else(unknown)?;
            Ok(Some(colleague(id, found.name)))
        }
        Some(Assign::Rotation) => {
            let next = dispatch::queries::next_on_duty(cx, case, input).await?;
            Ok(next.map(|staff| colleague(staff.id, staff.name)))
        }
        Some(Assign::Table(cell)) => match case.def.look_up(&case.state, input, &cell, cx.now().date(cx.zone())) {
            Some(word) if !matches!(word.as_str(), "self" | "pool" | "clear") => {
                let next = dispatch::queries::next_of(cx, case.org, &word).await?;
                Ok(next.map(|staff| colleague(staff.id, staff.name)))
            }
            _ => Ok(None),
        },
        _ => Ok(None),
    }
}

fn colleague(id: StaffId, name: String) -> Person {
    Person { kind: ActorKind::Staff, id: id.uuid(), name }
}

/// Corrects what is recorded, as far as the stage lets it be corrected.
pub async fn edit(cx: &mut Context, input: EditCase) -> Result<Done> {
    let command = Command::Edit { input: input.input.unwrap_or_default() };
    command_on(cx, input.id, input.version, command).await
}

/// Records the steps of a work item.
pub async fn record(cx: &mut Context, input: RecordItem) -> Result<Done> {
    let command = Command::Record { item: input.item, input: input.input.unwrap_or_default() };
    command_on(cx, input.id, None, command).await
}

/// Remarks something; what a requester writes is always open to both sides.
pub async fn comment(cx: &mut Context, input: CommentCase) -> Result<Done> {
    let open = cx.actor().kind == ActorKind::Resident || input.open.unwrap_or(false);
    let command = Command::Comment {
        text: input.text,
        open,
        files: input.photos.unwrap_or_default().into_iter().map(|p| p.0).collect(),
    };
    command_on(cx, input.id, None, command).await.map_err(rules::at_photos)
}

/// Puts files on a case.
pub async fn attach(cx: &mut Context, input: AttachFiles) -> Result<Done> {
    let text = match input.note {
        Some(note) => note,
        None => cx.speech().say("desk-attached"),
    };
    let open = cx.actor().kind == ActorKind::Resident;
    command_on(
        cx,
        input.id,
        None,
        Command::Comment { text, open, files: input.files.into_iter().map(|f| f.0).collect() },
    )
    .await
}

/// Takes back what he did last, while that can be taken back.
pub async fn undo(cx: &mut Context, input: UndoCase) -> Result<Done> {
    command_on(cx, input.id, None, Command::Undo).await
}

/// Begins or ends being told of every step.
pub async fn watch(cx: &mut Context, input: WatchCase) -> Result<Done> {
    command_on(cx, input.id, None, Command::Watch { on: input.on }).await
}

/// Notes on a case which standard answer was given to it, in which version.
pub(crate) async fn use_article(cx: &mut Context, input: UseArticle) -> Result<ArticleUsed> {
    let case = load(cx, input.id).await?;
    let article = knowledge::given(cx, input.article_id).await?;
    let said = serde_json::json!({ "article": article.number, "version": article.version });
    cx.record(Change::to(case.org, case.id).after(&said));
    Ok(ArticleUsed { id: case.id, article_id: article.id })
}

/// Gives a case to a colleague, or to whoever stands in for him now; answers to whom it went.
///
/// # Errors
/// [`Error::NotFound`] for cases out of scope; what the engine refuses.
pub async fn give_case(cx: &mut Context, id: CaseId, to: StaffName, reason: String) -> Result<StaffName> {
    let to = deputy::queries::stand_in(cx, to.id).await?.unwrap_or(to);
    let give = Command::Give { to: deputy::queries::colleague(&to), instead_of: None, reason: Some(reason) };
    let case = runtime::load(cx, id).await?;
    dispatch::queries::refuse_lapsed(cx, &case, &Map::new(), (to.id, &to.name)).await?;
    runtime::apply(cx, id, &give, Standing::Himself).await?;
    Ok(to)
}

async fn command_on(cx: &mut Context, id: CaseId, based_on: Option<i64>, command: Command) -> Result<Done> {
    let case = take(cx, id).await?;
    rules::is_current(based_on, case.version)?;
    command_as(cx, &case, &command).await
}

/// Makes a case findable that another one opened.
pub(crate) async fn spawned(cx: &mut Context, spawn: runtime::Spawn) -> Result<()> {
    let (id, def): (Uuid, std::sync::Arc<Definition>) = (spawn.id.uuid(), engine(cx)?.current(&spawn.process)?);
    let title = spawn.input.get(&def.list.title).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (org, place) = (spawn.org, spawn.place);
    runtime::spawned(cx, spawn).await?;
    let place = match place {
        Some(place) => property::place_line(cx, Id::from_uuid(place)).await.ok(),
        None => None,
    };
    let case = runtime::load(cx, Id::from_uuid(id)).await?;
    let done = Done { id: case.id, number: case.number, stage: case.state.stage, version: case.version };
    search::remove(cx.tx(), org, id).await?;
    findable(cx, org, &done, &title, place.as_ref()).await
}
