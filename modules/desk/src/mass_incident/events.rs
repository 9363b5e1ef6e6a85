//! A mass incident is over when its case is.

use kernel::Result;
use module::Context;
use process::runtime::Ended;

use super::{actions::tell_over, store};

/// Hears that a case came to its end.
pub(crate) async fn ended(cx: &mut Context, case: Ended) -> Result<()> {
    let now = cx.now();
    if let Some(row) = store::of_case(cx, case.org, case.case).await? {
        store::end_of_case(cx, case.org, case.case, now).await?;
        tell_over(cx, &row).await?;
        cx.touch(format!("mass_incidents:{}", case.org));
    }
    Ok(())
}
