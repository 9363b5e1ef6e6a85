//! A whole house for each test: the real modules on a real database, people who sign in and press buttons, and checks at the end.
//!
//! `DATABASE_URL=postgres://…` is all it takes to run the same tests on PostgreSQL.

mod app;
pub mod database;
mod page;
pub mod paper;
mod person;
mod template;
mod workshop;

pub use app::TestApp;
pub use page::{Field, Page};
pub use person::Visitor;
pub use workshop::{SATURDAY, Workshop, instant, outcomes, refused};
