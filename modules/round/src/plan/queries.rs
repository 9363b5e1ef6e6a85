//! Read models of plans.

use std::collections::BTreeMap;

use asset::{AssetId, ClassId};
use kernel::{Date, Result, Span};
use meter::{CountedOn, Hung, MeterKind};
use module::{Ask, Context, Listing, Shape};
use org::StaffId;
use property::PlaceId;
use round::plan::{Forecast, Skip, State, Total};
use serde_json::{Value, json};
use store::{Cursor, args};
use ui::Speech;
use uuid::Uuid;

use super::{
    jobs,
    model::{
        ClassNamed, Doer, DueNext, EditPlan, PlanDoer, PlanFacts, PlanFilter, PlanLine, PlanRecord, PlanRow,
        PreviewLine, SECTIONS, Target, ThingRow, WhichPlan,
    },
    rules, store as rows,
};
use crate::{occurrence::rules::works, procedure, route};

/// How far ahead a plan is shown: two years.
const AHEAD: Span = Span::days(731);
/// Of so many things is told when they are due by use.
const LOOKED_AT: usize = 20;
const NOON: chrono::NaiveTime = chrono::NaiveTime::from_hms_opt(12, 0, 0).expect("noon is a time");

/// The list of plans.
pub async fn list(cx: &mut Context, ask: Ask<PlanFilter>) -> Result<Listing<PlanLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let listing =
        Listing::cut(found, &ask.page, count, |p: &PlanRow| Cursor(args![p.state.word(), &p.name, p.id]).to_string());
    let Listing { rows, next, prev, count } = listing;
    Ok(Listing { rows: lines(cx, &rows).await?, next, prev, count })
}

/// Plans in words.
pub(crate) async fn lines(cx: &mut Context, plans: &[PlanRow]) -> Result<Vec<PlanLine>> {
    let speech = cx.speech();
    let classes: BTreeMap<ClassId, String> = asset::library(cx).await?.into_iter().map(|c| (c.id, c.name)).collect();
    let assets: Vec<AssetId> = plans.iter().filter_map(|p| p.asset_id).collect();
    let assets = asset::asset_lines(cx, &assets).await?;
    let places: Vec<PlaceId> = plans.iter().filter_map(|p| p.place_id).collect();
    let places = property::place_lines(cx, &places).await?;
    let staff: Vec<StaffId> = plans.iter().filter_map(|p| p.staff_id).collect();
    let staff = org::staff_names(cx, &staff).await?;
    let routes: Vec<_> = plans.iter().filter_map(|p| p.route_id).collect();
    let routes = route::queries::names(cx, &routes).await?;
    let mut lines = Vec::with_capacity(plans.len());
    for plan in plans {
        let place = plan.place_id.and_then(|id| places.get(&id)).map(|p| p.name.clone());
        let class = plan.class_id.and_then(|id| classes.get(&id)).cloned().unwrap_or_default();
        let target = match plan.target {
            Target::Route => plan.route_id.and_then(|id| routes.get(&id)).cloned().unwrap_or_default(),
            Target::Place => place.unwrap_or_default(),
            Target::Meters => {
                let kind = plan.reads.map(|kind| speech.say(&format!("choice-meter-kind-{}", kind.word())));
                let (kind, place) = (kind.unwrap_or_default(), place.unwrap_or_default());
                speech.say_with("round-all-of-class-in", &[("class", &kind), ("place", &place)])
            }
            Target::Asset => plan
                .asset_id
                .and_then(|id| assets.get(&id))
                .map(|a| format!("{} {}", a.code, a.name))
                .unwrap_or_default(),
            Target::Class => {
                let all = match place {
                    Some(place) => speech.say_with("round-all-of-class-in", &[("class", &class), ("place", &place)]),
                    None => speech.say_with("round-all-of-class", &[("class", &class)]),
                };
                let facts = plan.facts()?;
                let before =
                    facts.used_before.map(|day| speech.say_with("round-used-before", &[("day", &speech.date(day))]));
                [Some(all), facts.maker, before].into_iter().flatten().collect::<Vec<_>>().join(" · ")
            }
        };
        let person = plan.staff_id.and_then(|id| staff.get(&id)).map(|s| s.name.clone());
        lines.push(PlanLine {
            id: plan.id,
            org_id: plan.org_id,
            name: plan.name.clone(),
            system: plan.system,
            target,
            rule: rules::plan_words(&speech, &plan.read()?),
            doer: doer(&speech, person.as_deref(), plan.vendor.as_deref(), plan.role),
            state: plan.state,
            changed_at: plan.changed_at,
        });
    }
    Ok(lines)
}

