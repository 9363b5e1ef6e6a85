//! The daily reconciliation with a payment channel: five kinds of difference, each to be cleared the same day.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Money;
use serde::{Deserialize, Serialize};

/// One order as one side has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Our number of it.
    pub order: String,
    /// The channel's number of it.
    pub transaction: String,
    /// Whether it was paid.
    pub paid: bool,
    /// How much.
    pub amount: Money,
    /// How much of it was given back.
    pub refunded: Money,
}

/// A difference between our books and the channel's statement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Difference {
    /// We have it as paid, the channel does not have it.
    ChannelMissing {
        /// The channel's number of it.
        transaction: String,
    },
    /// The channel has it, we do not.
    LocalMissing {
        /// The channel's number of it.
        transaction: String,
    },
    /// The amounts differ.
    AmountMismatch {
        /// The channel's number of it.
        transaction: String,
        /// What we have.
        ours: Money,
        /// What the channel has.
        theirs: Money,
    },
    /// One side has it as paid, the other does not.
    StatusMismatch {
        /// The channel's number of it.
        transaction: String,
    },
    /// What was given back differs.
    RefundMismatch {
        /// The channel's number of it.
        transaction: String,
        /// What we have.
        ours: Money,
        /// What the channel has.
        theirs: Money,
    },
}

/// All differences of a day, each transaction once per kind. Unpaid orders that only we have are nobody's business.
pub fn reconcile(ours: &[Row], theirs: &[Row]) -> Vec<Difference> {
    let by_transaction = |rows: &'_ [Row]| -> BTreeMap<String, Row> {
        rows.iter().map(|row| (row.transaction.clone(), row.clone())).collect()
    };
    let (mine, channel) = (by_transaction(ours), by_transaction(theirs));
    let transactions: BTreeSet<&String> = mine.keys().chain(channel.keys()).collect();
    let mut found = Vec::new();
    for transaction in transactions {
        let transaction = transaction.clone();
        match (mine.get(&transaction), channel.get(&transaction)) {
            (Some(own), None) if own.paid => found.push(Difference::ChannelMissing { transaction }),
            (None, Some(_)) => found.push(Difference::LocalMissing { transaction }),
            (Some(own), Some(other)) => {
                if own.paid != other.paid {
                    found.push(Difference::StatusMismatch { transaction: transaction.clone() });
                }
                if own.amount != other.amount || own.order != other.order {
                    let (ours, theirs) = (own.amount, other.amount);
                    found.push(Difference::AmountMismatch { transaction: transaction.clone(), ours, theirs });
                }
                if own.refunded != other.refunded {
                    let (ours, theirs) = (own.refunded, other.refunded);
                    found.push(Difference::RefundMismatch { transaction, ours, theirs });
                }
            }
            _ => {}
        }
    }
    found
}
