//! Registers that take rows from workbooks.

use std::sync::Arc;

use kernel::{Permission, Result};
use serde::Serialize;
use serde_json::Value;

use crate::{
    context::Context,
    handler::{Boxed, Erased, Handler, to_json},
    importing::{Settle, Undo},
};

/// A register that takes rows from workbooks.
pub struct Importable {
    /// How its sheet looks.
    pub register: sheet::Register,
    /// Who may import it.
    pub permission: Permission,
    /// The register whose rows this one is given as well, after it: the sheet of rooms that names each room's owner makes
    /// both rooms and occupancies. Its columns are then those of the other register.
    pub follows: Option<&'static str>,
    /// Takes a chunk of checked rows: creates or updates by natural key; the answer says what happened to each.
    pub(crate) call: Arc<dyn Takes>,
    /// Takes back rows of an import that was never shown.
    pub(crate) undo: Arc<dyn Erased<Value>>,
    /// Settles records in use that an import has changed.
    pub(crate) settle: Arc<dyn Erased<Value>>,
}

/// A register's handler, erased.
pub(crate) trait Takes: Send + Sync {
    fn take<'a>(&'a self, cx: &'a mut Context, chunk: Chunk) -> Boxed<'a, Result<Vec<Taken>>>;
}

struct Taker<F>(F);

impl<F> Takes for Taker<F>
where
    F: for<'h> Handler<'h, Chunk, Vec<Taken>>,
{
    fn take<'a>(&'a self, cx: &'a mut Context, chunk: Chunk) -> Boxed<'a, Result<Vec<Taken>>> {
        Box::pin(self.0.call(cx, chunk))
    }
}

/// A chunk of rows for a register.
///
/// In a context that is importing ([`Context::importing`]) a register writes in bulk what nobody sees yet: new records, and
/// the next editions of those that are there ([`Context::changes`] notes them).
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Chunk {
    /// The community (or company) the rows belong to.
    pub org: kernel::OrgId,
    /// The rows: column field → value.
    pub rows: Vec<serde_json::Map<String, Value>>,
    /// True while checking: nothing may be written.
    pub dry: bool,
}

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Taken {
    /// A record was made.
    Created,
    /// A record was changed.
    Updated,
    /// The record was already so.
    Unchanged,
    /// Refused: the field and the key of the sentence with its arguments.
    Refused(Vec<Complaint>),
}

/// Why a row was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Complaint {
    /// The column's field.
    pub field: String,
    /// The key of the sentence.
    pub key: String,
    /// Its arguments.
    pub params: Vec<(String, String)>,
}

impl Taken {
    /// A refusal of a rule, said of the row; an error that is nobody's mistake in the sheet ends the chunk.
    pub fn refused(error: kernel::Error) -> Result<Self> {
        let complaint = |field: String, message: kernel::Message| Complaint {
            field,
            key: message.key.into_owned(),
            params: message.params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        };
        match error {
            kernel::Error::Invalid(fields) => {
                Ok(Self::Refused(fields.into_iter().map(|wrong| complaint(wrong.field, wrong.message)).collect()))
            }
            kernel::Error::Broken(message) => Ok(Self::Refused(vec![complaint(String::new(), message)])),
            other => Err(other),
        }
    }
}

impl Importable {
    /// A register from its description, the function that takes a chunk, and the one that takes back, a few at a time, what
    /// an import has brought that was never shown; it answers how many rows it took back.
    pub fn new<F, U>(register: sheet::Register, permission: Permission, handler: F, undo: U) -> Self
    where
        F: for<'h> Handler<'h, Chunk, Vec<Taken>> + 'static,
        U: for<'h> Handler<'h, Undo, u64> + 'static,
    {
        let (call, undo) = (Arc::new(Taker(handler)), to_json(undo));
        Self { register, permission, follows: None, call, undo, settle: to_json(nothing_changed) }
    }

    /// The same register, whose imports change records in use: the function settles some of them once the import is seen
    /// or taken back. It may run twice for the same records.
    #[must_use]
    pub fn settling<S>(mut self, settle: S) -> Self
    where
        S: for<'h> Handler<'h, Settle, ()> + 'static,
    {
        self.settle = to_json(settle);
        self
    }

    /// The same register, given the rows of another one as well, after they were taken there.
    #[must_use]
    pub fn following(mut self, register: &'static str) -> Self {
        self.follows = Some(register);
        self
    }
}

/// The settling of a register whose imports only add.
async fn nothing_changed(_: &mut Context, _: Settle) -> Result<()> {
    Ok(())
}
