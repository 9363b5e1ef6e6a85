//! What recurs: the plans of world/plans.toml are made some weeks before the end, and people do what they bring forth – most of it
//! in time, some of it late, some of it not at all; what they find wrong goes its way as a case.

use std::collections::BTreeMap;

use kernel::{Date, Instant, Result, Span};
use module::{Caller, HOME_ZONE};
use round::procedure::{Kind, Limits, OnFail, Procedure, Proof, ScanOf, Step, shipped};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};
use store::files::File;

use super::{Happening, Life, meters::PUBLIC};
use crate::{
    dice::Dice,
    photos::{Shows, named},
    stage::{said, text},
    world::Recurring,
};

const CREATE: &str = "round.plan.create";
const FINISH: &str = "round.work.finish";
const SKIP: &str = "round.occurrence.skip";
const VIEW: &str = "round.occurrence.view";
const ROUTE: &str = "round.route.create";
const SCAN: &str = "round.work.scan";
const SPOT_CHECK_RULE: &str = "round.spot_check_rule.create";
/// The share of points of a route that nobody stops at.
const PASSED_BY: f64 = 0.01;
/// When plans are made, and when a day's rounds are looked through.
const PLANNED_AT: Span = Span::minutes(8 * 60 + 15);
const LOOKED_AT: Span = Span::minutes(5);
/// Between which hours what may be done all day is done.
const DAY: (Span, Span) = (Span::minutes(7 * 60 + 40), Span::minutes(17 * 60 + 30));

/// What somebody is going to do about one occurrence.
pub(super) struct Errand {
    community: usize,
    occurrence: String,
    /// A position in the staff.
    by: usize,
    deed: Deed,
    dice: Dice,
    /// The points of a route still to be walked, the last one first; not known before the round is begun.
    path: Option<Vec<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    /// It is done; something is found wrong, or all is well.
    Finish { wrong: bool },
    /// Whoever leads leaves it out.
    Skip,
}

/// Where an occurrence is done, as its codes say it.
struct Spot<'a> {
    asset: Option<&'a str>,
    place: Option<&'a str>,
}

/// Who plans the work of a post, and may leave some of it out.
fn leader(role: &str) -> &'static str {
    match role {
        "technician" | "engineer" => "engineer",
        "guard" | "guard_lead" => "guard_lead",
        "cleaner" | "gardener" | "env_lead" => "env_lead",
        _ => "supervisor",
    }
}

impl Life {
    /// The same, with what recurs to be planned and done as well.
    #[must_use]
    pub fn making_rounds(mut self) -> Self {
        if self.stage.platform.registry.action(CREATE).is_none() {
            return self;
        }
        let (now, weeks) = (self.stage.clock.now(), self.world.plans.weeks);
        let first = self.plan.until.date(HOME_ZONE).plus_days(-7 * weeks).max(now.date(HOME_ZONE));
        for at in 0..self.cast.communities.len() {
            self.plan_at(now.max(first.start(HOME_ZONE) + PLANNED_AT), Happening::Plans(at, first));
        }
        self
    }

    /// The plans of a community are made, and its first day of rounds begins.
    pub(super) async fn make_plans(&mut self, at: usize, day: Date) -> Result<()> {
        let org = self.cast.communities[at].org;
        let Some(manager) = self.near("manager", at, &mut Dice::of(self.plan.seed, "plans", 0)) else { return Ok(()) };
        let manager = self.cast.staff[manager].caller.clone();
        for row in self.stage.list(&manager, "round.procedure.list", json!({})).await? {
            self.procedures.insert(text(&row, "id")?, text(&row, "code")?);
        }
        let ids: BTreeMap<String, String> = self.procedures.iter().map(|(id, key)| (key.clone(), id.clone())).collect();
        let mut classes = BTreeMap::new();
        for row in self.stage.list(&manager, "asset.asset_class.list", json!({})).await? {
            classes.insert(text(&row, "code")?, text(&row, "id")?);
        }
        for (nth, wanted) in self.world.plans.plan.clone().iter().enumerate() {
            let mut dice = Dice::of(self.plan.seed, "plan", u64::try_from(at * 1_000 + nth).unwrap_or(0));
            let (Some(id), Some(_)) = (ids.get(&wanted.procedure), self.near(&wanted.role, at, &mut dice)) else {
                continue;
            };
            let planner = self.near(leader(&wanted.role), at, &mut dice);
            let planner = planner.map_or_else(|| manager.clone(), |at| self.cast.staff[at].caller.clone());
            for target in self.targets(&planner, at, wanted, &classes).await? {
                let mut input = planned(wanted, id, &target);
                input["org_id"] = json!(org);
                match self.stage.act(&planner, CREATE, said(input)).await {
                    Ok(_) => self.tally.actions += 1,
                    Err(error) => self.refused(&wanted.procedure, "plan", error)?,
                }
            }
        }
        let share = self.world.plans.rounds.spot_checked;
        let rule = json!({"org_id": org, "role": "supervisor", "spot_share": share});
        match self.stage.act(&manager, SPOT_CHECK_RULE, said(rule)).await {
            Ok(_) => self.tally.actions += 1,
            Err(error) => self.refused("spot_check_rule", "create", error)?,
        }
        self.lay_out(at, &manager).await?;
        self.enter_certificates(at).await?;
        self.touched();
        self.plan_at(self.stage.clock.now(), Happening::Rounds(at, day));
        Ok(())
    }

