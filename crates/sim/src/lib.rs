//! The seeded simulator: brings the little company of world/ to life by the product's own actions on a virtual clock.

pub mod world;
