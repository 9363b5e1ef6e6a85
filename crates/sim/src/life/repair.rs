//! What people do next about a repair. The product says where a case stands; this only says what is done about it there.

use kernel::Span;
use serde_json::{Value, json};

use super::matter::{About, Matter, Move, Names, Site, Who};
use crate::{
    photos::Shows,
    shifts::{self, Rhythm},
    world::{Repair, World},
};

/// What a technician's hour costs a resident, in fen.
const HOUR: i64 = 60_00;
/// After how much waiting the customer hears how far it is, in the measure of the waiting.
const NEWS: i64 = 16;

/// The repair a matter is about, with its trade.
fn told<'w>(world: &'w World, matter: &Matter) -> Option<(&'w str, &'w Repair)> {
    let About::Repair { group, repair } = matter.about else { return None };
    let group = world.repairs.get(group)?;
    Some((group.trade.as_str(), group.repairs.get(repair)?))
}

/// The trade of a matter.
pub(crate) fn trade<'w>(world: &'w World, matter: &Matter) -> &'w str {
    told(world, matter).map_or("other", |(trade, _)| trade)
}

/// The class of facility, by which the time limits are chosen.
pub(crate) fn facility(trade: &str, site: Site, urgency: &str) -> &'static str {
    match (site, trade) {
        (Site::Room(_), _) => "home",
        (Site::Spot(_), "lift" | "fire") => "safety",
        (Site::Spot(_), "electric" | "water") if urgency == "emergency" => "safety",
        (Site::Spot(_), "lighting") => "lighting",
        (Site::Spot(_), "door_window") => "door_glass",
        (Site::Spot(_), _) => "other",
    }
}

/// What happens next; none when nothing more does.
pub(crate) fn next(world: &World, matter: &mut Matter, now: kernel::Instant) -> Option<Move> {
    let (_, repair) = told(world, matter)?;
    let stage = matter.stage.clone();
    match stage.as_str() {
        "registered" => Some(registered(world, matter, repair, now)),
        "dispatching" => Some(dispatch(world, matter, now)),
        "pool" => {
            let delay = matter.dice.around(Span::minutes(25), 1.0);
            Some(Move::act(Who::Taker, "grab").within(matter.rhythm(Rhythm::Day), delay))
        }
        "assigned" => Some(assigned(world, matter)),
        "accepted" => Some(accepted(world, matter)),
        "on_site" => Some(on_site(world, matter, repair)),
        "quoted" => Some(quoted(matter)),
        "working" => Some(working(world, matter, repair)),
        "paused" => Some(resumed(world, matter)),
        "finished" => Some(finished(world, matter)),
        "call_back" => Some(called(world, matter)),
        "closed" => closed(world, matter),
        _ => None,
    }
}

fn registered(world: &World, matter: &mut Matter, repair: &Repair, now: kernel::Instant) -> Move {
    let urgent = matter.is_urgent();
    let quick = matter.dice.around(if urgent { Span::minutes(4) } else { Span::minutes(17) }, 0.85);
    if !matter.responded {
        matter.responded = true;
        let on_the_phone = matches!(matter.channel, "phone" | "desk");
        if !urgent && on_the_phone && repair.materials.is_empty() && matter.dice.chance(0.10) {
            let result = "电话指导处理后恢复正常，嘱咐如再出现请来电";
            return Move::act(Who::Role("agent"), "solve_by_phone")
                .saying("result", result)
                .within(Rhythm::Desk, quick);
        }
        let hours = if urgent { 2 } else { matter.dice.between(4, 30) };
        let plan = match (urgent, matter.dice.between(0, 2)) {
            (true, _) => "已通知值班师傅立即赶往现场，请注意安全并保持电话畅通",
            (false, 0) => "已登记，师傅会先电话联系您再上门",
            (false, 1) => "已安排本组师傅处理，处理前与您确认时间",
            (false, _) => "已受理，今明两日内上门查看",
        };
        return Move::act(Who::Role("agent"), "respond")
            .saying("plan", plan)
            .saying("expected_at", json!(promised(now, hours)))
            .within(matter.rhythm(Rhythm::Desk), quick);
    }
    if let Some(master) = matter.twin_of.take() {
        let delay = matter.dice.around(Span::minutes(8), 0.5);
        return Move::act(Who::Role("agent"), "merge").saying("master", master).within(Rhythm::Desk, delay);
    }
    if matter.classified {
        return dispatch(world, matter, now);
    }
    matter.classified = true;
    let trade = trade(world, matter);
    Move::act(Who::Role("agent"), "classify")
        .saying("trade", trade)
        .saying("urgency", matter.urgency)
        .saying("facility_class", facility(trade, matter.site, matter.urgency))
        .within(matter.rhythm(Rhythm::Desk), matter.dice.around(Span::minutes(2), 0.6))
}

