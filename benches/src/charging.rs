//! A town that is billed: rooms that are owned, each under three tariffs, and runs over all of them.

use anyhow::{Context, Result, ensure};
use kernel::{OrgId, Scope};
use serde_json::{Value, json};
use server::House;
use store::{Db, args};
use uuid::Uuid;

use crate::{
    people::person,
    rows,
    town::{Town, communities},
};

/// What is charged for each room and month: by area, by area for the lift, and one amount for all.
pub const ITEMS: usize = 3;
/// Rows entered at once.
const TOGETHER: usize = 10_000;

const TARIFFS: [(&str, &str, &str); ITEMS] = [
    ("B-WY", "management", r#"{"basis": "built_area", "unit_price": "2.6"}"#),
    ("B-DT", "service", r#"{"basis": "built_area", "unit_price": "0.35"}"#),
    ("B-LJ", "garbage", r#"{"basis": "fixed", "fixed_amount": 800}"#),
];
const UNDER: &[&str] = &["org_id", "id", "tariff_id", "place_id", "from_on", "created_at"];
const HELD: &[&str] = &["org_id", "id", "person_id", "place_id", "role", "lives_here", "from_on", "version"];

/// Builds so many rooms, and brings them under three tariffs of their community. Who owns them and what they stand under is entered
/// as an import leaves it.
pub async fn charge(town: &Town, rooms: usize) -> Result<()> {
    town.build_until(rooms).await?;
    let (platform, db) = (&town.house.platform, &town.house.platform.db);
    let company = town.house.system("bench").await?;
    let mut items = Vec::new();
    for (code, class, _) in TARIFFS {
        let item = json!({"code": code, "name": code, "fee_class": class});
        items.push(platform.act(&company, "tariff.fee_item.create", item).await?["id"].clone());
    }
    let (rooms, now) = (without_owner(db).await?, platform.clock.now());
    let owners: Vec<Uuid> = values(db, "SELECT id FROM persons ORDER BY id LIMIT 1000").await?;
    ensure!(!owners.is_empty(), "nobody lives here");
    for (nth, some) in rooms.chunks(TOGETHER).enumerate() {
        let held = some.iter().enumerate().map(|(at, (org, room))| {
            let owner = owners[(nth * TOGETHER + at) % owners.len()];
            args![*org, Uuid::now_v7(), owner, *room, "owner", true, "2024-07-01", 1_i64]
        });
        rows::insert(db, "occupancies", HELD, held.collect()).await?;
    }
    for org in communities(db).await? {
        for (item, (code, _, price)) in items.iter().zip(TARIFFS) {
            let mut tariff: Value = serde_json::from_str(price)?;
            tariff["org_id"] = json!(org);
            tariff["item_id"] = item.clone();
            tariff["code"] = json!(code);
            tariff["name"] = json!(code);
            tariff["price_from_on"] = json!("2026-01-01");
            tariff["comes"] = json!("monthly");
            tariff["paid_by"] = json!("owner");
            tariff["starts_with"] = json!("day");
            tariff["begins_on"] = json!("2026-01-01");
            let id = platform.act(&person(1, org), "tariff.tariff.create", tariff).await?["id"].clone();
            platform.act(&person(2, org), "tariff.tariff.enforce", json!({"id": id})).await?;
            let id = written(&id)?;
            let own: Vec<Uuid> = rooms.iter().filter(|(of, _)| *of == org).map(|(_, room)| *room).collect();
            for some in own.chunks(TOGETHER) {
                let under = some.iter().map(|room| args![org, Uuid::now_v7(), id, *room, "2026-01-01", now]);
                rows::insert(db, "tariff_places", UNDER, under.collect()).await?;
            }
        }
    }
    Ok(())
}

/// The rooms nobody owns yet.
async fn without_owner(db: &Db) -> Result<Vec<(OrgId, Uuid)>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    let text = "SELECT p.org_id, p.id FROM places p WHERE p.kind = 'room' AND NOT EXISTS (SELECT 1 FROM occupancies o \
                WHERE o.org_id = p.org_id AND o.place_id = p.id) ORDER BY p.org_id, p.path";
    Ok(tx.fetch_all(text, args![]).await?)
}

async fn values(db: &Db, text: &'static str) -> Result<Vec<Uuid>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    Ok(tx.fetch_values(text, args![]).await?)
}

/// The id of a record as the tables have it.
pub fn written(id: &Value) -> Result<Uuid> {
    let text = id.as_str().and_then(|id| id.rsplit('_').next()).context("an id")?;
    Ok(text.parse()?)
}

/// Asks for the bills of some days in each of these communities; the runs.
pub async fn ask(house: &House, orgs: &[OrgId], (since, until): (&str, &str)) -> Result<Vec<Value>> {
    let mut runs = Vec::new();
    for org in orgs {
        let input = json!({"org_id": org, "since_on": since, "billed_until_on": until});
        let run = house.platform.act(&person(1, *org), "billing.bill_run.create", input).await?;
        runs.push(run["id"].clone());
    }
    Ok(runs)
}

/// Approves runs that are counted, as somebody else.
pub async fn approve(house: &House, orgs: &[OrgId], runs: &[Value]) -> Result<()> {
    for (org, run) in orgs.iter().zip(runs) {
        house.platform.act(&person(2, *org), "billing.bill_run.approve", json!({"id": run})).await?;
    }
    Ok(())
}

/// Sees that runs are published whole: each bill once, numbered without a gap, in the book once. How many bills they made.
pub async fn whole(house: &House, runs: &[Value]) -> Result<usize> {
    let mut tx = house.platform.db.as_owner().read(&Scope::default()).await?;
    let mut all = 0;
    for run in runs {
        let id = written(run)?;
        let bills: i64 = tx
            .fetch_value(
                "SELECT bills FROM bill_runs WHERE id = $1 AND state = 'published' AND bills = published",
                args![id],
            )
            .await
            .context("a run that is not published whole")?;
        for text in [
            "SELECT count(*) FROM bills WHERE run_id = $1 AND state = 'published'",
            "SELECT count(*) FROM (SELECT DISTINCT item_id, place_id, from_on FROM bills WHERE run_id = $1) b",
            "SELECT count(*) FROM (SELECT DISTINCT number FROM bills WHERE run_id = $1) b",
            "SELECT count(*) FROM bills b JOIN entries e ON e.org_id = b.org_id AND e.id = b.id WHERE b.run_id = $1",
        ] {
            let found: i64 = tx.fetch_value(text, args![id]).await?;
            ensure!(found == bills, "of {bills} bills there are {found}: {text}");
        }
        all += usize::try_from(bills)?;
    }
    let gaps = "SELECT count(*) FROM (SELECT org_id, period, count(*) AS given, max(nth) AS last FROM paper_numbers \
                WHERE series = 'bill' GROUP BY org_id, period) n WHERE given <> last";
    let gaps: i64 = tx.fetch_value(gaps, args![]).await?;
    ensure!(gaps == 0, "{gaps} series of bills have gaps");
    Ok(all)
}
