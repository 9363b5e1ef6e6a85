//! What a database error means to the caller.

use kernel::{Error, Message};
use sqlx::error::ErrorKind;

use crate::dialect::Dialect;

/// The catalogue's sentence for "not now, try again".
const UNAVAILABLE: &str = "error-unavailable";

/// The store cannot answer now.
pub(crate) fn unavailable(why: &str) -> Error {
    tracing::warn!(why, "the store is unavailable");
    Error::Unavailable(Message::of(UNAVAILABLE), 0)
}

/// A database error as one of the kernel's kinds; a broken unique or foreign key means somebody was faster.
pub(crate) fn translate(error: sqlx::Error, dialect: Dialect) -> Error {
    match &error {
        sqlx::Error::RowNotFound => Error::NotFound,
        sqlx::Error::Database(inner) => match inner.kind() {
            ErrorKind::UniqueViolation | ErrorKind::ForeignKeyViolation => {
                tracing::info!(%error, "a key was violated");
                Error::Conflict
            }
            _ if dialect.is_unavailable(inner.code().as_deref()) => unavailable(&error.to_string()),
            _ => Error::Internal(format!("database: {error}")),
        },
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
            unavailable(&error.to_string())
        }
        _ => Error::Internal(format!("database: {error}")),
    }
}

/// The same error once more, for each action of a batch that failed together.
pub(crate) fn again(error: &Error) -> Error {
    match error {
        Error::NotFound => Error::NotFound,
        Error::Conflict => Error::Conflict,
        Error::Unavailable(message, seconds) => Error::Unavailable(message.clone(), *seconds),
        other => Error::Internal(other.to_string()),
    }
}
