//! The dry run: every row looked at by the reader and by its register, nothing written but what is staged.

pub(crate) mod jobs;
mod pages;

pub(crate) use pages::error_workbook;
