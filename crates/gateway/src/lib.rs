//! Payment channels: orders, queries, refunds, callbacks and daily bills of WeChat Pay (API v3) and Alipay (RSA2) behind one trait,
//! and a simulator of both that signs like them and misbehaves on order.
//!
//! Plumbing only: it keeps nothing, decides nothing about money and knows no bill of ours. Time and chance are arguments, HTTP stands
//! behind [`Wire`], signatures cover raw bytes, amounts are fen and become yuan by string work.

#![deny(clippy::float_arithmetic)]

pub mod alipay;
pub mod certificate;
mod channel;
mod client;
mod der;
mod json;
mod key;
mod moment;
pub mod money;
mod sheet;
pub mod simulator;
mod trouble;
pub mod wechat;
pub mod wire;

pub use channel::{
    Bill, Channel, Kind, Notice, Order, Placed, Refund, RefundStanding, RefundState, Reply, Row, Standing, State, Way,
};
pub use client::Client;
pub use key::{NotAKey, SigningKey, VerifyingKey};
pub use moment::{Moment, bill_day, from_local, local, with_offset};
pub use money::Fee;
pub use trouble::{Doubt, Reason, Refusal, Trouble, Unproved};
pub use wire::{Message, Method, NoAnswer, Request, Wire};
