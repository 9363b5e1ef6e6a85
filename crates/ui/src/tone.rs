//! The few colours that mean something.

/// What a colour says. Colour never says it alone: each use carries words too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// Just come in; nobody has it yet.
    New,
    /// Somebody is at it.
    Active,
    /// Waits for something outside.
    Waiting,
    /// Ended well.
    Done,
    /// Ended without result.
    Cancelled,
    /// Soon too late.
    Risk,
    /// Too late, wrong, refused.
    Late,
}

impl Tone {
    /// All tones, in the order of a case's life.
    pub const ALL: [Self; 8] =
        [Self::New, Self::Active, Self::Waiting, Self::Risk, Self::Late, Self::Done, Self::Cancelled, Self::Plain];

    /// The tone of a stage category or a clock's state: `new`, `active`, `waiting`, `done`, `cancelled`, `risk`, `late`; else plain.
    pub fn of(category: &str) -> Self {
        match category {
            "new" => Self::New,
            "active" => Self::Active,
            "waiting" | "paused" => Self::Waiting,
            "done" | "ok" => Self::Done,
            "cancelled" => Self::Cancelled,
            "risk" | "warn" => Self::Risk,
            "late" | "breached" | "bad" => Self::Late,
            _ => Self::Plain,
        }
    }

    /// The class that carries the colour.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "tone-plain",
            Self::New => "tone-new",
            Self::Active => "tone-active",
            Self::Waiting => "tone-waiting",
            Self::Done => "tone-done",
            Self::Cancelled => "tone-cancelled",
            Self::Risk => "tone-risk",
            Self::Late => "tone-late",
        }
    }
}