    /// What a plan is carried out on here; nothing where there is none of it.
    async fn targets(
        &mut self,
        planner: &Caller,
        at: usize,
        wanted: &Recurring,
        classes: &BTreeMap<String, String>,
    ) -> Result<Vec<Value>> {
        let community = &self.cast.communities[at];
        if let Some(name) = &wanted.route {
            let along = wanted.along.iter().flat_map(|tag| community.spots.iter().filter(move |spot| spot.tag == *tag));
            let points: Vec<Value> = along.map(|spot| json!({"place_id": spot.place, "dwell_seconds": 20})).collect();
            let input = json!({"name": name, "ordering": wanted.ordering, "points": points});
            return match self.stage.act(planner, ROUTE, said(input)).await {
                Ok(made) => {
                    self.tally.actions += 1;
                    Ok(vec![json!({"route_id": made["id"]})])
                }
                Err(error) => self.refused(&wanted.procedure, "route", error).map(|()| Vec::new()),
            };
        }
        if let Some(tag) = &wanted.tag {
            let spots = community.spots.iter().filter(|spot| spot.tag == *tag);
            let mut found: Vec<Value> = spots.map(|spot| json!({"place_id": spot.place})).collect();
            if let Some(kind) = &wanted.reads {
                for (nth, spot) in found.iter_mut().enumerate() {
                    self.hang_meter(planner, kind, (nth + 1, &spot["place_id"])).await?;
                    spot["reads"] = json!(kind);
                }
            }
            return Ok(found);
        }
        let Some(class) = wanted.class.as_ref().and_then(|class| classes.get(class)) else { return Ok(Vec::new()) };
        let ask = json!({"org_id": community.org, "class_id": class, "limit": 1});
        let found = self.stage.platform.ask(planner, "asset.asset.list", ask).await?;
        let any = found["rows"].as_array().is_some_and(|rows| !rows.is_empty());
        Ok(if any { vec![json!({"class_id": class})] } else { Vec::new() })
    }

    /// A public meter hangs at a spot, and goes on counting from what it shows today.
    async fn hang_meter(&mut self, planner: &Caller, kind: &str, (nth, place): (usize, &Value)) -> Result<()> {
        let now = self.stage.clock.now();
        let number = format!("{PUBLIC}{}-{nth}", kind.chars().next().unwrap_or('m').to_ascii_uppercase());
        let meter = json!({
            "number": number, "meter_kind": kind, "place_id": place, "digits": 6, "started_on": now.date(HOME_ZONE),
            "start_figure": counted(now),
        });
        match self.stage.act(planner, "meter.meter.create", said(meter)).await {
            Ok(_) => {
                self.tally.actions += 1;
                Ok(())
            }
            Err(error) => self.refused("meter_round_month", "meter", error),
        }
    }

