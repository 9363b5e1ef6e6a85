//! How a plain `async fn(&mut Context, Input) -> Result<Output>` becomes a line of the registry.
//!
//! One small trait with a `for<'a>` bound boxes the future, so that everything above compiles against one erased type.

use std::{future::Future, pin::Pin, sync::Arc};

use kernel::{Error, FieldError, Message, Result};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::context::Context;

/// A boxed future that borrows the context.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// An `async fn` over a context. Implemented for every such function item; never by hand.
pub trait Handler<'a, I, O>: Send + Sync {
    /// The future it answers with.
    type Future: Future<Output = Result<O>> + Send + 'a;
    /// Calls it.
    fn call(&self, cx: &'a mut Context, input: I) -> Self::Future;
}

impl<'a, F, Fut, I, O> Handler<'a, I, O> for F
where
    F: Fn(&'a mut Context, I) -> Fut + Send + Sync,
    Fut: Future<Output = Result<O>> + Send + 'a,
{
    type Future = Fut;
    fn call(&self, cx: &'a mut Context, input: I) -> Fut {
        self(cx, input)
    }
}

/// A handler whose input is JSON and whose output is `O`.
pub(crate) trait Erased<O>: Send + Sync {
    fn call<'a>(&'a self, cx: &'a mut Context, input: Value) -> Boxed<'a, Result<O>>;
}

struct Typed<F, I, R, O> {
    handler: F,
    finish: fn(R) -> Result<O>,
    input: std::marker::PhantomData<fn(I)>,
}

impl<F, I, R, O> Erased<O> for Typed<F, I, R, O>
where
    F: for<'h> Handler<'h, I, R>,
    I: DeserializeOwned + Send,
    R: Send,
{
    fn call<'a>(&'a self, cx: &'a mut Context, input: Value) -> Boxed<'a, Result<O>> {
        Box::pin(async move {
            let input = serde_json::from_value(input).map_err(|error| unfit(&error))?;
            (self.finish)(self.handler.call(cx, input).await?)
        })
    }
}

/// A well-formed form whose values still do not make the Rust type: said in general words, the detail goes to the log.
fn unfit(error: &serde_json::Error) -> Error {
    tracing::debug!(%error, "input does not fit its type");
    Error::Invalid(vec![FieldError {
        field: String::new(),
        message: Message::of("invalid-value").with("given", error.to_string()),
    }])
}

/// Erases a handler whose output becomes JSON.
pub(crate) fn to_json<F, I, R>(handler: F) -> Arc<dyn Erased<Value>>
where
    F: for<'h> Handler<'h, I, R> + 'static,
    I: DeserializeOwned + Send + 'static,
    R: Serialize + Send + 'static,
{
    erase(handler, |result: R| Ok(serde_json::to_value(result)?))
}

/// Erases a handler, keeping its output through `finish`.
pub(crate) fn erase<F, I, R, O: 'static>(handler: F, finish: fn(R) -> Result<O>) -> Arc<dyn Erased<O>>
where
    F: for<'h> Handler<'h, I, R> + 'static,
    I: DeserializeOwned + Send + 'static,
    R: Send + 'static,
{
    Arc::new(Typed { handler, finish, input: std::marker::PhantomData })
}
