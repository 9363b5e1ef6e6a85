//! The daily bill (业务明细): a table in GB18030, in a ZIP whose names are GBK too.

use std::io::{Cursor, Read};

use encoding_rs::GB18030;
use kernel::Money;
use zip::ZipArchive;

use crate::{
    Fee, Kind, Row, Unproved,
    moment::from_local,
    money::{fee_from_yuan, from_yuan},
    sheet::Columns,
};

/// What a bill may be unpacked to.
const LARGEST: u64 = 512 << 20;

/// Takes the table of movements out of the ZIP; the other one is its summary.
pub(super) fn unpack(packed: &[u8]) -> Result<Vec<u8>, Unproved> {
    let mut archive = ZipArchive::new(Cursor::new(packed)).map_err(|_| Unproved::Cut)?;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| Unproved::Cut)?;
        let raw = entry.name_raw().to_vec();
        let name = String::from_utf8(raw).unwrap_or_else(|other| GB18030.decode(other.as_bytes()).0.into_owned());
        if name.contains("汇总") || !name.contains("明细") {
            continue;
        }
        let mut file = Vec::new();
        entry.take(LARGEST).read_to_end(&mut file).map_err(|_| Unproved::Cut)?;
        return Ok(file);
    }
    Err(unclear("no table of movements"))
}

/// Reads an unpacked table of movements.
///
/// # Errors
/// When it is not one, or its tail is missing.
pub fn read(file: &[u8]) -> Result<Vec<Row>, Unproved> {
    let (text, _, _) = GB18030.decode(file);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let head = lines.by_ref().find(|line| !line.starts_with('#')).ok_or(Unproved::Cut)?;
    let names: Vec<&str> = head.split(',').collect();
    let columns = Columns::of(&names);
    let subject = columns.place("商品名称").ok_or_else(|| unclear("商品名称"))?;
    let mut rows = Vec::new();
    for line in lines {
        if line.starts_with('#') {
            return Ok(rows);
        }
        let values: Vec<&str> = line.split(',').collect();
        // Only the words of an order may hold commas of their own.
        let more = values.len().saturating_sub(columns.count());
        let words = values.get(subject..=subject + more).unwrap_or_default().join(",");
        let kept = values.iter().enumerate().filter(|(place, _)| !(subject + 1..=subject + more).contains(place));
        let values: Vec<&str> = kept.map(|(_, value)| *value).collect();
        rows.push(row(&columns, &values, words.trim())?);
    }
    Err(Unproved::Cut)
}

fn row(columns: &Columns, values: &[&str], subject: &str) -> Result<Row, Unproved> {
    let value = |name: &str| columns.value(values, &[name]).ok_or_else(|| unclear(name));
    let kind = match value("业务类型")? {
        "交易" => Kind::Payment,
        "退款" => Kind::Refund,
        other => return Err(unclear(other)),
    };
    let amount = from_yuan(value("订单金额（元）")?).ok_or_else(|| unclear("订单金额"))?;
    let refund = columns.value(values, &["退款批次号/请求号"]).filter(|number| !number.is_empty());
    Ok(Row {
        kind,
        at: from_local(value("完成时间")?).ok_or_else(|| unclear("完成时间"))?,
        order: value("商户订单号")?.to_owned(),
        transaction: value("支付宝交易号")?.to_owned(),
        amount: Money(amount.0.abs()),
        refund: refund.filter(|_| kind == Kind::Refund).map(str::to_owned),
        fee: columns.value(values, &["服务费（元）"]).and_then(fee_from_yuan).unwrap_or(Fee(0)),
        subject: subject.to_owned(),
    })
}

fn unclear(what: &str) -> Unproved {
    Unproved::Unreadable(format!("bill: {what}"))
}
