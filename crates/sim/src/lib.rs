//! The seeded simulator: brings the little company of world/ to life by the product's own actions on a virtual clock.
//!
//! Everything goes through the platform's doors, as people would do it. Deliberately absent: SQL.

mod cast;
mod dice;
mod found;
mod life;
mod names;
mod photos;
mod shifts;
mod stage;
pub mod world;

pub use cast::{Cast, Login};
pub use found::found;
pub use life::{Life, Tally};
pub use stage::{Plan, Stage};
pub use world::World;
