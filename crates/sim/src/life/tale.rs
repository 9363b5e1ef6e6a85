//! Everything else the company does: people go through the stories written beside the processes of the catalogue, each tale at its
//! own pace. What a story expects to be refused is left out, for here nobody tries it.

use std::{collections::BTreeMap, sync::Arc};

use kernel::{Date, Error, Instant, Result, Span};
use module::{Caller, HOME_ZONE};
use process::{
    Definition, KindSpec,
    definition::{Assign, Effect},
    story::{self, Step, Story, filled, long},
};
use serde_json::{Map, Value, json};
use store::files::File;

use super::{About, Happening, Life, arrivals, matter::Matter, papers, repair};
use crate::{
    dice::Dice,
    photos::{Shows, named},
    shifts::Rhythm,
    stage::text,
};

/// The people of a story who are not one of a role.
const REQUESTER: &str = "requester";
/// Whoever has the case in hand.
const ASSIGNEE: &str = "assignee";
/// How long people think before the next step, by day and in an emergency.
const PACE: Span = Span::minutes(35);
const HASTE: Span = Span::minutes(6);
/// How long an event takes to be heard of, after which a case may have opened others.
const HEARD: Span = Span::minutes(45);
/// Days on which somebody comes for what he needs.
const MOST_WAITED: u32 = 5;
/// Matters drawn to find one of the kind that was opened.
const DRAWN: u64 = 400;

/// The stories that can be lived, by process.
pub(super) type Shelf = BTreeMap<String, Vec<Arc<Story>>>;

/// A story being lived: who plays whom, and how far it is.
pub(super) struct Tale {
    process: String,
    story: Arc<Story>,
    community: usize,
    room: usize,
    dweller: usize,
    people: BTreeMap<String, usize>,
    dice: Dice,
    case: String,
    next: usize,
    /// The papers of money it has come to, by their words, and how often one was not to be had.
    papers: BTreeMap<&'static str, String>,
    waited: u32,
}

/// Reads stories; those in which a case is merged are told elsewhere.
pub(super) fn shelf(files: &[(String, &str)]) -> Result<Shelf> {
    let mut shelf = Shelf::new();
    for (process, text) in files {
        let told = story::stories(text).map_err(|e| Error::Internal(format!("the stories of {process}: {e}")))?;
        let lived = |mut story: Story| {
            story.steps.retain(|step| step.refused.is_none());
            Arc::new(story)
        };
        let told = told.into_iter().filter(|story| papers::are_given(&story.papers()));
        shelf.insert(process.clone(), told.map(lived).collect());
    }
    Ok(shelf)
}

fn is_opening(effect: &Effect) -> bool {
    matches!(effect, Effect::Spawn { .. })
}

/// Whether what stands at this place of a definition may open other cases.
fn opens_others(def: &Definition, place: &str) -> bool {
    def.effects().iter().any(|(written, effects)| written == place && effects.iter().any(is_opening))
}

/// Whether whoever asked does something in a story.
fn asks(story: &Story) -> bool {
    story.steps.iter().any(|step| step.by.as_deref() == Some(REQUESTER))
}

/// Whether a story can be that of a case somebody else opened: what was decided when it began is known of the case, or said by its
/// first step.
fn fits(story: &Story, def: &Definition, known: &Value) -> bool {
    let first = story.steps.iter().find(|step| step.act.is_some() || step.record.is_some());
    let decided = |name: &str| def.field(name).is_some_and(|f| matches!(f.kind, KindSpec::Choice | KindSpec::Bool));
    let is_said = |name: &str, value: &Value| {
        known.get(name) == Some(value) || first.is_some_and(|step| step.input.get(name) == Some(value))
    };
    story.open.input.iter().all(|(name, value)| !decided(name) || is_said(name, value))
}

