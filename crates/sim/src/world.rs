//! The little company as its files say it. The shapes are those of world/README.md; unknown keys are errors.

mod charges;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use charges::{Dearer, Developer, FeeItem, Opening, Reliefs, Tariff, Tariffs};

macro_rules! file {
    ($path:literal) => {
        include_str!(concat!("../../../world/", $path))
    };
}

/// Everything in world/.
#[derive(Debug)]
pub struct World {
    /// The company, its communities, when and how cases come in.
    pub company: Company,
    /// The space tree of each community, by its key.
    pub spaces: BTreeMap<String, Spaces>,
    /// The people at work.
    pub staff: StaffFile,
    /// How residents are made.
    pub names: Names,
    /// Equipment.
    pub assets: Assets,
    /// The papers of the statutory calendar.
    pub certificates: Vec<Papers>,
    /// What breaks.
    pub repairs: Vec<Group<Repair>>,
    /// What people are dissatisfied with.
    pub complaints: Vec<Topic>,
    /// What is used on jobs.
    pub materials: Vec<Material>,
    /// What people say.
    pub words: Words,
    /// How often the processes of the catalogue come up.
    pub tales: Tales,
    /// What recurs.
    pub plans: Plans,
    /// What customers ask again and again.
    pub articles: Vec<Article>,
    /// What the accountant posts by hand.
    pub books: crate::life::books::Books,
    /// What is charged.
    pub tariffs: Tariffs,
}

/// articles.toml: a standard answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// Where it holds, by the key of the community; everywhere when absent.
    pub community: Option<String>,
    /// What it is about.
    pub topic: String,
    /// What is asked.
    pub question: String,
    /// What is answered.
    pub answer: String,
}

/// How often processes come up, in cases a year for a community of 1,000 rooms.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tales {
    /// How often one that is not named does.
    pub usual: f64,
    /// The others, by process.
    pub a_year: BTreeMap<String, f64>,
}

impl Tales {
    /// How often a process comes up.
    pub fn of(&self, process: &str) -> f64 {
        self.a_year.get(process).copied().unwrap_or(self.usual)
    }
}

impl World {
    /// The world that is built in; its files are checked by the tests.
    pub fn load() -> Result<Self, toml::de::Error> {
        let spaces = [
            ("cuihu", file!("spaces/cuihu.toml")),
            ("jinxiu", file!("spaces/jinxiu.toml")),
            ("xinghe", file!("spaces/xinghe.toml")),
        ];
        let repairs = [
            file!("repairs/water.toml"),
            file!("repairs/drain.toml"),
            file!("repairs/electric.toml"),
            file!("repairs/lighting.toml"),
            file!("repairs/door_window.toml"),
            file!("repairs/lift.toml"),
            file!("repairs/low_voltage.toml"),
            file!("repairs/masonry.toml"),
            file!("repairs/others.toml"),
        ];
        let mut groups = Vec::new();
        for text in repairs {
            groups.extend(toml::from_str::<Groups<Group<Repair>>>(text)?.group);
        }
        Ok(Self {
            company: toml::from_str(file!("company.toml"))?,
            spaces: spaces
                .into_iter()
                .map(|(key, text)| Ok((key.to_owned(), toml::from_str(text)?)))
                .collect::<Result<_, _>>()?,
            staff: toml::from_str(file!("staff.toml"))?,
            names: toml::from_str(file!("names.toml"))?,
            assets: toml::from_str(file!("assets.toml"))?,
            certificates: toml::from_str::<Certificates>(file!("certificates.toml"))?.certificate,
            repairs: groups,
            complaints: toml::from_str::<Groups<Topic>>(file!("complaints.toml"))?.group,
            materials: toml::from_str::<Materials>(file!("materials.toml"))?.materials,
            words: toml::from_str(file!("words.toml"))?,
            tales: toml::from_str(file!("tales.toml"))?,
            plans: toml::from_str(file!("plans.toml"))?,
            articles: toml::from_str::<Articles>(file!("articles.toml"))?.article,
            books: toml::from_str(file!("books.toml"))?,
            tariffs: toml::from_str(file!("tariffs.toml"))?,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Groups<T> {
    group: Vec<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Certificates {
    certificate: Vec<Papers>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Articles {
    article: Vec<Article>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Materials {
    materials: Vec<Material>,
}

/// company.toml
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Company {
    pub name: String,
    pub name_en: String,
    pub short: String,
    pub password: String,
    pub months: u32,
    pub branch: Branch,
    pub community: Vec<Community>,
    pub channels: BTreeMap<String, u32>,
    pub hours: Hours,
    pub kinds: BTreeMap<String, u32>,
}

/// A region of the company.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Branch {
    pub key: String,
    pub name: String,
}

/// A community.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Community {
    pub key: String,
    pub name: String,
    pub initials: String,
    pub code: String,
    pub profile: String,
    pub address: String,
    pub time_zone: String,
    pub calendar: String,
    pub takeover_on: String,
    pub warranty_until: String,
    pub phone: String,
    pub cases_per_day: f64,
    pub spaces: String,
}

/// The share of a day's cases by hour.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Hours {
    pub weekday: Vec<u32>,
    pub weekend: Vec<u32>,
}

/// spaces/*.toml
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Spaces {
    pub rooms: u32,
    pub room_code: String,
    pub room_name: String,
    #[serde(rename = "use")]
    pub purpose: Option<String>,
    #[serde(default)]
    pub zone: Vec<Named>,
    pub building: Vec<Building>,
    pub public_area: Vec<Areas>,
    pub equipment_room: Vec<Rooms>,
    #[serde(default)]
    pub parking: Vec<Parking>,
    #[serde(default)]
    pub gate: Vec<Named>,
    #[serde(default)]
    pub garbage_point: Vec<Named>,
}

/// A code with a name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Named {
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub kind: Option<String>,
}

/// Buildings of one pattern.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Building {
    #[serde(default)]
    pub zone: Option<String>,
    pub codes: Vec<String>,
    pub name: String,
    pub units: u32,
    pub floors: (i64, i64),
    pub lines: Vec<Line>,
    #[serde(default, rename = "use")]
    pub purpose: Option<String>,
    #[serde(default)]
    pub room_code: Option<String>,
    #[serde(default)]
    pub room_name: Option<String>,
}

/// A line of rooms, one on each floor.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Line {
    pub line: String,
    pub layout: String,
    pub built: String,
    pub inside: String,
    #[serde(default, rename = "use")]
    pub purpose: Option<String>,
}

/// Public areas that repeat.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Areas {
    pub per: String,
    pub areas: Vec<Spot>,
}

