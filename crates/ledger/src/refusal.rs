//! Why the ledger does not take a command, and what to do instead.

use kernel::{Date, Instant, Message, Money};

use crate::account::AccountId;

/// Why a command is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The id names another request already.
    Conflict,
    /// There are no lines, or too many.
    Lines {
        /// The most there may be.
        most: usize,
    },
    /// An amount is not more than nothing, or beyond what the ledger counts.
    Amount {
        /// The amount.
        amount: Money,
    },
    /// The sides do not balance.
    Unbalanced {
        /// The sum of the debit side.
        debits: Money,
        /// The sum of the credit side.
        credits: Money,
    },
    /// There is no such account.
    UnknownAccount(AccountId),
    /// The account takes nothing on this day.
    AccountClosed {
        /// The line of the chart.
        code: String,
        /// The day.
        on: Date,
    },
    /// The account would go below nothing.
    Below {
        /// The line of the chart.
        code: String,
        /// What can be moved away.
        available: Money,
        /// What was to be.
        wanted: Money,
    },
    /// The day lies in a closed period.
    PeriodClosed {
        /// The last closed day.
        until: Date,
    },
    /// The day lies in no closed period, so there is nothing to adjust.
    NothingToAdjust,
    /// A reason is wanted.
    ReasonMissing,
    /// There is no such hold.
    UnknownHold,
    /// The hold was settled, given up or has expired.
    HoldOver,
    /// The time of the hold is over.
    HoldExpired {
        /// Since when.
        since: Instant,
    },
    /// The hold still stands.
    HoldStands {
        /// Until when.
        until: Instant,
    },
    /// More than was on hold.
    MoreThanHeld {
        /// What was on hold for the account on this side.
        held: Money,
    },
    /// There is no such entry.
    UnknownEntry,
    /// The entry moved no money, or is a reversal itself.
    NotReversible,
    /// The entry was reversed before.
    ReversedAlready,
    /// A reversal counts for no day before the entry.
    BeforeEntry {
        /// The day of the entry.
        on: Date,
    },
    /// The period is closed already.
    ClosedAlready {
        /// The last closed day.
        until: Date,
    },
    /// Another period was closed later.
    NotClosedLast {
        /// The last closed day.
        last: Date,
    },
    /// No period is closed.
    NothingClosed,
}

impl Refusal {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            Self::Conflict => Message::of("ledger-conflict"),
            Self::Lines { most } => Message::of("ledger-lines").with("most", most),
            Self::Amount { amount } => Message::of("ledger-amount").with("amount", amount),
            Self::Unbalanced { debits, credits } => {
                Message::of("ledger-unbalanced").with("debits", debits).with("credits", credits)
            }
            Self::UnknownAccount(id) => Message::of("ledger-unknown-account").with("account", id),
            Self::AccountClosed { code, on } => Message::of("ledger-account-closed").with("code", code).with("on", on),
            Self::Below { code, available, wanted } => {
                Message::of("ledger-below").with("code", code).with("available", available).with("wanted", wanted)
            }
            Self::PeriodClosed { until } => Message::of("ledger-period-closed").with("until", until),
            Self::NothingToAdjust => Message::of("ledger-nothing-to-adjust"),
            Self::ReasonMissing => Message::of("ledger-reason-missing"),
            Self::UnknownHold => Message::of("ledger-unknown-hold"),
            Self::HoldOver => Message::of("ledger-hold-over"),
            Self::HoldExpired { since } => Message::of("ledger-hold-expired").with("since", since),
            Self::HoldStands { until } => Message::of("ledger-hold-stands").with("until", until),
            Self::MoreThanHeld { held } => Message::of("ledger-more-than-held").with("held", held),
            Self::UnknownEntry => Message::of("ledger-unknown-entry"),
            Self::NotReversible => Message::of("ledger-not-reversible"),
            Self::ReversedAlready => Message::of("ledger-reversed-already"),
            Self::BeforeEntry { on } => Message::of("ledger-before-entry").with("on", on),
            Self::ClosedAlready { until } => Message::of("ledger-closed-already").with("until", until),
            Self::NotClosedLast { last } => Message::of("ledger-not-closed-last").with("last", last),
            Self::NothingClosed => Message::of("ledger-nothing-closed"),
        }
    }
}