/// Whose work it is: the person, else the firm, else the post.
pub(crate) fn doer(speech: &Speech, person: Option<&str>, vendor: Option<&str>, role: Option<Doer>) -> String {
    let role = role.map(|role| speech.say(&format!("choice-role-{}", role.word().replace('_', "-"))));
    person.or(vendor).map(str::to_owned).or(role).unwrap_or_default()
}

/// The one person a plan names, as generation gives out what is due.
pub(crate) async fn planned_doer(cx: &mut Context, plan: &PlanRow) -> Result<Option<PlanDoer>> {
    let Some(id) = plan.staff_id else { return Ok(None) };
    let Some(name) = org::staff_names(cx, &[id]).await?.remove(&id).map(|staff| staff.name) else { return Ok(None) };
    let procedure = procedure::queries::procedure(cx, plan.procedure_id).await?;
    let (works, papers) = (works(&procedure), asset::papers(cx, id).await?);
    let until = papers.iter().filter(|paper| paper.is_for(&works)).map(|paper| paper.due_on).min();
    Ok(Some(PlanDoer { id, name, until }))
}

/// The classes with these codes.
pub(crate) async fn classes_named(cx: &mut Context, codes: &[String]) -> Result<Vec<ClassNamed>> {
    let all = asset::library(cx).await?;
    let named = all.into_iter().filter(|class| !class.disabled && codes.contains(&class.code));
    Ok(named.map(|class| ClassNamed { id: class.id, name: class.name }).collect())
}

/// What a plan is carried out on, as it stands now.
pub(crate) async fn things_of(cx: &mut Context, plan: &PlanRow) -> Result<Vec<ThingRow>> {
    let now = cx.now();
    let thing = |thing_id: Uuid, name: String, place_id, asset_id| ThingRow {
        org_id: plan.org_id,
        plan_id: plan.id,
        thing_id,
        name,
        place_id,
        asset_id,
        wake_at: now,
        settled_before: None,
        gone_at: None,
    };
    if let Some(id) = plan.route_id {
        let line = route::store::one(cx, id).await?;
        return Ok(vec![thing(id.uuid(), line.name, None, None)]);
    }
    if let (Some(kind), Some(place)) = (plan.reads, plan.place_id) {
        let meters = meter::hung_within(cx, place, kind).await?;
        let places: Vec<PlaceId> = meters.iter().filter_map(|meter| meter.place_id).collect();
        let places = property::place_lines(cx, &places).await?;
        let at = |meter: &Hung| meter.place_id.and_then(|id| places.get(&id)).map(|line| line.code.clone());
        let name =
            |meter: &Hung| [at(meter), Some(meter.number.clone())].into_iter().flatten().collect::<Vec<_>>().join(" ");
        return Ok(meters.iter().map(|m| thing(m.id.uuid(), name(m), m.place_id, m.asset_id)).collect());
    }
    match (plan.target, plan.class_id, plan.asset_id, plan.place_id) {
        (Target::Asset, _, Some(id), _) => {
            let line = asset::asset_line(cx, id).await?;
            Ok(vec![thing(id.uuid(), format!("{} {}", line.code, line.name), line.place_id, Some(id))])
        }
        (Target::Class, Some(class), _, within) => {
            let facts = plan.facts()?;
            let mut all = asset::assets_of_class(cx, plan.org_id, class).await?;
            all.retain(|asset| rules::is_meant(&facts, asset));
            let places: Vec<PlaceId> = all.iter().filter_map(|a| a.place_id).chain(within).collect();
            let places = property::place_lines(cx, &places).await?;
            let root = within.and_then(|id| places.get(&id)).map(|p| p.path.clone());
            let lies = |a: &asset::AssetLine| match (&root, a.place_id.and_then(|id| places.get(&id))) {
                (None, _) => within.is_none(),
                (Some(root), Some(place)) => place.path.starts_with(root.as_str()),
                (Some(_), None) => false,
            };
            let kept = all.iter().filter(|a| lies(a));
            Ok(kept.map(|a| thing(a.id.uuid(), format!("{} {}", a.code, a.name), a.place_id, Some(a.id))).collect())
        }
        (_, _, _, Some(id)) => {
            let line = property::place_line(cx, id).await?;
            Ok(vec![thing(id.uuid(), line.name, Some(id), None)])
        }
        _ => Ok(Vec::new()),
    }
}

