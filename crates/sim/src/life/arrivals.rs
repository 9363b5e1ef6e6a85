//! What comes in: how many cases a day, at which hour, about what, from whom and by which way.

use kernel::{Date, Instant, Span};
use module::HOME_ZONE;
use serde_json::{Map, Value, json};

use super::{
    matter::{About, Asker, Matter, Site},
    repair,
};
use crate::{
    cast::{Cast, Community},
    dice::Dice,
    world::World,
};

/// Tries to find a place for what breaks before the day is a quiet one.
const TRIES: usize = 30;

/// When the cases of a community come in on a day.
pub(crate) fn of_day(world: &World, community: &Community, day: Date, dice: &mut Dice) -> Vec<Instant> {
    #[allow(clippy::cast_precision_loss, reason = "some thousands of rooms")]
    let mean = community.cases_per_day * community.rooms.len() as f64 / 1_000.0;
    let weekend = matches!(chrono::Datelike::weekday(&day.0), chrono::Weekday::Sat | chrono::Weekday::Sun);
    let hours = if weekend { &world.company.hours.weekend } else { &world.company.hours.weekday };
    let midnight = day.start(HOME_ZONE);
    let mut when: Vec<Instant> = (0..dice.count(mean))
        .map(|_| {
            let hour = i64::try_from(dice.weighted(hours.iter().copied())).unwrap_or(0);
            midnight + Span::hours(hour) + Span::seconds(dice.between(0, 3_599))
        })
        .collect();
    when.sort_unstable();
    when
}

/// What comes in; none when there is nowhere it could be.
pub(crate) fn matter(world: &World, cast: &Cast, at: usize, mut dice: Dice) -> Option<Matter> {
    let community = cast.communities.get(at)?;
    let kinds: Vec<(&String, &u32)> = world.company.kinds.iter().collect();
    let kind = kinds.get(dice.weighted(kinds.iter().map(|(_, w)| **w)))?.0.as_str();
    let channels: Vec<(&String, &u32)> = world.company.channels.iter().collect();
    let wanted = channels.get(dice.weighted(channels.iter().map(|(_, w)| **w)))?.0.as_str();
    // Who writes by himself must be somebody who signs in.
    let bound = wanted == "resident";
    let (about, site, urgency) = match kind {
        "complaint" => complaint(world, community, bound, &mut dice)?,
        _ => broken(world, community, bound, &mut dice)?,
    };
    let asker = asker(community, site, bound, &mut dice);
    let channel = channel(community, site, asker, wanted);
    Some(Matter {
        community: at,
        about,
        site,
        asker: if channel == "staff" { None } else { asker },
        channel,
        urgency,
        dice,
        case: String::new(),
        stage: String::new(),
        assignee: None,
        twin_of: None,
        classified: false,
        responded: false,
        returned: false,
        moved: false,
        paused: false,
        pause_reason: "parts",
        checked: false,
        quote: None,
        agreed: false,
        mended: false,
        rated: false,
        calls: 0,
        reworks: 0,
        steps: 0,
    })
}

fn broken(world: &World, community: &Community, bound: bool, dice: &mut Dice) -> Option<(About, Site, &'static str)> {
    for _ in 0..TRIES {
        let group = dice.weighted(world.repairs.iter().map(|g| g.weight));
        let repairs = &world.repairs.get(group)?.repairs;
        let nth = dice.below(repairs.len());
        let told = repairs.get(nth)?;
        let site = if told.place == "room" {
            room(community, &told.tags, bound, dice)
        } else {
            spot(community, &told.place, &told.tags, dice)
        };
        let Some(site) = site else { continue };
        let roll = u32::try_from(dice.between(0, 99)).unwrap_or(0);
        let urgency = match roll {
            r if r < told.emergency => "emergency",
            r if r < told.emergency + told.urgent => "urgent",
            _ => "normal",
        };
        return Some((About::Repair { group, repair: nth }, site, urgency));
    }
    None
}

fn complaint(
    world: &World,
    community: &Community,
    bound: bool,
    dice: &mut Dice,
) -> Option<(About, Site, &'static str)> {
    let topic = dice.weighted(world.complaints.iter().map(|t| t.weight));
    let text = dice.below(world.complaints.get(topic)?.texts.len());
    let site = room(community, &[], bound, dice)?;
    let severity = ["normal", "serious", "major"][dice.weighted([82, 15, 3])];
    Some((About::Complaint { topic, text }, site, severity))
}

