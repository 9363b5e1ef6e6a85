//! What a module is made of: the [`Context`] every handler is given and the lines of the table it returns.
//!
//! Deliberately absent: HTTP. The doors here are called by the web, the CLI, jobs, the simulator and tests alike.

mod context;
mod counter;
pub mod fence;
mod gate;
mod handler;
mod ids;
mod importable;
pub mod importing;
mod line;
mod listing;
mod live;
mod platform;
mod registry;
mod schema;
pub mod search;
mod taken;
mod together;
mod vault;

pub use context::{Caller, Change, Context, HOME_ZONE};
pub use counter::{Counter, Waiting, Waits};
pub use fence::Fence;
pub use gate::{Gate, Proof};
pub use handler::{Boxed, Handler};
pub use ids::Ids;
pub use importable::{Chunk, Complaint, Importable, Taken};
pub use importing::{Foreseen, Importing, Settle, Undo};
pub use line::{
    Action, Bulk, CellLook, DailyFilters, Download, Heard, Hook, Job, Knock, List, Listener, Look, Page, Prepare,
    Query, Reply, Schema, Shape, Surface, View,
};
pub use listing::{Ask, COUNT_LIMIT, Column, Listing, Paging, fill};
pub use live::Live;
pub use platform::{Parts, Platform, PublicAddress};
pub use registry::{Module, Nav, Permitted, Registry, Words};
pub use together::Whole;
pub use vault::{PersonKey, Vault};
