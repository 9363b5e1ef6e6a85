//! `server → modules → crates`, downward by tier, never in a circle.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use crate::{Problem, Tree};

/// Where a business module stands: it may depend on modules of the tiers before its own, and of its own tier (never in a circle).
const TIERS: [&[&str]; 5] = [
    &["identity", "org", "intake"],
    &["property", "party", "vendor", "contract"],
    &["asset", "knowledge", "ledgers"],
    &[
        "desk",
        "rounds",
        "improvement",
        "patrol",
        "environment",
        "takeover",
        "renovation",
        "access",
        "parking",
        "alarm",
        "incident",
        "stock",
        "roster",
        "training",
        "quality",
        "document",
        "meter",
        "tariff",
        "billing",
        "payment",
        "online",
        "opening",
        "arrears",
        "collection",
        "budget",
        "disclosure",
        "invoice",
        "notice",
        "survey",
        "assembly",
        "activity",
        "portal",
        "catalogue",
    ],
    &["standard", "report"],
];
/// The crates of ours that a module may stand on.
const FOR_MODULES: [&str; 14] = [
    "kernel", "store", "module", "ui", "jobs", "process", "round", "ledger", "charge", "settle", "channel", "sheet",
    "print", "gateway",
];
/// Foreign crates that only the machine may use: HTTP, the catalogue, bare randomness.
const FOREIGN: [&str; 8] = ["axum", "axum-server", "tower", "tower-http", "hyper", "reqwest", "rand", "fluent-bundle"];
/// Crates that stand above the modules, and who may use them.
const ABOVE: [(&str, &[&str]); 4] = [
    ("testkit", &["tests", "benches", "server", "sim"]),
    ("sim", &["tests", "benches", "server", "testkit"]),
    ("web", &["tests", "benches", "server", "testkit", "sim"]),
    ("server", &["tests", "benches", "testkit", "sim"]),
];

struct Package {
    path: String,
    folder: String,
    name: String,
    /// Dependencies of the library or program: name, and whether the version is the workspace's.
    uses: BTreeMap<String, bool>,
    /// Those of the tests only.
    tests: BTreeMap<String, bool>,
}

/// Every package keeps to the dependency rule.
pub fn direction(tree: &Tree) -> Vec<Problem> {
    let packages = packages(tree);
    let modules: BTreeSet<&str> =
        packages.iter().filter(|p| p.folder.starts_with("modules/")).map(|p| p.name.as_str()).collect();
    let mut problems = Vec::new();
    for package in &packages {
        let module = package.folder.starts_with("modules/");
        let machine = package.folder.starts_with("crates/");
        for name in package.uses.keys().map(String::as_str) {
            let allowed = |list: &[&str]| list.contains(&package.name.as_str());
            let why = if let Some((_, users)) = ABOVE.iter().find(|(above, users)| *above == name && !allowed(users)) {
                format!("`{name}` stands above it; only {} may use it", users.join(", "))
            } else if module && FOREIGN.contains(&name) {
                format!("a module never touches `{name}`: the machine (crates/) wraps it")
            } else if module && name == "web" {
                "a module never knows the web: pages and actions are mounted from its table".to_owned()
            } else if machine && modules.contains(name) && !matches!(package.name.as_str(), "testkit" | "sim") {
                format!("no business noun in the machine: `{name}` is a module")
            } else if module && modules.contains(name) {
                match module_above(&package.name, name) {
                    Some(why) => why,
                    None => continue,
                }
            } else {
                continue;
            };
            problems.push(Problem::of(&package.path, why));
        }
        if module && tier(&package.name).is_none() {
            problems.push(Problem::of(&package.path, "give the module a tier in tidy/src/rules/dependencies.rs"));
        }
    }
    problems.extend(circles(&packages, &modules));
    problems.extend(unlisted(&packages));
    problems
}

/// A module uses only the crates of ours that are meant for it.
fn unlisted(packages: &[Package]) -> Vec<Problem> {
    let ours: BTreeSet<&str> =
        packages.iter().filter(|p| p.folder.starts_with("crates/")).map(|p| p.name.as_str()).collect();
    let mut problems = Vec::new();
    for package in packages.iter().filter(|p| p.folder.starts_with("modules/")) {
        for name in package.uses.keys().filter(|n| ours.contains(n.as_str()) && !FOR_MODULES.contains(&n.as_str())) {
            problems.push(Problem::of(
                &package.path,
                format!("a module stands only on {}; not on `{name}`", FOR_MODULES.join(", ")),
            ));
        }
    }
    problems
}

