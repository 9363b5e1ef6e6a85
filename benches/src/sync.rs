//! A shift comes in: the tasks of a phone that was without signal, each with its photos, sent task by task as the line allows – beside
//! the least that a durable answer costs: the photos on the disk, the bare rows and a COMMIT.

use std::{
    sync::Arc,
    time::{Duration, Instant as Started},
};

use anyhow::{Context, Result, ensure};
use kernel::{Id, OrgId, Scope};
use module::Caller;
use serde_json::{Value, json};
use server::House;
use store::{
    args,
    files::{Content, File},
};
use uuid::Uuid;

use crate::{
    Setting,
    people::holder,
    report::{Figure, Report, Wanted},
    rows,
    town::{Town, open, today},
};

/// Tasks of a shift, and photos of each.
const TASKS: usize = 200;
const PHOTOS: usize = 2;
/// Bytes of a photo, as the phone has made it smaller.
const PHOTO: usize = 150_000;
/// What is done: four checks and the photos.
const PROCEDURE: &str = "notice_board_week";
const CHECKS: [&str; 4] =
    ["notices_current_boards", "fees_repair_fund", "emergency_complaint_numbers", "screens_board_lights"];
/// Each check, the photos, and that it is done.
const ENTRIES: usize = CHECKS.len() + 2;
pub const ROLE: &str = "steward";

/// Runs the bench.
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let folder = setting.folder()?;
    let data = folder.path().join("town");
    let town = Town::found(&data, 0, 0.05).await?;
    let count = setting.sized(TASKS, 10);
    let org = plans(&town, count).await?;
    town.house.platform.db.close().await;
    drop(town);
    let house = open(&data, today()?).await?;
    let phone = Phone { caller: holder(21, ROLE, org), house, device: Uuid::now_v7() };
    let tasks = phone.tasks().await?;
    ensure!(tasks.len() >= count, "{} tasks of {count} are carried along", tasks.len());

    // What is due first comes first; behind it are those of tomorrow.
    let shift: Vec<Task> =
        tasks.iter().take(count).enumerate().map(|(nth, id)| phone.record(nth, id)).collect::<Result<_>>()?;
    let begun = Started::now();
    for task in &shift {
        phone.send(task, "accepted").await?;
    }
    let took = begun.elapsed();
    for task in shift.iter().take(20) {
        phone.send(&Task { photos: Vec::new(), ..task.clone() }, "accepted again").await?;
    }
    let mut tx = phone.house.platform.db.as_owner().read(&Scope::default()).await?;
    for (text, wanted) in [
        ("SELECT count(*) FROM occurrences WHERE org_id = $1 AND state = 'done'", count),
        ("SELECT count(*) FROM field_entries WHERE org_id = $1", count * ENTRIES),
        ("SELECT count(*) FROM results WHERE org_id = $1", count * (CHECKS.len() + 1)),
    ] {
        let found: i64 = tx.fetch_value(text, args![org]).await?;
        ensure!(usize::try_from(found)? == wanted, "{found} of {wanted}: {text}");
    }
    drop(tx);
    let bare = bare(&phone.house, &shift).await?;
    phone.house.platform.db.close().await;
    let (results, rate) = (count * (CHECKS.len() + 1), |n: usize, took: Duration| n as f64 / took.as_secs_f64());
    report.add(Figure {
        what: format!("results of {count} tasks with {} photos, one phone", count * PHOTOS),
        measured: rate(results, took),
        yardstick: Some(("photos to disk, bare rows, COMMIT", rate(results, bare))),
        unit: "/s",
        wanted: Wanted::Nothing,
    });
    report.note(format!("{:.0} whole tasks a second; at least 200 results a second are wanted", rate(count, took)));
    Ok(())
}

/// Has so many tasks of a day planned, each at a place of its own; the community.
pub async fn plans(town: &Town, count: usize) -> Result<OrgId> {
    town.build_until(3 * count + 2_000).await?;
    let platform = &town.house.platform;
    let org = town.rooms().await?.first().context("no rooms")?.0;
    let planner = holder(20, "manager", org);
    let procedures = platform.ask(&planner, "round.procedure.list", json!({"q": PROCEDURE})).await?;
    let rows = procedures["rows"].as_array().into_iter().flatten();
    let procedure = rows.clone().find(|row| row["code"] == PROCEDURE).context("the procedure")?["id"].clone();
    let rooms = town.rooms().await?;
    for (_, room, _) in rooms.iter().filter(|(of, ..)| *of == org).take(count) {
        let place = format!("place_{}", room.simple());
        let plan =
            json!({"org_id": org, "procedure_id": procedure, "place_id": place, "rule": "FREQ=DAILY", "role": ROLE});
        platform.act(&planner, "round.plan.create", plan).await?;
    }
    town.house.worker("bench").drain().await?;
    Ok(org)
}

