//! The company, its tree, the people at work, their posts, log-ins and duties.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use kernel::{COMPANY, OrgId, Result, Span};
use module::{Caller, HOME_ZONE, Proof};
use serde_json::{Value, json};

use super::Founder;
use crate::{
    cast::{Login, Member},
    stage::{Stage, bare, said, text},
    world::World,
};

/// How long before the end of the history the duty roster still reaches, in weeks.
const ROSTER_AHEAD: i64 = 6;

/// The units by the key world/ gives them, with all that lies below.
pub(crate) type Units = BTreeMap<String, (OrgId, BTreeSet<OrgId>)>;

/// Sets the company up through its first page, with the administrator's log-in.
pub(crate) async fn set_up(stage: &Stage, world: &World) -> Result<OrgId> {
    let admin = world.staff.staff.iter().find(|s| s.role == "admin");
    let input = json!({
        "company": world.company.name,
        "name": admin.map_or("系统管理员", |a| a.name.as_str()),
        "login": admin.map_or("admin", |a| a.login.as_str()),
        "password": world.company.password,
    });
    stage.act(&nobody(stage).await?, "identity.setup.create", input).await?;
    Ok(COMPANY)
}

/// Somebody who has not signed in.
pub(crate) async fn nobody(stage: &Stage) -> Result<Caller> {
    stage.gate.actor(&stage.platform, Proof::None, "sim").await.map(Caller::new)
}

/// Enters the branch and the communities. Afterwards the founder reaches them all.
pub(crate) async fn units(founder: &mut Founder<'_>, company: OrgId) -> Result<Units> {
    let world = founder.world;
    let branch = json!({
        "parent_id": company, "kind": "branch", "code": world.company.branch.key, "name": world.company.branch.name,
    });
    let branch: OrgId = serde_json::from_value(founder.act("org.org.create", branch).await?["id"].take())?;
    reach_all(founder).await?;
    let mut below_branch = BTreeSet::from([branch]);
    let mut units = Units::new();
    for community in &world.company.community {
        let input = json!({
            "parent_id": branch,
            "kind": "community",
            "code": community.code,
            "name": community.name,
            "profile": community.profile,
            "address": community.address,
            "phone": community.phone,
            "calendar": community.calendar,
        });
        let id: OrgId = serde_json::from_value(founder.act("org.org.create", input).await?["id"].take())?;
        below_branch.insert(id);
        units.insert(community.key.clone(), (id, BTreeSet::from([id])));
    }
    let mut everything = below_branch.clone();
    everything.insert(company);
    units.insert(world.company.branch.key.clone(), (branch, below_branch));
    units.insert("company".to_owned(), (company, everything));
    reach_all(founder).await?;
    Ok(units)
}

async fn reach_all(founder: &mut Founder<'_>) -> Result<()> {
    let system = founder.stage.gate.system(&founder.stage.platform, "sim").await?;
    founder.caller = Caller::new(system);
    founder.nobody = nobody(founder.stage).await?;
    Ok(())
}

/// Enters the staff with their posts and log-ins.
pub(crate) async fn staff(founder: &Founder<'_>, company: OrgId, units: &Units) -> Result<Vec<Member>> {
    let mut posts: BTreeMap<(String, String), Value> = BTreeMap::new();
    let mut staff = Vec::new();
    for one in &founder.world.staff.staff {
        let Some((unit, reach)) = units.get(&one.org) else { continue };
        let post = (one.org.clone(), one.post.clone());
        if !posts.contains_key(&post) {
            let input = json!({"org_id": unit, "name": one.post, "role": one.role});
            let made = founder.act("org.post.create", input).await?["id"].take();
            posts.insert(post.clone(), made);
        }
        let input = json!({
            "unit_id": unit,
            "number": one.number,
            "name": one.name,
            "phone": one.phone,
            "trades": (!one.trades.is_empty()).then_some(&one.trades),
            "post_id": posts.get(&post),
        });
        let id = text(&founder.act("org.staff.create", input).await?, "id")?;
        // The administrator got his log-in when the company was set up.
        if one.role != "admin" {
            let input = json!({
                "login": one.login,
                "name": one.name,
                "password": founder.world.company.password,
                "staff_id": id,
                "role": one.role,
                "org_id": unit,
            });
            founder.act("identity.account.create", input).await?;
        }
        let caller = founder.rights.staff(bare(&id)?, &one.name, &one.role, company, reach);
        staff.push(Member {
            id,
            login: one.login.clone(),
            role: one.role.clone(),
            trades: one.trades.clone(),
            reach: reach.clone(),
            caller,
        });
    }
    Ok(staff)
}

/// Enters who is on call: one technician a week for each community, from Monday to Monday.
pub(crate) async fn duties(founder: &Founder<'_>, units: &Units, staff: &[Member]) -> Result<()> {
    let first = founder.plan.start().date(HOME_ZONE);
    let back = i64::from(first.0.weekday().num_days_from_monday());
    let end = founder.plan.until + Span::days(7 * ROSTER_AHEAD);
    for (key, order) in &founder.world.staff.duty {
        let Some((unit, _)) = units.get(key) else { continue };
        let on_call: Vec<&Member> = order.iter().filter_map(|login| staff.iter().find(|m| &m.login == login)).collect();
        let mut monday = first.plus_days(-back);
        let mut nth = 0;
        while monday.start(HOME_ZONE) < end {
            let Some(member) = on_call.get(nth % on_call.len().max(1)) else { break };
            let next = monday.plus_days(7);
            let input = json!({
                "org_id": unit,
                "staff_id": member.id,
                "from_at": monday.start(HOME_ZONE),
                "to_at": next.start(HOME_ZONE),
            });
            founder.stage.act(&founder.caller, "org.duty.create", said(input)).await?;
            (monday, nth) = (next, nth + 1);
        }
    }
    Ok(())
}

/// Writes down what customers ask again and again: the supervisor of the desk does.
pub(crate) async fn articles(founder: &Founder<'_>, company: OrgId, units: &Units, staff: &[Member]) -> Result<()> {
    for article in &founder.world.articles {
        let place = article.community.as_ref().and_then(|key| units.get(key)).map_or(company, |(unit, _)| *unit);
        let may =
            |m: &&Member| ["supervisor", "quality", "director"].contains(&m.role.as_str()) && m.reach.contains(&place);
        let Some(writer) = staff.iter().find(may) else { continue };
        let input = json!({
            "org_id": place,
            "question": article.question,
            "answer": article.answer,
            "topic": article.topic,
        });
        founder.stage.act(&writer.caller, "knowledge.article.create", said(input)).await?;
    }
    Ok(())
}

/// The log-ins worth printing.
pub(crate) fn logins(world: &World) -> Vec<Login> {
    let shown = world.staff.shown.logins.iter();
    shown
        .filter_map(|login| world.staff.staff.iter().find(|s| &s.login == login))
        .map(|s| Login {
            login: s.login.clone(),
            name: s.name.clone(),
            role: s.role.clone(),
            password: world.company.password.clone(),
            owes: false,
        })
        .collect()
}
