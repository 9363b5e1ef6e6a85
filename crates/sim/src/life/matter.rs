//! One case as the simulator's people know it, and what one of them does next.

use kernel::Span;
use serde_json::{Map, Value};

use crate::{dice::Dice, photos::Shows, shifts::Rhythm};

/// What a case is about: where it is found in world/.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    /// A repair of a group.
    Repair { group: usize, repair: usize },
    /// A complaint of a topic.
    Complaint { topic: usize, text: usize },
}

/// Who asked: a dweller of a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Asker {
    pub room: usize,
    pub dweller: usize,
}

/// Where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Site {
    Room(usize),
    Spot(usize),
}

/// A case in somebody's hands.
pub(crate) struct Matter {
    pub community: usize,
    pub about: About,
    pub site: Site,
    pub asker: Option<Asker>,
    pub channel: &'static str,
    pub urgency: &'static str,
    pub dice: Dice,
    /// The case's id, once it is open.
    pub case: String,
    /// Where the product says it stands.
    pub stage: String,
    /// Who works on it: a position in the staff.
    pub assignee: Option<usize>,
    /// The case that the same spot was reported in before.
    pub twin_of: Option<String>,
    pub classified: bool,
    pub responded: bool,
    pub returned: bool,
    pub moved: bool,
    pub paused: bool,
    pub pause_reason: &'static str,
    pub checked: bool,
    /// In fen; once it was named.
    pub quote: Option<i64>,
    pub agreed: bool,
    /// Whether it was thought of opening a repair for it.
    pub mended: bool,
    /// Whether the requester has said what he thinks of it.
    pub rated: bool,
    pub calls: u32,
    pub reworks: u32,
    /// Steps taken; a net under the scripts.
    pub steps: u32,
}

/// The most steps of one case.
pub(crate) const MOST_STEPS: u32 = 60;

impl Matter {
    pub fn is_urgent(&self) -> bool {
        self.urgency == "urgent" || self.urgency == "emergency"
    }

    /// In whose hours this goes on: at once when it is urgent.
    pub fn rhythm(&self, usual: Rhythm) -> Rhythm {
        if self.is_urgent() { Rhythm::Now } else { usual }
    }
}

/// Who does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// Somebody holding this role in the community.
    Role(&'static str),
    /// Who works on the case.
    Assignee,
    /// A technician of the trade: it is in the pool.
    Taker,
    /// Who asked, and nobody else; for cases that came in that way.
    Himself,
    /// Who asked, when he signs in by himself; else somebody of this role for him.
    Asker(&'static str),
}

/// Whom an action names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    Nobody,
    /// A technician of the trade; another than who had it, when there is one.
    Technician,
    /// Whoever the duty roster brings; looked up afterwards.
    OnDuty,
    /// Somebody holding this role.
    Role(&'static str),
}

/// What is done: one of the definition's actions, or the steps of a work item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deed {
    Act(&'static str),
    Record(&'static str),
}

/// The next thing that happens to a case.
#[derive(Debug, Clone)]
pub(crate) struct Move {
    pub who: Who,
    pub deed: Deed,
    pub names: Names,
    pub input: Map<String, Value>,
    /// Fields that bring pictures.
    pub pictures: Vec<(&'static str, Shows, usize)>,
    /// How long it takes until then, and in whose hours.
    pub rhythm: Rhythm,
    pub delay: Span,
}

impl Move {
    pub fn act(who: Who, action: &'static str) -> Self {
        Self {
            who,
            deed: Deed::Act(action),
            names: Names::Nobody,
            input: Map::new(),
            pictures: Vec::new(),
            rhythm: Rhythm::Now,
            delay: Span::minutes(1),
        }
    }

    pub fn record(item: &'static str) -> Self {
        Self { deed: Deed::Record(item), ..Self::act(Who::Assignee, item) }
    }

    #[must_use]
    pub fn naming(mut self, names: Names) -> Self {
        self.names = names;
        self
    }

    #[must_use]
    pub fn saying(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.input.insert(field.to_owned(), value.into());
        self
    }

    /// The same, saying something only when there is something to say.
    #[must_use]
    pub fn noting(self, field: &str, words: String) -> Self {
        if words.is_empty() { self } else { self.saying(field, words) }
    }

    #[must_use]
    pub fn showing(mut self, field: &'static str, shows: Shows, count: usize) -> Self {
        self.pictures.push((field, shows, count));
        self
    }

    #[must_use]
    pub fn within(mut self, rhythm: Rhythm, delay: Span) -> Self {
        self.rhythm = rhythm;
        self.delay = delay;
        self
    }
}
