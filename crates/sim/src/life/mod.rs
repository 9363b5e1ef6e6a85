//! Life after the founding: cases come in and people deal with them, each at his time, on the virtual clock.

mod arrivals;
mod bills;
pub(crate) mod books;
mod cause;
mod certificates;
mod complaint;
mod counter;
mod deposits;
mod doing;
mod matter;
mod meters;
mod office;
mod papers;
mod repair;
mod rounds;
mod site;
mod spending;
mod tale;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

use kernel::{Date, Error, Instant, Result, Span};
use module::HOME_ZONE;
use process::runtime::{self, Engine};

use crate::{
    cast::Cast,
    dice::Dice,
    photos::Album,
    shifts::{self, Rhythm},
    stage::{Plan, Stage},
    world::World,
};
use matter::{About, Asker, MOST_STEPS, Matter, Move, Site};

/// How often events are told and jobs run, on the virtual clock: as soon as a real worker would, in coarser steps.
const TELLS: Span = Span::minutes(30);
/// How often in a row what is due may turn out to have been dealt with.
const MOST_STUCK: u32 = 10;
/// When people look at their notifications.
const READ_AT: Span = Span::minutes(8 * 60 + 40);
/// The share of cases that somebody wants to urge – some are done by then –, and of those that somebody remarks on.
const URGED: f64 = 0.12;
const REMARKED: f64 = 0.12;
/// The share of reports of a public area that a neighbour repeats.
const TWINS: f64 = 0.05;

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Actions that went through.
    pub actions: u64,
    /// Cases opened, by process.
    pub cases: BTreeMap<String, u64>,
    /// Cases woken by their clocks.
    pub woken: u64,
    /// What was refused, by process, action and reason; nothing, when all is well.
    pub refusals: BTreeMap<String, u64>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cases, processes): (u64, usize) = (self.cases.values().sum(), self.cases.len());
        let refused: u64 = self.refusals.values().sum();
        write!(
            f,
            "{} actions, {cases} cases of {processes} processes, {} clocks, {refused} refused",
            self.actions, self.woken
        )
    }
}

/// Something that is going to happen.
enum Happening {
    /// A day begins in a community.
    Dawn(usize, Date),
    /// A case comes in: a community, and how many came before.
    Report(usize, u64),
    /// The same spot is reported once more.
    Twin(u64),
    /// Somebody deals with a case.
    Step(u64, Box<Move>),
    /// Somebody urges.
    Urge(u64),
    /// Somebody remarks something.
    Remark(u64),
    /// A story of a process begins: a community, the process, and how many were told before.
    Tale(usize, String, u64),
    /// The next step of a story.
    Page(u64),
    /// What the case of a story has opened is gone on with.
    Followers(usize, String),
    /// Everybody reads what he was told.
    Reading,
    /// The limits missed on a day are looked through.
    Missed(Date),
    /// Somebody says why he missed one.
    Cause(Box<cause::Answer>),
    /// The plans of a community are made, the first of their days being this.
    Plans(usize, Date),
    /// A community looks at what a day asks of it.
    Rounds(usize, Date),
    /// A community's meters are read.
    Meters(usize),
    /// A community runs its bills.
    Bills(usize),
    /// A run of bills is looked at and published.
    BillsApproved(usize, String),
    /// A counter opens on a day.
    Counter(usize, Date),
    /// Somebody comes to it to pay for a room.
    Customer(usize, usize),
    /// Somebody leaves a deposit at it.
    Deposit(usize, u64),
    /// A deposit of so many fen is given back.
    DepositBack(usize, String, i64),
    /// The shift of a counter is handed in.
    HandIn(usize, String),
    /// What was handed in is confirmed.
    HandInConfirmed(usize, String),
    /// Somebody does some of it.
    Round(Box<rounds::Errand>),
    /// A community's book on a day.
    Books(usize, Date),
}

