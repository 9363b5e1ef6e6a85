//! The stories of the business and the walks over the registry.

mod api_document;
mod bad_input;
mod case_number;
mod design;
mod generated;
mod lists;
pub mod papers;
mod processes;
mod registry;
mod repair;
mod sign_in;
pub mod steps;
mod what_if;
