//! Making, changing and ending plans.

use asset::{AssetId, ClassId};
use kernel::{Error, Message, OrgId, Result};
use meter::MeterKind;
use module::{Change, Context};
use property::PlaceId;
use round::plan;

use super::{
    jobs,
    model::{CreatePlan, EditPlan, EndPlan, PlanDone, PlanFacts, PlanId, PlanRow, PlanState, Target},
    queries, rules, store,
};
use crate::{
    alarm,
    occurrence::{self, actions::refuse_without_paper},
    procedure,
    route::{self, model::RouteId},
};

/// Things whose occurrences are made at once; those of a greater class come with the next look.
const AT_ONCE: usize = 50;

/// What a plan is to be carried out on.
struct Aim {
    target: Target,
    place_id: Option<PlaceId>,
    asset_id: Option<AssetId>,
    class_id: Option<ClassId>,
    route_id: Option<RouteId>,
    reads: Option<MeterKind>,
}

impl Aim {
    fn of(facts: &PlanFacts) -> Result<Self> {
        let of_place = facts.place_id.is_some() || facts.reads.is_some();
        let others = facts.class_id.is_some() || facts.asset_id.is_some() || of_place;
        if facts.route_id.is_some() {
            return match others {
                true => Err(Error::field("route_id", Message::of("round-target-route"))),
                false => Ok(Self {
                    target: Target::Route,
                    place_id: None,
                    asset_id: None,
                    class_id: None,
                    route_id: facts.route_id,
                    reads: None,
                }),
            };
        }
        if facts.reads.is_some() {
            return match (facts.class_id.is_some() || facts.asset_id.is_some(), facts.place_id) {
                (true, _) => Err(Error::field("reads", Message::of("round-target-reads"))),
                (false, None) => Err(Error::field("place_id", Message::of("round-reads-where"))),
                (false, place_id) => Ok(Self {
                    target: Target::Meters,
                    place_id,
                    asset_id: None,
                    class_id: None,
                    route_id: None,
                    reads: facts.reads,
                }),
            };
        }
        if facts.class_id.is_none() && (facts.maker.is_some() || facts.used_before.is_some()) {
            return Err(Error::field("class_id", Message::of("round-filter-class")));
        }
        let (target, asset_id, place_id) = match (facts.class_id, facts.asset_id, facts.place_id) {
            (Some(_), None, place) => (Target::Class, None, place),
            (None, Some(asset), _) => (Target::Asset, Some(asset), None),
            (None, None, Some(place)) => (Target::Place, None, Some(place)),
            (Some(_), Some(_), _) => return Err(Error::field("asset_id", Message::of("round-target-twice"))),
            (None, None, None) => return Err(Error::field("place_id", Message::of("round-target-missing"))),
        };
        Ok(Self { target, place_id, asset_id, class_id: facts.class_id, route_id: None, reads: None })
    }

    /// The same as the engine knows it.
    fn told(&self) -> plan::Target {
        if let Some(route) = self.route_id {
            return plan::Target::Route(route.to_string());
        }
        if let Some(kind) = self.reads {
            let (class, within) = (format!("meters:{}", kind.word()), self.place_id.map(|id| id.to_string()));
            return plan::Target::Class { class, within, each: true };
        }
        match (self.target, self.class_id, self.asset_id, self.place_id) {
            (Target::Class, Some(class), _, within) => {
                plan::Target::Class { class: class.to_string(), within: within.map(|id| id.to_string()), each: true }
            }
            (Target::Asset, _, Some(id), _) => plan::Target::Asset(id.to_string()),
            (_, _, _, place) => plan::Target::Place(place.map(|id| id.to_string()).unwrap_or_default()),
        }
    }
}

/// Makes a plan, and what it brings forth in the days to come.
pub async fn create(cx: &mut Context, input: CreatePlan) -> Result<PlanDone> {
    let aim = Aim::of(&input.facts)?;
    let org = standing_in(cx, input.org_id, &aim).await?;
    let id = cx.new_id();
    let (now, today) = (cx.now(), cx.now().date(cx.zone()));
    let from = input.facts.first_on.unwrap_or(today).max(today);
    let row =
        PlanRow { org_id: org, id, created_at: now, version: 1, ..made(cx, input.facts, aim, (id, org), from).await? };
    store::insert(cx, &row).await?;
    cx.record(Change::to(org, id).after(&row));
    jobs::gather_things(cx, &row).await?;
    at_once(cx, &row).await?;
    Ok(PlanDone { id })
}