/// What was recorded for a task, and the bytes that go with it.
#[derive(Clone)]
struct Task {
    entries: Vec<Value>,
    photos: Vec<(Uuid, Arc<Vec<u8>>)>,
}

struct Phone {
    house: House,
    caller: Caller,
    device: Uuid,
}

impl Phone {
    async fn tasks(&self) -> Result<Vec<String>> {
        let carried = self.house.platform.ask(&self.caller, "round.work.carry", json!({})).await?;
        let tasks = carried["tasks"].as_array().into_iter().flatten();
        let open = tasks.filter(|task| task["state"] == "released" || task["state"] == "planned");
        Ok(open.filter_map(|task| task["id"].as_str().map(ToOwned::to_owned)).collect())
    }

    /// Records a task as it should be.
    fn record(&self, nth: usize, task: &str) -> Result<Task> {
        let at = self.house.platform.clock.now();
        let photos: Vec<(Uuid, Arc<Vec<u8>>)> = (0..PHOTOS)
            .map(|of| {
                let mut bytes = vec![0_u8; PHOTO];
                bytes[..8].copy_from_slice(&((nth * PHOTOS + of) as u64).to_be_bytes());
                (Uuid::now_v7(), Arc::new(bytes))
            })
            .collect();
        let ids: Vec<String> = photos.iter().map(|(id, _)| Id::<File>::from_uuid(*id).to_string()).collect();
        let mut said: Vec<(&str, Option<&str>, Value)> =
            CHECKS.iter().map(|step| ("record", Some(*step), json!({"answer": "good"}))).collect();
        said.push(("record", Some("photo_board"), json!({ "answer": ids })));
        said.push(("finish", None, json!({})));
        let mut entries: Vec<Value> = Vec::new();
        for (step, (kind, of, said)) in said.into_iter().enumerate() {
            let previous = entries.last().map(|entry| entry["id"].clone());
            entries.push(json!({
                "id": Uuid::now_v7(), "occurrence_id": task, "seq": nth * ENTRIES + step + 1, "previous": previous,
                "by": self.caller.actor.id, "kind": kind, "step": of, "said": said, "device_at": at.to_string(), "clock_error": 0,
            }));
        }
        Ok(Task { entries, photos })
    }

    /// Sends a task with its photos; each entry is answered so.
    async fn send(&self, task: &Task, wanted: &str) -> Result<()> {
        let (platform, at) = (&self.house.platform, self.house.platform.clock.now());
        let mut files = Vec::new();
        for (id, bytes) in &task.photos {
            let Content { sha256, size } = platform.files.put(bytes.to_vec()).await?;
            let (name, media_type) = ("photo.jpg".to_owned(), "image/jpeg".to_owned());
            files.push(File {
                org: kernel::COMPANY,
                id: *id,
                name,
                media_type,
                size,
                sha256,
                at,
                by: self.caller.actor.id,
            });
        }
        let batch = json!({"device_id": self.device, "entries": task.entries});
        let answer = platform.act_with(&self.caller, "round.work.send", batch, files).await?;
        let again = wanted.ends_with("again");
        let answers = answer["answers"].as_array().context("answers")?;
        let fits = |one: &Value| one["answer"] == "accepted" && (one["again"] == true) == again;
        ensure!(answers.len() == ENTRIES && answers.iter().all(fits), "not all are {wanted}: {answer}");
        Ok(())
    }
}

/// The photos written to the disk, and as many rows inserted in a transaction for each task.
async fn bare(house: &House, shift: &[Task]) -> Result<Duration> {
    let (db, files) = (&house.platform.db, &house.platform.files);
    db.as_owner()
        .transact(&Scope::default(), |tx| {
            Box::pin(async move {
                tx.execute("CREATE TABLE bare_entries (id UUID PRIMARY KEY, words TEXT NOT NULL)", args![]).await
            })
        })
        .await?;
    let begun = Started::now();
    for task in shift {
        for (_, bytes) in &task.photos {
            let mut other = bytes.to_vec();
            other[PHOTO - 1] = 1;
            files.put(other).await?;
        }
        let bare = task.entries.iter().map(|entry| args![Uuid::now_v7(), entry.to_string()]);
        rows::insert(db, "bare_entries", &["id", "words"], bare.collect()).await?;
    }
    Ok(begun.elapsed())
}
