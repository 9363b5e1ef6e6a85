//! Entering staff, posts, and who fills which.

use std::collections::BTreeSet;

use kernel::{Error, Message, Result};
use module::{
    Change, Context,
    search::{self, Entry},
};
use serde_json::json;

use super::{
    model::{
        AddAssignment, AddPost, AddStaff, AssignmentDone, AssignmentRow, EditPost, EditStaff, EndAssignment, EndStaff,
        PostDone, PostRow, PostState, Revealed, StaffDone, StaffRow, StaffState, ThisPost, ThisStaff,
    },
    queries, rules, store,
};
use crate::model::StaffId;

/// Enters a member of staff, and the post he fills from today on.
pub async fn create(cx: &mut Context, input: AddStaff) -> Result<StaffDone> {
    cx.within(input.unit_id)?;
    let id: StaffId = cx.new_id();
    if store::number_is_taken(cx, &input.number, id).await? {
        return Err(taken(&input.number));
    }
    let vault = cx.platform().vault.clone();
    let (key, wrapped) = vault.new_key()?;
    let phone = input.phone.as_deref().map(str::trim).filter(|p| !p.is_empty());
    let row = StaffRow {
        id,
        unit_id: input.unit_id,
        number: input.number,
        name: input.name,
        key: wrapped,
        phone: phone.map(|p| vault.seal(&key, p)).transpose()?,
        phone_masked: phone.map(rules::masked).unwrap_or_default(),
        state: StaffState::Employed,
        created_at: cx.now(),
    };
    store::insert(cx, &row, phone.map(|p| digest(cx, p))).await?;
    let trades: BTreeSet<_> = input.trades.unwrap_or_default().into_iter().collect();
    store::set_skills(cx, id, &trades).await?;
    find_by(cx, &row, phone).await?;
    let shown = queries::shown(cx, vec![row]).await?.remove(0);
    cx.record(Change::to(shown.unit_id, id).after(&shown));
    cx.touch("staff");
    if let Some(post_id) = input.post_id {
        assign(cx, AddAssignment { staff_id: id, post_id, from_on: None, to_on: None }).await?;
    }
    Ok(StaffDone { id })
}

/// Writes the words about a member of staff anew.
pub async fn edit(cx: &mut Context, input: EditStaff) -> Result<StaffDone> {
    let was = store::locked(cx, input.id).await?;
    cx.within(input.unit_id)?;
    if store::number_is_taken(cx, &input.number, was.id).await? {
        return Err(taken(&input.number));
    }
    let vault = cx.platform().vault.clone();
    let phone = input.phone.as_deref().map(str::trim).filter(|p| !p.is_empty());
    let mut is = StaffRow { unit_id: input.unit_id, number: input.number, name: input.name, ..was.clone() };
    if let Some(phone) = phone {
        is.phone = Some(vault.seal(&vault.unwrap_key(&was.key)?, phone)?);
        is.phone_masked = rules::masked(phone);
    }
    store::update(cx, &is, phone.map(|p| Some(digest(cx, p)))).await?;
    let before = queries::shown(cx, vec![was.clone()]).await?.remove(0);
    let trades: BTreeSet<_> = input.trades.unwrap_or_default().into_iter().collect();
    store::set_skills(cx, is.id, &trades).await?;
    search::remove(cx.tx(), was.unit_id, was.id.uuid()).await?;
    let known = match &is.phone {
        Some(sealed) => Some(vault.open(&vault.unwrap_key(&is.key)?, sealed)?),
        None => None,
    };
    find_by(cx, &is, known.as_deref()).await?;
    let after = queries::shown(cx, vec![is]).await?.remove(0);
    cx.record(Change::to(after.unit_id, after.id).before(&before).after(&after));
    told(cx, after.id);
    Ok(StaffDone { id: after.id })
}

/// A member of staff leaves: he fills no post from tomorrow on.
pub async fn end(cx: &mut Context, input: EndStaff) -> Result<StaffDone> {
    let was = store::locked(cx, input.id).await?;
    if was.state == StaffState::Left {
        return Err(Error::broken("org-staff-left"));
    }
    let open = queries::open_work(cx, was.id).await?;
    if let Some((count, _)) = open.filter(|(count, _)| *count > 0 && input.leave_open != Some(true)) {
        return cx.refuse(Message::of("org-staff-open-work").with("name", &was.name).with("count", count));
    }
    let is = StaffRow { state: StaffState::Left, ..was.clone() };
    store::update(cx, &is, None).await?;
    let today = cx.now().date(cx.zone());
    store::end_assignments_of(cx, is.id, today).await?;
    search::remove(cx.tx(), is.unit_id, is.id.uuid()).await?;
    cx.record(Change::to(is.unit_id, is.id).before(&json!({"state": was.state})).after(&json!({"state": is.state})));
    let home = cx.actor().home;
    // Accounts stand above this module: they hear of it and close.
    cx.emit(home, crate::STAFF_LEFT, &StaffDone { id: is.id }).await?;
    told(cx, is.id);
    Ok(StaffDone { id: is.id })
}

