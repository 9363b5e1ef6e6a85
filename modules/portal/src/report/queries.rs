//! What a printed code stands for, and the case behind a link.

use kernel::{Error, Result};
use module::Context;
use process::runtime;

use super::{
    model::{LabelShown, Labelled, ThisCode},
    store,
};
use crate::case::{
    queries::{Seen, place_words},
    rules,
};

/// The place or piece of equipment a label belongs to.
///
/// # Errors
/// [`Error::NotFound`] for anything that no label of ours says.
pub(crate) async fn labelled(cx: &mut Context, code: &str) -> Result<Labelled> {
    if let Ok(id) = code.parse() {
        return property::place_line(cx, id).await.map(Labelled::Place);
    }
    let id = code.parse().map_err(|_| Error::NotFound)?;
    let line = asset::asset_line(cx, id).await?;
    let place = match line.place_id {
        Some(id) => property::place_lines(cx, &[id]).await?.remove(&id),
        None => None,
    };
    Ok(Labelled::Asset(line, place))
}

/// The keyed digest under which a link is kept; the link itself is nowhere.
pub(super) fn digest(cx: &Context, link: &str) -> Vec<u8> {
    cx.platform().vault.digest("report", link)
}

/// The case behind a link, with nothing to press.
pub(super) async fn followed(cx: &mut Context, link: &str) -> Result<Seen> {
    let digest = digest(cx, link);
    let found = store::find(cx, digest).await?;
    let case = runtime::load(cx, found.case_id).await?;
    let sides = [crate::case::queries::who(cx, case.org)];
    let log = runtime::timeline(cx, &case, &sides).await?;
    let place = place_words(cx, &case).await?;
    let story = rules::story(&cx.speech(), &case.def, &log, cx.zone());
    Ok(Seen { case: case.shown_to(&sides), place, offers: Vec::new(), story })
}

/// What a printed code stands for, for programs.
pub async fn read(cx: &mut Context, which: ThisCode) -> Result<LabelShown> {
    Ok(match labelled(cx, &which.code).await? {
        Labelled::Place(place) => LabelShown { name: place.name, place: None },
        Labelled::Asset(asset, place) => LabelShown { name: asset.name, place: place.map(|p| p.name) },
    })
}