/// Equipment rooms that repeat.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Rooms {
    pub per: String,
    pub rooms: Vec<Spot>,
}

/// A spot of a pattern.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Spot {
    pub tag: String,
    pub code: String,
    pub name: String,
}

/// Parking spaces.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Parking {
    pub area: String,
    pub code: String,
    pub count: u32,
    pub sold: f64,
    pub charging: f64,
}

/// staff.toml
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct StaffFile {
    pub staff: Vec<Staff>,
    pub duty: BTreeMap<String, Vec<String>>,
    pub shown: Shown,
}

/// The log-ins worth printing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Shown {
    pub logins: Vec<String>,
}

/// A member of staff.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Staff {
    pub number: String,
    pub login: String,
    pub name: String,
    pub role: String,
    pub org: String,
    pub post: String,
    pub phone: String,
    #[serde(default)]
    pub trades: Vec<String>,
}

/// names.toml
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Names {
    pub surnames: Vec<(String, u32)>,
    pub single_share: f64,
    pub female_single: Vec<String>,
    pub male_single: Vec<String>,
    pub female_first: Vec<String>,
    pub female_second: Vec<String>,
    pub male_first: Vec<String>,
    pub male_second: Vec<String>,
    pub firm_first: Vec<String>,
    pub firm_second: Vec<String>,
    pub firm_form: Vec<String>,
    pub shop_names: Vec<String>,
    pub phone_prefixes: Vec<String>,
    pub plate_prefixes: Vec<String>,
    pub new_energy_share: f64,
    pub vehicle_makers: Vec<String>,
    pub occupancy: Shares,
}

/// The shares by which rooms are filled.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Shares {
    pub unsold: f64,
    pub undelivered: f64,
    pub vacant: f64,
    #[serde(rename = "let")]
    pub rented: f64,
    pub renovating: f64,
    pub co_owner: f64,
    pub family: (u32, u32),
    pub payer_differs: f64,
    pub emergency_contact: f64,
    pub vehicle: f64,
    pub second_vehicle: f64,
    pub invited: f64,
}

/// assets.toml
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Assets {
    pub class: Vec<Class>,
    pub asset: Vec<Asset>,
}

impl Assets {
    /// What running logs tell, by class.
    pub(crate) fn logs(&self) -> BTreeMap<String, Vec<Logged>> {
        let told = self.asset.iter().filter(|asset| !asset.log.is_empty());
        told.map(|asset| (asset.class.clone(), asset.log.clone())).collect()
    }
}

