//! 外包人员: people of other firms who take part by a link and see nothing but their own tasks.

pub mod actions;
pub mod model;
pub mod pages;
pub mod queries;
pub(crate) mod rules;
pub(crate) mod store;