    /// A day's rounds find whoever does them, or nobody.
    pub(super) async fn rounds(&mut self, at: usize, day: Date) -> Result<()> {
        let org = self.cast.communities[at].org;
        let Some(manager) = self.near("manager", at, &mut Dice::of(self.plan.seed, "plans", 0)) else { return Ok(()) };
        let manager = self.cast.staff[manager].caller.clone();
        let ask = json!({"org_id": org, "day": day});
        for row in self.stage.list(&manager, "round.occurrence.list", ask).await? {
            if !matches!(row["state"].as_str(), Some("planned" | "released")) {
                continue;
            }
            self.rounded += 1;
            let mut dice = Dice::of(self.plan.seed, "round", self.rounded);
            let role = row["role"].as_str().unwrap_or_default().to_owned();
            let instant = |name: &str| row[name].as_str().and_then(|at| at.parse::<Instant>().ok());
            let (Some(opens), Some(closes)) = (instant("opens_at"), instant("closes_at")) else { continue };
            let weights = &self.world.plans.rounds;
            let lot = u32::try_from(dice.between(0, 99)).unwrap_or(99);
            let (missed, skipped) = (weights.missed, weights.missed + weights.skipped);
            let late = skipped + weights.late;
            let wrong = dice.chance(f64::from(weights.failed) / 100.0);
            let (who, deed, when) = match lot {
                lot if lot < missed => continue,
                lot if lot < skipped => (leader(&role), Deed::Skip, within(opens, closes, &mut dice)),
                lot if lot < late => {
                    (role.as_str(), Deed::Finish { wrong }, closes + Span::minutes(dice.between(8, 150)))
                }
                _ => (role.as_str(), Deed::Finish { wrong }, within(opens, closes, &mut dice)),
            };
            let Some(by) = self.near(who, at, &mut dice) else { continue };
            let errand = Errand { community: at, occurrence: text(&row, "id")?, by, deed, dice, path: None };
            self.plan_at(when.max(self.stage.clock.now()), Happening::Round(Box::new(errand)));
        }
        let next = day.plus_days(1);
        self.plan_at(next.start(HOME_ZONE) + LOOKED_AT, Happening::Rounds(at, next));
        Ok(())
    }

    /// Somebody of this role, of the community before the company.
    pub(super) fn near(&self, role: &str, at: usize, dice: &mut Dice) -> Option<usize> {
        let all = self.cast.holding(role, self.cast.communities[at].org);
        let narrowest = all.first().map(|at| self.cast.staff[*at].reach.len());
        let near: Vec<usize> =
            all.into_iter().filter(|at| Some(self.cast.staff[*at].reach.len()) == narrowest).collect();
        dice.pick(&near).copied()
    }

    /// Somebody does one of them, or leaves it out.
    pub(super) async fn make_round(&mut self, mut errand: Errand) -> Result<()> {
        let caller = self.cast.staff[errand.by].caller.clone();
        if let Some(code) = errand.path.as_mut().and_then(Vec::pop) {
            return self.reach(&caller, &code, errand).await;
        }
        let id = errand.occurrence.clone();
        let mut record = self.stage.platform.ask(&caller, VIEW, json!({"id": id})).await?;
        // What opens at this hour is given out by a job, which nothing may have called since.
        if record["state"] == "planned" {
            self.tell().await?;
            record = self.stage.platform.ask(&caller, VIEW, json!({"id": id})).await?;
        }
        let open = match record["state"].as_str() {
            Some("released" | "in_progress") => true,
            Some("missed") => record["ended_at"].is_null(),
            _ => false,
        };
        if open && matches!(errand.deed, Deed::Finish { .. }) {
            let mut path = errand.path.take().unwrap_or_else(|| path(&record, &mut errand.dice));
            if let Some(code) = path.pop() {
                errand.path = Some(path);
                return self.reach(&caller, &code, errand).await;
            }
        }
        let (name, input, uploads) = match errand.deed {
            _ if !open => return Ok(()),
            Deed::Skip if record["state"] == "missed" => return Ok(()),
            Deed::Skip => {
                let reason = errand.dice.word(&self.world.plans.rounds.reasons);
                (SKIP, json!({"id": id, "reason": reason}), Vec::new())
            }
            Deed::Finish { wrong } => {
                let key = record["procedure_id"].as_str().and_then(|id| self.procedures.get(id));
                let Some(procedure) = shipped().iter().find(|p| Some(&p.key) == key) else { return Ok(()) };
                let (input, uploads) = self.answers(procedure, &record, wrong, &caller, &mut errand);
                (FINISH, json!({"id": id, "input": input}), uploads)
            }
        };
        match self.stage.act_with(&caller, name, input, uploads).await {
            Ok(_) => {
                self.tally.actions += 1;
                self.touched();
                self.adopt(errand.community, &caller, &id).await
            }
            Err(error) => self.refused("round", name, error),
        }
    }

