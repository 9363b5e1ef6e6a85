//! What is charged: the fee items of the company and the tariffs of world/tariffs.toml, drafted by one and put in force by another.

use std::collections::BTreeMap;

use chrono::Months;
use kernel::{Date, Money, Result};
use module::{Caller, HOME_ZONE};
use serde_json::{Value, json};

use super::Founder;
use crate::{
    cast::{Community, Member},
    dice::Dice,
    stage::{said, text},
    world::Tariff,
};

/// Prices hold for so many months when the history begins; the next edition comes so many after its end.
const SINCE: u32 = 12;

/// Enters the items, and what each community charges.
pub(crate) async fn tariffs(founder: &Founder<'_>, staff: &[Member], communities: &[Community]) -> Result<()> {
    if founder.stage.platform.registry.action("tariff.tariff.create").is_none() {
        return Ok(());
    }
    let world = &founder.world.tariffs;
    let mut items = BTreeMap::new();
    for item in &world.item {
        let input = json!({"code": item.code, "name": item.name, "fee_class": item.fee_class});
        items.insert(item.code.as_str(), text(&founder.act("tariff.fee_item.create", input).await?, "id")?);
    }
    for (at, community) in communities.iter().enumerate() {
        let bearer = |role: &str| staff.iter().find(|m| m.role == role && m.reach.contains(&community.org));
        let (Some(drafter), Some(second)) = (bearer("accountant"), bearer("manager")) else { continue };
        let charging = Charging { founder, community, drafter: &drafter.caller, second: &second.caller };
        charging.rent_spaces(at).await?;
        charging.developer().await?;
        let mut made = Vec::new();
        for tariff in world.tariff.iter().filter(|t| t.community == community.key) {
            let Some(item) = items.get(tariff.item.as_str()) else { continue };
            let penalty = tariff.late.as_ref().and_then(|late| items.get(late.item.as_str()));
            made.extend(charging.tariff(tariff, item, penalty.map(String::as_str)).await?);
        }
        let set = json!({"org_id": community.org, "name": "入住标准收费", "tariffs": made});
        if !made.is_empty() {
            founder.stage.act(charging.drafter, "tariff.fee_set.create", set).await?;
        }
        charging.reliefs().await?;
        charging.gift().await?;
    }
    Ok(())
}

struct Charging<'a, 'f> {
    founder: &'a Founder<'f>,
    community: &'a Community,
    drafter: &'a Caller,
    second: &'a Caller,
}

impl Charging<'_, '_> {
    /// The first day of the month in which the history begins, so many months before.
    fn since(&self) -> Date {
        let first = self.founder.plan.start().date(HOME_ZONE);
        let month = Date::of(first.year(), chrono::Datelike::month(&first.0), 1).unwrap_or(first);
        month.0.checked_sub_months(Months::new(SINCE)).map_or(month, Date)
    }

    /// A tariff, drafted, put in force and applied; its id when it is for rooms. Late payment is billed under `penalty`.
    async fn tariff(&self, tariff: &Tariff, item: &str, penalty: Option<&str>) -> Result<Option<String>> {
        let since = self.since();
        let fen = |text: &Option<String>| text.as_deref().and_then(|yuan| yuan.parse::<Money>().ok());
        let mut facts = said(json!({
            "name": tariff.name,
            "price_from_on": since,
            "comes": tariff.comes,
            "basis": tariff.basis,
            "unit_price": tariff.unit_price,
            "fixed_amount": fen(&tariff.fixed_amount),
            "surcharge": fen(&tariff.surcharge),
            "formula": tariff.formula,
            "measured_in": tariff.measured_in,
            "paid_by": tariff.paid_by,
            "starts_with": if tariff.parking { "day" } else { "take_over" },
            "begins_on": tariff.parking.then_some(since),
            "rounded_to": tariff.rounded_to,
            "days_ahead": tariff.days_ahead,
            "penalty_item_id": penalty,
            "penalty_percent": tariff.late.as_ref().map(|late| &late.percent),
            "penalty_delay": tariff.late.as_ref().map(|late| late.delay),
            "penalty_cap": tariff.late.as_ref().map(|late| &late.cap),
        }));
        let mut draft = facts.clone();
        draft["org_id"] = json!(self.community.org);
        draft["item_id"] = json!(item);
        draft["code"] = json!(tariff.code);
        let stage = self.founder.stage;
        let id = text(&stage.act(self.drafter, "tariff.tariff.create", draft).await?, "id")?;
        stage.act(self.second, "tariff.tariff.enforce", json!({"id": id})).await?;
        let charged = if tariff.parking { "parking_space" } else { "room" };
        let apply = json!({"id": id, "charged": charged, "use": tariff.purpose, "from_on": since});
        stage.act(self.drafter, "tariff.tariff.apply", said(apply)).await?;
        if tariff.comes == "metered" {
            self.meters(tariff).await?;
        }
        if let Some(dearer) = &tariff.dearer {
            let end = self.founder.plan.until.date(HOME_ZONE);
            let next = Date::of(end.year() + 1, 1, 1).unwrap_or(end);
            facts["id"] = json!(id);
            facts["price_from_on"] = json!(next);
            facts["unit_price"] = json!(dearer.unit_price);
            stage.act(self.drafter, "tariff.tariff.edit", facts).await?;
        }
        Ok((!tariff.parking).then_some(id))
    }

