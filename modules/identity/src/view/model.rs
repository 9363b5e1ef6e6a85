//! Views and layouts of lists, and what is asked to keep them.

use kernel::{Id, Noun, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A list's filters, order and columns under a name.
#[derive(Debug)]
pub struct ListView;
impl Noun for ListView {
    const PREFIX: &'static str = "list_view";
}
/// The id of a saved view.
pub type ListViewId = Id<ListView>;

/// A view as the table holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, store::Record)]
pub struct ListViewRow {
    /// The company.
    pub org_id: OrgId,
    /// The view.
    pub id: ListViewId,
    /// Whose.
    pub owner_id: Uuid,
    /// The name of the list's query.
    pub list: String,
    /// What it is called.
    pub name: String,
    /// The query of the list's address.
    pub query: String,
    /// Whether everybody sees it who may see the list.
    pub shared: bool,
}

/// A layout as the table holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, store::Record)]
pub struct ListLayoutRow {
    /// The names of the columns, as a JSON list.
    pub columns: String,
    /// The view the list begins with.
    pub view_id: Option<ListViewId>,
}

/// A view to be saved; one of the same name in the same list is replaced.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SaveListView {
    /// The name of the list's query, as in `desk.case.list`.
    #[schemars(length(min = 1, max = 80))]
    pub list: String,
    /// What it is called.
    #[schemars(length(min = 1, max = 30))]
    pub name: String,
    /// The query of the list's address: filters, order and columns.
    #[schemars(length(max = 2000))]
    pub query: Option<String>,
    /// Whether everybody sees it who may see the list.
    pub shared: Option<bool>,
    /// Whether the list begins with it from now on.
    pub first: Option<bool>,
}

/// Another name for a view, or another circle of readers.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditListView {
    /// The view.
    pub id: ListViewId,
    /// What it is called.
    #[schemars(length(min = 1, max = 30))]
    pub name: String,
    /// Whether everybody sees it who may see the list.
    pub shared: Option<bool>,
}

/// One view.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisListView {
    /// The view.
    pub id: ListViewId,
}

/// The view that was saved or taken away, and the page of its list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListViewDone {
    /// The view.
    pub id: ListViewId,
    /// The path of the list's page.
    pub path: String,
}

/// The columns somebody wants in a list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditListLayout {
    /// The name of the list's query.
    #[schemars(length(min = 1, max = 80))]
    pub list: String,
    /// The names of the columns in their order; those the list begins with when left out.
    #[schemars(length(max = 40))]
    pub columns: Option<Vec<String>>,
    /// One of them to be moved by one place: `up:<column>` or `down:<column>`.
    #[schemars(length(max = 80))]
    pub shift: Option<String>,
}

/// The view a list is to begin with.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ChooseListView {
    /// The name of the list's query.
    #[schemars(length(min = 1, max = 80))]
    pub list: String,
    /// The view; the plain list when left out.
    pub view_id: Option<ListViewId>,
}

/// The list that was arranged.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListLayoutDone {
    /// The path of the list's page.
    pub path: String,
}

/// Which list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisList {
    /// The name of its query.
    #[schemars(length(min = 1, max = 80))]
    pub list: String,
}

/// How a list is arranged for the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListLayout {
    /// The columns in their order; empty for those the list begins with.
    pub columns: Vec<String>,
    /// The view it begins with.
    pub view_id: Option<ListViewId>,
    /// The reader's own views, then those that are shared with him.
    pub views: Vec<ListViewShown>,
}

/// A saved view as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListViewShown {
    /// The view.
    pub id: ListViewId,
    /// What it is called.
    pub name: String,
    /// The query of the list's address.
    pub query: String,
    /// Whether everybody sees it.
    pub shared: bool,
    /// Whether it is the reader's own.
    pub own: bool,
}
