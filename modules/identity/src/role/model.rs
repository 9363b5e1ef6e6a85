//! A role and what is asked to change it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the company says about a role.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub struct RoleRow {
    /// The key.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// The names of its permissions, as a JSON list.
    pub permissions: String,
}

/// A role as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RoleShown {
    /// The key.
    pub key: String,
    /// What people call it; the product's own roles have their words in the catalogue.
    pub name: Option<String>,
    /// The names of its permissions; `*` is every one.
    pub permissions: Vec<String>,
    /// Whether it is as the product ships it.
    pub shipped: bool,
}

/// All roles.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Roles {
    /// In the order of their keys.
    pub roles: Vec<RoleShown>,
}

/// One role.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisRole {
    /// The key.
    #[schemars(length(min = 1, max = 40))]
    pub key: String,
}

/// The company's word on a role; also makes a new one.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditRole {
    /// The key, in small letters.
    #[schemars(length(min = 1, max = 40))]
    pub key: String,
    /// What people call it.
    #[schemars(length(min = 1, max = 40))]
    pub name: String,
    /// The names of its permissions.
    #[schemars(length(max = 500))]
    pub permissions: Option<Vec<String>>,
}

/// A role of the company's own.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddRole {
    /// The key, in small letters.
    #[schemars(length(min = 1, max = 40))]
    pub key: String,
    /// What people call it.
    #[schemars(length(min = 1, max = 40))]
    pub name: String,
    /// The role whose permissions it begins with; without any when left out.
    #[schemars(length(max = 40))]
    pub like_role: Option<String>,
}

/// The role that was changed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RoleDone {
    /// The key.
    pub key: String,
}