/// A room for one of these uses in which somebody is; preferably one of whom somebody signs in, when that is wanted.
fn room(community: &Community, purposes: &[String], bound: bool, dice: &mut Dice) -> Option<Site> {
    let mut found = None;
    for _ in 0..TRIES {
        let nth = dice.below(community.rooms.len());
        let room = community.rooms.get(nth)?;
        let fits = purposes.is_empty() || purposes.contains(&room.purpose);
        if fits && !room.dwellers.is_empty() {
            found = Some(Site::Room(nth));
            if !bound || room.dwellers.iter().any(|d| d.caller.is_some()) {
                break;
            }
        }
    }
    found
}

fn spot(community: &Community, kind: &str, tags: &[String], dice: &mut Dice) -> Option<Site> {
    let fits = |tag: &String| tags.is_empty() || tags.contains(tag);
    let fitting: Vec<usize> = community
        .spots
        .iter()
        .enumerate()
        .filter(|(_, s)| s.kind == kind && (kind == "parking_space" || fits(&s.tag)))
        .map(|(nth, _)| nth)
        .collect();
    dice.pick(&fitting).map(|nth| Site::Spot(*nth))
}

/// Somebody of the room; of a public area, somebody who passes by.
fn asker(community: &Community, site: Site, bound: bool, dice: &mut Dice) -> Option<Asker> {
    let room = match site {
        Site::Room(nth) => nth,
        Site::Spot(_) => match room(community, &[], bound, dice)? {
            Site::Room(nth) => nth,
            Site::Spot(_) => return None,
        },
    };
    let dwellers = &community.rooms.get(room)?.dwellers;
    let signs_in = dwellers.iter().position(|d| d.caller.is_some());
    let dweller = match signs_in.filter(|_| bound) {
        Some(nth) => nth,
        // Mostly it is the one who holds the title or the lease who calls.
        None if dice.chance(0.6) => 0,
        None => dice.below(dwellers.len()),
    };
    Some(Asker { room, dweller })
}

fn channel(community: &Community, site: Site, asker: Option<Asker>, wanted: &str) -> &'static str {
    let inside =
        matches!(site, Site::Spot(nth) if community.spots.get(nth).is_some_and(|s| s.kind == "equipment_room"));
    if inside || asker.is_none() {
        return "staff";
    }
    let home = matches!(site, Site::Room(_));
    match wanted {
        "desk" => "desk",
        "resident" => "resident",
        "qr" if !home => "qr",
        "staff" if !home => "staff",
        _ => "phone",
    }
}

/// What the opening form says. `by_staff` knows the trade; a resident only says what he sees.
pub(crate) fn opening(world: &World, cast: &Cast, matter: &Matter, by_staff: bool) -> (Value, Map<String, Value>) {
    let community = &cast.communities[matter.community];
    let (place, asset) = match matter.site {
        Site::Room(nth) => (community.rooms.get(nth).map(|r| r.place.clone()), None),
        Site::Spot(nth) => {
            let spot = community.spots.get(nth);
            (spot.map(|s| s.place.clone()), spot.and_then(|s| s.asset.clone()))
        }
    };
    let mut fields = Map::new();
    let process = match matter.about {
        About::Repair { group, repair: nth } => {
            let group = world.repairs.get(group);
            let told = group.and_then(|g| g.repairs.get(nth));
            fields.insert("summary".into(), told.map_or("", |r| r.text.as_str()).into());
            let trade = repair::trade(world, matter);
            if by_staff {
                fields.insert("trade".into(), trade.into());
                fields.insert("urgency".into(), matter.urgency.into());
                fields.insert("facility_class".into(), repair::facility(trade, matter.site, matter.urgency).into());
            } else if matter.is_urgent() {
                fields.insert("urgency".into(), "urgent".into());
            }
            if let Some(asset) = asset.filter(|_| trade == "lift") {
                fields.insert("asset".into(), asset.into());
            }
            "repair"
        }
        About::Complaint { topic, text } => {
            let topic = world.complaints.get(topic);
            let words = topic.and_then(|t| t.texts.get(text)).map_or("", String::as_str);
            fields.insert("summary".into(), words.into());
            if by_staff {
                fields.insert("topic".into(), topic.map_or("other", |t| t.topic.as_str()).into());
                fields.insert("severity".into(), matter.urgency.into());
            }
            "complaint"
        }
    };
    let requester = matter
        .asker
        .filter(|_| by_staff)
        .and_then(|a| community.rooms.get(a.room).and_then(|r| r.dwellers.get(a.dweller)).map(|d| d.person.clone()));
    let head = json!({
        "process": process,
        "place_id": place,
        "requester_id": requester,
        "channel": matter.channel,
    });
    (head, fields)
}