/// Versions and features of foreign crates are said once, in the workspace.
pub fn one_version(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for package in packages(tree) {
        for name in package.uses.iter().chain(&package.tests).filter(|(_, shared)| !**shared).map(|(name, _)| name) {
            let what = format!("write `{name}.workspace = true`; version and features stand in the root Cargo.toml");
            problems.push(Problem::of(&package.path, what));
        }
    }
    problems
}

fn tier(module: &str) -> Option<usize> {
    TIERS.iter().position(|tier| tier.contains(&module))
}

fn module_above(user: &str, used: &str) -> Option<String> {
    let (user, level) = (tier(user)?, tier(used)?);
    (level > user).then(|| format!("`{used}` stands in a higher tier: tell it by event, or call its action by name"))
}

fn circles(packages: &[Package], modules: &BTreeSet<&str>) -> Vec<Problem> {
    let uses: BTreeMap<&str, Vec<&str>> = packages
        .iter()
        .filter(|p| modules.contains(p.name.as_str()))
        .map(|p| (p.name.as_str(), p.uses.keys().map(String::as_str).filter(|n| modules.contains(n)).collect()))
        .collect();
    let mut problems = Vec::new();
    for start in uses.keys() {
        let mut reached = BTreeSet::new();
        let mut next: Vec<&str> = uses[start].clone();
        while let Some(name) = next.pop() {
            if reached.insert(name) {
                next.extend(uses.get(name).into_iter().flatten());
            }
        }
        if reached.contains(start) {
            problems.push(Problem::of(&format!("modules/{start}/Cargo.toml"), "depends on itself in a circle"));
        }
    }
    problems
}

fn packages(tree: &Tree) -> Vec<Package> {
    let manifests = tree.files.iter().filter(|f| f.name() == "Cargo.toml" && f.path != "Cargo.toml");
    manifests
        .filter_map(|file| {
            let table: Table = file.text.parse().ok()?;
            let list = |key: &str| -> BTreeMap<String, bool> {
                let entries = table.get(key).and_then(Value::as_table);
                entries.into_iter().flatten().map(|(name, value)| (name.clone(), from_workspace(value))).collect()
            };
            let name = table.get("package")?.get("name")?.as_str()?.to_owned();
            let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            let (uses, tests) = (list("dependencies"), list("dev-dependencies"));
            Some(Package { path: file.path.clone(), folder, name, uses, tests })
        })
        .collect()
}

fn from_workspace(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(name: &str, uses: &[&str]) -> String {
        let lines: Vec<String> = uses.iter().map(|u| format!("{u}.workspace = true")).collect();
        format!("[package]\nname = \"{name}\"\n[dependencies]\n{}\n", lines.join("\n"))
    }

    fn found(packages: &[(&str, &str, &[&str])]) -> Vec<String> {
        let texts: Vec<(String, String)> = packages
            .iter()
            .map(|(folder, name, uses)| (format!("{folder}/Cargo.toml"), manifest(name, uses)))
            .collect();
        let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        direction(&Tree::of(&files)).into_iter().map(|p| format!("{} {}", p.place, p.what)).collect()
    }

    #[test]
    fn downward_is_fine() {
        let none = found(&[
            ("modules/desk", "desk", &["party", "kernel", "process"]),
            ("modules/party", "party", &["org", "store"]),
            ("modules/org", "org", &["module"]),
            ("crates/testkit", "testkit", &["desk", "web"]),
            ("server", "server", &["desk", "web", "sim"]),
        ]);
        assert_eq!(none, Vec::<String>::new());
    }

    #[test]
    fn upward_sideways_and_round_are_found() {
        let all = found(&[
            ("modules/party", "party", &["desk", "axum", "property"]),
            ("modules/property", "property", &["party", "testkit"]),
            ("modules/desk", "desk", &["secret"]),
            ("crates/secret", "secret", &["party"]),
            ("modules/lottery", "lottery", &[]),
        ])
        .join("\n");
        for part in [
            "`desk` stands in a higher tier",
            "never touches `axum`",
            "`testkit` stands above",
            "no business noun in the machine: `party`",
            "not on `secret`",
            "modules/lottery/Cargo.toml give the module a tier",
            "modules/property/Cargo.toml depends on itself in a circle",
        ] {
            assert!(all.contains(part), "{part} not in\n{all}");
        }
    }

    #[test]
    fn a_version_of_its_own_is_found() {
        let tree = Tree::of(&[("crates/a/Cargo.toml", "[package]\nname = \"a\"\n[dependencies]\nregex = \"1\"\n")]);
        assert_eq!(one_version(&tree).len(), 1);
    }
}
