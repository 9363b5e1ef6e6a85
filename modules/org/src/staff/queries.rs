//! What others ask about staff.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{OrgId, Result, Scope};
use module::{Ask, Context, Listing, Paging};
use store::{Cursor, args};

use super::{
    model::{
        AssignmentFilter, AssignmentRow, PostFilter, PostPeople, PostRow, StaffFilter, StaffName, StaffRow, StaffShown,
        ThisStaff,
    },
    store as rows,
};
use crate::{
    model::{StaffId, Trade},
    tree,
};

/// Rows with the names and trades that belong to them.
pub async fn shown(cx: &mut Context, list: Vec<StaffRow>) -> Result<Vec<StaffShown>> {
    let ids: Vec<StaffId> = list.iter().map(|s| s.id).collect();
    let mut trades: BTreeMap<StaffId, Vec<Trade>> = BTreeMap::new();
    for (id, trade) in rows::skills(cx, &ids).await? {
        trades.entry(id).or_default().push(trade);
    }
    let units: BTreeMap<OrgId, String> = tree::queries::tree(cx).await?.into_iter().map(|o| (o.id, o.name)).collect();
    let one = |s: StaffRow| StaffShown {
        unit: units.get(&s.unit_id).cloned().unwrap_or_default(),
        trades: trades.remove(&s.id).unwrap_or_default(),
        id: s.id,
        name: s.name,
        number: s.number,
        unit_id: s.unit_id,
        phone: s.phone_masked,
        state: s.state,
        created_at: s.created_at,
    };
    Ok(list.into_iter().map(one).collect())
}

/// The list of staff.
pub async fn list(cx: &mut Context, ask: Ask<StaffFilter>) -> Result<Listing<StaffShown>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let by_name = ask.page.order().is_some_and(|(name, _)| name == "name");
    let found = shown(cx, found).await?;
    Ok(Listing::cut(found, &ask.page, count, |s| {
        Cursor(if by_name { args![&s.name, s.id] } else { args![&s.number, s.id] }).to_string()
    }))
}

/// One member of staff.
pub async fn one(cx: &mut Context, input: ThisStaff) -> Result<StaffShown> {
    let row = rows::one(cx, input.id).await?;
    Ok(shown(cx, vec![row]).await?.remove(0))
}

/// How much work somebody still has, and where it is handed over; `None` when nobody in the house knows.
pub async fn open_work(cx: &mut Context, of: StaffId) -> Result<Option<(i64, String)>> {
    match cx.platform().service::<crate::Workload>() {
        Some(known) => Ok(Some((known.0.open_work(cx, of).await?, known.0.hand_over(of)))),
        None => Ok(None),
    }
}

/// An open post of the scope with whoever fills it today.
pub async fn post_people(cx: &mut Context, id: crate::PostId) -> Result<PostPeople> {
    let post = rows::post(cx, id).await?;
    let day = cx.now().date(cx.zone());
    let filter = AssignmentFilter { post_id: Some(post.id), ..AssignmentFilter::default() };
    let page = Paging { limit: Some(50), ..Paging::default() };
    let (filled, _) = rows::assignments(cx, &page, &filter).await?;
    let today = filled.iter().filter(|a| a.from_on <= day && a.to_on.is_none_or(|to| to >= day)).map(|a| a.staff_id);
    let people = rows::names(cx, &today.collect::<Vec<_>>()).await?;
    Ok(PostPeople { id: post.id, role: post.role, name: post.name, org_id: post.org_id, people })
}

/// The open posts in this unit and below it by name, each with whoever fills it today.
pub async fn posts_of(cx: &mut Context, org: OrgId) -> Result<Vec<PostPeople>> {
    let units = Scope(std::sync::Arc::new(tree::rules::below(&tree::queries::tree(cx).await?, org)));
    let day = cx.now().date(cx.zone());
    let mut filled: BTreeMap<crate::PostId, Vec<StaffName>> = BTreeMap::new();
    for one in rows::filled(cx, &units, day).await? {
        filled.entry(one.post_id).or_default().push(StaffName { id: one.id, name: one.name, number: one.number });
    }
    let with = |post: PostRow| PostPeople {
        people: filled.remove(&post.id).unwrap_or_default(),
        id: post.id,
        name: post.name,
        org_id: post.org_id,
        role: post.role,
    };
    Ok(rows::open_posts(cx, &units).await?.into_iter().map(with).collect())
}

/// Where somebody of the scope is employed.
pub async fn unit_of(cx: &mut Context, id: StaffId) -> Result<OrgId> {
    rows::one(cx, id).await.map(|row| row.unit_id)
}

/// The list of posts.
pub async fn posts(cx: &mut Context, ask: Ask<PostFilter>) -> Result<Listing<PostRow>> {
    let (found, count) = rows::posts(cx, &ask.page, &ask.filter).await?;
    Ok(Listing::cut(found, &ask.page, count, |p| Cursor(args![&p.name, p.id]).to_string()))
}

/// The list of assignments.
pub async fn assignments(cx: &mut Context, ask: Ask<AssignmentFilter>) -> Result<Listing<AssignmentRow>> {
    let (found, count) = rows::assignments(cx, &ask.page, &ask.filter).await?;
    Ok(Listing::cut(found, &ask.page, count, |a| Cursor(args![a.from_on, a.id]).to_string()))
}

/// Who fills a post in this unit or below it today, by the role of the post and by trade when given.
pub async fn staff_of(
    cx: &mut Context,
    org: OrgId,
    role: Option<&str>,
    trade: Option<Trade>,
) -> Result<Vec<StaffName>> {
    let units = tree::rules::below(&tree::queries::tree(cx).await?, org);
    let day = cx.now().date(cx.zone());
    rows::filling(cx, &Scope(std::sync::Arc::new(units)), role, trade, day).await
}

/// Names by id, of the whole company.
pub async fn staff_names(cx: &mut Context, ids: &[StaffId]) -> Result<BTreeMap<StaffId, StaffName>> {
    let unique: Vec<StaffId> = ids.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    Ok(rows::names(cx, &unique).await?.into_iter().map(|s| (s.id, s)).collect())
}
