//! What each module promises, told through its actions, queries and pages.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod asset;
mod catalogue;
mod desk;
mod identity;
mod improvement;
mod intake;
mod knowledge;
mod org;
mod party;
mod portal;
mod property;