    /// Somebody is at a point of a route, and walks on.
    async fn reach(&mut self, caller: &Caller, code: &str, mut errand: Errand) -> Result<()> {
        match self.stage.act(caller, SCAN, json!({"id": errand.occurrence, "code": code})).await {
            Ok(_) => self.tally.actions += 1,
            Err(error) => self.refused("round", SCAN, error)?,
        }
        self.touched();
        let stroll = Span::seconds(errand.dice.between(25, 70));
        self.plan_at(self.stage.clock.now() + stroll, Happening::Round(Box::new(errand)));
        Ok(())
    }

    /// The cases a round has opened find somebody who goes on with them.
    async fn adopt(&mut self, at: usize, caller: &Caller, occurrence: &str) -> Result<()> {
        let record = self.stage.platform.ask(caller, VIEW, json!({"id": occurrence})).await?;
        for opened in record["cases"].as_array().into_iter().flatten() {
            let (case, process) = (text(opened, "case_id")?, text(opened, "process")?);
            *self.tally.cases.entry(process.clone()).or_default() += 1;
            self.take_over(at, &process, &case).await?;
        }
        Ok(())
    }

    /// What is recorded at each step.
    fn answers(
        &self,
        procedure: &Procedure,
        record: &Value,
        wrong: bool,
        caller: &Caller,
        errand: &mut Errand,
    ) -> (Map<String, Value>, Vec<File>) {
        // The code of a meter that is read for itself is its number, the end of its name.
        let reads = procedure.steps().any(|step| matches!(step.kind, Kind::Meter { .. }));
        let number = record["thing_name"].as_str().filter(|_| reads).and_then(|name| name.rsplit(' ').next());
        let spot = Spot { asset: record["asset_id"].as_str().or(number), place: record["place_id"].as_str() };
        let can_fail = |step: &&Step| {
            matches!(step.kind, Kind::Check { .. }) && matches!(step.on_fail, OnFail::Repair | OnFail::Nonconformity)
        };
        let failing: Vec<&str> = procedure.steps().filter(can_fail).map(|step| step.id.as_str()).collect();
        let bad = wrong.then(|| errand.dice.pick(&failing).copied()).flatten();
        let org = self.cast.communities[errand.community].org;
        let (mut all, mut uploads) = (Map::new(), Vec::new());
        for step in procedure.steps() {
            let is_bad = bad == Some(step.id.as_str());
            let mut take = |count: u32, shows: Shows, dice: &mut Dice| -> Vec<Value> {
                let album = self.album.as_ref();
                let one = |_| album.and_then(|a| a.take(&self.stage.platform, caller, org, shows, dice));
                let files: Vec<File> = (0..count).filter_map(one).collect();
                let ids = files.iter().map(|file| named(file.id).into()).collect();
                uploads.extend(files);
                ids
            };
            let dice = &mut errand.dice;
            let answer = match &step.kind {
                Kind::Photo { least, .. } => Some(json!(take((*least).max(1), Shows::Round, dice))),
                Kind::Signature { .. } => take(1, Shows::Signature, dice).pop(),
                Kind::Check { .. } if is_bad => Some(json!("bad")),
                kind => answer(kind, step.required, &spot, dice, self.stage.clock.now()),
            };
            let Some(answer) = answer else { continue };
            let mut given = json!({ "answer": answer });
            if is_bad {
                given["note"] = dice.word(&self.world.plans.rounds.remarks).into();
                given["photos"] = take(1, Shows::Damage, dice).into();
            } else if step.proof == Proof::Always && !matches!(step.kind, Kind::Photo { .. }) {
                given["photos"] = take(1, Shows::Round, dice).into();
            }
            all.insert(step.id.clone(), given);
        }
        (all, uploads)
    }
}

/// The codes of the points of a round, the last one first; now and then one is passed by.
fn path(record: &Value, dice: &mut Dice) -> Vec<String> {
    let points = record["points"].as_array().into_iter().flatten();
    let ids = points.filter(|point| point["at"].is_null()).filter_map(|point| point["point"].as_str());
    let kept: Vec<String> =
        ids.filter(|_| !dice.chance(PASSED_BY)).map(|id| format!("place_{}", id.replace('-', ""))).collect();
    kept.into_iter().rev().collect()
}

/// A plan as its form takes it.
fn planned(wanted: &Recurring, procedure: &str, target: &Value) -> Value {
    let rhythm = shipped().iter().find(|p| p.key == wanted.procedure).and_then(|p| p.rhythms.first());
    let mut input = target.clone();
    input["procedure_id"] = json!(procedure);
    input["rule"] = json!(wanted.rule.as_deref().or(rhythm.map(|r| r.rule.as_str())));
    input["hours"] = json!(rhythm.filter(|_| wanted.rule.is_none()).and_then(|r| r.hours).map(|h| h.to_string()));
    input["role"] = json!(wanted.role);
    input["vendor"] = json!(wanted.vendor);
    input["late"] = json!(wanted.late);
    input
}

