//! What a database error means to the caller.

use kernel::{Error, Message, cell::Misfit};
use sqlx::error::ErrorKind;

use crate::dialect::Dialect;

/// The catalogue's sentence for "not now, try again".
const UNAVAILABLE: &str = "error-unavailable";

/// The store cannot answer now.
pub(crate) fn unavailable(why: &str) -> Error {
    tracing::warn!(why, "the store is unavailable");
    Error::Unavailable(Message::of(UNAVAILABLE), 0)
}

/// An error of PostgreSQL as one of the kernel's kinds; a broken unique or foreign key means somebody was faster.
pub(crate) fn of_postgres(error: sqlx::Error) -> Error {
    match &error {
        sqlx::Error::RowNotFound => Error::NotFound,
        sqlx::Error::Database(inner) => match inner.kind() {
            ErrorKind::UniqueViolation | ErrorKind::ForeignKeyViolation => violated(&error),
            _ if Dialect::is_server_unwell(inner.code().as_deref()) => unavailable(&error.to_string()),
            _ => Error::Internal(format!("database: {error}")),
        },
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
            unavailable(&error.to_string())
        }
        _ => Error::Internal(format!("database: {error}")),
    }
}

/// The same for an error of SQLite; a statement that was interrupted took longer than its deadline.
pub(crate) fn of_sqlite(error: rusqlite::Error) -> Error {
    let code = error.sqlite_error().map(|inner| inner.extended_code);
    if code.is_some_and(Dialect::is_key_violated) {
        violated(&error)
    } else if code.is_some_and(Dialect::is_file_unwell) {
        unavailable(&error.to_string())
    } else {
        Error::Internal(format!("database: {error}"))
    }
}

fn violated(error: &dyn std::fmt::Display) -> Error {
    tracing::info!(%error, "a key was violated");
    Error::Conflict
}

/// A value in the database that is none of its Rust type.
pub(crate) fn misfit(found: &Misfit) -> Error {
    Error::Internal(format!("database: {found}"))
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
