//! What stands on paper: amounts in capital characters, numbers without a gap.

use kernel::{Date, Money};
use ledger::{
    capital::capital,
    series::{Flaw, Number, Restart, Series, flaws},
};
use proptest::prelude::*;

#[test]
fn amounts_are_written_as_the_settlement_measures_show() {
    for (fen, words) in [
        (168_032, "壹仟陆佰捌拾元零叁角贰分"),
        (10_700_053, "壹拾万柒仟元零伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (600_714, "陆仟零柒元壹角肆分"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (-21_350, "负贰佰壹拾叁元伍角整"),
        (10_050_000, "壹拾万零伍佰元整"),
        (1_000_000_000_000, "壹佰亿元整"),
        (10_000_500_000, "壹亿零伍仟元整"),
        (1_000_100_000_000_005, "壹拾万零壹拾亿元零伍分"),
    ] {
        assert_eq!(capital(Money(fen)), words, "{fen}");
    }
}

/// The slow way: every digit with its place, then what is not said is struck out.
fn slowly(fen: u64) -> String {
    const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
    const PLACES: [&str; 16] =
        ["元", "拾", "佰", "仟", "万", "拾", "佰", "仟", "亿", "拾", "佰", "仟", "万", "拾", "佰", "仟"];
    let yuan: Vec<char> = (fen / 100).to_string().chars().collect();
    let mut said = String::new();
    if fen >= 100 {
        for (index, digit) in yuan.iter().enumerate() {
            said.push_str(DIGITS[digit.to_digit(10).expect("a digit") as usize]);
            said.push_str(PLACES[yuan.len() - 1 - index]);
        }
    }
    said.push_str(&format!("{}角{}分", DIGITS[(fen / 10 % 10) as usize], DIGITS[(fen % 10) as usize]));
    for place in ["拾", "佰", "仟"] {
        said = said.replace(&format!("零{place}"), "零");
    }
    loop {
        let before = said.clone();
        said = said.replace("零零", "零").replace("零万", "万零").replace("零亿", "亿零").replace("亿万", "亿");
        if said == before {
            break;
        }
    }
    said = said.replace("零元", "元零").replace("零角零分", "零整").replace("零分", "整").replace("零角", "零");
    while said.contains("零零") {
        said = said.replace("零零", "零");
    }
    // Thousands follow 万 and 亿 without a nought, whatever stood between.
    for unit in ["万", "亿"] {
        for digit in &DIGITS[1..] {
            said = said.replace(&format!("{unit}零{digit}仟"), &format!("{unit}{digit}仟"));
        }
    }
    said = said.replace("零整", "整");
    said = said.trim_start_matches('零').to_owned();
    if said == "整" || said.is_empty() { "零元整".into() } else { said }
}

proptest! {
    #[test]
    fn capital_characters_agree_with_the_slow_way(fen in prop_oneof![0..1_000_000u64, 0..99_999_999_999u64]) {
        // Where 亿 is followed by 仟万, the nought before 仟 is not said either, whatever stood there.
        prop_assert_eq!(capital(Money(i64::try_from(fen).expect("small"))), slowly(fen));
    }

    #[test]
    fn two_amounts_never_read_alike(a in 0..10_000_000_000i64, b in 0..10_000_000_000i64) {
        prop_assume!(a != b);
        prop_assert_ne!(capital(Money(a)), capital(Money(b)));
    }

    #[test]
    fn any_amount_can_be_written(fen in any::<i64>()) {
        let said = capital(Money(fen));
        prop_assert!(!said.contains("零零") && !said.contains("零元整元") && (said.ends_with('整') || said.ends_with('分')));
    }

    #[test]
    fn papers_numbered_one_by_one_have_no_flaw(days in proptest::collection::vec(0..400i64, 1..60)) {
        let series = Series { prefix: "SJ".into(), restart: Restart::Monthly, width: 6 };
        let first = Date::of(2026, 1, 1).expect("a day");
        let mut last = std::collections::BTreeMap::new();
        let given: Vec<Number> = days.iter().map(|days| {
            let on = first.plus_days(*days);
            let count = last.entry(series.within(on)).or_insert(0u64);
            let number = series.next(on, *count);
            *count = number.count;
            number
        }).collect();
        prop_assert_eq!(flaws(&given), Vec::new());
        for number in &given {
            prop_assert_eq!(series.read(&series.printed(number)), Some(number.clone()));
        }
        // Taking any but the last of a month away leaves a gap.
        let lost = given.iter().position(|number| number.count < last[&number.within]);
        if let Some(lost) = lost {
            let mut fewer = given.clone();
            fewer.remove(lost);
            let found = flaws(&fewer);
            prop_assert!(found.len() == 1 && matches!(found[0], Flaw::Gap { .. }), "{:?}", found);
        }
    }
}

#[test]
fn numbers_are_printed_with_their_time_and_doubles_are_found() {
    let series = Series { prefix: "SJ".into(), restart: Restart::Monthly, width: 6 };
    let on = Date::of(2026, 11, 22).expect("a day");
    let number = series.next(on, 41);
    assert_eq!(series.printed(&number), "SJ202611-000042");
    assert_eq!(series.read("SJ202611-42"), None);
    assert_eq!(series.read("PZ202611-000042"), None);
    let yearly = Series { prefix: "PZ".into(), restart: Restart::Yearly, width: 4 };
    assert_eq!(yearly.printed(&yearly.next(on, 0)), "PZ2026-0001");
    let twice = [series.next(on, 0), series.next(on, 0), series.next(on, 3)];
    assert_eq!(
        flaws(&twice),
        [Flaw::Twice(series.next(on, 0)), Flaw::Gap { within: "202611".into(), from: 2, until: 3 }]
    );
}
