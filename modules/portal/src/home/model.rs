//! What the first page asks.

use schemars::JsonSchema;
use serde::Deserialize;

/// A page that asks for nothing.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Nothing {}
