//! The stories of the business and the walks over the registry.

mod bad_input;
mod generated;
mod registry;
mod repair;
mod sign_in;
