//! What can be asked for, as tiles.

use maud::html;
use module::{Context, View};
use ui::{
    card::{Tile, card, tiles},
    feedback,
};

use super::{
    model::{ServiceArea, ServiceLine},
    queries,
};
use crate::{case::queries::rooms, home::model::Nothing};

/// `/home/services`
pub async fn page(cx: &mut Context, _: Nothing) -> kernel::Result<View> {
    let (homeless, services) = (rooms(cx).await?.now.is_empty(), queries::list(cx, Nothing {}).await?);
    let speech = cx.speech();
    let tile = |one: &ServiceLine| Tile {
        title: one.title.clone(),
        words: one.purpose.clone(),
        href: format!("/do/portal.service.create?process={}&next=/home/services", one.process),
        count: None,
    };
    let area = |of: &ServiceArea| card(&of.label, html! {}, tiles(&of.services.iter().map(tile).collect::<Vec<_>>()));
    let body = html! {
        @if homeless {
            (feedback::empty("home", &speech.say("portal-home-no-room"), &speech.say("portal-home-no-room-hint"), None))
        } @else { @for one in &services.areas { (area(one)) } }
    };
    Ok(View::new(speech.say("portal-service-page"), body))
}
