//! The printed examples of both protocols: texts to sign by their digests, signatures under a public key whose private half nobody has.

use std::collections::BTreeMap;

use gateway::{
    Kind, Method, Moment, VerifyingKey,
    alipay::sign as alipay,
    certificate,
    money::from_yuan,
    wechat::{
        self,
        seal::ApiKey,
        sign::{message_text, pay_text, request_text},
    },
    wire,
};
use kernel::Instant;
use ring::digest;

const KEY: &str = "-----BEGIN PUBLIC KEY-----\n\
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsAQ1cdUGtfFgbTZrlKVR\n\
N6ZMfNd7UyEjA4naD/t9RX9S6NX8VUCQp6OIYWSOh1JiTuDbNQP8MBBA0suIogU3\n\
ughr1So6vX5/2ilf449HIIwnKJLieP9WSJJfU0HLvbras9xsllPwK4wUpWl8ih+H\n\
McaWF44DqS2AhKz5xusajOIQX+baYJbNWlXlgQxKdxcvSe9fJXx0bCh5JYYBNeTA\n\
yKpJCWf0CnDIgufBNmDeqZ82B72wfXTobD8qifoFl5pQpVazVtZ/pRWBgUDC4eQq\n\
dM5PPHsRP7RbwW8qDpRGtFMSRShVTaMIXiTTn9B0oaJ81KxsJFGuvI465L6GUxpD\n\
FwIDAQAB\n\
-----END PUBLIC KEY-----";
const ORDER: &str = r#"{"appid":"wx0000000000test01","mchid":"1900000000","description":"示例小区 2026年11月物业费","out_trade_no":"SIM20261121000001","notify_url":"https://pay.example.test/wx/notify","amount":{"total":28650,"currency":"CNY"},"payer":{"openid":"oSIM-openid-0001"}}"#;
const ORDER_SIGNATURE: &str = "jBFaUPV4/ZBSHj1OkNXpr2XlPSSFs7ho4iMuXzPGLLIUaphmpouuoebAIj2SRroh8mqm97oP12aqLk5tzZ5xO81EtxkbZvPZFTBJHq4ulxzu/wSkicMk4wCiLyIuJx6/eWQ85pefWdmfmA7frLjK7o1BGEgHA/Gg+hZfYHo6oJhStrOYgv345ijZ7hUfqrwla7RFJGZeV7uizLjSGM2IEsB3Nal4jiACWXfcMsQghVAbMZhpVhwDFrWb6NX/ADWD8ETW7hhFjpNQxZmP8uXjrPgEkEsDldRyfiPv4m8xybl87cNZ93wx9RPltcYuEB3h618nFqRFrAZFZU6JNpuB8Q==";
const CALLBACK: &str = r#"{"id":"EV-SIM-0001","create_time":"2026-11-21T14:01:06+08:00","resource_type":"encrypt-resource","event_type":"TRANSACTION.SUCCESS","summary":"支付成功","resource":{"original_type":"transaction","algorithm":"AEAD_AES_256_GCM","ciphertext":"ZbmqW7T40djOzu8ob/iwvsK4u/Avt1VfytxpmibKVjThBXnQkoaDPdUutftEAw3vV+6Mf7c1LASfCfeW5KTUuw6JeJdiXoMSnsfkcUo3Lhk3BPRyDHrNtLd2RVRUO1lo+YdJNirGUV5iQB7T4tO7bSfuSBi24khZ2ZdxypuwhAQRdzaMuTMwpmr4QVcyR1rowBHh0Ug1OvV6zs/q3BAsot63xa1eZzSDmL7FEk7jALBtL/bh0TWaIHCdizVRCBgxOpt3PNiFq6+wy6WgR9E8fy7FQ4QFug0MT1kql1ryerqHqkliEZCDmgHr+iCYtKhKrtWc1n68C/4FJQ0WqCn3eQKZKbhLW6OtK5TAQT6xD0C+cD5gcn6UZOdxAgIGeXK9lWIAl8KSa8NBN4rRFgW9m4VOWxdTFw5GSBqVA7qhd1QblSaSDR5Ts5Wk8WhHpazzLNtS2dkV9iFPjqTn1vwrMFsVB/ilhnuizIpP6HHf2ZBSS/10B3gA3uiJcSxqHuh/dErnH3uQn15QFczEjyUR4w12UzwcspC1jViMRovSc0IpoW0kwH9VUApDtRo=","associated_data":"transaction","nonce":"simnonce0001"}}"#;
const CALLBACK_SIGNATURE: &str = "SQK7Kn03McnfeUdOhklcSKY+4tiRvIuWKgxivpTjjoBUIH/+DlJb1uXmYWTSpBc20VFde3PW5g7fiuyRMYd05+7q2hCzNLdGZzCuWhWGPboPm8m+6qRsjGd47P6LCMnhRoO/pLaZro5z3U2P41fkRib/25a/QKFdHsvsdHaw5Y3I1QhmZEU/bRind5Ye8ETE2JHkDFuUBtGVyZnX6EreZXdqZ16BPmIdPmBQGPI4eF64QJhawVM8RXRZ4tfNxQ8RA9JcnS0X04K5aTispLZM8YH0FC3D36aF7NQCoOaYYVy6BXJ/kQbYf9FXQhXyUXk8apcLTQyzWVBOLssPqpaS7g==";
const OPENED: &str = r#"{"mchid":"1900000000","appid":"wx0000000000test01","out_trade_no":"SIM20261121000001","transaction_id":"4200000000202611210000000001","trade_type":"JSAPI","trade_state":"SUCCESS","trade_state_desc":"支付成功","bank_type":"OTHERS","attach":"","success_time":"2026-11-21T14:01:05+08:00","payer":{"openid":"oSIM-openid-0001"},"amount":{"total":28650,"payer_total":28650,"currency":"CNY","payer_currency":"CNY"}}"#;
const SEALED: &str = "ZbmqW7T40djOzu8ob/iwvsK4u/Avt1VfytxpmibKVjThBXnQkoaDPdUutftEAw3vV+6Mf7c1LASfCfeW5KTUuw6JeJdiXoMSnsfkcUo3Lhk3BPRyDHrNtLd2RVRUO1lo+YdJNirGUV5iQB7T4tO7bSfuSBi24khZ2ZdxypuwhAQRdzaMuTMwpmr4QVcyR1rowBHh0Ug1OvV6zs/q3BAsot63xa1eZzSDmL7FEk7jALBtL/bh0TWaIHCdizVRCBgxOpt3PNiFq6+wy6WgR9E8fy7FQ4QFug0MT1kql1ryerqHqkliEZCDmgHr+iCYtKhKrtWc1n68C/4FJQ0WqCn3eQKZKbhLW6OtK5TAQT6xD0C+cD5gcn6UZOdxAgIGeXK9lWIAl8KSa8NBN4rRFgW9m4VOWxdTFw5GSBqVA7qhd1QblSaSDR5Ts5Wk8WhHpazzLNtS2dkV9iFPjqTn1vwrMFsVB/ilhnuizIpP6HHf2ZBSS/10B3gA3uiJcSxqHuh/dErnH3uQn15QFczEjyUR4w12UzwcspC1jViMRovSc0IpoW0kwH9VUApDtRo=";
const PHONE: &str = r#"app_id=2021000000000001&biz_content={"out_trade_no":"SIM20261121000002","total_amount":"286.50","subject":"示例小区 2026年11月物业费","product_code":"QUICK_WAP_WAY","quit_url":"https://pay.example.test/back","time_expire":"2026-11-21 14:30:00"}&charset=utf-8&format=JSON&method=alipay.trade.wap.pay&notify_url=https://pay.example.test/ali/notify&return_url=https://pay.example.test/ali/return&sign_type=RSA2&timestamp=2026-11-21 14:00:00&version=1.0"#;
const PHONE_SIGNATURE: &str = "OpGo50rREp5cwTLJG3h31d5PiTR7jWjlaimnJM7BOcY8ItPDvLtPRit6JQBWXAE6//7wn9T6WnsLd0+YrZwz0eA7IPH3S3LCWHkARnp8DzThdkVX6ejcjnO7Z97nDkoupOfngIU5AU8HwWHhxw0hK6kPEnEju7E6J4U9KTzVTKS++zOrs7llIJ5HIeWIwuS20w+kzrcrQoSZmXBat5r75z4Xnnk3K1VY9k/x87sevj+YY/tKT4XZmFQw5Qp7Sbn2brfyqlo3WjjqDWQwCnCYv681BvRdbM8z+KARPLUfV2X2OUSuQgzJEWlBX8+pwe8xUQKYpVX0+7J5DP37KIRPXQ==";
const NOTICE: &str = r#"app_id=2021000000000001&auth_app_id=2021000000000001&buyer_id=2088000000000001&buyer_pay_amount=286.50&charset=utf-8&fund_bill_list=[{"amount":"286.50","fundChannel":"ALIPAYACCOUNT"}]&gmt_create=2026-11-21 14:00:10&gmt_payment=2026-11-21 14:00:20&invoice_amount=286.50&notify_id=SIM2026112100000000000000000001&notify_time=2026-11-21 14:00:21&notify_type=trade_status_sync&out_trade_no=SIM20261121000002&point_amount=0.00&receipt_amount=286.50&seller_id=2088000000000009&subject=示例小区 2026年11月物业费&total_amount=286.50&trade_no=2026112122000000000000000001&trade_status=TRADE_SUCCESS&version=1.0"#;
const NODE: &str = r#"{"code":"10000","msg":"Success","out_trade_no":"SIM20261121000003","qr_code":"https:\/\/qr.example.test\/bax0001"}"#;
const BILL: &str = concat!(
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\r\n",
    "`2026-11-21 14:01:05,`wx0000000000test01,`1900000000,`0,`,`4200000000202611210000000001,`SIM20261121000001,`oSIM-openid-0001,`JSAPI,`SUCCESS,`OTHERS,`CNY,`286.50,`0.00,`0,`0,`0.00,`0.00,`,`,`物业费,`,`1.72000,`0.60%,`286.50,`0.00,`\r\n",
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n",
    "`1,`286.50,`0.00,`0.00,`1.72000,`286.50,`0.00\r\n",
);

