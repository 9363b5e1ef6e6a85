//! The doors of the simulator: both services, the payer's page, and the order of faults.

use std::time::Duration;

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, Method, Uri},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use maud::{DOCTYPE, Markup, html};

use super::{Fault, Simulator, Stage, Trade, What, alipay, wechat};
use crate::money::to_yuan;

/// An answer of a service before it leaves.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
    /// What is still done to it on the way.
    pub(super) on_the_way: Option<What>,
}

impl Answer {
    pub(super) fn plain(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("Content-Type", kind.to_owned())], body: body.into(), on_the_way: None }
    }

    /// What a proxy shows when nobody stands behind it.
    pub(super) fn proxy() -> Self {
        Self::plain(502, "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>")
    }

    async fn leave(self) -> Response {
        match self.on_the_way {
            Some(What::Gone) => {
                // A body that breaks off makes the server close the connection.
                let broken = futures::stream::once(async { Err::<Bytes, _>(std::io::Error::other("gone")) });
                return Response::new(Body::from_stream(broken));
            }
            Some(What::Slow(millis)) => tokio::time::sleep(Duration::from_millis(millis)).await,
            _ => {}
        }
        let mut response = Response::builder().status(self.status);
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        response.body(Body::from(self.body)).unwrap_or_default()
    }
}

pub(super) fn doors(simulator: Simulator) -> Router {
    Router::new()
        .route("/pay/{number}", get(payer_page).post(payer_pays))
        .route("/control/faults", post(order_fault).delete(mend))
        .route("/control/book", get(book))
        .route("/gateway.do", get(alipay_page).post(alipay_call))
        .route("/bills/{which}/{day}", get(alipay_file))
        .fallback(wechat_call)
        .with_state(simulator)
}

async fn wechat_call(
    State(simulator): State<Simulator>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let asked = wechat::Asked { method: method.as_str(), path: &path, headers: &headers, body: &body };
    wechat::answer(&simulator, &asked).leave().await
}

async fn alipay_call(State(simulator): State<Simulator>, uri: Uri, body: Bytes) -> Response {
    alipay::answer(&simulator, uri.query().unwrap_or_default(), &body).leave().await
}

/// The payer's browser comes with a signed address.
async fn alipay_page(State(simulator): State<Simulator>, uri: Uri) -> Response {
    match alipay::page(&simulator, uri.query().unwrap_or_default()) {
        Ok(number) => Redirect::to(&format!("/pay/{number}")).into_response(),
        Err(why) => (axum::http::StatusCode::BAD_REQUEST, why).into_response(),
    }
}

async fn alipay_file(State(simulator): State<Simulator>, Path((_, day)): Path<(String, String)>) -> Response {
    alipay::file(&simulator, &day).leave().await
}

async fn payer_page(State(simulator): State<Simulator>, Path(number): Path<String>) -> Html<String> {
    Html(shown(simulator.trades().iter().find(|trade| trade.number == number)).into_string())
}

async fn payer_pays(State(simulator): State<Simulator>, Path(number): Path<String>) -> Html<String> {
    simulator.pay(&number);
    payer_page(State(simulator), Path(number)).await
}

async fn order_fault(State(simulator): State<Simulator>, Json(fault): Json<Fault>) {
    simulator.fault(fault);
}

async fn mend(State(simulator): State<Simulator>) {
    simulator.mend();
}

async fn book(State(simulator): State<Simulator>) -> Json<Vec<Trade>> {
    Json(simulator.trades())
}

fn shown(trade: Option<&Trade>) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "模拟支付" }
            }
            body {
                @match trade {
                    None => p { "没有这笔订单" },
                    Some(trade) => {
                        h1 { "模拟支付" }
                        p { (trade.subject) }
                        p { strong { "¥" (to_yuan(kernel::Money(trade.amount))) } }
                        @match trade.stage {
                            Stage::Waiting => form method="post" { button { "确认支付" } },
                            Stage::Paid => p { "支付成功" },
                            Stage::Closed => p { "订单已关闭" },
                        }
                        @if !trade.back.is_empty() { p { a href=(trade.back) { "返回商家" } } }
                    }
                }
            }
        }
    }
}