/// A class of equipment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Class {
    pub key: String,
    pub name: String,
}

/// A line of equipment that repeats.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Asset {
    pub class: String,
    pub name: String,
    pub code: String,
    pub per: String,
    #[serde(default, rename = "in")]
    pub only: Vec<String>,
    pub tag: String,
    pub count: u32,
    pub maker: String,
    pub model: String,
    pub life: i64,
    pub warranty: i64,
    pub cost: i64,
    #[serde(default)]
    pub log: Vec<Logged>,
}

/// A line of a running log: assets.toml
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Logged {
    pub kind: String,
    pub note: String,
    pub cost: Option<i64>,
    pub ago: i64,
}

/// Papers of the statutory calendar that repeat: certificates.toml
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Papers {
    pub obligation: String,
    pub class: Option<String>,
    #[serde(default)]
    pub community: bool,
    pub login: Option<String>,
    #[serde(default, rename = "in")]
    pub only: Vec<String>,
    pub issuer: String,
    pub mark: String,
    pub months: u32,
    #[serde(default)]
    pub left: Vec<i64>,
}

/// Repairs of one trade.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Group<T> {
    pub trade: String,
    pub weight: u32,
    pub repairs: Vec<T>,
}

/// One thing that breaks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Repair {
    pub text: String,
    pub place: String,
    #[serde(default)]
    pub tags: Vec<String>,
    pub urgent: u32,
    #[serde(default)]
    pub emergency: u32,
    pub minutes: (i64, i64),
    #[serde(default)]
    pub materials: Vec<String>,
    pub results: Vec<String>,
    #[serde(default)]
    pub paid: bool,
}

/// Complaints about one topic.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Topic {
    pub topic: String,
    pub weight: u32,
    pub causes: Vec<String>,
    pub answers: Vec<String>,
    pub texts: Vec<String>,
    #[serde(default)]
    pub trades: BTreeMap<String, String>,
}

/// A material.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Material {
    pub name: String,
    pub unit: String,
    pub price: String,
}

/// words.toml
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Words {
    pub urges: Vec<String>,
    pub comments_customer: Vec<String>,
    pub comments_staff: Vec<String>,
    pub further_needs: Vec<String>,
    pub progress: Vec<String>,
    pub follow_up: BTreeMap<String, Vec<String>>,
    pub rating: BTreeMap<String, Vec<String>>,
    pub reasons: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    pub causes: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    pub rejections: Texts,
    pub hints: Texts,
}

/// plans.toml
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Plans {
    pub weeks: i64,
    /// By post: hours of work from Monday to Sunday.
    pub hours: BTreeMap<String, [i64; 7]>,
    /// By the name of a post: the days it follows.
    pub days: BTreeMap<String, Vec<String>>,
    pub rounds: Rounds,
    pub plan: Vec<Recurring>,
}

/// How rounds go, in per cent, and what is said of those that do not go well.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Rounds {
    pub late: u32,
    pub missed: u32,
    pub skipped: u32,
    pub failed: u32,
    pub spot_checked: u32,
    pub reasons: Vec<String>,
    pub remarks: Vec<String>,
}

/// What recurs in each community.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Recurring {
    pub procedure: String,
    #[serde(default)]
    pub class: Option<String>,
    #[serde(default)]
    pub tag: Option<String>,
    #[serde(default)]
    pub route: Option<String>,
    #[serde(default)]
    pub along: Vec<String>,
    #[serde(default)]
    pub ordering: Option<String>,
    #[serde(default)]
    pub reads: Option<String>,
    pub role: String,
    #[serde(default)]
    pub vendor: Option<String>,
    #[serde(default)]
    pub rule: Option<String>,
    #[serde(default)]
    pub late: Option<String>,
}

/// Texts to choose from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file, explained there")]
pub struct Texts {
    pub texts: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_reads() {
        let world = World::load().expect("world/ reads");
        assert_eq!(world.company.community.len(), 3);
        assert!(world.repairs.iter().map(|g| g.repairs.len()).sum::<usize>() >= 150);
        for topic in &world.complaints {
            for (text, trade) in &topic.trades {
                assert!(topic.texts.contains(text), "nobody complains: {text}");
                assert!(world.repairs.iter().any(|g| &g.trade == trade), "nobody mends {trade}");
            }
        }
        assert!(world.words.causes.contains_key("usual"));
    }
}
