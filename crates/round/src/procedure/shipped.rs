//! The procedures that come with the product, one file for each system of the trade.

use std::{collections::BTreeMap, sync::LazyLock};

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

/// The file text of each shipped procedure by its key, with the papers it refers to: what a company begins its own version with.
pub fn shipped_texts() -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for (_, text) in FILES {
        let (procedures, others): (Vec<_>, Vec<_>) = blocks(text).into_iter().partition(|b| b.starts_with(PROCEDURE));
        let sources: BTreeMap<&str, &str> =
            others.iter().filter_map(|b| Some((said(b, "id")?, b.trim_end()))).collect();
        for block in &procedures {
            let Some(procedure) = said(block, "key").and_then(|key| shipped().iter().find(|p| p.key == key)) else {
                continue;
            };
            let named = procedure.sources.iter().filter_map(|source| sources.get(source.id.as_str()).copied());
            let whole: Vec<&str> = named.chain([block.trim_end()]).collect();
            texts.insert(procedure.key.clone(), whole.join("\n\n") + "\n");
        }
    }
    texts
}

/// The first text a block says under a name.
fn said<'a>(block: &'a str, name: &str) -> Option<&'a str> {
    block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \"")?.strip_suffix('"'))
}

const SOURCE: &str = "[[source]]";
const PROCEDURE: &str = "[[procedure]]";

/// A file cut before each paper and each procedure.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks = vec![String::new()];
    for line in text.lines() {
        if line == SOURCE || line == PROCEDURE {
            blocks.push(String::new());
        }
        if let Some(last) = blocks.last_mut().filter(|_| !line.starts_with('#')) {
            last.push_str(line);
            last.push('\n');
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_each_shipped_procedure_reads_as_itself() {
        let texts = shipped_texts();
        for procedure in shipped() {
            let text = texts.get(&procedure.key).unwrap_or_else(|| panic!("no text of {}", procedure.key));
            let read = read(text).unwrap_or_else(|wrong| panic!("{}: {wrong}", procedure.key));
            assert_eq!(read.len(), 1);
            assert_eq!(read[0].hash(), procedure.hash(), "{}", procedure.key);
        }
    }
}
