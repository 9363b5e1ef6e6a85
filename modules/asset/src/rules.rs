//! What holds of equipment, and the classes that ship with the product. Pure.

use kernel::{Date, Error, FieldError, Message, Result};

use crate::model::{Asset, AssetState, ClassId, Facts, System, System::*};

/// A class that ships with the product; its words are `asset-class-<code>` of the catalogue.
pub struct Shipped {
    /// Its short name.
    pub code: &'static str,
    /// The system it belongs to.
    pub system: System,
    /// Years it lasts as designed.
    pub life_years: i64,
}

const fn shipped(code: &'static str, system: System, life_years: i64) -> Shipped {
    Shipped { code, system, life_years }
}

/// The class library of a residential or office community. Append only: a class's id is its place in this list.
pub const LIBRARY: &[Shipped] = &[
    shipped("lift", Lift, 15),
    shipped("power", Power, 20),
    shipped("lighting", Lighting, 8),
    shipped("water", Water, 15),
    shipped("fire", Fire, 15),
    shipped("hvac", Hvac, 15),
    shipped("low_voltage", LowVoltage, 8),
    shipped("parking", Parking, 10),
    shipped("other", Other, 10),
    shipped("passenger_lift", Lift, 15),
    shipped("freight_lift", Lift, 15),
    shipped("fire_lift", Lift, 15),
    shipped("escalator", Lift, 15),
    shipped("traction_machine", Lift, 15),
    shipped("transformer", Power, 20),
    shipped("high_voltage_cabinet", Power, 20),
    shipped("low_voltage_cabinet", Power, 20),
    shipped("distribution_box", Power, 15),
    shipped("generator", Power, 15),
    shipped("emergency_power", Power, 8),
    shipped("corridor_light", Lighting, 5),
    shipped("road_light", Lighting, 8),
    shipped("emergency_light", Lighting, 5),
    shipped("supply_pump", Water, 10),
    shipped("water_tank", Water, 20),
    shipped("sewage_pump", Water, 8),
    shipped("septic_tank", Water, 30),
    shipped("valve", Water, 15),
    shipped("alarm_panel", Fire, 12),
    shipped("smoke_detector", Fire, 12),
    shipped("hydrant_pump", Fire, 15),
    shipped("sprinkler_pump", Fire, 15),
    shipped("hydrant", Fire, 15),
    shipped("extinguisher", Fire, 10),
    shipped("smoke_fan", Fire, 15),
    shipped("fire_shutter", Fire, 15),
    shipped("chiller", Hvac, 20),
    shipped("cooling_tower", Hvac, 15),
    shipped("boiler", Hvac, 15),
    shipped("air_handler", Hvac, 15),
    shipped("fan", Hvac, 12),
    shipped("camera", LowVoltage, 6),
    shipped("access_control", LowVoltage, 8),
    shipped("intercom", LowVoltage, 8),
    shipped("perimeter_alarm", LowVoltage, 8),
    shipped("public_address", LowVoltage, 10),
    shipped("network", LowVoltage, 6),
    shipped("barrier", Parking, 8),
    shipped("plate_camera", Parking, 6),
    shipped("charging_pile", Parking, 8),
    shipped("fitness", Other, 8),
    shipped("playground", Other, 8),
    shipped("fountain", Other, 10),
    shipped("bin", Other, 5),
    shipped("pressure_vessel", Water, 15),
    shipped("water_treatment", Water, 10),
    shipped("fire_door", Fire, 20),
    shipped("gas_fire_suppression", Fire, 15),
    shipped("solar_array", Power, 25),
    shipped("switch_box", Power, 15),
    shipped("heat_pump", Hvac, 15),
    shipped("parking_machine", Parking, 15),
    shipped("gas_alarm", LowVoltage, 3),
    shipped("waste_compactor", Other, 8),
];

/// Put before a shipped class's place in the list, so that its id is the same everywhere.
const SHIPPED: u128 = 0xA55E_7C1A_0000_8000_8000_0000_0000_0000;

/// The id of the shipped class at this place of the list.
pub fn shipped_id(place: usize) -> ClassId {
    ClassId::from_uuid(uuid::Uuid::from_u128(SHIPPED + place as u128))
}

/// Facts made clean: text without space around it, days in their order.
pub fn facts(mut facts: Facts) -> Result<Facts> {
    let trimmed = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    facts.code = facts.code.trim().to_owned();
    facts.name = facts.name.trim().to_owned();
    facts.maker = trimmed(facts.maker);
    facts.model = trimmed(facts.model);
    let mut wrong = Vec::new();
    let mut refuse = |field: &str, key: &'static str| {
        wrong.push(FieldError { field: field.to_owned(), message: Message::of(key) });
    };
    if facts.code.is_empty() || facts.code.contains(|c: char| c == '/' || c.is_whitespace() || c.is_control()) {
        refuse("code", "asset-code-wrong");
    }
    if facts.name.is_empty() {
        refuse("name", "invalid-required");
    }
    if let (Some(installed), Some(until)) = (facts.installed_on, facts.warranty_until)
        && until < installed
    {
        refuse("warranty_until", "asset-warranty-before-use");
    }
    if facts.state == Some(AssetState::Retired) {
        refuse("state", "asset-retire-by-action");
    }
    if wrong.is_empty() { Ok(facts) } else { Err(Error::Invalid(wrong)) }
}

