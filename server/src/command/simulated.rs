//! The payment channels of a demo, simulated on this machine: residents of the demo can pay, and no money moves.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use gateway::simulator::{APP_ID, APPID, MCHID, SELLER, Simulator};
use kernel::Clock;
use serde_json::{Value, json};

use crate::House;

/// Starts both channels beside the door – at the next port, so that accounts find them again – and gives every community an account
/// at each. Accounts at a simulator of another port are ended; others are let alone.
pub(super) async fn channels(house: &House, listen: SocketAddr) -> Result<()> {
    let wanted = SocketAddr::from(([127, 0, 0, 1], listen.port().checked_add(1).unwrap_or_default()));
    let simulator = match Simulator::start(wanted, Clock::System).await {
        Ok(simulator) => simulator,
        Err(_) => {
            Simulator::start(([127, 0, 0, 1], 0).into(), Clock::System).await.context("the simulated channels")?
        }
    };
    simulator.keep_sending();
    let keys = simulator.handed_out();
    let offered = [
        json!({
            "pay_channel": "wechat", "name": "微信支付（模拟）", "merchant": MCHID, "application": APPID,
            "private_key": keys.merchant_key, "serial": keys.serial, "api_key": keys.api_key,
            "gateway": simulator.address(),
        }),
        json!({
            "pay_channel": "alipay", "name": "支付宝（模拟）", "merchant": SELLER, "application": APP_ID,
            "private_key": keys.application_key, "channel_key": keys.alipay_key,
            "gateway": format!("{}/gateway.do", simulator.address()),
        }),
    ];
    let (platform, caller) = (&house.platform, house.system("demo").await?);
    let units = platform.ask(&caller, "org.org.list", json!({ "limit": 200 })).await?;
    for community in rows(&units).filter(|unit| unit["kind"] == "community") {
        let known = platform.ask(&caller, "online.payee_account.list", json!({ "org_id": community["id"] })).await?;
        for account in &offered {
            let same =
                |one: &&Value| one["pay_channel"] == account["pay_channel"] && one["payee_account_state"] == "active";
            let mut there = false;
            for one in rows(&known).filter(same) {
                let which = json!({ "id": one["id"] });
                let gateway =
                    platform.ask(&caller, "online.payee_account.view", which.clone()).await?["gateway"].clone();
                if gateway != account["gateway"] && gateway.as_str().is_some_and(|text| text.starts_with("http://")) {
                    platform.act(&caller, "online.payee_account.end", which).await?;
                } else {
                    there = true;
                }
            }
            if !there {
                let mut account = account.clone();
                account["org_id"] = community["id"].clone();
                platform.act(&caller, "online.payee_account.create", account).await?;
            }
        }
    }
    Ok(())
}

fn rows(listing: &Value) -> impl Iterator<Item = &Value> {
    listing["rows"].as_array().into_iter().flatten()
}
