//! The procedures that come with the product, one file for each system of the trade.

use std::sync::LazyLock;

use super::{Procedure, read};

const FILES: [(&str, &str); 15] = [
    ("lift", include_str!("../../procedures/lift.toml")),
    ("fire", include_str!("../../procedures/fire.toml")),
    ("power", include_str!("../../procedures/power.toml")),
    ("water", include_str!("../../procedures/water.toml")),
    ("hvac", include_str!("../../procedures/hvac.toml")),
    ("lighting", include_str!("../../procedures/lighting.toml")),
    ("building", include_str!("../../procedures/building.toml")),
    ("pool", include_str!("../../procedures/pool.toml")),
    ("low_voltage", include_str!("../../procedures/low_voltage.toml")),
    ("cleaning", include_str!("../../procedures/cleaning.toml")),
    ("greening_waste", include_str!("../../procedures/greening_waste.toml")),
    ("order", include_str!("../../procedures/order.toml")),
    ("service", include_str!("../../procedures/service.toml")),
    ("takeover", include_str!("../../procedures/takeover.toml")),
    ("day_plans", include_str!("../../procedures/day_plans.toml")),
];

static SHIPPED: LazyLock<Vec<Procedure>> = LazyLock::new(|| {
    let all = |(name, text): (&str, &str)| match read(text) {
        Ok(procedures) => procedures,
        // Cannot come to pass: the tests read every file, and they are part of the program.
        Err(wrong) => panic!("the shipped procedures {name}: {wrong}"),
    };
    FILES.into_iter().flat_map(all).collect()
});

/// The procedures that come with the product; read once.
pub fn shipped() -> &'static [Procedure] {
    &SHIPPED
}
