//! An unfinished task goes from one guard to the next – or of any post – with what to mind, and the next says that he has it.

pub mod actions;
pub mod model;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod store;
