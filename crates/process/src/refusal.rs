//! Why something cannot be done, precisely enough to say what would help.

use kernel::{Error, FieldError, Message, lang::Label};

use crate::definition::Words;

/// Which guard, role, field or evidence stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The case has not been opened, or has been already.
    NotOpen,
    /// The definition has no such action, work item or calendar.
    Unknown(String),
    /// Not where the case stands now.
    Stage {
        /// Where it stands.
        stage: Words,
    },
    /// Only by one of these.
    Role {
        /// The roles.
        by: Vec<String>,
    },
    /// The condition does not hold.
    Guard {
        /// Why not, in the words of the trade.
        otherwise: Option<Words>,
        /// The condition.
        condition: String,
    },
    /// Whoever did that cannot do this.
    SameActor {
        /// What he did.
        action: Words,
    },
    /// Something must be known first.
    Missing {
        /// The labels of the fields and work items.
        what: Vec<Words>,
    },
    /// Work items that did not pass must be recorded anew.
    Failed {
        /// Their labels.
        what: Vec<Words>,
    },
    /// The form does not fit.
    Invalid(Vec<FieldError>),
    /// There is nobody to give it to.
    NobodyToAssign,
    /// None of the action's ways fits.
    NoWay,
    /// A case cannot become part of itself or of nothing.
    Master,
    /// The case has as many events as a case can have.
    Full,
    /// The stage it stands in is not part of the other definition.
    CannotAdopt {
        /// The stage.
        stage: String,
    },
    /// What was done last cannot be taken back, or no longer.
    Settled,
    /// Only whoever did it takes it back.
    NotDoneBy {
        /// Who did it.
        name: String,
    },
    /// Another version of the definition does not end a case.
    AdoptEnds {
        /// Where it would end.
        stage: Words,
    },
}

impl Refusal {
    /// The word a story has for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Role { .. } => "role",
            Self::Stage { .. } => "stage",
            Self::Guard { .. } => "guard",
            Self::SameActor { .. } => "same_actor",
            Self::Missing { .. } => "missing",
            Self::Failed { .. } => "failed",
            Self::Invalid(_) => "invalid",
            _ => "other",
        }
    }

    /// The sentence for the user; words of the definition are in it in both languages.
    pub fn message(&self) -> Message {
        match self {
            Self::NotOpen => Message::of("case-refused-not-open"),
            Self::Unknown(name) => Message::of("case-refused-unknown").with("name", name),
            Self::Stage { stage } => both(Message::of("case-refused-stage"), [stage]),
            Self::Role { .. } => Message::of("case-refused-role"),
            Self::Guard { otherwise: Some(words), .. } => both(Message::of("case-refused-guard"), [words]),
            Self::Guard { condition, .. } => Message::of("case-refused-condition").with("condition", condition),
            Self::SameActor { action } => both(Message::of("case-refused-same-actor"), [action]),
            Self::Missing { what } => both(Message::of("case-refused-missing"), what),
            Self::Failed { what } => both(Message::of("case-refused-failed"), what),
            Self::Invalid(fields) => Message::of("error-invalid").with("count", fields.len()),
            Self::NobodyToAssign => Message::of("case-refused-nobody"),
            Self::NoWay => Message::of("case-refused-no-way"),
            Self::Master => Message::of("case-refused-master"),
            Self::Full => Message::of("case-refused-full"),
            Self::Settled => Message::of("case-refused-settled"),
            Self::NotDoneBy { name } => Message::of("case-refused-not-done-by").with("name", name),
            Self::AdoptEnds { stage } => both(Message::of("case-refused-adopt-ends"), [stage]),
            Self::CannotAdopt { stage } => Message::of("case-refused-adopt").with("stage", stage),
        }
    }

    /// The words of the definition in it, when they say it all by themselves.
    pub fn said(&self) -> Option<Label> {
        match self {
            Self::Guard { otherwise: Some(words), .. } => Some(words.into()),
            _ => None,
        }
    }
}

fn both<'a>(message: Message, words: impl IntoIterator<Item = &'a Words>) -> Message {
    let words: Vec<&Words> = words.into_iter().collect();
    let zh: Vec<&str> = words.iter().map(|w| w.zh.as_str()).collect();
    let en: Vec<&str> = words.iter().map(|w| w.en.as_str()).collect();
    message.with_words("words", &zh.join("、"), &en.join(", "))
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Invalid(fields) => Self::Invalid(fields),
            Refusal::NobodyToAssign => Self::field("assignee", refusal.message()),
            other => Self::Broken(other.message()),
        }
    }
}