/// The company at work.
pub struct Life {
    stage: Stage,
    world: World,
    plan: Plan,
    cast: Cast,
    album: Option<Album>,
    engine: Option<Arc<Engine>>,
    queue: BTreeMap<(Instant, u64), Happening>,
    matters: BTreeMap<u64, Matter>,
    /// Stories of the processes that have no script, the tales that are under way, and the cases they have opened.
    shelf: tale::Shelf,
    tales: BTreeMap<u64, tale::Tale>,
    followed: BTreeSet<String>,
    /// Residents who asked for something since they looked last, by community.
    awaiting: BTreeSet<(usize, Asker)>,
    planned: u64,
    reported: u64,
    told: u64,
    explained: u64,
    /// Rounds looked at so far, and the keys of procedures by their ids.
    rounded: u64,
    procedures: BTreeMap<String, String>,
    /// The accounts of the communities' books, by their codes.
    accounts: BTreeMap<(usize, String), String>,
    told_at: Instant,
    untold: bool,
    /// How often in a row nothing woke although something was due.
    stuck: u32,
    tally: Tally,
}

impl Life {
    /// A life that begins where the clock stands after the founding.
    pub fn new(stage: Stage, world: World, plan: Plan, cast: Cast) -> Self {
        let engine = stage.platform.service::<Engine>();
        let now = stage.clock.now();
        let mut life = Self {
            stage,
            world,
            plan,
            cast,
            album: None,
            engine,
            queue: BTreeMap::new(),
            matters: BTreeMap::new(),
            shelf: tale::Shelf::new(),
            tales: BTreeMap::new(),
            followed: BTreeSet::new(),
            awaiting: BTreeSet::new(),
            planned: 0,
            reported: 0,
            told: 0,
            explained: 0,
            rounded: 0,
            procedures: BTreeMap::new(),
            accounts: BTreeMap::new(),
            told_at: now,
            untold: false,
            stuck: 0,
            tally: Tally::default(),
        };
        let today = now.date(HOME_ZONE);
        for at in 0..life.cast.communities.len() {
            life.plan_at(now, Happening::Dawn(at, today));
        }
        life
    }