/// One plan, for programs and its page.
pub async fn view(cx: &mut Context, which: WhichPlan) -> Result<PlanRecord> {
    let plan = rows::one(cx, which.id).await?;
    let line = lines(cx, std::slice::from_ref(&plan)).await?.pop().ok_or(kernel::Error::NotFound)?;
    let procedure = procedure::queries::procedure(cx, plan.procedure_id).await?;
    let things: Vec<ThingRow> = rows::things(cx, &plan).await?.into_iter().filter(|t| t.gone_at.is_none()).collect();
    let until = cx.now() + AHEAD;
    let (mut preview, mut due_next) = (Vec::new(), Vec::new());
    for (nth, thing) in things.iter().take(LOOKED_AT).enumerate() {
        let (coming, forecasts) = jobs::coming(cx, &plan, thing, until).await?;
        let day = coming.iter().find(|row| row.state.is_open()).map(|row| row.day);
        due_next.extend(forecasts.into_iter().filter_map(|forecast| next_by_use(&thing.name, day, forecast)));
        if nth == 0 {
            preview = coming;
        }
        if due_next.is_empty() {
            break;
        }
    }
    let preview = preview.into_iter().map(|row| PreviewLine {
        day: row.day,
        opens_at: row.opens,
        closes_at: row.closes,
        superseded: matches!(row.state, State::Skipped(Skip::Superseded { .. })),
    });
    Ok(PlanRecord {
        line,
        procedure: procedure::queries::said(&cx.speech(), &procedure.title),
        things: things.into_iter().map(|t| t.name).collect(),
        preview: preview.collect(),
        due_next,
        plan,
    })
}

fn next_by_use(thing: &str, day: Option<Date>, forecast: Forecast) -> Option<DueNext> {
    Some(DueNext {
        thing: thing.to_owned(),
        day,
        meter_kind: MeterKind::of(&forecast.meter)?,
        mark: rules::figure(forecast.mark),
        total: forecast.total.map(rules::figure),
        about: forecast.about,
    })
}

/// What the meters of a piece of equipment have counted, as the engine reads it; of two of a kind the first by number tells.
pub(crate) async fn totals(cx: &mut Context, asset: AssetId) -> Result<Vec<Total>> {
    let zone = cx.zone();
    let mut told: Vec<MeterKind> = Vec::new();
    let mut totals = Vec::new();
    for counted in meter::counted(cx, asset).await? {
        if told.contains(&counted.kind) {
            continue;
        }
        told.push(counted.kind);
        // What was entered on another day than it was read counts from the noon of its day.
        let at = |on: &CountedOn| match on.taken_at.date(zone) == on.day {
            true => on.taken_at,
            false => round::plan::instant(on.day.0.and_time(NOON), zone),
        };
        let total = |on: &CountedOn| Total { meter: counted.kind.word().to_owned(), at: at(on), total: on.total };
        totals.extend(counted.totals.iter().map(total));
    }
    Ok(totals)
}

/// The form of a change, with what was asked for before.
pub(crate) async fn form(cx: &mut Context, which: WhichPlan) -> Result<Shape> {
    let plan = rows::one(cx, which.id).await?;
    let asked = plan.facts()?;
    let mut values = serde_json::to_value(&asked)?;
    if let Value::Object(map) = &mut values {
        map.retain(|_, value| !value.is_null());
        map.insert("id".to_owned(), json!(plan.id));
        map.insert("version".to_owned(), json!(plan.version));
    }
    let mut form = kernel::form::form_of::<EditPlan>();
    let facts = kernel::form::form_of::<PlanFacts>();
    form.fields.sort_by_key(|f| facts.fields.iter().position(|g| g.name == f.name).map_or(0, |place| place + 1));
    form.in_sections(SECTIONS);
    let title = cx.speech().say_with("round-plan-edit-of", &[("name", &plan.name)]);
    Ok(Shape { title: Some(title), form, values, known: BTreeMap::new() })
}
