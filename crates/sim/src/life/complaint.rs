//! What people do next about a complaint.

use kernel::Span;
use serde_json::json;

use super::{
    matter::{About, Matter, Move, Names, Who},
    repair,
};
use crate::{
    photos::Shows,
    shifts::Rhythm,
    world::{Topic, World},
};

/// The classes a cause is filed under; the first is the most likely of a complaint about people.
const CAUSES: [&str; 8] = ["staff", "supervision", "standard", "communication", "skill", "vendor", "design", "outside"];

/// The action by which a complaint lets something be mended.
pub(super) const OPEN_REPAIR: &str = "open_repair";
/// The share of complaints about something broken that open a repair.
const MENDED: f64 = 0.8;

/// The topic of a matter.
pub(crate) fn topic<'w>(world: &'w World, matter: &Matter) -> Option<&'w Topic> {
    let About::Complaint { topic, .. } = matter.about else { return None };
    world.complaints.get(topic)
}

/// What happens next; none when nothing more does.
pub(crate) fn next(world: &World, matter: &mut Matter, now: kernel::Instant) -> Option<Move> {
    let topic = topic(world, matter)?;
    let stage = matter.stage.clone();
    match stage.as_str() {
        "registered" => Some(registered(matter, topic)),
        "verifying" => Some(verified(world, matter, topic)),
        "planning" => Some(proposed(matter, topic, now)),
        "proposed" => Some(answered(matter)),
        "carrying_out" => Some(mended(matter, topic).unwrap_or_else(|| carried_out(matter, topic))),
        "paused" => {
            let hours = matter.dice.between(4, 20);
            Some(Move::act(Who::Assignee, "resume").within(Rhythm::Office, Span::hours(hours)))
        }
        "second_contact" => Some(repair::called(world, matter)),
        "archiving" => Some(archived(matter, topic)),
        _ => None,
    }
}

fn registered(matter: &mut Matter, topic: &Topic) -> Move {
    let quick = match matter.urgency {
        "major" => Span::minutes(8),
        "serious" => Span::minutes(14),
        _ => Span::minutes(28),
    };
    let delay = matter.dice.around(quick, 0.85);
    let action = if matter.dice.chance(0.65) {
        Move::act(Who::Role("steward"), "accept")
    } else {
        let to = match topic.topic.as_str() {
            "engineering" | "facility" => "engineer",
            "order" | "parking" => "guard_lead",
            "cleaning" | "greening" => "env_lead",
            _ => "steward",
        };
        Move::act(Who::Role("supervisor"), "assign").naming(Names::Role(to))
    };
    action.saying("topic", topic.topic.as_str()).saying("severity", matter.urgency).within(Rhythm::Office, delay)
}

fn verified(world: &World, matter: &mut Matter, topic: &Topic) -> Move {
    let delay = matter.dice.around(Span::minutes(80), 0.7);
    if matter.dice.chance(0.015) {
        let note = super::reason(world, "complaint", "misunderstanding", &mut matter.dice);
        return Move::act(Who::Asker("agent"), "withdraw")
            .saying("reason", "misunderstanding")
            .noting("note", note)
            .within(Rhythm::Desk, delay);
    }
    if !matter.paused && matter.dice.chance(0.06) {
        matter.paused = true;
        let why = if matter.dice.chance(0.5) { "unreachable" } else { "third_party" };
        let note = super::reason(world, "complaint", why, &mut matter.dice);
        return Move::act(Who::Assignee, "pause")
            .saying("reason", why)
            .noting("note", note)
            .within(Rhythm::Office, delay);
    }
    let cause = matter.dice.word(&topic.causes);
    let justified = matter.dice.chance(0.86);
    let findings = match justified {
        true => format!("已与投诉人联系并到现场核实，情况属实，初步判断：{cause}"),
        false => "已联系投诉人并调取记录核对，与所述不完全一致，已耐心解释".to_owned(),
    };
    Move::act(Who::Assignee, "contact")
        .saying("findings", findings)
        .saying("justified", justified)
        .within(Rhythm::Office, delay)
}

fn proposed(matter: &mut Matter, topic: &Topic, now: kernel::Instant) -> Move {
    let solution = matter.dice.word(&topic.answers);
    let days = matter.dice.between(1, 4);
    Move::act(Who::Assignee, "propose")
        .saying("solution", solution)
        .saying("expected_at", json!(repair::promised(now, 24 * days)))
        .within(Rhythm::Office, matter.dice.around(Span::minutes(95), 0.7))
}

fn answered(matter: &mut Matter) -> Move {
    let delay = matter.dice.around(Span::minutes(150), 0.9);
    if matter.dice.chance(0.10) {
        let note = "希望先看到改善，再谈方案";
        return Move::act(Who::Asker("agent"), "decline").saying("note", note).within(Rhythm::Desk, delay);
    }
    Move::act(Who::Asker("agent"), "agree").within(Rhythm::Desk, delay)
}

/// What is broken is given to those who mend it, once, before the rest is carried out.
fn mended(matter: &mut Matter, topic: &Topic) -> Option<Move> {
    let About::Complaint { text, .. } = matter.about else { return None };
    let is_broken = topic.texts.get(text).is_some_and(|text| topic.trades.contains_key(text));
    if !is_broken || std::mem::replace(&mut matter.mended, true) || !matter.dice.chance(MENDED) {
        return None;
    }
    let delay = matter.dice.around(Span::minutes(25), 0.7);
    Some(Move::act(Who::Assignee, OPEN_REPAIR).within(Rhythm::Office, delay))
}

fn carried_out(matter: &mut Matter, topic: &Topic) -> Move {
    let result = format!("按方案落实：{}", matter.dice.word(&topic.answers));
    let done = Move::act(Who::Assignee, "carry_out").saying("result", result);
    let done = if matter.dice.chance(0.4) { done.showing("proof", Shows::Mended, 1) } else { done };
    done.within(Rhythm::Office, matter.dice.around(Span::minutes(420), 0.7))
}

fn archived(matter: &mut Matter, topic: &Topic) -> Move {
    let cause = CAUSES[matter.dice.weighted([20, 18, 14, 14, 10, 10, 6, 8])];
    let by = if matter.dice.chance(0.75) { "supervisor" } else { "quality" };
    let improvement = format!("针对“{}”完善检查并在例会通报", matter.dice.word(&topic.causes));
    Move::act(Who::Role(by), "archive")
        .saying("cause", cause)
        .saying("improvement", improvement)
        .within(Rhythm::Office, matter.dice.around(Span::minutes(300), 0.9))
}