/// The story of a case that another has opened: whoever takes it up first enters what nobody has said of it yet.
fn completed(story: Arc<Story>, def: &Definition, opened: &Value) -> Arc<Story> {
    let stage = opened["stage"].as_str().and_then(|stage| def.stage(stage));
    let editable = stage.map(|stage| stage.edit.as_slice());
    let may_edit = |name: &String| editable.unwrap_or_default().contains(name);
    let is_unsaid = |name: &String| opened["fields"].get(name).is_none_or(Value::is_null);
    let missing: Map<String, Value> =
        story.open.input.clone().into_iter().filter(|(n, _)| may_edit(n) && is_unsaid(n)).collect();
    // Whoever owns the stage may say it; where that is whoever has the case in hand, whoever goes on with it first.
    let owner = stage.and_then(|stage| stage.owner.clone()).filter(|owner| owner != ASSIGNEE);
    let by = owner.or_else(|| story.steps.iter().find_map(|step| step.by.clone())).filter(|by| by != REQUESTER);
    if missing.is_empty() || by.is_none() {
        return story;
    }
    let mut steps = vec![Step { by, edit: Some(missing), ..Step::default() }];
    steps.extend(story.steps.iter().cloned());
    Arc::new(Story { steps, ..Story::clone(&story) })
}

impl Life {
    /// A day's tales of a community.
    pub(super) fn dawn_of_tales(&mut self, at: usize, day: Date, dice: &mut Dice) {
        #[allow(clippy::cast_precision_loss, reason = "some thousands of rooms")]
        let share = self.cast.communities[at].rooms.len() as f64 / 1_000.0 / 365.0;
        let processes: Vec<String> = self.shelf.keys().cloned().collect();
        for process in processes {
            for _ in 0..dice.count(self.world.tales.of(&process) * share) {
                let morning = day.start(HOME_ZONE) + Span::hours(9);
                let delay = Span::minutes(dice.between(0, 420));
                let org = self.cast.communities[at].org;
                let begins = crate::shifts::after(self.engine.as_deref(), org, Rhythm::Office, morning, delay);
                self.told += 1;
                self.plan_at(begins, Happening::Tale(at, process.clone(), self.told));
            }
        }
    }

    /// A story begins: somebody opens its case.
    pub(super) async fn begin_tale(&mut self, at: usize, process: &str, nth: u64) -> Result<()> {
        let mut dice = Dice::of(self.plan.seed, "tale", nth);
        let Some(story) = self.shelf.get(process).and_then(|stories| dice.pick(stories)).cloned() else {
            return Ok(());
        };
        let Some(mut tale) = self.cast_tale(at, process, story, dice) else { return Ok(()) };
        let def = self.definition(process)?;
        let Some(opener) = self.opener(&def, &mut tale) else { return Ok(()) };
        let caller = self.cast.staff[opener].caller.clone();
        let (input, uploads) = self.told_in(&tale.story.open.input.clone(), &mut tale, &caller);
        let mut opening = json!({"process": process, "org_id": self.cast.communities[at].org, "input": input});
        let asked = [REQUESTER, "anyone"].contains(&tale.story.open.by.as_str());
        if asked || tale.story.open.input.contains_key("contact") {
            opening["requester_id"] = self.dweller(&tale).0.into();
        }
        match self.stage.act_with(&caller, "desk.case.open", opening, uploads).await {
            Ok(answer) => {
                tale.case = text(&answer, "id")?;
                *self.tally.cases.entry(process.to_owned()).or_default() += 1;
                self.tally.actions += 1;
                self.touched();
                if opens_others(&def, "open") {
                    self.look_for_followers(at, &tale.case);
                }
                self.plan_tale(nth, tale, &def);
                Ok(())
            }
            Err(error) => self.refused(process, "open", error),
        }
    }

    /// Who plays in it; none when somebody or something it needs is not to be had here.
    fn cast_tale(&self, at: usize, process: &str, story: Arc<Story>, mut dice: Dice) -> Option<Tale> {
        let asks = asks(&story);
        let rooms = &self.cast.communities[at].rooms;
        let lives = |room: usize| rooms[room].dwellers.iter().position(|d| !asks || d.caller.is_some());
        let room = (0..200).map(|_| dice.below(rooms.len())).find(|room| lives(*room).is_some())?;
        let dweller = lives(room)?;
        let process = process.to_owned();
        Some(Tale {
            process,
            story,
            community: at,
            room,
            dweller,
            people: BTreeMap::new(),
            dice,
            case: String::new(),
            next: 0,
            papers: BTreeMap::new(),
            waited: 0,
        })
    }