/// A time as people promise it: so many hours later, at a full or half hour.
pub(crate) fn promised(now: kernel::Instant, hours: i64) -> kernel::Instant {
    let half_hour = Span::minutes(30).0;
    kernel::Instant(((now + Span::hours(hours)).0 / half_hour + 1) * half_hour)
}

fn dispatch(world: &World, matter: &mut Matter, now: kernel::Instant) -> Move {
    let urgent = matter.is_urgent();
    let delay = matter.dice.around(if urgent { Span::minutes(3) } else { Span::minutes(9) }, 0.8);
    let rhythm = matter.rhythm(Rhythm::Desk);
    if !urgent && matter.dice.chance(0.012) {
        return Move::act(Who::Role("supervisor"), "force_close")
            .saying("reason", "not_ours")
            .noting("note", reason(world, matter, "not_ours"))
            .within(Rhythm::Office, delay);
    }
    if !urgent && matter.dice.chance(0.015) {
        return withdraw(world, matter, "solved");
    }
    let by = if matter.dice.chance(0.5) { "steward" } else { "agent" };
    if urgent && shifts::is_night(now) {
        return Move::act(Who::Role("agent"), "rotate").naming(Names::OnDuty).within(rhythm, delay);
    }
    match matter.dice.weighted([64, 20, 16]) {
        1 if !urgent => Move::act(Who::Role(by), "offer_to_pool").within(rhythm, delay),
        2 => Move::act(Who::Role(by), "rotate").naming(Names::OnDuty).within(rhythm, delay),
        _ => Move::act(Who::Role(by), "assign").naming(Names::Technician).within(rhythm, delay),
    }
}

fn assigned(world: &World, matter: &mut Matter) -> Move {
    let urgent = matter.is_urgent();
    let delay = matter.dice.around(if urgent { Span::minutes(4) } else { Span::minutes(12) }, 0.9);
    let rhythm = matter.rhythm(Rhythm::Day);
    if !matter.returned && matter.dice.chance(0.06) {
        matter.returned = true;
        let reasons = ["wrong_trade", "no_capacity", "beyond_skill", "wrong_place"];
        let why = reasons[matter.dice.below(reasons.len())];
        let note = reason(world, matter, why);
        return Move::act(Who::Assignee, "return").saying("reason", why).noting("note", note).within(rhythm, delay);
    }
    if !matter.moved && matter.dice.chance(0.03) {
        matter.moved = true;
        let why = if matter.dice.chance(0.5) { "load" } else { "shift_end" };
        let note = reason(world, matter, why);
        return Move::act(Who::Role("engineer"), "transfer")
            .naming(Names::Technician)
            .saying("reason", why)
            .noting("note", note)
            .within(rhythm, delay);
    }
    Move::act(Who::Assignee, "accept").within(rhythm, delay)
}

fn accepted(world: &World, matter: &mut Matter) -> Move {
    let home = matches!(matter.site, Site::Room(_));
    let urgent = matter.is_urgent();
    if !urgent && matter.dice.chance(0.02) {
        return withdraw(world, matter, "solved");
    }
    let delay = match matter.urgency {
        "emergency" => matter.dice.around(Span::minutes(14), 0.4),
        "urgent" => matter.dice.around(Span::minutes(26), 0.5),
        _ => matter.dice.around(Span::minutes(75), 0.75),
    };
    if home && !urgent && !matter.paused && matter.dice.chance(0.03) {
        return pause(world, matter, "customer_absent", delay);
    }
    let position = json!({
        "latitude": 31.32 + matter.dice.unit() / 100.0,
        "longitude": 118.38 + matter.dice.unit() / 100.0,
        "accuracy": 5.0 + matter.dice.unit() * 15.0,
    });
    let arrive = Move::act(Who::Assignee, "arrive").saying("position", position);
    let arrive = if matter.dice.chance(0.7) { arrive.showing("photos_before", Shows::Damage, 1) } else { arrive };
    arrive.within(matter.rhythm(Rhythm::Day), delay)
}

