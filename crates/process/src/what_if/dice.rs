//! Chance that is the same for the same seed, and believable words for forms.

use kernel::{
    Instant, Span,
    form::{Field, Form, Kind},
};
use serde_json::{Map, Value, json};

/// A row of numbers that follows from its seed.
pub(super) struct Dice(u64);

impl Dice {
    /// The row of this seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number below `most`; 0 when there is none.
    pub(super) fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let most = u64::try_from(most).unwrap_or(u64::MAX).max(1);
        usize::try_from(mixed % most).unwrap_or_default()
    }

    /// One of several; none when there are none.
    pub(super) fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }

    /// Answers for every field that must be given and for some of the others.
    pub(super) fn fill(&mut self, form: &Form, now: Instant) -> Map<String, Value> {
        let mut said = Map::new();
        for field in &form.fields {
            if field.required || self.below(2) == 0 {
                let answer = match &field.kind {
                    // Where several are offered to be ticked, all are.
                    Kind::Choice { choices } if field.many => choices.iter().map(|c| c.value.as_str()).collect(),
                    _ if field.many => json!([self.answer(field, now)]),
                    _ => self.answer(field, now),
                };
                said.insert(field.name.clone(), answer);
            }
        }
        said
    }

    fn answer(&mut self, field: &Field, now: Instant) -> Value {
        let later = now + Span::days(1 + i64::try_from(self.below(20)).unwrap_or_default());
        match &field.kind {
            Kind::Choice { choices } => self.one_of(choices).map_or(Value::Null, |c| c.value.clone().into()),
            Kind::Integer | Kind::Money => {
                let least = field.min.unwrap_or(0);
                let most = field.max.unwrap_or(least.saturating_add(100)).max(least);
                let room = usize::try_from(most.saturating_sub(least)).unwrap_or(1_000).min(1_000_000);
                (least + i64::try_from(self.below(room + 1)).unwrap_or_default()).into()
            }
            Kind::Bool => (self.below(5) > 0).into(),
            Kind::Instant => later.to_string().into(),
            Kind::Date => later.to_string().chars().take(10).collect::<String>().into(),
            Kind::Phone => "13800138000".into(),
            Kind::Ref { to } => format!("{to}_{:032x}", 9 + self.below(90)).into(),
            Kind::File { .. } | Kind::Signature => format!("file_{:032x}", 5).into(),
            Kind::Location => json!({"latitude": 31.2, "longitude": 121.5, "accuracy": 8.0}),
            Kind::Group { fields } => Value::Object(self.fill(&Form { fields: fields.clone() }, now)),
            _ => "已处理，情况说明见记录".into(),
        }
    }
}
