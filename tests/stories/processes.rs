//! The stories beside every definition, walked on the whole product: the real posts with the permissions of their roles, the real
//! clocks, effects and calendars, and the house sound afterwards.

use std::{collections::BTreeMap, fs, path::Path};

use kernel::{ActorKind, Span};
use module::Caller;
use process::{
    Definition, Outcome, State,
    definition::{Assign, Does},
    runtime::{self, CaseId, Engine},
    story::{self, Step, Story, filled, long},
};
use serde_json::{Map, Value, json};
use testkit::Workshop;

use super::papers::Papers;

/// The stories below a folder of definitions, by process.
fn told(folder: &Path, into: &mut BTreeMap<String, Vec<Story>>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() {
            told(&path, into);
        } else if let Some(key) = name.strip_suffix(".story.toml") {
            let text = fs::read_to_string(&path).expect("a text");
            into.insert(key.to_owned(), story::stories(&text).unwrap_or_else(|e| panic!("{name}: {e}")));
        }
    }
}

/// A company in which a process is lived through.
struct Lived {
    shop: Workshop,
    /// Whoever has been on the stage, by the word the story has for him.
    people: BTreeMap<String, Caller>,
    /// What stands for `$room`, `$person`, ….
    known: BTreeMap<&'static str, String>,
}

impl Lived {
    /// On a Monday at nine.
    async fn begin() -> Self {
        let shop = Workshop::open_at("2026-11-23T01:00:00Z").await;
        let holder = shop.holder(&[shop.here]);
        shop.building(&holder, shop.here).await;
        let text = |value: &Value| value.as_str().expect("an id").to_owned();
        let room = shop.room(&holder, "3-1-201").await;
        let owner = json!({"name": "王敏", "phone": "13800132046", "place_id": room, "role": "owner"});
        let owner = shop.done(&holder, "party.person.create", owner).await["id"].clone();
        let class = shop.rows(&holder, "asset.asset_class.list", json!({"q": "客梯"})).await[0]["id"].clone();
        let lift = json!({"code": "DT-1", "name": "1 号客梯", "class_id": class, "place_id": room});
        let lift = shop.done(&holder, "asset.asset.create", lift).await["id"].clone();
        let tenant = json!({"name": "周行", "phone": "13900000000", "community": shop.here});
        let tenant = shop.done(&holder, "party.person.create", tenant).await["id"].clone();
        let worn = json!({"code": "XF-1", "name": "1 号消防泵", "class_id": class, "place_id": room});
        let worn = shop.done(&holder, "asset.asset.create", worn).await["id"].clone();
        let staff = json!({"unit_id": shop.here, "number": "W99", "name": "张某"});
        let staff = shop.done(&holder, "org.staff.create", staff).await["id"].clone();
        let known = [
            ("room", &room),
            ("person", &owner),
            ("tenant", &tenant),
            ("asset", &lift),
            ("worn", &worn),
            ("staff", &staff),
            ("colleague", &staff),
        ];
        let known = known.map(|(word, id)| (word, text(id))).into();
        Self { shop, people: BTreeMap::new(), known }
    }

    /// The papers a story names; a shift is that of its own cashier.
    async fn find(&mut self, mut wanted: Vec<&'static str>) {
        if let Some(at) = wanted.iter().position(|paper| *paper == "cash_shift") {
            wanted.remove(at);
            let cashier = self.person("cashier").await;
            let shift = json!({"org_id": self.shop.here, "float": 10_000});
            let shift = self.shop.done(&cashier, "payment.cash_shift.create", shift).await["id"].clone();
            self.known.insert("cash_shift", shift.as_str().expect("an id").to_owned());
        }
        let papers = Papers::open(&self.shop).await.all(&wanted).await;
        self.known.extend(papers);
    }

