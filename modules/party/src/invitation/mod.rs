//! Invitations: codes with which a resident binds his account to a room.

pub mod actions;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub(crate) mod store;
