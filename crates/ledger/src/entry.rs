//! Commands and the entries they leave: what moved between which accounts, on which day, because of what.

use kernel::{Date, Id, Instant, Money, Noun};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::account::{AccountId, Side};

/// The id of an entry, made by whoever asks for it: the same request sent again names the same entry.
pub type EntryId = Id<Entry>;

/// A SHA-256 digest.
pub type Digest = [u8; 32];

/// One line of an entry. The amount is more than nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// The account.
    pub account: AccountId,
    /// The side.
    pub side: Side,
    /// How much, in fen.
    pub amount: Money,
}

impl Posting {
    /// On the debit side.
    pub const fn debit(account: AccountId, amount: Money) -> Self {
        Self { account, side: Side::Debit, amount }
    }

    /// On the credit side.
    pub const fn credit(account: AccountId, amount: Money) -> Self {
        Self { account, side: Side::Credit, amount }
    }

    /// The same amount on the other side.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        Self { side: self.side.other(), ..self }
    }
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Act {
    /// Money moves.
    Post {
        /// The lines; they balance.
        postings: Vec<Posting>,
    },
    /// Money is promised: it can no longer be moved elsewhere and has not moved yet.
    Hold {
        /// The lines; they balance.
        postings: Vec<Posting>,
        /// From when on the promise is worth nothing.
        expires: Instant,
    },
    /// What was on hold moves; of the hold nothing remains, also when only a part of it moves.
    Settle {
        /// The hold.
        hold: EntryId,
        /// The part that moves: on each account at most what was on hold for it; everything when not given.
        part: Option<Vec<Posting>>,
    },
    /// A hold is given up.
    Void {
        /// The hold.
        hold: EntryId,
    },
    /// A hold has outlived its time.
    Expire {
        /// The hold.
        hold: EntryId,
    },
    /// An entry was wrong: its lines move back.
    Reverse {
        /// The entry.
        of: EntryId,
        /// What was wrong with it.
        reason: String,
    },
}

/// The paper an entry belongs to: a bill, a payment, a refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// What kind of paper.
    pub kind: String,
    /// Its id as it is written.
    pub id: String,
}

/// A request to the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// The id of the entry it is to leave.
    pub id: EntryId,
    /// The day of business it counts for.
    pub on: Date,
    /// What is done.
    pub act: Act,
    /// Why a closed period is touched; only then is it.
    pub adjusts: Option<String>,
    /// The paper it belongs to.
    pub source: Option<Source>,
    /// The summary people read in the journal.
    pub memo: String,
}

impl Command {
    /// A request that moves money, without source and memo.
    pub const fn post(id: EntryId, on: Date, postings: Vec<Posting>) -> Self {
        Self::new(id, on, Act::Post { postings })
    }

    /// A request without source and memo.
    pub const fn new(id: EntryId, on: Date, act: Act) -> Self {
        Self { id, on, act, adjusts: None, source: None, memo: String::new() }
    }

    /// The digest of all it says: the same request has the same, another has another.
    pub fn digest(&self) -> Digest {
        let mut written = Written(Sha256::new());
        written.bytes(self.id.uuid().as_bytes());
        written.text(&self.on.to_string());
        written.act(&self.act);
        written.maybe(self.adjusts.as_deref());
        written.maybe(self.source.as_ref().map(|source| source.kind.as_str()));
        written.maybe(self.source.as_ref().map(|source| source.id.as_str()));
        written.text(&self.memo);
        written.0.finalize().into()
    }
}

/// What a command has left in the log. Never changed, never taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the log, from 1 without a gap.
    pub seq: u64,
    /// When it was recorded.
    pub at: Instant,
    /// The request.
    pub command: Command,
    /// The lines that moved money; none for what only touches a hold.
    pub postings: Vec<Posting>,
    /// The digest over the entry before it and all of this one.
    pub seal: Digest,
}

impl Noun for Entry {
    const PREFIX: &'static str = "entry";
}

impl Entry {
    /// The seal an entry has behind another; the first stands behind nothing (all zero).
    pub fn sealed(before: &Digest, seq: u64, at: Instant, command: &Command, postings: &[Posting]) -> Digest {
        let mut written = Written(Sha256::new());
        written.bytes(before);
        written.bytes(&seq.to_be_bytes());
        written.bytes(&at.0.to_be_bytes());
        written.bytes(&command.digest());
        written.postings(postings);
        written.0.finalize().into()
    }
}

/// What has become of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "by")]
pub enum Fate {
    /// A hold that was settled.
    Settled(EntryId),
    /// A hold that was given up.
    Voided(EntryId),
    /// A hold that has outlived its time.
    Expired(EntryId),
    /// An entry that was moved back.
    Reversed(EntryId),
}

/// Values written one behind the other so that no two different rows of them look alike: each with its length.
struct Written(Sha256);

impl Written {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn maybe(&mut self, text: Option<&str>) {
        self.0.update([u8::from(text.is_some())]);
        self.text(text.unwrap_or_default());
    }

    fn postings(&mut self, postings: &[Posting]) {
        self.0.update((postings.len() as u64).to_be_bytes());
        for posting in postings {
            self.bytes(posting.account.uuid().as_bytes());
            self.0.update([u8::from(posting.side == Side::Credit)]);
            self.0.update(posting.amount.0.to_be_bytes());
        }
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Post { postings } => {
                self.text("post");
                self.postings(postings);
            }
            Act::Hold { postings, expires } => {
                self.text("hold");
                self.postings(postings);
                self.bytes(&expires.0.to_be_bytes());
            }
            Act::Settle { hold, part } => {
                self.text("settle");
                self.bytes(hold.uuid().as_bytes());
                self.0.update([u8::from(part.is_some())]);
                self.postings(part.as_deref().unwrap_or_default());
            }
            Act::Void { hold } => {
                self.text("void");
                self.bytes(hold.uuid().as_bytes());
            }
            Act::Expire { hold } => {
                self.text("expire");
                self.bytes(hold.uuid().as_bytes());
            }
            Act::Reverse { of, reason } => {
                self.text("reverse");
                self.bytes(of.uuid().as_bytes());
                self.text(reason);
            }
        }
    }
}
