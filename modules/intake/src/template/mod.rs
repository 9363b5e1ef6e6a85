//! The empty workbook of a register.

pub(crate) mod actions;
pub(crate) mod pages;