/// The community an input names, itself or by what the plan is carried out on.
async fn standing_in(cx: &mut Context, said: Option<OrgId>, aim: &Aim) -> Result<OrgId> {
    let of_target = match (aim.asset_id, aim.place_id) {
        (Some(asset), _) => Some(asset::asset_line(cx, asset).await?.org_id),
        (None, Some(place)) => Some(property::place_line(cx, place).await?.org_id),
        (None, None) => match aim.route_id {
            Some(route) => Some(route::store::one(cx, route).await?.org_id),
            None => None,
        },
    };
    let units: Vec<OrgId> = cx.scope().0.iter().copied().filter(|org| *org != kernel::COMPANY).collect();
    let org = match (said, of_target, units.as_slice()) {
        (Some(said), Some(other), _) if said != other => {
            return Err(Error::field("org_id", Message::of("round-other-community")));
        }
        (_, Some(org), _) | (Some(org), None, _) => org,
        (None, None, [only]) => *only,
        _ => return Err(Error::field("org_id", Message::of("invalid-required"))),
    };
    cx.within(org)?;
    Ok(org)
}

/// The row that is asked for.
async fn made(
    cx: &mut Context,
    facts: PlanFacts,
    aim: Aim,
    (id, org): (PlanId, OrgId),
    from: kernel::Date,
) -> Result<PlanRow> {
    let procedure_id =
        facts.procedure_id.ok_or_else(|| Error::field("procedure_id", Message::of("invalid-required")))?;
    let row = procedure::store::one(cx, procedure_id).await?;
    if row.community_id.is_some_and(|community| community != org) {
        return Err(Error::field("procedure_id", Message::of("round-procedure-of-another")));
    }
    if let Some(class) = facts.class_id {
        let offered = asset::library(cx).await?.iter().any(|c| c.id == class && !c.disabled);
        if !offered {
            return Err(Error::field("class_id", Message::of("asset-class-not-offered")));
        }
    }
    let others = facts.supersedes.clone().unwrap_or_default();
    let known = if others.is_empty() {
        0
    } else {
        store::by_ids(cx, &others).await?.iter().filter(|p| p.org_id == org).count()
    };
    if known < others.len() || others.contains(&id) {
        return Err(Error::field("supersedes", Message::of("invalid-ref")));
    }
    if facts.role.is_none() && facts.staff_id.is_none() && facts.vendor.is_none() {
        return Err(Error::field("role", Message::of("round-nobody")));
    }
    if let Some(staff) = facts.staff_id {
        let person = org::staff_names(cx, &[staff]).await?.remove(&staff);
        let person = person.ok_or_else(|| Error::field("staff_id", Message::of("invalid-ref")))?;
        let works: round::procedure::Procedure = serde_json::from_str(&row.body)?;
        refuse_without_paper(cx, &occurrence::rules::works(&works), (staff, &person.name), cx.now().date(cx.zone()))
            .await?;
    }
    let (now, today) = (cx.now(), cx.now().date(cx.zone()));
    let procedure = plan::Procedure { name: row.key.clone(), version: u32::try_from(row.version).unwrap_or(u32::MAX) };
    let plan = rules::plan(&facts, aim.told(), procedure, from, today)?;
    refuse_unheard(cx, &facts, &aim).await?;
    let title = procedure::queries::either(&cx.speech(), &row.title_zh, &row.title_en);
    let name = facts.name.as_deref().map(str::trim).filter(|n| !n.is_empty()).map_or(title, str::to_owned);
    // What the rule counts from stays what it was when the plan is changed later.
    let asked = PlanFacts { first_on: Some(facts.first_on.unwrap_or(today)), ..facts.clone() };
    Ok(PlanRow {
        org_id: org,
        id,
        name,
        procedure_id,
        system: row.system,
        target: aim.target,
        place_id: aim.place_id,
        asset_id: aim.asset_id,
        class_id: aim.class_id,
        route_id: aim.route_id,
        reads: aim.reads,
        alarm_code: facts.alarm_code.as_deref().map(alarm::rules::code).transpose()?,
        superseding: !plan.supersedes.is_empty(),
        plan: serde_json::to_string(&plan)?,
        asked: serde_json::to_string(&asked)?,
        role: facts.role,
        staff_id: facts.staff_id,
        vendor: facts.vendor,
        state: PlanState::Active,
        created_at: now,
        changed_at: now,
        version: 0,
    })
}

