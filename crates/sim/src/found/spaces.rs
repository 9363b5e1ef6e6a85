//! The space tree of each community from its patterns, and the equipment that stands in it.

use std::collections::BTreeMap;

use kernel::{Date, OrgId, Result, Span};
use module::HOME_ZONE;
use serde_json::{Value, json};

use super::{Founder, company::Units};
use crate::{
    cast::{Community, Room, Spot},
    stage::text,
    world,
};

/// A place where patterns hang something: the community, a building, a unit.
struct Node {
    /// Its id; none for the community.
    id: Option<String>,
    /// What stands before names below it: `3栋1单元`.
    name: String,
    /// What `{building}` and `{unit}` become there.
    building: String,
    unit: String,
    per: &'static str,
}

/// Fills `{building}`, `{unit}`, `{n}`, `{n:03}` into a pattern.
fn filled(pattern: &str, building: &str, unit: &str, n: u32) -> String {
    let text = pattern.replace("{building}", building).replace("{unit}", unit);
    text.replace("{n:03}", &format!("{n:03}")).replace("{n}", &n.to_string())
}

/// How many buildings of each community are built: the first of each, then the second of each, until the share is reached.
fn share(counts: &[usize], scale: f64) -> Vec<usize> {
    let all: usize = counts.iter().sum();
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "some tens"
    )]
    let mut left = ((all as f64 * scale).ceil() as usize).clamp(1, all.max(1));
    let mut taken = vec![0; counts.len()];
    while left > 0 && taken.iter().zip(counts).any(|(t, c)| t < c) {
        for (at, count) in counts.iter().enumerate() {
            if left > 0 && taken[at] < *count {
                taken[at] += 1;
                left -= 1;
            }
        }
    }
    taken
}

/// Enters the places and the equipment of every community.
pub(crate) async fn communities(founder: &Founder<'_>, units: &Units) -> Result<Vec<Community>> {
    let world = founder.world;
    let count =
        |c: &world::Community| world.spaces.get(&c.key).map_or(0, |s| s.building.iter().map(|b| b.codes.len()).sum());
    let counts: Vec<usize> = world.company.community.iter().map(count).collect();
    let shares = share(&counts, founder.plan.scale);
    let classes = classes(founder).await?;
    let mut communities = Vec::new();
    for ((written, built), all) in world.company.community.iter().zip(shares).zip(counts) {
        let (Some((org, _)), Some(spaces)) = (units.get(&written.key), world.spaces.get(&written.key)) else {
            continue;
        };
        if built == 0 {
            continue;
        }
        let mut community = Community {
            key: written.key.clone(),
            org: *org,
            rooms: Vec::new(),
            spots: Vec::new(),
            cases_per_day: written.cases_per_day,
        };
        let mut builder = Builder { founder, written, spaces, classes: &classes, org: *org, community: &mut community };
        let nodes = builder.buildings(built).await?;
        builder.spots(&nodes).await?;
        builder.parking(built, all).await?;
        builder.outside().await?;
        builder.assets(&nodes).await?;
        communities.push(community);
    }
    Ok(communities)
}

/// The classes of equipment by their short names.
async fn classes(founder: &Founder<'_>) -> Result<BTreeMap<String, String>> {
    let rows = founder.stage.list(&founder.caller, "asset.asset_class.list", json!({})).await?;
    rows.iter().map(|row| Ok((text(row, "code")?, text(row, "id")?))).collect()
}

struct Builder<'a, 'f> {
    founder: &'a Founder<'f>,
    written: &'f world::Community,
    spaces: &'f world::Spaces,
    classes: &'a BTreeMap<String, String>,
    org: OrgId,
    community: &'a mut Community,
}