    fn definition(&self, process: &str) -> Result<Arc<Definition>> {
        let engine = self.engine.as_ref().ok_or_else(|| Error::Internal("the case engine was not started".into()))?;
        engine.current(process)
    }

    /// Who opens it: whoever the story says, or somebody for the customer.
    fn opener(&self, def: &Definition, tale: &mut Tale) -> Option<usize> {
        let by = tale.story.open.by.clone();
        if ![REQUESTER, "anyone", "staff"].contains(&by.as_str()) {
            return self.player(&by, tale);
        }
        let open = |role: &str| def.open.by.iter().any(|by| by == role || by == "staff" || by == "anyone");
        let role = ["agent", "steward", "supervisor", "manager"].into_iter().find(|role| open(role))?;
        self.player(role, tale)
    }

    /// Who plays a role; `guard2` is another guard.
    fn player(&self, word: &str, tale: &mut Tale) -> Option<usize> {
        if let Some(known) = tale.people.get(word) {
            return Some(*known);
        }
        let role = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let all = self.cast.holding(role, self.cast.communities[tale.community].org);
        let free: Vec<usize> = all.into_iter().filter(|at| !tale.people.values().any(|p| p == at)).collect();
        let narrowest = free.first().map(|at| self.cast.staff[*at].reach.len())?;
        let near: Vec<usize> = free.into_iter().filter(|at| self.cast.staff[*at].reach.len() == narrowest).collect();
        let chosen = tale.dice.pick(&near).copied()?;
        tale.people.insert(word.to_owned(), chosen);
        Some(chosen)
    }

    fn dweller(&self, tale: &Tale) -> (String, Option<Caller>) {
        let found = &self.cast.communities[tale.community].rooms[tale.room].dwellers[tale.dweller];
        (found.person.clone(), found.caller.clone())
    }

    /// When the next step comes; a tale that is over leaves what its case has opened to others.
    fn plan_tale(&mut self, id: u64, mut tale: Tale, def: &Definition) {
        let mut at = self.stage.clock.now();
        while let Some(span) = tale.story.steps.get(tale.next).and_then(|step| step.pass.as_deref()) {
            at = at + long(span).unwrap_or(PACE);
            tale.next += 1;
        }
        if tale.next >= tale.story.steps.len() {
            if def.effects().iter().any(|(_, effects)| effects.iter().any(is_opening)) {
                self.plan_at(at + HEARD, Happening::Followers(tale.community, tale.case));
            }
            return;
        }
        let (rhythm, pace) = if def.calendar == "always" { (Rhythm::Now, HASTE) } else { (Rhythm::Office, PACE) };
        let delay = tale.dice.around(pace, 0.6);
        let org = self.cast.communities[tale.community].org;
        let at = crate::shifts::after(self.engine.as_deref(), org, rhythm, at, delay);
        self.tales.insert(id, tale);
        self.plan_at(at, Happening::Page(id));
    }

    /// The next step of a tale.
    pub(super) async fn turn_page(&mut self, id: u64) -> Result<()> {
        let Some(mut tale) = self.tales.remove(&id) else { return Ok(()) };
        let (def, story) = (self.definition(&tale.process)?, tale.story.clone());
        let Some(step) = story.steps.get(tale.next) else { return Ok(()) };
        let Some(caller) = self.does(step, &mut tale).await? else { return Ok(()) };
        let said = step.edit.as_ref().unwrap_or(&step.input);
        if !self.finds_papers(step, &mut tale).await? {
            self.comes_again(id, tale);
            return Ok(());
        }
        let (mut input, uploads) = self.told_in(said, &mut tale, &caller);
        let (name, body) = match (&step.act, &step.record) {
            (Some(action), _) => {
                let given = def.action(action).is_some_and(|a| matches!(a.assign, Some(Assign::Input)));
                if let Some(to) = step.to.as_deref().filter(|_| given) {
                    let Some(to) = self.player(to, &mut tale) else { return Ok(()) };
                    input.insert("assignee".to_owned(), self.cast.staff[to].id.clone().into());
                }
                ("desk.case.act", json!({"id": tale.case, "action": action, "input": input}))
            }
            (None, Some(item)) => ("desk.case.record", json!({"id": tale.case, "item": item, "input": input})),
            (None, None) => ("desk.case.edit", json!({"id": tale.case, "input": input})),
        };
        match self.stage.act_with(&caller, name, body, uploads).await {
            Ok(_) => {
                self.tally.actions += 1;
                self.touched();
                tale.next += 1;
                let after = match (&step.act, &step.record) {
                    (Some(action), _) => format!("action {action}"),
                    (None, item) => format!("work_item {}", item.as_deref().unwrap_or_default()),
                };
                if opens_others(&def, &after) {
                    self.look_for_followers(tale.community, &tale.case);
                }
                self.plan_tale(id, tale, &def);
                Ok(())
            }
            Err(error) => {
                let deed = step.act.as_deref().or(step.record.as_deref()).unwrap_or("edit");
                self.refused(&tale.process, deed, error)
            }
        }
    }

