//! The little company of `world/` fits together: counts, references, words.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use crate::{Problem, Tree};

const HOUSEHOLDS: i64 = 3_000;
const REPAIRS: usize = 150;
const COMPLAINTS: usize = 60;
const PLACES: [&str; 6] = ["room", "public_area", "equipment_room", "parking_space", "gate", "garbage_point"];
const ROOM_TAGS: [&str; 3] = ["home", "shop", "office"];

struct World {
    files: BTreeMap<String, Table>,
    problems: Vec<Problem>,
}

/// Everything that can be checked without building the company.
pub fn fits_together(tree: &Tree) -> Vec<Problem> {
    let mut world = World { files: BTreeMap::new(), problems: Vec::new() };
    for file in tree.files.iter().filter(|f| f.path.starts_with("world/") && f.is("toml")) {
        match file.text.parse() {
            Ok(table) => drop(world.files.insert(file.path["world/".len()..].to_owned(), table)),
            Err(error) => world.problems.push(Problem::of(&file.path, format!("is no TOML: {error}"))),
        }
    }
    let tags = world.rooms();
    world.staff();
    world.repairs(&tags);
    world.complaints();
    world.assets(&tags);
    world.definitions(tree);
    world.problems
}

fn list<'a>(table: &'a Table, key: &str) -> Vec<&'a Table> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table).collect()
}

fn text<'a>(table: &'a Table, key: &str) -> &'a str {
    table.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn number(table: &Table, key: &str) -> i64 {
    table.get(key).and_then(Value::as_integer).unwrap_or_default()
}

fn texts<'a>(table: &'a Table, key: &str) -> Vec<&'a str> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

impl World {
    fn file(&self, name: &str) -> Table {
        self.files.get(name).cloned().unwrap_or_default()
    }

    fn wrong(&mut self, name: &str, what: String) {
        self.problems.push(Problem::of(&format!("world/{name}"), what));
    }

    fn community_keys(&self) -> Vec<String> {
        list(&self.file("company.toml"), "community").iter().map(|c| text(c, "key").to_owned()).collect()
    }

