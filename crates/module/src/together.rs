//! Chunks of rows taken in one transaction: all or none, or each row for itself.

use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Error, Permission, Result};
use serde_json::Value;

use crate::{
    context::Context,
    handler::{Boxed, Erased},
    importable::{Chunk, Importable, Taken, Takes},
};

/// What became of chunks that were to be taken together.
#[derive(Debug, Clone)]
pub struct Whole {
    /// What each register answered, as far as it was asked: one list for each chunk, one entry for each row.
    pub answers: Vec<Vec<Taken>>,
    /// Whether it was kept; not when a row was refused.
    pub kept: bool,
}

type Part = (Arc<dyn Takes>, Permission, Chunk);

/// The chunks with what was answered in the last attempt.
pub(crate) struct Together {
    parts: Vec<Part>,
    /// Whether one refused row takes everything back.
    whole: bool,
    seen: Mutex<(Vec<Vec<Taken>>, bool)>,
}

impl Together {
    pub fn of(chunks: Vec<(&Importable, Chunk)>, whole: bool) -> Self {
        let part = |(register, chunk): (&Importable, Chunk)| (register.call.clone(), register.permission, chunk);
        Self { parts: chunks.into_iter().map(part).collect(), whole, seen: Mutex::default() }
    }

    pub fn answers(&self) -> Vec<Vec<Taken>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    pub fn is_refused(&self) -> bool {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    fn note(&self, answers: Vec<Vec<Taken>>, refused: bool) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = (answers, refused);
    }
}

impl Erased<Value> for Together {
    fn call<'a>(&'a self, cx: &'a mut Context, _: Value) -> Boxed<'a, Result<Value>> {
        Box::pin(async move {
            self.note(Vec::new(), false);
            let mut answers = Vec::new();
            for (call, permission, chunk) in &self.parts {
                cx.rescope(*permission);
                let answer = call.take(cx, chunk.clone()).await?;
                let refused = answer.iter().any(|row| matches!(row, Taken::Refused(_)));
                answers.push(answer);
                if refused && self.whole {
                    self.note(answers, true);
                    return Err(Error::Conflict);
                }
            }
            self.note(answers, false);
            Ok(Value::Null)
        })
    }
}