    /// The same, with the stories beside the processes of the catalogue to be lived as well: file by file, by process.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn telling(mut self, stories: &[(String, &str)]) -> Result<Self> {
        self.shelf = tale::shelf(stories)?;
        Ok(self)
    }

    /// Lives until this instant; the clock stands there afterwards, and everything due has been done. Answers what was done
    /// since the beginning.
    ///
    /// # Errors
    /// Those of the database. What an action refuses is counted and life goes on.
    pub async fn live_until(&mut self, at: Instant) -> Result<Tally> {
        if self.album.is_none() {
            self.album = Some(Album::draw(&self.stage.platform, self.plan.seed).await?);
        }
        while let Some(next) = self.queue.first_key_value().map(|(key, _)| key.0).filter(|next| *next <= at) {
            self.pass_until(next).await?;
            let Some((_, happening)) = self.queue.pop_first() else { break };
            self.happen(happening).await?;
        }
        self.pass_until(at).await?;
        self.tell().await?;
        Ok(self.tally.clone())
    }

    fn plan_at(&mut self, at: Instant, happening: Happening) {
        self.planned += 1;
        self.queue.insert((at, self.planned), happening);
    }

    fn delayed(&self, community: usize, rhythm: Rhythm, delay: Span) -> Instant {
        let org = self.cast.communities[community].org;
        shifts::after(self.engine.as_deref(), org, rhythm, self.stage.clock.now(), delay)
    }

    /// Moves the clock, stopping wherever one of a case falls due and wherever events are to be told.
    async fn pass_until(&mut self, at: Instant) -> Result<()> {
        loop {
            let tells = (self.untold && self.told_at + TELLS < at).then(|| self.told_at + TELLS);
            match (runtime::next_wake(&self.stage.platform, tells.unwrap_or(at)).await?, tells) {
                (Some(due), _) => {
                    self.move_to(due);
                    let woken = runtime::wake_all_due(&self.stage.platform).await?;
                    self.stuck = if woken == 0 { self.stuck + 1 } else { 0 };
                    // Somebody at a page may have acted in between; it cannot happen again and again.
                    if self.stuck > MOST_STUCK {
                        return Err(Error::Internal(format!("nothing wakes although it is due at {due}")));
                    }
                    self.tally.woken += u64::try_from(woken).unwrap_or(u64::MAX);
                    self.touched();
                }
                (_, Some(tells)) => {
                    self.move_to(tells);
                    self.tell().await?;
                }
                (_, None) => break,
            }
        }
        self.move_to(at);
        Ok(())
    }

    /// The clock never goes back: actions move it on a little by themselves.
    fn move_to(&self, at: Instant) {
        self.stage.clock.set(at.max(self.stage.clock.now()));
    }

    fn touched(&mut self) {
        if !self.untold {
            self.told_at = self.told_at.max(self.stage.clock.now());
        }
        self.untold = true;
    }

    async fn tell(&mut self) -> Result<()> {
        self.stage.worker.drain().await?;
        self.told_at = self.stage.clock.now();
        self.untold = false;
        Ok(())
    }

    async fn happen(&mut self, happening: Happening) -> Result<()> {
        match happening {
            Happening::Dawn(at, day) => {
                self.dawn(at, day);
                Ok(())
            }
            Happening::Report(at, nth) => {
                let dice = Dice::of(self.plan.seed, "case", nth);
                match arrivals::matter(&self.world, &self.cast, at, dice) {
                    Some(matter) => self.report(nth, matter).await,
                    None => Ok(()),
                }
            }
            Happening::Twin(of) => self.twin(of).await,
            Happening::Step(id, step) => self.step(id, *step).await,
            Happening::Urge(id) => self.urge(id).await,
            Happening::Remark(id) => self.remark(id).await,
            Happening::Tale(at, process, nth) => self.begin_tale(at, &process, nth).await,
            Happening::Page(id) => self.turn_page(id).await,
            Happening::Followers(at, case) => self.followers(at, &case).await,
            Happening::Reading => self.read_notifications().await,
            Happening::Missed(day) => self.missed(day).await,
            Happening::Cause(answer) => self.explain(*answer).await,
            Happening::Plans(at, day) => self.make_plans(at, day).await,
            Happening::Rounds(at, day) => self.rounds(at, day).await,
            Happening::Meters(at) => self.read_meters(at).await,
            Happening::Bills(at) => self.run_bills(at).await,
            Happening::BillsApproved(at, run) => self.approve_bills(at, &run).await,
            Happening::Counter(at, day) => self.open_counter(at, day).await,
            Happening::Customer(at, room) => self.serve(at, room).await,
            Happening::Deposit(at, nth) => self.take_deposit(at, nth).await,
            Happening::DepositBack(at, deposit, amount) => self.give_deposit_back(at, &deposit, amount).await,
            Happening::HandIn(at, shift) => self.hand_in(at, &shift).await,
            Happening::HandInConfirmed(at, shift) => self.confirm_hand_in(at, &shift).await,
            Happening::Round(errand) => self.make_round(*errand).await,
            Happening::Books(at, day) => self.keep_book(at, day).await,
        }
    }

    fn dawn(&mut self, at: usize, day: Date) {
        let nth = u64::try_from(day.0.to_epoch_days()).unwrap_or(0) * 64 + u64::try_from(at).unwrap_or(0);
        let mut dice = Dice::of(self.plan.seed, "day", nth);
        let community = &self.cast.communities[at];
        let now = self.stage.clock.now();
        let when = arrivals::of_day(&self.world, community, day, &mut dice);
        for at_time in when.into_iter().filter(|t| *t >= now) {
            self.reported += 1;
            self.plan_at(at_time, Happening::Report(at, self.reported));
        }
        self.dawn_of_tales(at, day, &mut dice);
        // Once a week will do for the past; the last days are what somebody looks at.
        let lately = self.plan.until - now < Span::days(7);
        if at == 0 && (lately || chrono::Datelike::weekday(&day.0) == chrono::Weekday::Mon) {
            self.plan_at(day.start(HOME_ZONE) + READ_AT, Happening::Reading);
        }
        if self.is_meter_day(day) {
            self.plan_at(now.max(Self::meters_at(day)), Happening::Meters(at));
        }
        if self.is_bill_day(day) {
            self.plan_at(now.max(Self::bills_at(day)), Happening::Bills(at));
        }
        if self.is_counter_day(day) && Self::counter_at(day) >= now {
            self.plan_at(Self::counter_at(day), Happening::Counter(at, day));
            self.expect_deposit(at, day);
        }
        let next = day.plus_days(1);
        if at == 0 {
            self.plan_at(next.start(HOME_ZONE) + READ_AT, Happening::Missed(day));
        }
        self.plan_at(next.start(HOME_ZONE), Happening::Dawn(at, next));
    }

    /// A case comes in, and what people will do about it is planned.
    async fn report(&mut self, id: u64, matter: Matter) -> Result<()> {
        let Some(mut matter) = self.open(matter).await? else { return Ok(()) };
        self.awaiting.extend(matter.asker.map(|asker| (matter.community, asker)));
        if matter.dice.chance(URGED) {
            let delay = matter.dice.around(Span::minutes(120), 0.8);
            let at = self.delayed(matter.community, Rhythm::Desk, delay);
            self.plan_at(at, Happening::Urge(id));
        }
        if matter.dice.chance(REMARKED) {
            let delay = matter.dice.around(Span::minutes(90), 0.8);
            let at = self.delayed(matter.community, Rhythm::Desk, delay);
            self.plan_at(at, Happening::Remark(id));
        }
        let public = matches!((matter.site, matter.about), (Site::Spot(_), About::Repair { .. }));
        if public && matter.twin_of.is_none() && matter.channel != "staff" && matter.dice.chance(TWINS) {
            let at = self.delayed(matter.community, Rhythm::Now, matter.dice.around(Span::minutes(6), 0.5));
            self.plan_at(at, Happening::Twin(id));
        }
        self.go_on(id, matter);
        Ok(())
    }

    /// A neighbour reports what is known already.
    async fn twin(&mut self, of: u64) -> Result<()> {
        let Some(first) = self.matters.get(&of) else { return Ok(()) };
        let (at, about, site, urgency) = (first.community, first.about, first.site, first.urgency);
        let master = first.case.clone();
        self.reported += 1;
        let id = self.reported;
        let dice = Dice::of(self.plan.seed, "twin", of);
        let Some(fresh) = arrivals::matter(&self.world, &self.cast, at, dice) else { return Ok(()) };
        // A case of its own kind is drawn for the neighbour, who sees the same.
        let channel = if fresh.channel == "staff" { "phone" } else { fresh.channel };
        let Some(asker) = fresh.asker else { return Ok(()) };
        let matter =
            Matter { about, site, urgency, channel, asker: Some(asker), twin_of: Some(master.clone()), ..fresh };
        self.known_to_many(at, &master).await?;
        self.report(id, matter).await
    }

    /// Plans the next step of a case; a case with none is over, or in nobody's hands any more.
    fn go_on(&mut self, id: u64, mut matter: Matter) {
        let now = self.stage.clock.now();
        if matter.twin_of.as_ref().is_some_and(|master| !self.takes_twins(master)) {
            matter.twin_of = None;
        }
        matter.steps += 1;
        let step = match matter.about {
            _ if matter.steps > MOST_STEPS => None,
            About::Repair { .. } => repair::next(&self.world, &mut matter, now),
            About::Complaint { .. } => complaint::next(&self.world, &mut matter, now),
        };
        if let Some(step) = step {
            let at = self.delayed(matter.community, step.rhythm, step.delay);
            self.plan_at(at, Happening::Step(id, Box::new(step)));
            self.matters.insert(id, matter);
        }
    }

    /// Whether a case can still be the master of another.
    fn takes_twins(&self, case: &str) -> bool {
        self.matters
            .values()
            .any(|m| m.case == case && !matches!(m.stage.as_str(), "finished" | "call_back" | "closed"))
    }
}

/// What is written beside a reason.
fn reason(world: &World, process: &str, why: &str, dice: &mut Dice) -> String {
    let all = world.words.reasons.get(process).and_then(|reasons| reasons.get(why));
    all.map(|texts| dice.word(texts)).unwrap_or_default()
}