    /// Rooms add up; gives the tags of all spots.
    fn rooms(&mut self) -> BTreeSet<String> {
        let mut tags: BTreeSet<String> = ROOM_TAGS.iter().map(|t| (*t).to_owned()).collect();
        let mut total = 0;
        for community in list(&self.file("company.toml"), "community") {
            let name = text(community, "spaces").to_owned();
            let spaces = self.file(&name);
            let zones: BTreeSet<&str> = list(&spaces, "zone").iter().map(|z| text(z, "code")).collect();
            let mut rooms = 0;
            for building in list(&spaces, "building") {
                let floors: Vec<i64> = building
                    .get("floors")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_integer)
                    .collect();
                let [first, last] = floors[..] else { continue };
                let count = |key: &str| {
                    i64::try_from(building.get(key).and_then(Value::as_array).map_or(0, Vec::len)).unwrap_or(0)
                };
                rooms += count("codes") * number(building, "units").max(1) * (last - first + 1) * count("lines");
                if !zones.contains(text(building, "zone")) {
                    self.wrong(&name, format!("zone `{}` is not there", text(building, "zone")));
                }
            }
            if rooms != number(&spaces, "rooms") {
                self.wrong(&name, format!("says {} rooms, has {rooms}", number(&spaces, "rooms")));
            }
            total += rooms;
            let areas = list(&spaces, "public_area").into_iter().flat_map(|g| list(g, "areas"));
            let machine = list(&spaces, "equipment_room").into_iter().flat_map(|g| list(g, "rooms"));
            tags.extend(areas.chain(machine).map(|spot| text(spot, "tag").to_owned()));
        }
        if total < HOUSEHOLDS {
            self.wrong("spaces", format!("{total} rooms; the demo shows at least {HOUSEHOLDS} households"));
        }
        tags
    }

    fn staff(&mut self) {
        let file = self.file("staff.toml");
        let mut units = self.community_keys();
        units.push("company".to_owned());
        if let Some(branch) = self.file("company.toml").get("branch").and_then(Value::as_table) {
            units.push(text(branch, "key").to_owned());
        }
        let mut logins = BTreeSet::new();
        for person in list(&file, "staff") {
            let login = text(person, "login");
            if !logins.insert(login) {
                self.wrong("staff.toml", format!("log-in `{login}` stands twice"));
            }
            if !units.iter().any(|u| u == text(person, "org")) {
                self.wrong(
                    "staff.toml",
                    format!("`{login}` works in `{}`, which is not in company.toml", text(person, "org")),
                );
            }
        }
        let duty = file.get("duty").and_then(Value::as_table).cloned().unwrap_or_default();
        let shown = file.get("shown").and_then(Value::as_table).cloned().unwrap_or_default();
        let named = duty.keys().flat_map(|key| texts(&duty, key)).chain(texts(&shown, "logins"));
        for login in named.filter(|login| !logins.contains(login)) {
            self.wrong("staff.toml", format!("nobody has the log-in `{login}`"));
        }
    }

    fn repairs(&mut self, tags: &BTreeSet<String>) {
        let materials = self.file("materials.toml");
        let known: BTreeSet<&str> = list(&materials, "materials").iter().map(|m| text(m, "name")).collect();
        let staff = self.file("staff.toml");
        let trades: BTreeSet<&str> = list(&staff, "staff").into_iter().flat_map(|p| texts(p, "trades")).collect();
        let (mut used, mut count) = (BTreeSet::new(), 0);
        let files: Vec<(String, Table)> = self
            .files
            .iter()
            .filter(|(name, _)| name.starts_with("repairs/"))
            .map(|(n, t)| (n.clone(), t.clone()))
            .collect();
        for (name, file) in &files {
            for group in list(file, "group") {
                if !trades.contains(text(group, "trade")) {
                    self.wrong(name, format!("no technician does `{}`", text(group, "trade")));
                }
                for repair in list(group, "repairs") {
                    count += 1;
                    let said = text(repair, "text");
                    let strange = texts(repair, "materials").into_iter().find(|m| !known.contains(m));
                    used.extend(texts(repair, "materials"));
                    let nowhere = texts(repair, "tags").into_iter().find(|t| !tags.contains(*t));
                    let sum = number(repair, "urgent") + number(repair, "emergency");
                    if let Some(material) = strange {
                        self.wrong(name, format!("{said}: `{material}` is not in materials.toml"));
                    }
                    if let Some(tag) = nowhere {
                        self.wrong(name, format!("{said}: no spot has the tag `{tag}`"));
                    }
                    if !PLACES.contains(&text(repair, "place")) || sum > 100 || texts(repair, "results").is_empty() {
                        self.wrong(name, format!("{said}: place, urgency (≤ 100 together) or results are wrong"));
                    }
                }
            }
        }
        if count < REPAIRS {
            self.wrong("repairs", format!("{count} repair texts; at least {REPAIRS}"));
        }
        for idle in known.difference(&used) {
            self.wrong("materials.toml", format!("nothing uses `{idle}`"));
        }
    }

    fn complaints(&mut self) {
        let file = self.file("complaints.toml");
        let mut heard = BTreeSet::new();
        for group in list(&file, "group") {
            if texts(group, "answers").is_empty() || texts(group, "causes").is_empty() {
                self.wrong("complaints.toml", format!("`{}` has no answers or causes", text(group, "topic")));
            }
            heard.extend(texts(group, "texts"));
        }
        if heard.len() < COMPLAINTS {
            self.wrong("complaints.toml", format!("{} different complaints; at least {COMPLAINTS}", heard.len()));
        }
    }

    /// Trades, topics and reasons are those of the processes that run on them.
    fn definitions(&mut self, tree: &Tree) {
        for (process, field, key, folder) in
            [("repair", "trade", "trade", "repairs/"), ("complaint", "topic", "topic", "complaints")]
        {
            let Some(file) = tree.file(&format!("modules/desk/processes/{process}.toml")) else { continue };
            let definition: Table = file.text.parse().unwrap_or_default();
            let fields = list(&definition, "field");
            let choices = fields.iter().filter(|f| text(f, "name") == field).flat_map(|f| list(f, "choices"));
            let choices: BTreeSet<&str> = choices.map(|c| text(c, "value")).collect();
            let reasons = list(&definition, "action").into_iter().flat_map(|a| list(a, "reasons"));
            let reasons: BTreeSet<&str> = reasons.map(|r| text(r, "value")).collect();
            let files: Vec<Table> = self
                .files
                .iter()
                .filter(|(name, _)| name.starts_with(folder))
                .map(|(_, table)| table.clone())
                .collect();
            for group in files.iter().flat_map(|f| list(f, "group")).filter(|g| !choices.contains(text(g, key))) {
                self.wrong(folder, format!("`{}` is no {field} of {}", text(group, key), file.path));
            }
            let words = self.file("words.toml");
            let written = words
                .get("reasons")
                .and_then(|r| r.get(process))
                .and_then(Value::as_table)
                .cloned()
                .unwrap_or_default();
            for reason in written.keys().filter(|reason| !reasons.contains(reason.as_str())) {
                self.wrong("words.toml", format!("`{reason}` is no reason of {}", file.path));
            }
            for reason in reasons.iter().filter(|reason| !written.contains_key(**reason)) {
                self.wrong("words.toml", format!("[reasons.{process}] has no words for `{reason}`"));
            }
        }
    }

    fn assets(&mut self, tags: &BTreeSet<String>) {
        let file = self.file("assets.toml");
        let classes: BTreeSet<&str> = list(&file, "class").iter().map(|c| text(c, "key")).collect();
        let communities = self.community_keys();
        for asset in list(&file, "asset") {
            let name = text(asset, "name");
            let stray = texts(asset, "in").into_iter().find(|key| !communities.iter().any(|c| c == key));
            let per = matches!(text(asset, "per"), "unit" | "building" | "community");
            if !classes.contains(text(asset, "class")) || !tags.contains(text(asset, "tag")) || !per || stray.is_some()
            {
                self.wrong("assets.toml", format!("{name}: class, tag, per or in points nowhere"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_points_nowhere_is_found() {
        let tree = Tree::of(&[
            ("world/company.toml", "[[community]]\nkey = \"a\"\nspaces = \"spaces/a.toml\"\n"),
            (
                "world/spaces/a.toml",
                "rooms = 9\n[[building]]\nzone = \"X\"\ncodes = [\"1\"]\nunits = 2\nfloors = [1, 2]\nlines = [{ line = \"01\" }]\n",
            ),
            ("world/staff.toml", "staff = [{ login = \"x\", org = \"b\" }]\n[shown]\nlogins = [\"y\"]\n"),
            (
                "world/repairs/a.toml",
                "[[group]]\ntrade = \"magic\"\nrepairs = [{ text = \"t\", place = \"sky\", tags = [\"moon\"], materials = [\"dust\"] }]\n",
            ),
            (
                "modules/desk/processes/repair.toml",
                "[[field]]\nname = \"trade\"\nchoices = [{ value = \"water\" }]\n[[action]]\nreasons = [{ value = \"parts\" }]\n",
            ),
        ]);
        let all: Vec<String> = fits_together(&tree).into_iter().map(|p| p.what).collect();
        let all = all.join("\n");
        for part in [
            "has 4",
            "zone `X`",
            "`x` works in `b`",
            "log-in `y`",
            "does `magic`",
            "tag `moon`",
            "`dust`",
            "place, urgency",
        ] {
            assert!(all.contains(part), "{part} not in\n{all}");
        }
    }
}
