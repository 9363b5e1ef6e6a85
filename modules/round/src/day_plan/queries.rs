//! The days of one's posts, the days of a community's posts, and who of a post has read its day.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    ActorKind, COMPANY, Label, OrgId, Result,
    form::{Choice, Kind, form_of},
};
use module::{Context, Shape};
use org::{PostId, PostPeople, StaffId};
use round::procedure::Procedure;
use serde_json::json;

use super::{
    model::{DayNamed, EditPostDays, OwnDay, PostDays, PostLine, Receipt, WhichPostDays, WhichPosts},
    rules::{self, Edition, Held},
    store as rows,
};
use crate::{
    PLAN_EDIT, WORK_VIEW,
    procedure::{model::ProcedureRow, queries::said, store},
};

/// The editions of days that are in force, in the order of the library.
async fn editions(cx: &mut Context) -> Result<Vec<(ProcedureRow, Procedure)>> {
    let rows = store::day_plans(cx).await?.into_iter();
    rows.map(|row| Ok((serde_json::from_str(&row.body)?, row)))
        .map(|read| read.map(|(what, row)| (row, what)))
        .collect()
}

fn told(editions: &[(ProcedureRow, Procedure)]) -> Vec<Edition<'_>> {
    editions.iter().map(|(row, what)| (row.key.as_str(), row.community_id, what.roles.as_slice())).collect()
}

/// What was said of the days of these posts.
async fn chosen(cx: &mut Context, posts: &[PostPeople]) -> Result<BTreeMap<PostId, Vec<String>>> {
    let ids: Vec<PostId> = posts.iter().map(|post| post.id).collect();
    let rows = rows::chosen(cx, &ids).await?.into_iter();
    rows.map(|row| Ok((row.post_id, serde_json::from_str(&row.keys)?))).collect()
}

/// The days of the posts whoever asks fills, in the order of the library; those that only fit his role without a community to read them in.
pub(crate) async fn own(cx: &mut Context) -> Result<Vec<OwnDay>> {
    if cx.actor().kind != ActorKind::Staff {
        return Ok(Vec::new());
    }
    let me = StaffId::from_uuid(cx.actor().id);
    let editions = editions(cx).await?;
    let told = told(&editions);
    let mut found: BTreeMap<usize, BTreeSet<OrgId>> = BTreeMap::new();
    let communities: Vec<OrgId> =
        cx.actor().scope(WORK_VIEW).0.iter().filter(|org| **org != COMPANY).copied().collect();
    for org in communities {
        let mut posts = org::posts_of(cx, org).await?;
        posts.retain(|post| post.people.iter().any(|one| one.id == me));
        let chosen = chosen(cx, &posts).await?;
        let of = |post: &PostPeople| {
            let keys = chosen.get(&post.id).map(Vec::as_slice).unwrap_or_default();
            rules::held(&told, org, &post.role, keys)
        };
        let mut held: Vec<Held> = posts.iter().map(of).collect();
        // A role somebody has without a post stands for one nobody has said anything of.
        let without = cx.actor().roles_in(org).filter(|role| posts.iter().all(|post| post.role != *role));
        held.extend(without.map(|role| rules::held(&told, org, role, &[])));
        for Held { places, settled } in held {
            for place in places {
                found.entry(place).or_default().extend(settled.then_some(org));
            }
        }
    }
    let mut days = Vec::new();
    for (place, (row, procedure)) in editions.into_iter().enumerate() {
        let Some(orgs) = found.remove(&place) else { continue };
        let orgs: Vec<OrgId> = orgs.into_iter().collect();
        let read = rows::readings(cx, row.id, &orgs).await?;
        let own: Vec<_> = read.iter().filter(|one| one.staff_id == me).map(|one| one.read_at).collect();
        let read_at = if own.len() == orgs.len() { own.last().copied() } else { None };
        days.push(OwnDay { row, procedure, orgs, read_at });
    }
    // What is his to read stands before what he may look at.
    days.sort_by_key(|day| day.orgs.is_empty());
    Ok(days)
}

