//! Both channels against printed examples, against properties, and against the simulator over real sockets.

#![allow(clippy::unwrap_used, reason = "the steps of a test may fail it")]

mod bills;
mod faults;
mod known;
mod mixture;
mod proofs;
mod properties;
mod shop;
