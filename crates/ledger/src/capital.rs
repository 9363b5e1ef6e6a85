//! Amounts in capital characters 大写, as receipts and cheques write them so that nobody can add a stroke.
//!
//! After the rules of the payment and settlement measures (支付结算办法, annex 1): several noughts in a row are said once; at 万 and 亿 a nought
//! before thousands is not said, before 角 it is; what ends with 元 or 角 ends with 整.

use kernel::Money;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];

/// The amount in capital characters: `壹仟陆佰捌拾元零叁角贰分`, `伍元整`, `负贰角整`, `零元整`.
pub fn capital(amount: Money) -> String {
    let fen = amount.0.unsigned_abs();
    let (yuan, jiao, rest) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut said = String::new();
    if amount < Money::ZERO {
        said.push('负');
    }
    if yuan > 0 {
        said.push_str(&whole(yuan));
        said.push('元');
    }
    match (jiao, rest) {
        (0, 0) if yuan == 0 => said.push_str("零元整"),
        (0, 0) => said.push('整'),
        (jiao, rest) => {
            // A nought is said before 角 when the yuan end with one, and before 分 when there are no 角 in between.
            if yuan > 0 && (jiao == 0 || yuan.is_multiple_of(10)) {
                said.push('零');
            }
            if jiao > 0 {
                said.push(digit(jiao));
                said.push('角');
            }
            if rest > 0 {
                said.push(digit(rest));
                said.push('分');
            } else {
                said.push('整');
            }
        }
    }
    said
}

fn digit(value: u64) -> char {
    DIGITS.get(usize::try_from(value).unwrap_or(0)).copied().unwrap_or('零')
}

/// A whole number above nothing.
fn whole(number: u64) -> String {
    for (size, unit) in [(100_000_000, '亿'), (10_000, '万')] {
        if number >= size {
            let (high, low) = (number / size, number % size);
            let mut said = whole(high);
            said.push(unit);
            if low > 0 {
                if low < size / 10 {
                    said.push('零');
                }
                said.push_str(&whole(low));
            }
            return said;
        }
    }
    below_ten_thousand(number)
}

fn below_ten_thousand(number: u64) -> String {
    let mut said = String::new();
    let mut nought = false;
    for place in (0..PLACES.len()).rev() {
        let value = number / 10_u64.pow(u32::try_from(place).unwrap_or(0)) % 10;
        if value == 0 {
            nought = !said.is_empty();
            continue;
        }
        if nought {
            said.push('零');
        }
        nought = false;
        said.push(digit(value));
        said.push_str(PLACES[place]);
    }
    said
}