/// Who fills the posts of a day in the communities whoever asks leads, and when each has read this edition; those who have not come first.
pub(crate) async fn receipts(cx: &mut Context, row: &ProcedureRow) -> Result<Vec<Receipt>> {
    let editions = editions(cx).await?;
    let told = told(&editions);
    let of = |org: &&OrgId| **org != COMPANY && row.community_id.is_none_or(|community| community == **org);
    let orgs: Vec<OrgId> = cx.actor().scope(PLAN_EDIT).0.iter().filter(of).copied().collect();
    let read = rows::readings(cx, row.id, &orgs).await?;
    let mut list: Vec<Receipt> = Vec::new();
    for org in orgs {
        let posts = org::posts_of(cx, org).await?;
        let chosen = chosen(cx, &posts).await?;
        for post in posts {
            let keys = chosen.get(&post.id).map(Vec::as_slice).unwrap_or_default();
            let held = rules::held(&told, org, &post.role, keys);
            if !held.settled || held.places.iter().all(|place| editions[*place].0.id != row.id) {
                continue;
            }
            let at = |id| read.iter().find(|one| (one.org_id, one.staff_id) == (org, id)).map(|one| one.read_at);
            let people = post.people.into_iter();
            list.extend(people.map(|one| Receipt { read_at: at(one.id), name: one.name, post: post.name.clone() }));
        }
    }
    list.sort_by_key(|one| one.read_at);
    Ok(list)
}

/// The posts of a community with their days, for programs and the page; first those of which nobody has said which day they follow.
pub async fn view(cx: &mut Context, which: WhichPosts) -> Result<PostDays> {
    let org_id = org::chosen_community(cx, which.org_id).await?;
    let (editions, posts) = (editions(cx).await?, org::posts_of(cx, org_id).await?);
    let (told, chosen, speech) = (told(&editions), chosen(cx, &posts).await?, cx.speech());
    let named = |place: &usize| {
        let (row, what) = &editions[*place];
        DayNamed { procedure_id: row.id, code: row.key.clone(), title: said(&speech, &what.title) }
    };
    let line = |post: PostPeople| {
        let keys = chosen.get(&post.id).map(Vec::as_slice).unwrap_or_default();
        let held = rules::held(&told, org_id, &post.role, keys);
        PostLine {
            post_id: post.id,
            name: post.name,
            role: post.role,
            people: post.people.into_iter().map(|one| one.name).collect(),
            days: held.places.iter().map(named).collect(),
            settled: held.settled,
        }
    };
    let mut posts: Vec<PostLine> = posts.into_iter().map(line).filter(|line| !line.days.is_empty()).collect();
    posts.sort_by_key(|line| line.settled);
    Ok(PostDays { org_id, posts })
}

/// The days written for a role, by key, with what they are called.
pub(crate) async fn offered(cx: &mut Context, role: &str) -> Result<Vec<(String, Label)>> {
    let editions = editions(cx).await?.into_iter();
    let for_role =
        editions.filter(|(row, what)| row.community_id.is_none() && what.roles.iter().any(|one| one == role));
    Ok(for_role.map(|(row, what)| (row.key, Label::Both { zh: what.title.zh, en: what.title.en })).collect())
}

/// The form in which it is said which days a post follows.
pub(crate) async fn form(cx: &mut Context, which: WhichPostDays) -> Result<Shape> {
    let post = org::post_people(cx, which.post_id).await?;
    let choices = offered(cx, &post.role).await?;
    let choices = choices.into_iter().map(|(value, label)| Choice { value, label: Some(label) }).collect();
    let mut form = form_of::<EditPostDays>();
    if let Some(field) = form.fields.iter_mut().find(|field| field.name == "days") {
        field.kind = Kind::Choice { choices };
        (field.min, field.max) = (None, None);
    }
    let days = chosen(cx, std::slice::from_ref(&post)).await?.remove(&post.id).unwrap_or_default();
    let title = cx.speech().say_with("round-post-days-of", &[("name", &post.name)]);
    let values = json!({ "post_id": post.id, "days": days });
    Ok(Shape { title: Some(title), form, values, known: BTreeMap::new() })
}
