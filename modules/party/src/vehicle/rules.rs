//! What a plate looks like.

use kernel::{Error, Message, Result};

use super::model::VehicleKind;

/// The provinces' signs, and those of embassies and the like.
const FIRST: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使临";
/// Signs that end the plates of police, coaches of schools, trailers, Hong Kong and Macao, embassies.
const LAST: &str = "警学挂港澳领使超试";

/// A plate as it is kept – capitals, no dot, no space – with the kind it tells. Mainland plates have seven characters, those
/// of new energy eight. Electric bicycles and others carry local numbers of digits and letters.
pub fn plate(text: &str, kind: Option<VehicleKind>) -> Result<(String, VehicleKind)> {
    let plate: String = text
        .chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !matches!(c, '·' | '•' | '.' | '-' | '・'))
        .flat_map(char::to_uppercase)
        .collect();
    let signs: Vec<char> = plate.chars().collect();
    let told = match mainland(&signs) {
        Some(told) => Some(kind.unwrap_or(told)),
        None => kind.filter(|k| is_local(*k, &signs)),
    };
    told.map(|kind| (plate, kind)).ok_or_else(|| Error::field("plate", Message::of("party-plate-wrong")))
}

/// The kind a mainland plate tells, if it is one.
fn mainland(signs: &[char]) -> Option<VehicleKind> {
    let [province, city, rest @ ..] = signs else { return None };
    if !FIRST.contains(*province) || !city.is_ascii_uppercase() {
        return None;
    }
    let body = |c: &char| (c.is_ascii_uppercase() && !matches!(c, 'I' | 'O')) || c.is_ascii_digit();
    match rest {
        [five @ .., last] if five.len() == 4 && five.iter().all(body) => {
            (body(last) || LAST.contains(*last)).then_some(VehicleKind::Car)
        }
        six if six.len() == 6 && six.iter().all(body) => {
            // Small ones bear their letter first, large ones last; the rest are digits, but for the second place.
            let digits = |part: &[char]| part.iter().all(char::is_ascii_digit);
            let small = six[0].is_ascii_uppercase() && digits(&six[2..]);
            let large = six[5].is_ascii_uppercase() && digits(&six[..5]);
            (small || large).then_some(VehicleKind::NewEnergy)
        }
        _ => None,
    }
}

/// Whether it may be the local number of something that bears no mainland plate.
fn is_local(kind: VehicleKind, signs: &[char]) -> bool {
    let freer = matches!(kind, VehicleKind::ElectricBike | VehicleKind::Motorcycle | VehicleKind::Other);
    freer && (4..=12).contains(&signs.len()) && signs.iter().all(|c| c.is_alphanumeric())
}

fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// The terms a plate is found by: whole, without the province, and its last characters.
pub(crate) fn plate_terms(plate: &str) -> Vec<String> {
    let key = module::search::key(plate);
    let tails = key.char_indices().map(|(at, _)| key[at..].to_owned());
    tails.filter(|tail| tail.chars().count() >= 4).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plates_are_kept_in_one_form_and_tell_their_kind() {
        for (typed, kept, kind) in [
            ("沪a·12345", "沪A12345", VehicleKind::Car),
            ("京 A D 1 2 3 4 5", "京AD12345", VehicleKind::NewEnergy),
            ("粤B12345D", "粤B12345D", VehicleKind::NewEnergy),
            ("临A8K3D5", "临A8K3D5", VehicleKind::Car),
            ("浙Ａ1234警", "浙A1234警", VehicleKind::Car),
            ("粤Z1234港", "粤Z1234港", VehicleKind::Car),
        ] {
            assert_eq!(plate(typed, None).expect(typed), (kept.to_owned(), kind));
        }
    }

    #[test]
    fn what_is_no_plate_is_refused() {
        for wrong in ["12345", "沪A1234", "沪A12I45", "沪112345", "沪A1234567", "沪AD1234X5", "临时停车"] {
            assert!(plate(wrong, None).is_err(), "{wrong}");
        }
        assert!(plate("沪A1234", Some(VehicleKind::Car)).is_err());
    }

    #[test]
    fn an_electric_bicycle_has_a_number_of_its_own() {
        let (kept, kind) = plate("临安 018273", Some(VehicleKind::ElectricBike)).expect("taken");
        assert_eq!((kept.as_str(), kind), ("临安018273", VehicleKind::ElectricBike));
    }

    #[test]
    fn a_plate_is_found_by_its_tail() {
        let terms = plate_terms("沪A12345");
        for wanted in ["沪a12345", "a12345", "12345", "2345"] {
            assert!(terms.iter().any(|t| t == wanted), "{wanted} in {terms:?}");
        }
        assert_eq!(terms.len(), 4);
    }
}