fn on_site(world: &World, matter: &mut Matter, repair: &Repair) -> Move {
    let delay = matter.dice.around(Span::minutes(7), 0.5);
    let to_pay = repair.paid && matches!(matter.site, Site::Room(_));
    if to_pay && matter.quote.is_none() {
        // A little above what it will come to, in whole 5 元.
        let quote = (price(world, repair) + 10_00 + 4_99) / 5_00 * 5_00;
        matter.quote = Some(quote);
        let note = if repair.materials.is_empty() {
            "人工费".to_owned()
        } else {
            format!("{}及人工", repair.materials.join("、"))
        };
        return Move::act(Who::Assignee, "quote")
            .saying("quote", quote)
            .saying("quote_note", note)
            .showing("photos_before", Shows::Damage, 1)
            .within(Rhythm::Now, delay);
    }
    if to_pay && !matter.agreed {
        return withdraw(world, matter, "price");
    }
    let start = Move::act(Who::Assignee, "start").within(Rhythm::Now, delay);
    if matter.dice.chance(0.3) { start.showing("photos_before", Shows::Damage, 1) } else { start }
}

fn quoted(matter: &mut Matter) -> Move {
    let delay = matter.dice.around(Span::minutes(12), 0.9);
    matter.agreed = matter.dice.chance(0.88);
    if matter.agreed {
        return Move::act(Who::Asker("agent"), "agree")
            .showing("signature", Shows::Signature, 1)
            .within(Rhythm::Desk, delay);
    }
    Move::act(Who::Asker("agent"), "decline").saying("note", "业主觉得偏贵，先不修").within(Rhythm::Desk, delay)
}

fn working(world: &World, matter: &mut Matter, repair: &Repair) -> Move {
    let least = Span::minutes(repair.minutes.0);
    if !matter.paused && matter.dice.chance(0.10) {
        let outside = matches!(matter.site, Site::Spot(_));
        let whys: &[&str] = if outside { &["parts", "vendor", "weather"] } else { &["parts", "parts", "vendor"] };
        let why = whys[matter.dice.below(whys.len())];
        return pause(
            world,
            matter,
            match why {
                "vendor" => "vendor",
                "weather" => "weather",
                _ => "parts",
            },
            least,
        );
    }
    if !matter.checked {
        matter.checked = true;
        let minutes = Span::minutes(matter.dice.between(repair.minutes.0, repair.minutes.1));
        let record = Move::record("closing_check").saying("tested", true).saying("cleaned", true);
        let water = matches!(trade(world, matter), "water" | "drain");
        let record = if water { record.saying("pressure", matter.dice.between(180, 380)) } else { record };
        return record.within(Rhythm::Now, minutes);
    }
    complete(world, matter, repair)
}

fn complete(world: &World, matter: &mut Matter, repair: &Repair) -> Move {
    let result = matter.dice.word(&repair.results);
    let needs = matter.dice.chance(0.2).then(|| matter.dice.word(&world.words.further_needs));
    let minutes = matter.dice.between(repair.minutes.0, repair.minutes.1);
    let done = Move::act(Who::Assignee, "complete").saying("result", result).saying("labour_minutes", minutes).showing(
        "photos_after",
        Shows::Mended,
        1 + usize::from(matter.dice.chance(0.3)),
    );
    let done = match needs {
        Some(needs) => done.saying("further_needs", needs),
        None => done,
    };
    let materials = materials(world, repair);
    let done = if materials.is_empty() { done } else { done.saying("materials", materials) };
    let done = match matter.quote.filter(|_| matter.agreed) {
        Some(quote) => done.saying("amount", price(world, repair).min(quote)),
        None => done,
    };
    let home = matches!(matter.site, Site::Room(_));
    let done = if home && matter.dice.chance(0.6) { done.showing("signature", Shows::Signature, 1) } else { done };
    done.within(Rhythm::Now, matter.dice.around(Span::minutes(4), 0.5))
}

fn resumed(world: &World, matter: &mut Matter) -> Move {
    let hours = match matter.pause_reason {
        "vendor" => matter.dice.between(20, 80),
        "weather" => matter.dice.between(8, 36),
        "customer_absent" => matter.dice.between(6, 40),
        _ => matter.dice.between(8, 60),
    };
    // Nobody comes back in the night. Who waits longer hears every day how far it is.
    if hours > NEWS && matter.dice.chance(0.7) {
        let progress = Move::act(Who::Assignee, "progress").saying("progress", matter.dice.word(&world.words.progress));
        return progress.within(Rhythm::Day, Span::minutes(NEWS * 25));
    }
    Move::act(Who::Assignee, "resume").within(Rhythm::Day, Span::minutes(hours * 25))
}

fn finished(world: &World, matter: &mut Matter) -> Move {
    let delay = matter.dice.around(Span::minutes(80), 1.0);
    if matter.reworks < 2 && matter.dice.chance(0.04) {
        let note = matter.dice.word(&world.words.rejections.texts);
        return Move::act(Who::Asker("agent"), "reject").saying("note", note).within(Rhythm::Desk, delay);
    }
    let confirm = Move::act(Who::Asker("steward"), "confirm").within(Rhythm::Desk, delay);
    if matter.dice.chance(0.5) {
        let (rating, words) = rating(world, matter);
        return confirm.saying("rating", rating).noting("rating_words", words);
    }
    confirm
}

