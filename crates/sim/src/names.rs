//! Fictional people, firms, phones and plates.

use crate::{dice::Dice, world::Names};

/// Somebody who was made up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invented {
    /// The full name.
    pub name: String,
    /// `male`, `female`; none for a firm.
    pub gender: Option<&'static str>,
    /// A number nobody else has.
    pub phone: String,
}

impl Invented {
    /// A human being or a firm, as the register says it.
    pub fn kind(&self) -> &'static str {
        if self.gender.is_some() { "person" } else { "organisation" }
    }
}

/// Makes people up; no two share a telephone.
pub(crate) struct Inventor<'a> {
    names: &'a Names,
    phones: usize,
    plates: i64,
}

impl<'a> Inventor<'a> {
    pub fn new(names: &'a Names) -> Self {
        Self { names, phones: 0, plates: 0 }
    }

    pub fn surname(&self, dice: &mut Dice) -> String {
        let nth = dice.weighted(self.names.surnames.iter().map(|(_, weight)| *weight));
        self.names.surnames.get(nth).map(|(name, _)| name.clone()).unwrap_or_default()
    }

    /// A human being of this family.
    pub fn person(&mut self, dice: &mut Dice, surname: &str) -> Invented {
        let female = dice.chance(0.5);
        let names = self.names;
        let given = match (dice.chance(names.single_share), female) {
            (true, true) => dice.word(&names.female_single),
            (true, false) => dice.word(&names.male_single),
            (false, true) => dice.word(&names.female_first) + &dice.word(&names.female_second),
            (false, false) => dice.word(&names.male_first) + &dice.word(&names.male_second),
        };
        let gender = Some(if female { "female" } else { "male" });
        Invented { name: format!("{surname}{given}"), gender, phone: self.phone() }
    }

    /// A firm of an office, or a shop.
    pub fn firm(&mut self, dice: &mut Dice, shop: bool) -> Invented {
        let names = self.names;
        let name = if shop {
            let street = dice.word(&names.firm_first);
            dice.word(&names.shop_names) + "（" + &street + "店）"
        } else {
            dice.word(&names.firm_first) + &dice.word(&names.firm_second) + &dice.word(&names.firm_form)
        };
        Invented { name, gender: None, phone: self.phone() }
    }

    fn phone(&mut self) -> String {
        let prefixes = &self.names.phone_prefixes;
        let prefix = prefixes.get(self.phones % prefixes.len().max(1)).map_or("1380013", String::as_str);
        let tail = (self.phones / prefixes.len().max(1)) % 10_000;
        self.phones += 1;
        // A stride without a common divisor with 10,000 takes every tail once and looks like chance.
        format!("{prefix}{:04}", (tail * 3_571 + 2_046) % 10_000)
    }

    /// A plate nobody else has, and what stands under it.
    pub fn vehicle(&mut self, dice: &mut Dice) -> (String, String, String) {
        let prefix = dice.word(&self.names.plate_prefixes);
        self.plates += 1;
        let number = (self.plates * 7_919) % 100_000;
        let plate = if dice.chance(self.names.new_energy_share) {
            format!("{prefix}D{number:05}")
        } else {
            let letter = *dice.pick(&['A', 'B', 'C', 'E', 'F', 'H', 'K', 'M', 'Q', 'S', 'W', 'X']).unwrap_or(&'A');
            format!("{prefix}{letter}{:04}", number % 10_000)
        };
        let words = dice.word(&self.names.vehicle_makers);
        let (colour, maker) = words.split_once(' ').unwrap_or(("", words.as_str()));
        (plate, colour.to_owned(), maker.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::world::World;

    #[test]
    fn no_two_people_share_a_telephone() {
        let world = World::load().expect("world/ reads");
        let (mut inventor, mut dice) = (Inventor::new(&world.names), Dice::of(1, "names", 0));
        let people: Vec<Invented> = (0..12_000).map(|_| inventor.person(&mut dice, "王")).collect();
        let phones: BTreeSet<&str> = people.iter().map(|p| p.phone.as_str()).collect();
        assert_eq!(phones.len(), people.len());
        assert!(phones.iter().all(|p| p.len() == 11 && p.starts_with('1')));
        assert!(people.iter().all(|p| (2..=4).contains(&p.name.chars().count())));
    }
}
