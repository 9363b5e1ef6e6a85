//! The resident's rooms, for programs.

use kernel::Result;
use module::Context;

use super::model::{HomeShown, Nothing, RoomLine};
use crate::case::queries::rooms;

/// The rooms he belongs to today.
pub async fn read(cx: &mut Context, _: Nothing) -> Result<HomeShown> {
    let rooms = rooms(cx).await?.now.into_iter();
    let rooms = rooms.map(|(place, role)| RoomLine { place_id: place.id, name: place.name, role }).collect();
    Ok(HomeShown { rooms })
}
