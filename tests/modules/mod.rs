//! What each module promises, told through its actions, queries and pages.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod arrears;
mod asset;
mod asset_certificate;
mod asset_history;
mod billing;
mod budget;
mod catalogue;
mod collection_rate;
mod deposit;
mod desk;
mod disclosure;
mod document;
mod field;
mod identity;
mod improvement;
mod inspection;
mod intake;
mod invoice;
mod knowledge;
mod ledger;
mod meter;
mod money_cases;
mod online;
mod opening;
mod org;
mod party;
mod patrol;
mod payment;
mod portal;
mod position;
mod property;
mod round;
mod round_trigger;
mod tariff;
mod vendor_worker;