    /// Somebody with the permissions of his role and no other: `agent2` is another agent, `requester` the owner of the room.
    async fn person(&mut self, word: &str) -> Caller {
        if let Some(known) = self.people.get(word) {
            return known.clone();
        }
        let shop = &self.shop;
        let role = match word {
            "requester" => "resident",
            _ => word.trim_end_matches(|c: char| c.is_ascii_digit()),
        };
        let (kind, id) = if word == "requester" {
            (ActorKind::Resident, self.known["person"].clone())
        } else {
            let number = format!("W{:02}", self.people.len() + 1);
            let staff = json!({"unit_id": shop.here, "number": number, "name": word});
            let made = shop.done(&shop.holder(&[shop.here]), "org.staff.create", staff).await;
            (ActorKind::Staff, made["id"].as_str().expect("an id").to_owned())
        };
        let id = uuid::Uuid::parse_str(id.rsplit('_').next().expect("an id")).expect("an id");
        let somebody = shop.bearer(kind, id, word, role);
        self.people.insert(word.to_owned(), somebody.clone());
        somebody
    }

    /// What somebody says, with a picture of his own wherever one is wanted.
    async fn input(&self, who: &Caller, input: &Map<String, Value>) -> Map<String, Value> {
        let photo = self.shop.photo(who).await;
        let known = |word: &str| match word {
            "photo" | "file" | "signature" => Some(photo.clone()),
            _ => self.known.get(word).cloned(),
        };
        filled(input, self.shop.clock().now(), &known)
    }

    async fn walk(&mut self, def: &Definition, story: &Story) -> Result<(), String> {
        let case = self.open(def, story).await.map_err(|e| format!("open: {e}"))?;
        for (nth, step) in story.steps.iter().enumerate() {
            self.step(def, case, step).await.map_err(|e| format!("step {}: {e}", nth + 1))?;
        }
        let State { stage, calls, .. } = self.state(case).await;
        let refused: Vec<_> = calls.values().filter_map(|call| Some((&call.action, call.error.as_ref()?))).collect();
        if !refused.is_empty() {
            return Err(format!("refused were {refused:?}"));
        }
        // Which cases are called back is drawn: one that is, has come as far as its story.
        let is_drawn = def.follow_up.as_ref().is_some_and(|f| stage == f.stage && story.end == f.otherwise);
        if stage == story.end || is_drawn { Ok(()) } else { Err(format!("ends in {stage}, not in {}", story.end)) }
    }

    async fn open(&mut self, def: &Definition, story: &Story) -> Result<CaseId, String> {
        let by_himself = ["requester", "anyone"].contains(&story.open.by.as_str());
        // A resident opens by the pages of his phone; here whoever answers at the desk opens for him.
        let who = if by_himself { self.shop.holder(&[self.shop.here]) } else { self.person(&story.open.by).await };
        let input = self.input(&who, &story.open.input).await;
        let mut opening = json!({"process": def.key, "org_id": self.shop.here, "input": input});
        if by_himself || input.contains_key("contact") {
            opening["requester_id"] = self.known["person"].clone().into();
        }
        let done = self.shop.act(&who, "desk.case.open", opening).await.map_err(|e| e.to_string())?;
        serde_json::from_value(done["id"].clone()).map_err(|e| e.to_string())
    }

    async fn step(&mut self, def: &Definition, case: CaseId, step: &Step) -> Result<(), String> {
        if let Some(span) = &step.pass {
            return self.pass(case, long(span)?, step.late.as_deref()).await;
        }
        let who = self.who(case, step.by.as_deref().ok_or("nobody does it")?).await?;
        self.shop.clock().set(self.shop.clock().now() + Span::minutes(1));
        let (name, said) = self.said(&who, def, case, step).await?;
        let done = self.shop.act(&who, name, said).await;
        self.shop.app.settle().await;
        match (done, &step.refused) {
            (Ok(_), None) => {}
            (Err(_), Some(_)) => return Ok(()),
            (Ok(_), Some(expected)) => return Err(format!("was allowed, not refused ({expected})")),
            (Err(error), None) => return Err(format!("{name} {:?}: {error}", step.act)),
        }
        let stage = self.state(case).await.stage;
        match &step.stage {
            Some(expected) if *expected != stage => Err(format!("leads to {stage}, not to {expected}")),
            _ => Ok(()),
        }
    }

