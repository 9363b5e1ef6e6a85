//! The stories of the business, the walks over the registry and what each module promises, in one binary, on whichever
//! database `DATABASE_URL` names.

mod modules;
mod stories;
