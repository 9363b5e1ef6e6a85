//! The stories of the business and the walks over the registry, in one binary, on whichever database `DATABASE_URL` names.

mod bad_input;
mod generated;
mod registry;
mod repair;
mod sign_in;