fn sha256(text: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(digest::digest(&digest::SHA256, text).as_ref())
}

fn key() -> VerifyingKey {
    VerifyingKey::read(KEY).unwrap()
}

#[test]
fn an_order_at_wechat_is_signed_as_printed() {
    let text = request_text(
        Method::Post,
        "/v3/pay/transactions/jsapi",
        1_795_240_800,
        "SIMNONCE000000000000000000000001",
        ORDER.as_bytes(),
    );
    assert_eq!(text.len(), 344);
    assert_eq!(sha256(&text), "01312b1d610683089cc979b92efb3519cf24761f627b6a99ea8ddbf97bf6e3e7");
    assert!(key().verifies(&text, ORDER_SIGNATURE));
    for place in [0, 40, text.len() - 1] {
        let mut other = text.clone();
        other[place] ^= 1;
        assert!(!key().verifies(&other, ORDER_SIGNATURE), "one bit at {place}");
    }
}

#[test]
fn a_query_at_wechat_ends_with_two_line_feeds() {
    let path = "/v3/pay/transactions/out-trade-no/SIM20261121000001?mchid=1900000000";
    let text = request_text(Method::Get, path, 1_795_240_860, "SIMNONCE000000000000000000000002", b"");
    assert_eq!(text.len(), 118);
    assert_eq!(sha256(&text), "238d7fc06c6060801144d1eba1fd15bfdc670235675baa6c5ede234a6e1103c6");
}

