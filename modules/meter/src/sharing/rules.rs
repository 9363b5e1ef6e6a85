//! What was used in common, who shares it, and who may decide – pure.

use charge::{
    Exact, Finding, Measures, Period, Pricing, Subject,
    meter::unmetered,
    sharing::{self, CostShare, InCommon, Member, Unknown},
};
use kernel::{Error, Message, Money, Rate, Result};
use property::PlaceId;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::model::{GoesBy, SharingRow, SharingState, WhenUnknown};
use crate::meter::rules::Read;

/// What a meter shows and those below it do not, between the readings of the first day and of the day behind the last.
///
/// # Errors
/// At the meter: one that was not read on these days, or those below show more.
pub(crate) fn in_common(above: &Read, below: &[Read], period: Period) -> Result<Decimal> {
    let at_meter = |message: Message| Error::field("meter_id", message);
    let whole = used_in(above, period)?;
    let parts: Vec<Decimal> = below
        .iter()
        .filter(|read| read.meter.ended_on.is_none_or(|end| end >= period.from))
        .map(|read| used_in(read, period))
        .collect::<Result<_>>()?;
    unmetered(whole, &parts).map_err(|finding| at_meter(finding.message()))
}

/// What a meter showed was used in a period: its readings must lie on both ends.
fn used_in(read: &Read, period: Period) -> Result<Decimal> {
    let usages = read.usages().0;
    let inside: Vec<_> = usages.iter().filter(|u| period.from <= u.days.from && u.days.to <= period.to).collect();
    let days: i64 = inside.iter().map(|usage| usage.days.days()).sum();
    if days == period.days() {
        return Ok(inside.iter().map(|usage| usage.quantity).sum());
    }
    let message = Message::of("meter-sharing-unread").with("number", &read.meter.number);
    Err(Error::field("meter_id", message.with("from", period.from).with("until", period.to)))
}

/// The price of one unit used in common.
///
/// # Errors
/// At the tariff: it has none then, or is not by use.
pub(crate) fn rate(tariff: &charge::Tariff, period: Period) -> Result<Rate> {
    match tariff.prices.at(period.last()).map(|price| &price.pricing) {
        Some(Pricing::Usage { rate, .. }) => Ok(*rate),
        _ => Err(Error::field("tariff_id", Message::of("meter-sharing-no-unit-price"))),
    }
}

/// One of those who share, as the engine sees it.
pub(crate) fn member(subject: &Subject, goes_by: GoesBy, period: Period) -> Member {
    let measures = subject.measures.at(period.from).cloned().unwrap_or_default();
    let starts = subject.starts.unwrap_or(period.from);
    let days = Period::of(starts, subject.ends.unwrap_or(period.to));
    Member { subject: subject.key.clone(), weight: weight(&measures, goes_by), days }
}

fn weight(measures: &Measures, goes_by: GoesBy) -> Option<Exact> {
    match goes_by {
        GoesBy::Area => measures.built.map(Exact::area),
        GoesBy::Household => Some(Exact::ONE),
        GoesBy::People => measures.named.get("人数").copied().and_then(Exact::decimal),
    }
}

/// The parts of a cost with what each came from, and the subjects that were left out.
pub(crate) type Split = (Vec<(PlaceId, CostShare)>, Vec<String>);

/// Splits a cost among those who share it.
///
/// # Errors
/// Nobody shares it, or somebody's share is not known and must be: his subjects are told.
pub(crate) fn split(
    total: Money,
    in_common: Option<&InCommon>,
    period: Period,
    members: &[Member],
    when_unknown: WhenUnknown,
) -> std::result::Result<Split, Vec<Finding>> {
    let unknown = match when_unknown {
        WhenUnknown::Refuse => Unknown::Refuse,
        WhenUnknown::LeaveOut => Unknown::LeaveOut,
    };
    let found = sharing::share(total, period, members, unknown)?;
    let sum = found.sum;
    let part = |portion: sharing::Portion| {
        let (weight, amount) = (portion.weight, portion.amount);
        let shared = CostShare { total, in_common: in_common.cloned(), weight, sum, amount };
        portion.subject.parse().ok().map(|place| (place, shared))
    };
    let parts = found.portions.into_iter().filter_map(part).collect();
    Ok((parts, found.left_out.into_iter().map(|(subject, _)| subject).collect()))
}

/// Whether two sharings of one tariff would ask a place twice for a day.
pub(crate) fn overlap(one: &SharingRow, other: &SharingRow) -> bool {
    let days = one.from_on <= other.to_on && other.from_on <= one.to_on;
    let places = one.within_path.starts_with(&other.within_path) || other.within_path.starts_with(&one.within_path);
    let counts = matches!(other.state, SharingState::Waiting | SharingState::Approved);
    days && places && counts
}

/// Decides about a sharing that waits: somebody else does it than who asked.
pub(crate) fn decide(sharing: &SharingRow, by: Uuid) -> Result<()> {
    match sharing.state {
        SharingState::Waiting if sharing.asked_by == by => Err(Error::broken("meter-own-sharing")),
        SharingState::Waiting => Ok(()),
        _ => Err(Error::broken("meter-sharing-decided")),
    }
}