/// A piece of equipment taken out of use for good on a day.
pub fn retire(asset: &Asset, on: Date) -> Result<Asset> {
    if asset.state == AssetState::Retired {
        return Err(Error::Broken(Message::of("asset-retired-already").with("name", &asset.name)));
    }
    if asset.installed_on.is_some_and(|installed| on < installed) {
        return Err(Error::field("retired_on", Message::of("asset-retired-before-use")));
    }
    Ok(Asset { state: AssetState::Retired, retired_on: Some(on), ..asset.clone() })
}

/// How equipment stands with so many open faults: it is faulty with any, and in use again without; what was stopped or retired
/// on purpose stays so.
pub fn with_faults(state: AssetState, open: usize) -> AssetState {
    match (state, open) {
        (AssetState::InUse, 1..) => AssetState::Faulty,
        (AssetState::Faulty, 0) => AssetState::InUse,
        (other, _) => other,
    }
}

/// The last day of the designed life; none when the first day or the years are not known.
pub fn life_ends(asset: &Asset) -> Option<Date> {
    let (from, years) = (asset.installed_on?, asset.life_years?);
    // 29 February has no anniversary in most years: the day before it stands in.
    let same_day = |back: i64| {
        let day = from.plus_days(-back).to_string();
        format!("{:04}{}", i64::from(from.year()) + years, &day[4..]).parse::<Date>().ok()
    };
    same_day(0).or_else(|| same_day(1))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use kernel::{Id, OrgId};

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn said() -> Facts {
        Facts {
            code: " DT-3-1-1 ".into(),
            name: "3栋1单元 1 号客梯".into(),
            class_id: shipped_id(0),
            place_id: None,
            maker: Some("  ".into()),
            model: None,
            installed_on: Some(day("2019-05-01")),
            warranty_until: Some(day("2021-04-30")),
            life_years: Some(15),
            cost: None,
            state: None,
        }
    }

    fn lift() -> Asset {
        Asset {
            org_id: OrgId::from_uuid(uuid::Uuid::from_u128(1)),
            id: Id::from_uuid(uuid::Uuid::from_u128(2)),
            code: "DT-3-1-1".into(),
            sort_key: String::new(),
            name: "客梯".into(),
            class_id: shipped_id(0),
            place_id: None,
            maker: None,
            model: None,
            installed_on: Some(day("2020-02-29")),
            warranty_until: None,
            life_years: Some(15),
            cost_fen: None,
            state: AssetState::InUse,
            retired_on: None,
            version: 1,
            edition: Default::default(),
        }
    }

    #[test]
    fn what_is_said_is_cleaned_or_refused_at_its_field() {
        let clean = facts(said()).expect("fits");
        assert_eq!((clean.code.as_str(), clean.maker), ("DT-3-1-1", None));
        for (wrong, field) in [
            (Facts { code: "DT 3".into(), ..said() }, "code"),
            (Facts { name: " ".into(), ..said() }, "name"),
            (Facts { warranty_until: Some(day("2019-04-30")), ..said() }, "warranty_until"),
            (Facts { state: Some(AssetState::Retired), ..said() }, "state"),
        ] {
            let Err(Error::Invalid(errors)) = facts(wrong) else { panic!("{field} was accepted") };
            assert_eq!(errors[0].field, field);
        }
    }

    #[test]
    fn equipment_retires_once_and_not_before_it_was_used() {
        assert!(retire(&lift(), day("2020-02-28")).is_err());
        let gone = retire(&lift(), day("2026-11-21")).expect("retires");
        assert_eq!((gone.state, gone.retired_on), (AssetState::Retired, Some(day("2026-11-21"))));
        assert!(retire(&gone, day("2026-11-22")).is_err());
    }

    #[test]
    fn a_designed_life_ends_on_its_anniversary() {
        assert_eq!(life_ends(&lift()), Some(day("2035-02-28")));
        assert_eq!(life_ends(&Asset { life_years: None, ..lift() }), None);
    }

    #[test]
    fn no_two_shipped_classes_share_a_name() {
        let codes: BTreeSet<&str> = LIBRARY.iter().map(|c| c.code).collect();
        assert_eq!(codes.len(), LIBRARY.len());
    }
}
