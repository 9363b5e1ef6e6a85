//! Why a call did not give what it was asked for, and what that allows the caller to do next.

use std::fmt;

use crate::wire::NoAnswer;

/// A call that did not succeed. The three cases differ in what the caller may assume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing went out. The same call may be made again at any time.
    Unsent(String),
    /// The channel said no and did nothing.
    Refused(Refusal),
    /// Nothing is known: it may have been done or not. Ask by query; a repetition keeps all its numbers.
    Unknown(Doubt),
}

/// A refusal of the channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What it comes to.
    pub reason: Reason,
    /// The channel's own code.
    pub code: String,
    /// The channel's words; for the log only.
    pub message: String,
}

/// What a refusal comes to, whichever channel said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Our signature, serial or clock is wrong: an alarm for whoever keeps the set-up.
    Signature,
    /// A field is missing or wrong: our mistake, no repetition helps.
    Content,
    /// The contract with the channel does not allow it.
    Contract,
    /// The number stands for another content already.
    NumberUsed,
    /// There is no such order or refund – or not yet.
    Absent,
    /// The order has been paid: query and book.
    Paid,
    /// The order is closed: a new attempt needs a new number.
    Closed,
    /// The state of the order does not allow it: query.
    State,
    /// Our balance at the channel does not cover the refund: later, with the same number.
    NotEnough,
    /// More would be given back than was paid.
    TooMuch,
    /// The time for refunds is over: by another way.
    TooLate,
    /// Something is wrong with the payer's account.
    Payer,
    /// Too many calls: later.
    Busy,
    /// The bill of that day is being made: later.
    NotReady,
    /// Anything else; a person reads code and message.
    Other,
}

impl Reason {
    /// Whether the same call with the same numbers may succeed later.
    pub fn passes(self) -> bool {
        matches!(self, Self::Absent | Self::NotEnough | Self::Busy | Self::NotReady)
    }
}

/// Why nothing is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// The request may have arrived; no whole answer came back.
    NoAnswer(String),
    /// The channel failed inside (5xx, system error).
    Failed {
        /// Status of the answer.
        status: u16,
        /// Its code, if it had one.
        code: String,
    },
    /// An answer came that cannot be shown to be the channel's.
    Unproved(Unproved),
    /// The channel's answer cannot be read; the beginning of it, for the log.
    Unreadable(String),
}

/// Why something that came is not taken for the channel's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unproved {
    /// A part that a proof needs is missing.
    Missing(&'static str),
    /// Its time is too far from ours: this many seconds behind our clock (negative: ahead).
    Clock(i64),
    /// Signed by a key that is not known, or not any more.
    Key(String),
    /// The signature is wrong.
    Signature,
    /// It cannot be opened with our key.
    Sealed,
    /// A file does not have the digest that was announced.
    Digest,
    /// A file ends before its end.
    Cut,
    /// It is proved and cannot be understood: the channel's fault or ours, and worth an alarm.
    Unreadable(String),
}

impl Trouble {
    /// The reason of a refusal.
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Self::Refused(refusal) => Some(refusal.reason),
            Self::Unsent(_) | Self::Unknown(_) => None,
        }
    }

    pub(crate) fn refused(reason: Reason, code: &str, message: &str) -> Self {
        Self::Refused(Refusal { reason, code: code.to_owned(), message: message.to_owned() })
    }

    pub(crate) fn unreadable(body: &[u8]) -> Self {
        Self::Unknown(Doubt::Unreadable(String::from_utf8_lossy(body).chars().take(120).collect()))
    }
}

impl From<NoAnswer> for Trouble {
    fn from(none: NoAnswer) -> Self {
        if none.sent { Self::Unknown(Doubt::NoAnswer(none.why)) } else { Self::Unsent(none.why) }
    }
}
impl From<Unproved> for Trouble {
    fn from(unproved: Unproved) -> Self {
        Self::Unknown(Doubt::Unproved(unproved))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsent(why) => write!(f, "not sent: {why}"),
            Self::Refused(Refusal { reason, code, message }) => write!(f, "refused ({reason:?}): {code} {message}"),
            Self::Unknown(Doubt::NoAnswer(why)) => write!(f, "unknown, no answer: {why}"),
            Self::Unknown(Doubt::Failed { status, code }) => write!(f, "unknown, the channel failed: {status} {code}"),
            Self::Unknown(Doubt::Unproved(unproved)) => write!(f, "unknown, the answer is not proved: {unproved}"),
            Self::Unknown(Doubt::Unreadable(start)) => write!(f, "unknown, the answer cannot be read: {start}"),
        }
    }
}
impl std::error::Error for Trouble {}

impl fmt::Display for Unproved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(part) => write!(f, "{part} is missing"),
            Self::Clock(seconds) => write!(f, "its clock and ours are {seconds} s apart"),
            Self::Key(name) => write!(f, "signed by the unknown key {name}"),
            Self::Signature => f.write_str("the signature is wrong"),
            Self::Sealed => f.write_str("it cannot be opened with our key"),
            Self::Digest => f.write_str("the file has another digest than announced"),
            Self::Cut => f.write_str("the file is cut"),
            Self::Unreadable(what) => write!(f, "proved, but not understood: {what}"),
        }
    }
}
impl std::error::Error for Unproved {}
