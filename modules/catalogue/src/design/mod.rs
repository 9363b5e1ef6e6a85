//! A draft as its author designs it: chart and tables with what would not work, previews, comparison, the files to take along.

pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
