//! What holds for every amount, text and signature.

use gateway::{
    SigningKey,
    alipay::sign::{callback_text, raw_node},
    bill_day, from_local, local,
    money::{fee_from_yuan, from_yuan, to_yuan},
    simulator::Key,
    wire::{form, pairs},
};
use kernel::{Date, Instant, Money};
use proptest::prelude::*;

proptest! {
    #[test]
    fn yuan_and_fen_are_the_same_money(fen in any::<i64>()) {
        let text = to_yuan(Money(fen));
        prop_assert_eq!(from_yuan(&text), Some(Money(fen)));
        prop_assert_eq!(text.split_once('.').map(|(_, part)| part.len()), Some(2));
    }

    #[test]
    fn only_plain_decimals_are_amounts(text in "[-+]?[0-9 ,.eE]{0,12}") {
        let fits = {
            let digits = text.strip_prefix('-').unwrap_or(&text);
            let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
            let plain = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
            plain(whole) && plain(part) && part.len() <= 2
        };
        prop_assert_eq!(from_yuan(&text).is_some(), fits, "{}", text);
    }

    #[test]
    fn a_form_carries_every_text(pairs_in in prop::collection::vec(("[a-z_]{1,9}", any::<String>()), 0..6)) {
        let sent = form(pairs_in.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        prop_assert!(sent.is_ascii());
        let read: Vec<(String, String)> = pairs(sent.as_bytes())
            .into_iter()
            .map(|(name, value)| (String::from_utf8(name).unwrap(), String::from_utf8(value).unwrap()))
            .collect();
        prop_assert_eq!(read, pairs_in);
    }

    #[test]
    fn a_raw_node_is_the_slice_that_came(text in any::<String>(), depth in 0..4usize) {
        let mut node = serde_json::json!({ "text": text, "brace": "}\"{", "escaped": "a\\/b" }).to_string().replace('/', "\\/");
        for _ in 0..depth {
            node = format!("{{ \"inner\" :{node} , \"list\":[{node}, null]}}");
        }
        let body = format!("{{\"sign\":\"}}\", \"x_response\" : {node} ,\"after\":{{}}}}");
        prop_assert_eq!(raw_node(&body, "x_response"), Some(node));
    }

    #[test]
    fn any_changed_byte_breaks_a_signature(text in prop::collection::vec(any::<u8>(), 1..200), place in any::<prop::sample::Index>(), bit in 0..8u8) {
        let key = SigningKey::read(&Key::of("merchant").private_pem()).unwrap();
        let signature = key.sign(&text);
        prop_assert!(key.public().verifies(&text, &signature));
        let mut other = text.clone();
        other[place.index(text.len())] ^= 1 << bit;
        prop_assert!(!key.public().verifies(&other, &signature));
    }

    #[test]
    fn the_order_of_fields_does_not_matter(mut fields in prop::collection::btree_map("[a-z]{1,6}", "[ -~]{0,9}", 1..6)) {
        fields.remove("sign");
        let there: Vec<(Vec<u8>, Vec<u8>)> = fields.iter().map(|(k, v)| (k.clone().into_bytes(), v.clone().into_bytes())).collect();
        let back: Vec<_> = there.iter().rev().cloned().collect();
        prop_assert_eq!(callback_text(&there, true), callback_text(&back, true));
    }

    #[test]
    fn a_second_is_the_same_after_writing_and_reading(seconds in 0..4_000_000_000i64) {
        let at = Instant(seconds * 1_000_000);
        prop_assert_eq!(from_local(&local(at)), Some(at));
    }
}

#[test]
fn amounts_that_are_none() {
    for text in [
        "",
        ".",
        "1.",
        ".5",
        "1.234",
        "1,000.00",
        "+1",
        "--1",
        "1e3",
        " 1",
        "１",
        "92233720368547758.08",
        "99999999999999999999",
    ] {
        assert_eq!(from_yuan(text), None, "{text}");
    }
    for (text, fen) in [("0", 0), ("0.5", 50), ("-0.01", -1), ("286.50", 28_650), ("007", 700), ("-0", 0)] {
        assert_eq!(from_yuan(text), Some(Money(fen)), "{text}");
    }
    assert_eq!(fee_from_yuan("1.72000").map(|fee| fee.0), Some(172_000));
    assert_eq!(fee_from_yuan("1.720001"), None);
}

#[test]
fn the_day_of_a_bill_is_the_day_in_shanghai() {
    let at = |text: &str| text.parse::<Instant>().unwrap();
    assert_eq!(bill_day(at("2026-11-20T15:59:59Z")), Date::of(2026, 11, 20).unwrap());
    assert_eq!(bill_day(at("2026-11-20T16:00:00Z")), Date::of(2026, 11, 21).unwrap());
}
