//! What the engine is told of a room: its measures, and who owns and rents it from which day – pure.

use std::collections::{BTreeMap, BTreeSet};

use charge::{Measures, Pricing, Relief, Subject, Timeline};
use kernel::Date;
use party::{Holder, PersonId, Role};
use property::{BuiltArea, Place, PlaceId};
use rust_decimal::Decimal;

use super::model::TariffPlaceRow;

/// Areas and homes of a building or unit.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Whole {
    area: i64,
    homes: i64,
}

/// What is known of the community around a room.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around {
    pub community: Whole,
    pub buildings: BTreeMap<PlaceId, Whole>,
    pub units: BTreeMap<PlaceId, Whole>,
}

impl Around {
    /// Sums what the rooms of buildings and units measure.
    pub fn of(areas: &[BuiltArea]) -> Self {
        let mut around = Self::default();
        let add = |whole: &mut Whole, one: &BuiltArea| {
            whole.area += one.area.0;
            whole.homes += one.rooms;
        };
        for one in areas {
            add(&mut around.community, one);
            if let Some(building) = one.building_id {
                add(around.buildings.entry(building).or_default(), one);
            }
            if let Some(unit) = one.unit_id {
                add(around.units.entry(unit).or_default(), one);
            }
        }
        around
    }
}

/// A day before all others that count.
fn ever() -> Date {
    Date::of(1900, 1, 1).expect("a day of the calendar")
}

/// Measures of what a room lies in: they are summed only for tariffs that ask for them.
const AROUND: [&str; 5] = ["小区面积", "楼栋面积", "单元面积", "楼栋户数", "单元户数"];

/// Whether some price of a tariff depends on what the room lies in.
pub(crate) fn asks_around(tariff: &charge::Tariff) -> bool {
    tariff.prices.values().iter().any(|(_, price)| match &price.pricing {
        Pricing::Formula { formula, .. } => formula.names().iter().any(|name| AROUND.contains(&name.as_str())),
        Pricing::Count { of, .. } => AROUND.contains(&of.as_str()),
        _ => false,
    })
}

/// A room as the engine charges for it.
pub(crate) fn subject(
    place: &Place,
    under: &TariffPlaceRow,
    around: Option<&Around>,
    holders: &[Holder],
    reliefs: Vec<Relief>,
    developer: Option<PersonId>,
    ends_on: Option<Date>,
) -> Subject {
    let last = [under.to_on, ends_on].into_iter().flatten().min();
    Subject {
        key: place.id.to_string(),
        measures: Timeline::of([(ever(), measures(place, under, around, holders))]),
        owners: held(holders, &[Role::Payer, Role::Owner, Role::CoOwner]),
        tenants: held(holders, &[Role::Tenant]),
        developer: developer.map(|id| id.to_string()),
        taken_over: place.takeover_on.or(place.delivered_on),
        starts: Some(under.from_on),
        ends: last.map(|day| day.plus_days(1)),
        reliefs,
    }
}

fn measures(place: &Place, under: &TariffPlaceRow, around: Option<&Around>, holders: &[Holder]) -> Measures {
    let mut named = BTreeMap::new();
    let mut put = |name: &str, value: Option<Decimal>| {
        if let Some(value) = value {
            named.insert(name.to_owned(), value);
        }
    };
    let area = |whole: Option<Whole>| whole.map(|w| Decimal::new(w.area, 2));
    let homes = |whole: Option<Whole>| whole.map(|w| Decimal::from(w.homes));
    if let Some(around) = around {
        let building = place.building_id.and_then(|id| around.buildings.get(&id)).copied();
        let unit = place.unit_id.and_then(|id| around.units.get(&id)).copied();
        put("小区面积", area(Some(around.community)));
        put("楼栋面积", area(building));
        put("单元面积", area(unit));
        put("楼栋户数", homes(building));
        put("单元户数", homes(unit));
    }
    put("收费系数", under.factor.map(|factor| Decimal::new(factor, 4)));
    put("层数", place.floor.map(Decimal::from));
    let living: BTreeSet<PersonId> =
        holders.iter().filter(|h| h.lives_here && h.to_on.is_none()).map(|h| h.person_id).collect();
    put("人数", Some(Decimal::from(living.len())));
    Measures { built: place.built_area, inside: place.inside_area, named }
}

/// Who holds a place from which day, by the first of these roles that somebody has then.
fn held(holders: &[Holder], roles: &[Role]) -> Timeline<Option<String>> {
    let his = |h: &&Holder| roles.contains(&h.role);
    let mut days: BTreeSet<Date> = holders.iter().filter(his).map(|h| h.from_on).collect();
    days.extend(holders.iter().filter(his).filter_map(|h| h.to_on).map(|day| day.plus_days(1)));
    let on = |day: Date| {
        let lasts = |h: &&Holder| h.from_on <= day && h.to_on.is_none_or(|to| to >= day);
        let one = roles.iter().find_map(|role| holders.iter().filter(lasts).find(|h| h.role == *role));
        one.map(|h| h.person_id.to_string())
    };
    Timeline::of(days.into_iter().map(|day| (day, on(day))))
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }
    fn holder(who: u128, role: Role, from: &str, to: Option<&str>) -> Holder {
        Holder {
            place_id: Id::from_uuid(Uuid::nil()),
            person_id: Id::from_uuid(Uuid::from_u128(who)),
            role,
            lives_here: true,
            from_on: day(from),
            to_on: to.map(day),
        }
    }

    #[test]
    fn who_pays_for_a_room_follows_its_owners_day_by_day() {
        let holders = [
            holder(1, Role::Owner, "2024-01-01", Some("2025-06-30")),
            holder(2, Role::Owner, "2025-07-01", None),
            holder(3, Role::Payer, "2026-01-01", None),
            holder(4, Role::Family, "2024-01-01", None),
        ];
        let owners = held(&holders, &[Role::Payer, Role::Owner, Role::CoOwner]);
        let name = |who: u128| Some(Id::<party::Person>::from_uuid(Uuid::from_u128(who)).to_string());
        let at = |text: &str| owners.at(day(text)).cloned().flatten();
        assert_eq!(at("2023-12-31"), None);
        assert_eq!(at("2025-06-30"), name(1));
        assert_eq!(at("2025-07-01"), name(2));
        assert_eq!(at("2026-03-01"), name(3));
        assert!(held(&holders, &[Role::Tenant]).values().is_empty());
    }
}
