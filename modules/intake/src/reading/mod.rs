//! Finding out what a workbook holds.

pub(crate) mod jobs;