    /// Whether the papers a step names are to be had, and known from then on.
    async fn finds_papers(&mut self, step: &Step, tale: &mut Tale) -> Result<bool> {
        for word in story::papers(&step.input) {
            if !tale.papers.contains_key(word) {
                let Some(paper) = self.paper(tale.community, tale.room, word).await? else { return Ok(false) };
                tale.papers.insert(word, paper);
            }
        }
        Ok(true)
    }

    /// Somebody comes again on the next day; after some days he gives it up.
    fn comes_again(&mut self, id: u64, mut tale: Tale) {
        tale.waited += 1;
        if tale.waited < MOST_WAITED {
            let (org, tomorrow) = (self.cast.communities[tale.community].org, self.stage.clock.now() + Span::hours(16));
            let when = crate::shifts::after(self.engine.as_deref(), org, Rhythm::Office, tomorrow, PACE);
            self.tales.insert(id, tale);
            self.plan_at(when, Happening::Page(id));
        }
    }

    /// Who does a step.
    async fn does(&self, step: &Step, tale: &mut Tale) -> Result<Option<Caller>> {
        let at = match step.by.as_deref() {
            Some(REQUESTER) => return Ok(self.dweller(tale).1),
            Some(ASSIGNEE) => self.assigned_to(tale.community, &tale.case).await?,
            Some(word) => self.player(word, tale),
            None => None,
        };
        Ok(at.map(|at| self.cast.staff[at].caller.clone()))
    }

    /// What is said, with this room, this person, and pictures of whoever says it.
    fn told_in(&self, said: &Map<String, Value>, tale: &mut Tale, caller: &Caller) -> (Map<String, Value>, Vec<File>) {
        let community = &self.cast.communities[tale.community];
        let mut uploads = BTreeMap::new();
        let text = Value::Object(said.clone()).to_string();
        if let Some(album) = &self.album {
            for (word, shows) in [("photo", Shows::Damage), ("file", Shows::Mended), ("signature", Shows::Signature)] {
                if text.contains(&format!("\"${word}\"")) {
                    let file = album.take(&self.stage.platform, caller, community.org, shows, &mut tale.dice);
                    uploads.extend(file.map(|file| (word, file)));
                }
            }
        }
        let others = || community.rooms.iter().cycle().skip(tale.room + 1).take(community.rooms.len());
        let known = |word: &str| match word {
            "room" => Some(community.rooms[tale.room].place.clone()),
            "person" => Some(self.dweller(tale).0),
            "asset" => community.spots.iter().find_map(|spot| spot.asset.clone()),
            "tenant" => others().find_map(|room| room.dwellers.first()).map(|d| d.person.clone()),
            "colleague" => {
                self.cast.holding("technician", community.org).first().map(|at| self.cast.staff[*at].id.clone())
            }
            other => tale.papers.get(other).cloned().or_else(|| uploads.get(other).map(|file| named(file.id))),
        };
        let mut input = filled(said, self.stage.clock.now(), &known);
        // The company has nobody to lose and nothing worn out: what a story wants of these is left unsaid.
        input.retain(|_, value| value.as_str().is_none_or(|word| !word.starts_with('$')));
        (input, uploads.into_values().collect())
    }

