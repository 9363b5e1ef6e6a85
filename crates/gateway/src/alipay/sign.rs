//! The texts that Alipay signs. Requests sign `sign_type`, callbacks do not.

use std::collections::{BTreeMap, HashMap};

use serde_json::value::RawValue;

use crate::VerifyingKey;

/// The text of a request: every parameter but `sign` that has a value, by name, not encoded.
pub fn request_text(parameters: &BTreeMap<&str, String>) -> String {
    let signed = parameters.iter().filter(|(name, value)| **name != "sign" && !value.is_empty());
    let parts: Vec<String> = signed.map(|(name, value)| format!("{name}={value}")).collect();
    parts.join("&")
}

/// The text of a callback: every field as received but `sign` and `sign_type`, by name, decoded once, in the bytes of its charset.
pub fn callback_text(fields: &[(Vec<u8>, Vec<u8>)], with_empty: bool) -> Vec<u8> {
    let left_out = |name: &[u8]| name == b"sign" || name == b"sign_type";
    let mut signed: Vec<&(Vec<u8>, Vec<u8>)> =
        fields.iter().filter(|(name, value)| !left_out(name) && (with_empty || !value.is_empty())).collect();
    signed.sort();
    let parts: Vec<Vec<u8>> = signed.into_iter().map(|(name, value)| [name, b"=".as_slice(), value].concat()).collect();
    parts.join(&b'&')
}

/// Whether a callback is signed by one of these keys. Software differs in whether empty fields count: both are tried.
pub fn is_genuine<'a>(fields: &[(Vec<u8>, Vec<u8>)], sign: &str, keys: impl Iterator<Item = &'a VerifyingKey>) -> bool {
    let texts = [callback_text(fields, true), callback_text(fields, false)];
    keys.into_iter().any(|key| texts.iter().any(|text| key.verifies(text, sign)))
}

/// The value of one node of an answer exactly as it came, `{` to `}`: that is what is signed.
pub fn raw_node(body: &str, name: &str) -> Option<String> {
    let nodes: HashMap<String, Box<RawValue>> = serde_json::from_str(body).ok()?;
    nodes.get(name).map(|node| node.get().to_owned())
}