    /// The registered action of a step, and what is said in it.
    async fn said(
        &mut self,
        who: &Caller,
        def: &Definition,
        case: CaseId,
        step: &Step,
    ) -> Result<(&'static str, Value), String> {
        let mut input = self.input(who, &step.input).await;
        if let Some(item) = &step.record {
            return Ok(("desk.case.record", json!({"id": case, "item": item, "input": input})));
        }
        let Some(action) = &step.act else {
            let fields = self.input(who, step.edit.as_ref().ok_or("nothing is done")?).await;
            return Ok(("desk.case.edit", json!({"id": case, "input": fields})));
        };
        let line = def.action(action).ok_or_else(|| format!("there is no action {action}"))?;
        if let (Some(Assign::Input), Some(to)) = (&line.assign, &step.to) {
            let to = self.who(case, to).await?;
            input.insert("assignee".into(), org::StaffId::from_uuid(to.actor.id).to_string().into());
        }
        if line.does == Some(Does::Merge) {
            return Err("a case is merged into another: told in a story of its own".into());
        }
        Ok(("desk.case.act", json!({"id": case, "action": action, "input": input})))
    }

    async fn who(&mut self, case: CaseId, word: &str) -> Result<Caller, String> {
        let state = self.state(case).await;
        let known = match word {
            "assignee" => state.assignee,
            "requester" => state.requester,
            _ => return Ok(self.person(word).await),
        };
        let known = known.ok_or_else(|| format!("there is no {word}"))?;
        let found = self.people.values().find(|c| c.actor.id == known.id).cloned();
        match found {
            Some(found) => Ok(found),
            None if known.kind == ActorKind::Resident => Ok(self.person("requester").await),
            None => Err(format!("nobody knows the {word}, {}", known.name)),
        }
    }

    async fn pass(&mut self, case: CaseId, span: Span, late: Option<&[String]>) -> Result<(), String> {
        self.shop.clock().set(self.shop.clock().now() + span);
        self.shop.app.settle().await;
        let Some(late) = late else { return Ok(()) };
        let clocks = self.state(case).await.clocks;
        let missed = clocks.iter().filter(|(_, c)| matches!(c.outcome, Some((Outcome::Missed, _))));
        let missed: Vec<&str> = missed.map(|(name, _)| name.as_str()).collect();
        let same = missed.len() == late.len() && late.iter().all(|name| missed.contains(&name.as_str()));
        if same { Ok(()) } else { Err(format!("late are {missed:?}")) }
    }

    async fn state(&self, case: CaseId) -> State {
        let mut cx = self.shop.platform.reading(&self.shop.holder(&[self.shop.here])).await.expect("reads");
        runtime::load(&mut cx, case).await.expect("is there").state
    }
}

/// Walks the stories of a folder; says of each that went otherwise how it did.
async fn live(folder: &str) {
    let mut told_of = BTreeMap::new();
    told(&Path::new("../modules").join(folder), &mut told_of);
    assert!(!told_of.is_empty(), "nothing is told in {folder}");
    let mut wrong = Vec::new();
    for (key, story) in told_of.iter().flat_map(|(key, stories)| stories.iter().map(move |story| (key, story))) {
        let mut lived = Lived::begin().await;
        let wanted = story.papers();
        if !wanted.is_empty() {
            lived.find(wanted).await;
        }
        let engine = lived.shop.platform.service::<Engine>().expect("the engine");
        let def = engine.current(key).unwrap_or_else(|e| panic!("{key}: {e}"));
        if let Err(how) = lived.walk(&def, story).await {
            wrong.push(format!("{key} “{}”: {how}", story.name));
        }
        lived.shop.app.check().await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

macro_rules! areas {
    ($($area:ident),*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $area() {
            live(concat!("catalogue/processes/", stringify!($area))).await;
        }
    )*};
}

areas!(customer, security, environment, engineering, finance, people);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_the_desk() {
    live("desk/processes").await;
}