/// A rating with words that fit.
fn rating(world: &World, matter: &mut Matter) -> (i64, String) {
    let nth = matter.dice.weighted([58, 27, 9, 4, 2]);
    let keys = ["five", "four", "three", "two", "one"];
    let words = world.words.rating.get(keys[nth]).map(|all| matter.dice.word(all)).unwrap_or_default();
    (5 - i64::try_from(nth).unwrap_or(0), words)
}

/// The call after the work, with its outcome.
pub(crate) fn called(world: &World, matter: &mut Matter) -> Move {
    matter.calls += 1;
    let outcomes = ["satisfied", "neutral", "unsatisfied", "unreachable", "refused"];
    let unhappy = if matter.reworks < 2 { 4 } else { 0 };
    let outcome = outcomes[matter.dice.weighted([70, 13, unhappy, 10, 3])];
    let words = world.words.follow_up.get(outcome).map(|all| matter.dice.word(all)).unwrap_or_default();
    let by = ["agent", "agent", "agent", "supervisor", "quality"][matter.dice.below(5)];
    let delay = Span::minutes(if matter.calls == 1 { 120 } else { 60 }) + matter.dice.around(Span::minutes(70), 0.8);
    if outcome == "unsatisfied" {
        matter.calls = 0;
    }
    let call = Move::act(Who::Role(by), "call").saying("outcome", outcome).noting("call_note", words);
    let call = match outcome {
        "satisfied" => call.saying("rating", matter.dice.between(4, 5)),
        "unsatisfied" => call.saying("rating", matter.dice.between(1, 2)),
        _ => call,
    };
    // The desk calls at the weekend too; the others keep office hours.
    call.within(if by == "agent" { Rhythm::Desk } else { Rhythm::Office }, delay)
}

fn closed(world: &World, matter: &mut Matter) -> Option<Move> {
    if matter.channel == "resident" && !matter.rated && matter.dice.chance(0.35) {
        matter.rated = true;
        let (rating, words) = rating(world, matter);
        let delay = matter.dice.around(Span::hours(5), 0.8);
        let rate = Move::act(Who::Himself, "rate").saying("rating", rating).noting("rating_words", words);
        return Some(rate.within(Rhythm::Desk, delay));
    }
    if matter.reworks == 0 && matter.dice.chance(0.006) {
        let note = matter.dice.word(&world.words.rejections.texts);
        let delay = matter.dice.around(Span::hours(20), 0.8);
        return Some(Move::act(Who::Asker("agent"), "reopen").saying("note", note).within(Rhythm::Desk, delay));
    }
    None
}

fn withdraw(world: &World, matter: &mut Matter, why: &'static str) -> Move {
    let note = reason(world, matter, why);
    let delay = matter.dice.around(Span::minutes(40), 0.8);
    Move::act(Who::Asker("agent"), "withdraw").saying("reason", why).noting("note", note).within(Rhythm::Desk, delay)
}

fn pause(world: &World, matter: &mut Matter, why: &'static str, delay: Span) -> Move {
    matter.paused = true;
    matter.pause_reason = why;
    let note = reason(world, matter, why);
    Move::act(Who::Assignee, "pause")
        .saying("reason", why)
        .noting("note", note)
        .within(matter.rhythm(Rhythm::Day), delay)
}

fn reason(world: &World, matter: &mut Matter, why: &str) -> String {
    super::reason(world, "repair", why, &mut matter.dice)
}

/// Name and price, each name once with its number.
fn materials(world: &World, repair: &Repair) -> Vec<Value> {
    let mut names: Vec<&str> = repair.materials.iter().map(String::as_str).collect();
    names.dedup();
    let line = |name: &&str| {
        let quantity = repair.materials.iter().filter(|m| m == name).count();
        json!({"name": name, "quantity": quantity, "price": fen(world, name)})
    };
    names.iter().map(line).collect()
}

fn fen(world: &World, name: &str) -> i64 {
    let known = world.materials.iter().find(|m| m.name == name);
    known.and_then(|m| m.price.parse::<kernel::Money>().ok()).map_or(0, |money| money.0)
}

/// What materials and work come to, in fen.
fn price(world: &World, repair: &Repair) -> i64 {
    let materials: i64 = repair.materials.iter().map(|name| fen(world, name)).sum();
    materials + repair.minutes.0 * HOUR / 60
}