    /// Who pays for what is not sold yet.
    async fn developer(&self) -> Result<()> {
        let firms = &self.founder.world.tariffs.developer;
        for firm in firms.iter().filter(|firm| firm.community == self.community.key) {
            let person = json!({
                "name": firm.name, "phone": firm.phone, "kind": "organisation", "community": self.community.org,
            });
            let person = text(&self.founder.act("party.person.create", person).await?, "id")?;
            let choose = json!({ "org_id": self.community.org, "person_id": person });
            self.founder.stage.act(self.drafter, "tariff.developer.choose", choose).await?;
        }
        Ok(())
    }

    /// The water meters of the rooms under a tariff, with what each shows when the history begins.
    async fn meters(&self, tariff: &Tariff) -> Result<()> {
        let mut dice = Dice::of(self.founder.plan.seed, &tariff.code, 0);
        let started = self.founder.plan.start().date(HOME_ZONE);
        let under = |purpose: &str| tariff.purpose.as_deref().is_none_or(|wanted| wanted == purpose);
        for room in self.community.rooms.iter().filter(|room| under(&room.purpose)) {
            let meter = json!({
                "number": format!("S-{}", room.code), "meter_kind": "water", "place_id": room.place,
                "started_on": started, "start_figure": dice.between(0, 900).to_string(),
            });
            self.founder.stage.act(self.drafter, "meter.meter.create", meter).await?;
        }
        Ok(())
    }

    /// Some of the parking spaces are rented by people who live here and do not sign in.
    async fn rent_spaces(&self, at: usize) -> Result<()> {
        let mut dice = Dice::of(self.founder.plan.seed, "parking", u64::try_from(at).unwrap_or(0));
        let people = self.community.rooms.iter().filter_map(|room| room.dwellers.first());
        let mut people = people.filter(|dweller| dweller.caller.is_none());
        let since = self.founder.plan.start().date(HOME_ZONE);
        for spot in self.community.spots.iter().filter(|spot| spot.kind == "parking_space") {
            if !dice.chance(self.founder.world.tariffs.parking) {
                continue;
            }
            let Some(person) = people.next() else { break };
            let input = json!({
                "person_id": person.person, "place_id": spot.place, "role": "tenant", "lives_here": false, "from_on": since,
            });
            self.founder.act("party.occupancy.create", input).await?;
        }
        Ok(())
    }

    /// Who pays ahead is given months: asked for by one and approved by another.
    async fn gift(&self) -> Result<()> {
        let (stage, gift) = (self.founder.stage, &self.founder.world.tariffs.gift);
        if gift.community != self.community.key {
            return Ok(());
        }
        let end = self.founder.plan.until.date(HOME_ZONE);
        let rule = json!({
            "org_id": self.community.org, "name": gift.name, "fee_class": gift.fee_class,
            "paid_months": gift.paid_months, "given_months": gift.given_months, "without_arrears": true,
            "from_on": self.founder.plan.start().date(HOME_ZONE), "to_on": Date::of(end.year() + 1, 12, 31).unwrap_or(end),
        });
        let asked = stage.act(self.drafter, "tariff.gift_rule.create", rule).await?;
        stage.act(self.second, "tariff.gift_rule.approve", json!({"id": asked["id"], "remark": "同意"})).await?;
        Ok(())
    }

    /// Owners of empty rooms ask to pay less; most of it is approved.
    async fn reliefs(&self) -> Result<()> {
        let (stage, reliefs) = (self.founder.stage, &self.founder.world.tariffs.reliefs);
        let ask = json!({"org_id": self.community.org, "kind": "room", "state": "vacant"});
        let empty: Vec<Value> = stage.list(self.drafter, "property.place.list", ask).await?;
        let first = self.founder.plan.start().date(HOME_ZONE);
        let last = Date::of(first.year() + 1, 12, 31).unwrap_or(first);
        for (nth, room) in empty.iter().take(reliefs.rooms).enumerate() {
            let reason = reliefs.reasons.get(nth % reliefs.reasons.len().max(1));
            let input = json!({
                "place_id": room["id"], "relieved": "vacant", "fee_class": "management", "from_on": first, "to_on": last,
                "still_pays": reliefs.percent, "reason": reason,
            });
            let asked = stage.act(self.drafter, "tariff.relief.create", said(input)).await?;
            if nth >= reliefs.waiting {
                let approve = json!({"id": asked["id"], "remark": "情况属实"});
                stage.act(self.second, "tariff.relief.approve", approve).await?;
            }
        }
        Ok(())
    }
}
