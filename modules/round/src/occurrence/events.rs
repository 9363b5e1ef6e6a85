//! What the work of a result came to is known when its case ends.

use kernel::Result;
use module::Context;
use process::runtime::{Ended, load};

use super::{rules::came_of, store};

/// Hears that a case came to its end; one that ends again is kept as it ended last.
pub(crate) async fn ended(cx: &mut Context, ended: Ended) -> Result<()> {
    let case = load(cx, ended.case).await?;
    let came = came_of(&case.number, case.state.reworks, &case.state.fields);
    if store::close_case(cx, ended.org, ended.case, &came).await? > 0 {
        cx.touch(format!("occurrences:{}", ended.org));
    }
    Ok(())
}
