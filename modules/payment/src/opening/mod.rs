//! Prepayments and deposits that were held when the books were opened, as the module `opening` brings them from another program.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod queries;
