//! The daily bill: a gzip of a table whose every value begins with a backtick.

use std::io::Read;

use data_encoding::HEXLOWER;
use flate2::read::GzDecoder;
use kernel::Money;
use ring::digest;

use crate::{
    Fee, Kind, Row, Unproved,
    moment::from_local,
    money::{fee_from_yuan, from_yuan},
    sheet::Columns,
};

/// What a bill may be unpacked to: a hundred thousand rows are some thirty megabytes.
const LARGEST: u64 = 512 << 20;

/// Unpacks the file and holds it against the announced SHA-1 of what is inside. A file that is not packed is taken as it is.
pub(super) fn unpack(packed: Vec<u8>, sha1: &str) -> Result<Vec<u8>, Unproved> {
    let file = if packed.starts_with(&[0x1f, 0x8b]) {
        let mut file = Vec::new();
        GzDecoder::new(packed.as_slice()).take(LARGEST).read_to_end(&mut file).map_err(|_| Unproved::Cut)?;
        file
    } else {
        packed
    };
    let found = HEXLOWER.encode(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &file).as_ref());
    if found.eq_ignore_ascii_case(sha1) { Ok(file) } else { Err(Unproved::Digest) }
}

/// Reads an unpacked trade bill.
///
/// # Errors
/// When it is not one, or says of itself that it has more rows than are there.
pub fn read(file: &[u8]) -> Result<Vec<Row>, Unproved> {
    let text = std::str::from_utf8(file).map_err(|_| unclear("the bill is not UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().filter(|line| !line.is_empty());
    let names: Vec<&str> = lines.next().ok_or(Unproved::Cut)?.split(',').collect();
    let columns = Columns::of(&names);
    let mut rows = Vec::new();
    for line in lines.by_ref() {
        let Some(values) = line.strip_prefix('`') else {
            let summary: Vec<&str> = line.split(',').collect();
            let totals = lines.next().and_then(|line| line.strip_prefix('`')).ok_or(Unproved::Cut)?;
            let totals: Vec<&str> = totals.split(",`").collect();
            let count = Columns::of(&summary).value(&totals, &["总交易单数"]).and_then(|n| n.parse().ok());
            return if count == Some(rows.len()) { Ok(rows) } else { Err(Unproved::Cut) };
        };
        let values: Vec<&str> = values.split(",`").collect();
        rows.push(row(&columns, &values)?);
    }
    Err(Unproved::Cut)
}

fn row(columns: &Columns, values: &[&str]) -> Result<Row, Unproved> {
    let value = |names: &[&str]| columns.value(values, names).ok_or_else(|| unclear(names[0]));
    let money = |names: &[&str]| from_yuan(value(names)?).ok_or_else(|| unclear(names[0]));
    let kind = match value(&["交易状态"])? {
        "SUCCESS" => Kind::Payment,
        "REFUND" => Kind::Refund,
        "REVOKED" => Kind::Revoked,
        other => return Err(unclear(other)),
    };
    let amount = if kind == Kind::Payment {
        money(&["订单金额", "总金额", "应结订单金额"])?
    } else {
        money(&["申请退款金额", "退款金额"])?
    };
    let refund = columns.value(values, &["商户退款单号"]).filter(|number| !matches!(*number, "" | "0"));
    Ok(Row {
        kind,
        at: from_local(value(&["交易时间"])?).ok_or_else(|| unclear("交易时间"))?,
        order: value(&["商户订单号"])?.to_owned(),
        transaction: value(&["微信订单号"])?.to_owned(),
        amount: Money(amount.0.abs()),
        refund: refund.filter(|_| kind != Kind::Payment).map(str::to_owned),
        fee: columns.value(values, &["手续费"]).and_then(fee_from_yuan).unwrap_or(Fee(0)),
        subject: columns.value(values, &["商品名称"]).unwrap_or_default().to_owned(),
    })
}

fn unclear(what: &str) -> Unproved {
    Unproved::Unreadable(format!("bill: {what}"))
}