#[test]
fn a_callback_of_wechat_is_proved_as_printed() {
    let text = message_text("1795240866", "SIMNONCE000000000000000000000003", CALLBACK.as_bytes());
    assert_eq!(text.len(), 919);
    assert_eq!(sha256(&text), "4a32bf7a2f9e16417b23ab4ed1292aabd8b592635b4393777083f113e810ec7d");
    assert!(key().verifies(&text, CALLBACK_SIGNATURE));
    let broken = format!("{}\n{}", &CALLBACK_SIGNATURE[..76], &CALLBACK_SIGNATURE[76..]);
    assert!(!key().verifies(&text, &broken), "Base64 with a line break");
    assert!(!key().verifies(&text, &format!("WECHATPAY/SIGNTEST/{CALLBACK_SIGNATURE}")));
}

#[test]
fn a_page_in_wechat_opens_the_payment_with_four_lines() {
    let text = pay_text(
        "wx0000000000test01",
        1_795_240_801,
        "SIMNONCE000000000000000000000004",
        "prepay_id=wx2026112114000000SIM0001",
    );
    assert_eq!(sha256(&text), "9e6f79a8b1a6584244517b4bea966962a7b7b06da2ad2a2bfbe1d34885cd2729");
}

#[test]
fn what_wechat_sealed_is_opened_and_nothing_else_is() {
    let secret = ApiKey::of("TEST-ONLY-apiv3-key-000000000032").unwrap();
    assert_eq!(secret.open("simnonce0002", "", "lqPkfnJwtRBRPZ5vbIyG0JbeyoT4WqQgZcTQ").unwrap(), br#"{"ok":true}"#);
    assert_eq!(secret.open("simnonce0001", "transaction", SEALED).unwrap(), OPENED.as_bytes());
    let cut = &SEALED[..SEALED.len() - 4];
    for (nonce, associated, text) in [
        ("simnonce0001", "", SEALED),
        ("simnonce0003", "transaction", SEALED),
        ("simnonce000", "transaction", SEALED),
        ("simnonce00000001", "transaction", SEALED),
        ("simnonce0001", "transaction", cut),
        ("simnonce0001", "transaction", "not Base64"),
        ("simnonce0001", "transaction", ""),
    ] {
        assert!(secret.open(nonce, associated, text).is_err(), "{nonce} {associated}");
    }
    assert!(ApiKey::of("too short").is_none());
}

#[test]
fn a_phone_payment_at_alipay_is_signed_as_printed() {
    let mut parameters: BTreeMap<&str, String> = PHONE
        .split('&')
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| (name, value.to_owned()))
        .collect();
    parameters.insert("sign", "never signed itself".to_owned());
    parameters.insert("app_auth_token", String::new());
    let text = alipay::request_text(&parameters);
    assert_eq!(text, PHONE);
    assert_eq!(sha256(text.as_bytes()), "97b5663cc6943f1d107fc462eb8d65951b50eef2286475812f317581d419664b");
    assert!(key().verifies(text.as_bytes(), PHONE_SIGNATURE));
}