    /// What a case may have opened just now is looked for once that was heard of.
    pub(super) fn look_for_followers(&mut self, at: usize, case: &str) {
        self.plan_at(self.stage.clock.now() + HEARD, Happening::Followers(at, case.to_owned()));
    }

    /// The cases a case has opened find somebody who goes on with them.
    pub(super) async fn followers(&mut self, at: usize, case: &str) -> Result<()> {
        let desk = self.cast.holding("manager", self.cast.communities[at].org);
        let Some(manager) = desk.first().map(|at| self.cast.staff[*at].caller.clone()) else { return Ok(()) };
        let record = self.stage.platform.ask(&manager, "desk.case.view", json!({"id": case})).await?;
        let instant = |of: &Value| of["opened_at"].as_str().and_then(|at| at.parse::<Instant>().ok());
        let begun = instant(&record);
        for related in record["related"].as_array().into_iter().flatten() {
            let line = &related["case"];
            let (id, process) = (text(line, "id")?, text(line, "process")?);
            if instant(line) >= begun && self.followed.insert(id.clone()) {
                self.told += 1;
                match process.as_str() {
                    "repair" | "complaint" => self.take_up(at, &process, line)?,
                    _ => {
                        let opened = self.stage.platform.ask(&manager, "desk.case.view", json!({"id": id})).await?;
                        self.go_on_with(at, &process, id, &opened, true)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Somebody goes on with a case that nobody has in hand yet.
    pub(super) async fn take_over(&mut self, at: usize, process: &str, case: &str) -> Result<()> {
        let desk = self.cast.holding("manager", self.cast.communities[at].org);
        let Some(manager) = desk.first().map(|at| self.cast.staff[*at].caller.clone()) else { return Ok(()) };
        let record = self.stage.platform.ask(&manager, "desk.case.view", json!({"id": case})).await?;
        self.told += 1;
        self.followed.insert(case.to_owned());
        match process {
            "repair" | "complaint" => self.take_up(at, process, &record),
            _ => self.go_on_with(at, process, case.to_owned(), &record, false),
        }
    }

    /// A repair or a complaint that another case has opened goes its way like those that came in.
    fn take_up(&mut self, at: usize, process: &str, line: &Value) -> Result<()> {
        let (case, stage, title) = (text(line, "id")?, text(line, "stage")?, text(line, "title")?);
        let trade = self.world.complaints.iter().find_map(|topic| topic.trades.get(&title));
        let of_its_kind = |nth: u64| {
            let dice = Dice::of(self.plan.seed, "followed", self.told * DRAWN + nth);
            let drawn = arrivals::matter(&self.world, &self.cast, at, dice)?;
            let is_repair = matches!(drawn.about, About::Repair { .. });
            let fits = trade.is_none_or(|trade| !is_repair || repair::trade(&self.world, &drawn) == trade);
            (is_repair == (process == "repair") && fits).then_some(drawn)
        };
        let Some(drawn) = (0..DRAWN).find_map(of_its_kind) else { return Ok(()) };
        self.reported += 1;
        self.go_on(self.reported, Matter { case, stage, channel: "staff", asker: None, ..drawn });
        Ok(())
    }

    /// A case is gone on with by a story that begins like it, and in which nobody who asked appears where nobody `asked`.
    fn go_on_with(&mut self, at: usize, process: &str, case: String, opened: &Value, asked: bool) -> Result<()> {
        let (nth, def, known) = (self.told, self.definition(process)?, &opened["fields"]);
        let mut dice = Dice::of(self.plan.seed, "tale", nth);
        let Some(stories) = self.shelf.get(process) else { return Ok(()) };
        let possible: Vec<&Arc<Story>> = stories.iter().filter(|story| asked || !asks(story)).collect();
        let fitting: Vec<&Arc<Story>> = possible.iter().copied().filter(|story| fits(story, &def, known)).collect();
        // Where none begins like this, the main way stands first.
        let Some(story) = dice.pick(&fitting).or(possible.first()).copied().cloned() else { return Ok(()) };
        let story = completed(story, &def, opened);
        let Some(tale) = self.cast_tale(at, process, story, dice) else { return Ok(()) };
        self.plan_tale(nth, Tale { case, ..tale }, &def);
        Ok(())
    }
}
