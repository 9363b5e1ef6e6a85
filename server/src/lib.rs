//! The composition root: which modules there are, and how a house is put together from a data folder.

mod assemble;
pub mod command;
mod key;
mod settings;

pub use assemble::{House, Order, migrations, modules, texts};
pub use command::{findings, routes};
pub use identity::Hashing;
pub use settings::Settings;

/// Rust and SQLite allocate from here: both make and drop very many small things, for which it needs less time than the
/// system's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