/// Only equipment has meters and alarms; the one that is meant must have the meter.
async fn refuse_unheard(cx: &mut Context, facts: &PlanFacts, aim: &Aim) -> Result<()> {
    let field = if facts.meter_kind.is_some() { "meter_kind" } else { "alarm_code" };
    let asks = facts.meter_kind.is_some() || facts.alarm_code.is_some();
    if asks && !matches!(aim.target, Target::Asset | Target::Class) {
        return Err(Error::field(field, Message::of("round-trigger-equipment")));
    }
    if let (Some(asset), Some(kind)) = (aim.asset_id, facts.meter_kind) {
        let meters = meter::counted(cx, asset).await?;
        if meters.iter().all(|meter| meter.kind != kind) {
            return Err(Error::field(field, Message::of("round-no-meter")));
        }
    }
    Ok(())
}

/// Makes what a plan brings forth, unless there are very many.
async fn at_once(cx: &mut Context, row: &PlanRow) -> Result<()> {
    let things = store::things(cx, row).await?;
    let mut known = jobs::Known::default();
    for thing in things.iter().take(AT_ONCE) {
        jobs::release_thing(cx, &mut known, thing).await?;
    }
    known.enter(cx).await?;
    cx.touch(format!("plan:{}", row.id));
    cx.touch(format!("occurrences:{}", row.org_id));
    // Those it stands in for may look otherwise now.
    let plan = row.read()?;
    let others: Vec<PlanId> = plan.supersedes.iter().filter_map(|s| s.plan.parse().ok()).collect();
    let others = if others.is_empty() { Vec::new() } else { store::by_ids(cx, &others).await? };
    let now = cx.now();
    for other in &others {
        store::wake(cx, other, now).await?;
    }
    Ok(())
}

/// Puts an edition in its place: what nobody has touched follows it, all else stays.
pub async fn edit(cx: &mut Context, input: EditPlan) -> Result<PlanDone> {
    let was = store::to_change(cx, input.id).await?;
    if input.version.is_some_and(|version| version != was.version) {
        return Err(Error::Conflict);
    }
    if was.state == PlanState::Ended {
        return cx.refuse(Message::of("round-plan-ended").with("name", &was.name));
    }
    let before = was.facts()?;
    let aim = Aim::of(&input.facts)?;
    let aimed = |row: &PlanRow| (row.target, row.place_id, row.asset_id, row.class_id, row.route_id, row.reads);
    if (aim.target, aim.place_id, aim.asset_id, aim.class_id, aim.route_id, aim.reads) != aimed(&was) {
        return Err(Error::field("place_id", Message::of("round-target-stays")));
    }
    let today = cx.now().date(cx.zone());
    let facts = PlanFacts { first_on: input.facts.first_on.or(before.first_on), ..input.facts };
    let from = facts.first_on.unwrap_or(today).max(today);
    let is = PlanRow {
        created_at: was.created_at,
        version: was.version + 1,
        ..made(cx, facts, aim, (was.id, was.org_id), from).await?
    };
    replace(cx, &was, &is).await
}

/// Ends a plan with a day; what nobody has begun of the days after is taken back.
pub async fn end(cx: &mut Context, input: EndPlan) -> Result<PlanDone> {
    let was = store::to_change(cx, input.id).await?;
    if was.state == PlanState::Ended {
        return cx.refuse(Message::of("round-plan-ended").with("name", &was.name));
    }
    let (now, today) = (cx.now(), cx.now().date(cx.zone()));
    let last = input.last_on.unwrap_or(today);
    let mut plan = was.read()?;
    plan.until = Some(plan.until.map_or(last, |until| until.min(last)));
    let is = PlanRow {
        plan: serde_json::to_string(&plan)?,
        state: PlanState::Ended,
        changed_at: now,
        version: was.version + 1,
        ..was.clone()
    };
    replace(cx, &was, &is).await
}

async fn replace(cx: &mut Context, was: &PlanRow, is: &PlanRow) -> Result<PlanDone> {
    store::update(cx.tx(), is).await?;
    let doer = queries::planned_doer(cx, is).await?;
    occurrence::store::follow(cx, is, doer.as_ref()).await?;
    let now = cx.now();
    store::wake(cx, is, now).await?;
    at_once(cx, is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(is));
    Ok(PlanDone { id: is.id })
}