#[test]
fn a_notice_of_alipay_is_read_back_from_its_form_without_the_kind_of_signature() {
    let fields: Vec<(&str, &str)> = NOTICE.split('&').filter_map(|part| part.split_once('=')).collect();
    let mut form = wire::form(fields.iter().rev().copied());
    form.push_str("&sign_type=RSA2&sign=x%2By");
    let text = alipay::callback_text(&wire::pairs(form.replace("%20", "+").as_bytes()), true);
    assert_eq!(sha256(&text), "658155bc2a5ca836bc477b500b40ee92d9ecbb75d0cdf825ebea6dc1d853e1b4");
}

#[test]
fn a_node_of_alipay_is_cut_out_as_it_came() {
    let body = format!(r#"{{"alipay_trade_precreate_response":{NODE},"sign":"x","more":{{"sign":"y"}}}}"#);
    let raw = alipay::raw_node(&body, "alipay_trade_precreate_response").unwrap();
    assert_eq!(raw, NODE);
    assert_eq!(sha256(raw.as_bytes()), "84974e9462004cd2a71a2640e00e1c9a66e6da84b4d590e4d7b1fb8d756f1536");
}

#[test]
fn a_certificate_at_alipay_has_the_printed_number() {
    let issuer = "CN=SIM Alipay Test CA,OU=SIM Test,O=SIM Sandbox,C=CN";
    assert_eq!(certificate::number(issuer, "123456789012345678901234567890"), "0f58edf13b35ae83c72eda3f47b62992");
}

#[test]
fn the_printed_bill_has_one_payment() {
    assert_eq!(BILL.len(), 807);
    let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, BILL.as_bytes());
    assert_eq!(data_encoding::HEXLOWER.encode(digest.as_ref()), "c5d8decdc90906433ac45d86173e646b01db7d93");
    let rows = wechat::read_bill(BILL.as_bytes()).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].kind, rows[0].order.as_str()), (Kind::Payment, "SIM20261121000001"));
    assert_eq!(Some(rows[0].amount), from_yuan("286.50"));
    assert_eq!(rows[0].fee.0, 172_000);
    assert_eq!(rows[0].at, "2026-11-21T14:01:05+08:00".parse::<Instant>().unwrap());
    assert_eq!(rows[0].refund, None);
}

#[test]
fn each_nonce_of_a_moment_is_another_one() {
    let moment = Moment::new(Instant(0), [7; 16]);
    let (first, second) = (moment.nonce(), moment.nonce());
    assert_eq!(first.len(), 32);
    assert_ne!(first, second);
    assert_eq!(Moment::new(Instant(0), [7; 16]).nonce(), first, "the same chance is the same nonce");
}
