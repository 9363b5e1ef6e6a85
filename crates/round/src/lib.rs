//! The round engine: what recurs, when it is due, and how it is done.
//!
//! A plan says what is to be done where and how often; what it generates follows from the plan, what has happened, and the time,
//! and from nothing else. Deliberately absent: tables, clocks, waiting.

pub mod plan;
pub mod procedure;
pub mod recurrence;
pub mod route;

/// The words of this crate, 中文 and English, for the catalogue of whoever shows them.
pub const WORDS: (&str, &str) = (include_str!("../texts/zh-CN.ftl"), include_str!("../texts/en.ftl"));
