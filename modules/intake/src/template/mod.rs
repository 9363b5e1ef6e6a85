//! The empty workbook of a register.

pub(crate) mod actions;
