//! Several chunks of rows taken in one transaction, all or none.

use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Error, Permission, Result};
use serde_json::Value;

use crate::{
    context::Context,
    handler::{Boxed, Erased},
    line::Importable,
};

/// What became of chunks that were to be taken together.
#[derive(Debug, Clone)]
pub struct Whole {
    /// What each register answered, as far as it was asked: one list for each chunk, one entry for each row.
    pub answers: Vec<Value>,
    /// Whether it was kept; not when a row was refused.
    pub kept: bool,
}

type Part = (Arc<dyn Erased<Value>>, Permission, Value);

/// The chunks with what was answered in the last attempt.
pub(crate) struct Together {
    parts: Vec<Part>,
    seen: Mutex<(Vec<Value>, bool)>,
}

impl Together {
    pub fn of(chunks: Vec<(&Importable, Value)>) -> Self {
        let part = |(register, chunk): (&Importable, Value)| (register.call.clone(), register.permission, chunk);
        Self { parts: chunks.into_iter().map(part).collect(), seen: Mutex::default() }
    }

    pub fn answers(&self) -> Vec<Value> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    pub fn is_refused(&self) -> bool {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    fn note(&self, answers: Vec<Value>, refused: bool) {
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
                let answer = call.call(cx, chunk.clone()).await?;
                let refused = answer.as_array().is_some_and(|rows| rows.iter().any(|row| row.get("refused").is_some()));
                answers.push(answer);
                if refused {
                    self.note(answers, true);
                    return Err(Error::Conflict);
                }
            }
            self.note(answers, false);
            Ok(Value::Null)
        })
    }
}
