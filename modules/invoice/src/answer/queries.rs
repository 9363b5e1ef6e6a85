//! Read models of workbooks of answers.

use kernel::Result;
use module::Context;

use super::{
    model::{AnswerRow, WhichAnswer},
    store,
};

/// One workbook and what came of it.
///
/// # Errors
/// [`kernel::Error::NotFound`] outside the scope.
pub async fn view(cx: &mut Context, which: WhichAnswer) -> Result<AnswerRow> {
    store::one(cx, which.id).await
}
