//! Making orders, and what becomes of them.

use billing::OpenBill;
use kernel::{Error, Message, OrgId, Result};
use module::{Change, Context};
use payment::open_shift;

use super::{
    jobs,
    model::{CollectOrder, OrderLineRow, OrderRow, OrderState, OrderWay, PaymentOrderId, WhichOrder, Wish},
    rules, store,
};
use crate::account;

/// Bills in one order at most.
const MOST_BILLS: usize = 60;

/// Makes the orders of a wish: one for each account its bills are paid into. The same wish of the same person while it can be paid is the
/// orders made before. They are placed at the channel in the background.
///
/// # Errors
/// A field error when nothing is ticked, or no account takes a bill by that channel; [`Error::NotFound`] outside the scope.
pub async fn order(cx: &mut Context, wish: Wish) -> Result<Vec<PaymentOrderId>> {
    cx.within(wish.org_id)?;
    if wish.bills.is_empty() || wish.bills.len() > MOST_BILLS {
        return Err(Error::field("bill_ids", Message::of("online-tick-bills").with("most", MOST_BILLS)));
    }
    let items: Vec<_> = wish.bills.iter().map(|bill| bill.item_id).collect();
    let classes = tariff::item_classes(cx, &items).await?;
    let classed = |bill: &OpenBill| classes.get(&bill.item_id).map(|class| (bill.clone(), *class));
    let bills = wish.bills.iter().filter_map(classed).collect();
    let accounts = account::store::active(cx, wish.org_id, Some(wish.channel)).await?;
    let (by, now) = (cx.actor().id, cx.now());
    let mut steps = Vec::new();
    for (payee, bills) in account::rules::routed(&accounts, bills)? {
        let content = rules::content(&bills);
        let alike = store::alike(cx, wish.org_id, by, &content, now - rules::OPEN_FOR).await?;
        let same =
            |order: &OrderRow| order.payee_account_id == payee && order.way == wish.way && rules::is_live(order, now);
        steps.push((payee, bills, content, alike.into_iter().find(same)));
    }
    // What is asked for beside steps that can still be paid is a step of the same wish.
    let batch_id =
        steps.iter().find_map(|(.., before)| before.as_ref()).map_or(wish.batch_id, |before| before.batch_id);
    let mut made = Vec::with_capacity(steps.len());
    for (payee, bills, content, before) in steps {
        if let Some(before) = before {
            made.push((before.created_at, before.id));
            continue;
        }
        let id: PaymentOrderId = cx.new_id();
        let row = OrderRow {
            org_id: wish.org_id,
            id,
            payee_account_id: payee,
            channel: wish.channel,
            number: id.uuid().simple().to_string(),
            subject: rules::subject(&bills),
            amount_fen: bills.iter().map(|bill| bill.owed).sum(),
            content,
            batch_id,
            way: wish.way,
            payer_address: cx.actor().from.clone(),
            state: OrderState::Created,
            pay_at: None,
            trouble: None,
            created_by: by,
            created_name: cx.actor().name.clone(),
            created_at: now,
            expires_at: now + rules::OPEN_FOR,
            shift_id: wish.shift_id,
            payment_id: None,
            version: 1,
        };
        store::insert(cx, &row, &lines(&bills)).await?;
        cx.record(Change::to(row.org_id, row.id).after(&row));
        jobs::submit_at(cx, &row, now).await?;
        jobs::look_next(cx, &row).await?;
        touched(cx, &row);
        made.push((now, id));
    }
    // In turn, as their pages tell them.
    made.sort_unstable();
    Ok(made.into_iter().map(|(_, id)| id).collect())
}

fn lines(bills: &[OpenBill]) -> Vec<OrderLineRow> {
    let line = |bill: &OpenBill| OrderLineRow {
        bill_id: bill.id,
        place: bill.place.clone(),
        fee_item: bill.fee_item.clone(),
        from_on: bill.from_on,
        to_on: bill.to_on,
        amount_fen: bill.owed,
    };
    bills.iter().map(line).collect()
}

/// Has a code shown at the counter for the ticked bills; what is paid belongs to the cashier's open shift.
pub async fn collect(cx: &mut Context, input: CollectOrder) -> Result<WhichOrder> {
    let Some((shift_id, org_id)) = open_shift(cx).await? else {
        return cx.refuse(Message::of("payment-open-a-shift"));
    };
    let open = billing::open_bills(cx, org_id, &input.place_ids).await?;
    let bills = open.into_iter().filter(|bill| input.bill_ids.contains(&bill.id)).collect();
    let batch_id = cx.new_uuid();
    let (channel, way) = (input.pay_channel, OrderWay::Code);
    let wish = Wish { org_id, channel, bills, way, shift_id: Some(shift_id), batch_id };
    let made = order(cx, wish).await?;
    made.first().map(|id| WhichOrder { id: *id }).ok_or(Error::NotFound)
}

/// Keeps how an order has gone on.
pub(crate) async fn advance(cx: &mut Context, was: &OrderRow, is: OrderRow) -> Result<()> {
    let is = OrderRow { version: was.version + 1, ..is };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    touched(cx, &is);
    Ok(())
}

fn touched(cx: &mut Context, order: &OrderRow) {
    cx.touch(format!("payment_order:{}", order.id));
    let org: OrgId = order.org_id;
    cx.touch(format!("payment_orders:{org}"));
}