/// Shows a masked phone; who looked is kept in the audit.
pub async fn reveal(cx: &mut Context, input: ThisStaff) -> Result<Revealed> {
    let row = store::one(cx, input.id).await?;
    let Some(sealed) = &row.phone else { return Err(Error::broken("org-staff-no-phone")) };
    let vault = cx.platform().vault.clone();
    let phone = vault.open(&vault.unwrap_key(&row.key)?, sealed)?;
    cx.record(Change::to(row.unit_id, row.id).after(&json!({"revealed": "phone"})));
    Ok(Revealed { id: row.id, phone })
}

/// Enters a post.
pub async fn create_post(cx: &mut Context, input: AddPost) -> Result<PostDone> {
    cx.within(input.org_id)?;
    let post = PostRow {
        id: cx.new_id(),
        name: input.name,
        org_id: input.org_id,
        role: input.role.word().to_owned(),
        duties: input.duties,
        state: PostState::Open,
        created_at: cx.now(),
    };
    store::insert_post(cx, &post).await?;
    cx.record(Change::to(post.org_id, post.id).after(&post));
    cx.touch("posts");
    Ok(PostDone { id: post.id })
}

/// Writes a post anew.
pub async fn edit_post(cx: &mut Context, input: EditPost) -> Result<PostDone> {
    let was = store::locked_post(cx, input.id).await?;
    let role = input.role.word().to_owned();
    let is = PostRow { name: input.name, role, duties: input.duties, ..was.clone() };
    save_post(cx, &was, &is).await
}

/// Closes a post that nobody fills any more.
pub async fn end_post(cx: &mut Context, input: ThisPost) -> Result<PostDone> {
    let was = store::locked_post(cx, input.id).await?;
    let today = cx.now().date(cx.zone());
    if store::is_filled(cx, &was, today).await? {
        return Err(Error::broken("org-post-filled"));
    }
    let is = PostRow { state: PostState::Closed, ..was.clone() };
    save_post(cx, &was, &is).await
}

async fn save_post(cx: &mut Context, was: &PostRow, is: &PostRow) -> Result<PostDone> {
    store::update_post(cx, is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(is));
    cx.touch("posts");
    Ok(PostDone { id: is.id })
}

/// Somebody fills a post from a day on. Whoever may fill posts of a unit may call any member of the company into it.
pub async fn assign(cx: &mut Context, input: AddAssignment) -> Result<AssignmentDone> {
    let post = store::locked_post(cx, input.post_id).await?;
    let Some(named) = store::names(cx, &[input.staff_id]).await?.pop() else { return Err(Error::NotFound) };
    let state = store::state_of(cx, input.staff_id).await?;
    let from_on = input.from_on.unwrap_or_else(|| cx.now().date(cx.zone()));
    rules::check_assignment(&post, state, from_on, input.to_on)?;
    let row = AssignmentRow {
        id: cx.new_id(),
        org_id: post.org_id,
        staff_id: named.id,
        staff: named.name,
        post_id: post.id,
        post: post.name,
        from_on,
        to_on: input.to_on,
    };
    store::insert_assignment(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    told(cx, row.staff_id);
    Ok(AssignmentDone { id: row.id, staff_id: row.staff_id })
}

/// Somebody leaves a post.
pub async fn end_assignment(cx: &mut Context, input: EndAssignment) -> Result<AssignmentDone> {
    let was = store::assignment(cx, input.id).await?;
    let to = input.to_on.unwrap_or_else(|| cx.now().date(cx.zone()));
    rules::check_span(was.from_on, Some(to))?;
    store::end_assignment(cx, was.org_id, was.id, to).await?;
    let is = AssignmentRow { to_on: Some(to), ..was.clone() };
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    told(cx, is.staff_id);
    Ok(AssignmentDone { id: is.id, staff_id: is.staff_id })
}

fn told(cx: &mut Context, id: StaffId) {
    cx.touch("staff");
    cx.touch(format!("staff:{id}"));
}

fn digest(cx: &Context, phone: &str) -> Vec<u8> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    cx.platform().vault.digest("phone", &digits)
}

async fn find_by(cx: &mut Context, row: &StaffRow, phone: Option<&str>) -> Result<()> {
    let mut terms = search::name_terms(&row.name);
    terms.push(search::key(&row.number));
    if let Some(phone) = phone {
        terms.extend(search::phone_terms(&cx.platform().vault, phone));
    }
    let entry = Entry {
        org: row.unit_id,
        id: row.id.uuid(),
        kind: "staff",
        title: row.name.clone(),
        subtitle: format!("{} {}", row.number, row.phone_masked),
        path: format!("/org/staff/{}", row.id),
        terms,
    };
    search::put(cx.tx(), entry).await
}

fn taken(number: &str) -> Error {
    Error::field("number", Message::of("org-number-taken").with("number", number))
}