/// A time between two, by day where there is time enough.
fn within(opens: Instant, closes: Instant, dice: &mut Dice) -> Instant {
    let midnight = opens.date(HOME_ZONE).start(HOME_ZONE);
    let (from, to) = ((midnight + DAY.0).max(opens), (midnight + DAY.1).min(closes));
    let (from, to) = if from < to { (from, to) } else { (opens, closes) };
    from + Span(dice.between(0, (to - from).0.saturating_sub(1).max(0)))
}

/// What is said of a step that is in order.
fn answer(kind: &Kind, required: bool, spot: &Spot<'_>, dice: &mut Dice, now: Instant) -> Option<Value> {
    match kind {
        Kind::Check { .. } => Some(json!("good")),
        Kind::Number { limits, .. } => Some(json!(figure(limits, dice).to_string())),
        Kind::Stopwatch { limits } => Some(json!(figure(limits, dice).ceil().mantissa())),
        Kind::Choice { choices } => choices.iter().find(|choice| !choice.fails).map(|choice| json!(choice.value)),
        Kind::Text { .. } if required => Some(json!("正常")),
        // On a route the first point has answered it.
        Kind::Scan { of: ScanOf::Asset } => Some(json!(spot.asset.or(spot.place)?)),
        Kind::Scan { of: ScanOf::Place } => Some(json!(spot.place.or(spot.asset)?)),
        Kind::Location { .. } => Some(json!({"latitude": 31.2304, "longitude": 121.4737, "accuracy": 12.0})),
        Kind::Meter { .. } => Some(json!(counted(now))),
        Kind::Read => Some(json!(true)),
        Kind::Text { .. } | Kind::Photo { .. } | Kind::Signature { .. } => None,
    }
}

/// What a meter shows that goes on counting from day to day.
fn counted(now: Instant) -> String {
    (now.date(HOME_ZONE).days_since(Instant(0).date(HOME_ZONE)) * 7).to_string()
}

/// A figure inside its limits.
fn figure(limits: &Limits, dice: &mut Dice) -> Decimal {
    let (low, high) = (limits.warn_below.or(limits.least), limits.warn_above.or(limits.greatest));
    let share = Decimal::new(dice.between(150, 850), 3);
    let (low, high) = match (low, high) {
        (Some(low), Some(high)) => (low, high),
        (Some(low), None) => (low, low + low.abs() / Decimal::TWO + Decimal::ONE),
        (None, Some(high)) => (high - high.abs(), high),
        (None, None) => (Decimal::ZERO, Decimal::from(60)),
    };
    (low + (high - low) * share).round_dp(low.scale().max(high.scale()) + 1).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_order_is_judged_so_for_every_step_of_the_trade() {
        let mut dice = Dice::of(1, "test", 1);
        let spot = Spot { asset: Some("asset"), place: Some("place") };
        for procedure in shipped() {
            for step in procedure.steps() {
                let (Kind::Number { limits, .. } | Kind::Stopwatch { limits }) = &step.kind else { continue };
                for _ in 0..20 {
                    let figure = figure(limits, &mut dice);
                    let inside =
                        limits.least.is_none_or(|l| l <= figure) && limits.greatest.is_none_or(|g| figure <= g);
                    assert!(inside, "{} {}: {figure}", procedure.key, step.id);
                }
                assert!(answer(&step.kind, true, &spot, &mut dice, Instant(0)).is_some());
            }
        }
    }

    #[test]
    fn a_time_is_taken_by_day_where_there_is_time() {
        let mut dice = Dice::of(1, "test", 2);
        let at = |text: &str| text.parse::<Instant>().expect("an instant");
        let (opens, closes) = (at("2026-03-02T00:00:00+08:00"), at("2026-03-03T00:00:00+08:00"));
        for _ in 0..50 {
            let found = within(opens, closes, &mut dice);
            assert!(found >= at("2026-03-02T07:40:00+08:00") && found < at("2026-03-02T17:30:00+08:00"));
            let night = within(at("2026-03-02T22:00:00+08:00"), at("2026-03-02T23:00:00+08:00"), &mut dice);
            assert!(night >= at("2026-03-02T22:00:00+08:00") && night < at("2026-03-02T23:00:00+08:00"));
        }
    }
}
