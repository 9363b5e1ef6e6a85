//! Why money is not moved, and what to do instead.

use kernel::{Message, Money};

/// Why money is not moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The amount is not more than nothing.
    Amount(Money),
    /// A claim stands twice in the list.
    Twice(String),
    /// What is owed of a claim is below nothing.
    Overpaid(String),
    /// More than can be given back.
    MoreThanPaid {
        /// What can be given back.
        most: Money,
    },
    /// More than can be credited.
    MoreThanOwed {
        /// What can be credited.
        most: Money,
    },
    /// The sum is beyond what money holds.
    TooMuch,
}

impl Refusal {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            Self::Amount(amount) => Message::of("settle-amount").with("amount", amount),
            Self::Twice(bill) => Message::of("settle-twice").with("bill", bill),
            Self::Overpaid(bill) => Message::of("settle-overpaid").with("bill", bill),
            Self::MoreThanPaid { most } => Message::of("settle-more-than-paid").with("most", most),
            Self::MoreThanOwed { most } => Message::of("settle-more-than-owed").with("most", most),
            Self::TooMuch => Message::of("settle-too-much"),
        }
    }
}
