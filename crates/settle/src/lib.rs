//! What pays what: claims and what became of them, penalties, payments over bills, prepayments, credits, refunds, bank statements.
//!
//! Every function splits money so that the parts are the whole, takes nothing that is not there, and answers the same question the same
//! way. Deliberately absent: tables, clocks, gateways.

#![deny(clippy::float_arithmetic)]

pub mod aging;
pub mod allocation;
pub mod claim;
pub mod credit;
pub mod matching;
pub mod papers;
pub mod penalty;
pub mod prepaid;
pub mod reconcile;
pub mod refund;
pub mod refusal;

pub use allocation::{Allocation, Applied, By, Order, Partial, Spread, allocate};
pub use claim::{Claim, ClaimKind, Move, Moved, Open};
pub use refusal::Refusal;

/// The words of this crate, 中文 and English, for the catalogue of whoever shows them.
pub const WORDS: (&str, &str) = (include_str!("../texts/zh-CN.ftl"), include_str!("../texts/en.ftl"));