impl<'f> Builder<'_, 'f> {
    async fn place(&self, input: Value) -> Result<String> {
        let mut input = input;
        input["org_id"] = json!(self.org);
        text(&self.founder.act("property.place.create", input).await?, "id")
    }

    /// The zones and the buildings; answers every place where patterns hang something, the community first.
    async fn buildings(&mut self, built: usize) -> Result<Vec<Node>> {
        let mut zones = BTreeMap::new();
        for zone in &self.spaces.zone {
            let input = json!({"kind": "zone", "segment": zone.code, "name": zone.name});
            zones.insert(zone.code.as_str(), self.place(input).await?);
        }
        let nothing = String::new;
        let mut nodes =
            vec![Node { id: None, name: nothing(), building: nothing(), unit: nothing(), per: "community" }];
        let all = self.spaces.building.iter().flat_map(|b| b.codes.iter().map(move |code| (b, code)));
        let wanted: Vec<_> = all.take(built).collect();
        for (pattern, code) in wanted {
            let zone = pattern.zone.as_deref().and_then(|z| zones.get(z)).cloned();
            self.building(pattern, code, zone, &mut nodes).await?;
        }
        Ok(nodes)
    }

    async fn building(
        &mut self,
        pattern: &'f world::Building,
        code: &str,
        zone: Option<String>,
        nodes: &mut Vec<Node>,
    ) -> Result<()> {
        let purpose = pattern.purpose.as_deref().or(self.spaces.purpose.as_deref()).unwrap_or("home");
        let name = filled(&pattern.name, code, "", 0);
        let lines = pattern
            .lines
            .iter()
            .map(|l| json!({"line": l.line, "built_area": area(&l.built), "inside_area": area(&l.inside)}));
        let input = json!({
            "org_id": self.org,
            "parent_id": zone,
            "segment": code,
            "name": name,
            "units": pattern.units,
            "first_floor": pattern.floors.0,
            "last_floor": pattern.floors.1,
            "lines": lines.collect::<Vec<_>>(),
            "use": purpose,
            "state": "vacant",
            "takeover_on": self.written.takeover_on,
            "delivered_on": self.written.takeover_on,
            "warranty_until": self.written.warranty_until,
        });
        let id = text(&self.founder.act("property.building.create", input).await?, "id")?;
        let ask = json!({"within": id});
        let within = self.founder.stage.list(&self.founder.caller, "property.place.list", ask).await?;
        nodes.push(Node {
            id: Some(id.clone()),
            name: name.clone(),
            building: code.to_owned(),
            unit: String::new(),
            per: "building",
        });
        for row in &within {
            let place = text(row, "id")?;
            match row["kind"].as_str() {
                Some("unit") => {
                    let unit_code = text(row, "code")?;
                    let unit = unit_code.rsplit('-').next().unwrap_or("1").to_owned();
                    let name = text(row, "name")?;
                    nodes.push(Node { id: Some(place), name, building: code.to_owned(), unit, per: "unit" });
                }
                Some("room") => self.community.rooms.push(Room {
                    place,
                    code: text(row, "code")?,
                    purpose: purpose.to_owned(),
                    dwellers: Vec::new(),
                    pays_late: false,
                }),
                _ => {}
            }
        }
        Ok(())
    }

    /// Public areas and equipment rooms, wherever their pattern repeats.
    async fn spots(&mut self, nodes: &[Node]) -> Result<()> {
        let areas = self.spaces.public_area.iter().map(|p| ("public_area", &p.per, &p.areas));
        let rooms = self.spaces.equipment_room.iter().map(|p| ("equipment_room", &p.per, &p.rooms));
        for (kind, per, spots) in areas.chain(rooms) {
            for node in nodes.iter().filter(|n| n.per == per) {
                for spot in spots {
                    self.spot(kind, node, spot).await?;
                }
            }
        }
        Ok(())
    }

    async fn spot(&mut self, kind: &str, node: &Node, spot: &world::Spot) -> Result<()> {
        let input = json!({
            "kind": kind,
            "parent_id": node.id,
            "segment": spot.code,
            "name": format!("{}{}", node.name, spot.name),
            "tag": spot.tag,
            "takeover_on": self.written.takeover_on,
        });
        let place = self.place(input).await?;
        let tag = spot.tag.clone();
        self.community.spots.push(Spot { place, kind: kind.to_owned(), tag, asset: None, at: at(node) });
        Ok(())
    }

    /// Parking spaces; with fewer buildings there are fewer of them.
    async fn parking(&mut self, built: usize, all: usize) -> Result<()> {
        for pattern in &self.spaces.parking {
            let count = usize::try_from(pattern.count).unwrap_or(0) * built / all.max(1);
            let garage = self.garage(&pattern.area);
            for n in 1..=u32::try_from(count).unwrap_or(0) {
                let segment = filled(&pattern.code, "", "", n);
                let name = format!("{segment} 车位");
                let input = json!({"kind": "parking_space", "parent_id": garage, "segment": segment, "name": name});
                let place = self.place(input).await?;
                let tag = "parking_space".to_owned();
                let kind = tag.clone();
                self.community.spots.push(Spot { place, kind, tag, asset: None, at: String::new() });
            }
        }
        Ok(())
    }

    /// The public area a garage level is: its spots were entered in the order of the pattern.
    fn garage(&self, code: &str) -> Option<String> {
        let areas = self.spaces.public_area.iter().filter(|p| p.per == "community").flat_map(|p| &p.areas);
        let nth = areas.filter(|a| a.tag == "garage").position(|a| a.code == code)?;
        let garages = self.community.spots.iter().filter(|s| s.tag == "garage");
        garages.map(|s| s.place.clone()).nth(nth)
    }

    /// Gates and garbage points.
    async fn outside(&mut self) -> Result<()> {
        let gates = self.spaces.gate.iter().map(|g| ("gate", g));
        let points = self.spaces.garbage_point.iter().map(|g| ("garbage_point", g));
        for (kind, named) in gates.chain(points) {
            let input = json!({"kind": kind, "segment": named.code, "name": named.name});
            let place = self.place(input).await?;
            let (kind, tag) = (kind.to_owned(), kind.to_owned());
            self.community.spots.push(Spot { place, kind, tag, asset: None, at: String::new() });
        }
        Ok(())
    }

    /// The equipment of the patterns; where the first of a spot is, repairs find it.
    async fn assets(&mut self, nodes: &[Node]) -> Result<()> {
        let takeover: Option<Date> = self.written.takeover_on.parse().ok();
        for asset in &self.founder.world.assets.asset {
            if !asset.only.is_empty() && !asset.only.contains(&self.community.key) {
                continue;
            }
            for node in nodes.iter().filter(|n| n.per == asset.per) {
                let here = at(node);
                let spot = self.community.spots.iter().position(|s| s.tag == asset.tag && s.at == here);
                for n in 1..=asset.count {
                    let input = self.asset(asset, node, spot, n, takeover);
                    let id = text(&self.founder.act("asset.asset.create", input).await?, "id")?;
                    if let Some(spot) = spot.and_then(|at| self.community.spots.get_mut(at)) {
                        spot.asset.get_or_insert(id);
                    }
                }
            }
        }
        Ok(())
    }

    fn asset(&self, asset: &world::Asset, node: &Node, spot: Option<usize>, n: u32, takeover: Option<Date>) -> Value {
        // What was there at the take-over had been installed half a year before.
        let installed = takeover.map(|day| day.plus_days(-180));
        let years = |count: i64| {
            let day = installed?.start(HOME_ZONE) + Span::days(365 * count);
            Some(day.date(HOME_ZONE))
        };
        json!({
            "org_id": self.org,
            "code": filled(&asset.code, &node.building, &node.unit, n),
            "name": filled(&asset.name, &node.building, &node.unit, n),
            "class_id": self.classes.get(&asset.class),
            "place_id": spot.and_then(|at| self.community.spots.get(at)).map(|s| &s.place),
            "maker": asset.maker,
            "model": asset.model,
            "installed_on": installed,
            "warranty_until": years(asset.warranty),
            "life_years": asset.life,
            "cost": asset.cost * 100,
        })
    }
}

/// Where a spot hangs, as patterns find each other: `3/1`.
fn at(node: &Node) -> String {
    match node.per {
        "unit" => format!("{}/{}", node.building, node.unit),
        "building" => node.building.clone(),
        _ => String::new(),
    }
}

/// `118.60` as forms take an area.
fn area(text: &str) -> Value {
    text.parse::<kernel::Area>().map_or(Value::Null, |area| json!(area))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_the_buildings_is_spread_over_the_communities() {
        assert_eq!(share(&[14, 14, 3], 1.0), [14, 14, 3]);
        assert_eq!(share(&[14, 14, 3], 0.01), [1, 0, 0]);
        assert_eq!(share(&[14, 14, 3], 0.15), [2, 2, 1]);
        assert_eq!(share(&[14, 14, 3], 0.5), [7, 6, 3]);
    }

    #[test]
    fn patterns_are_filled() {
        assert_eq!(filled("DT-{building}-{unit}-{n}", "3", "1", 2), "DT-3-1-2");
        assert_eq!(filled("B1-{n:03}", "", "", 7), "B1-007");
    }
}
