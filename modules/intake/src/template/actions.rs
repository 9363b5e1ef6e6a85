//! Writing a template and handing it out as a file.

use std::sync::Arc;

use kernel::{Error, Id, Message, PUBLIC, Result};
use module::{Boxed, Caller, Change, Context, Platform};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sheet::{Register, write};
use store::files::{self, Content, File};
use ui::Speech;

/// Which template is wanted.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Download {
    /// The register; all of them when absent.
    #[schemars(length(max = 60))]
    pub register: Option<String>,
}

/// A workbook that is kept and wants a name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Written {
    sha256: String,
    size: i64,
    name: String,
}

/// Where the template is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Template {
    /// The file.
    pub file: Id<File>,
}

/// Writes the workbook before the transaction opens.
pub fn write(platform: Arc<Platform>, caller: Caller, input: Value) -> Boxed<'static, Result<Value>> {
    Box::pin(async move {
        let input: Download = serde_json::from_value(input)?;
        let all = platform.registry.imports().map(|i| &i.register);
        let wanted: Vec<Register> =
            all.filter(|r| input.register.as_ref().is_none_or(|key| *key == r.key)).cloned().collect();
        if wanted.is_empty() {
            return Err(Error::field("register", Message::of("invalid-choice")));
        }
        let speech = Speech::new(platform.texts.clone(), caller.lang);
        let name = match wanted.as_slice() {
            [one] => one.title(speech.lang).to_owned(),
            _ => speech.say("intake-template"),
        };
        let bytes = crate::reading::jobs::apart(move || {
            let say = |message: &Message| speech.message(message);
            write::template(&wanted.iter().collect::<Vec<_>>(), write::Words { lang: speech.lang, say: &say })
        })
        .await?;
        let Content { sha256, size } = platform.files.put(bytes).await?;
        Ok(json!({ "sha256": sha256, "size": size, "name": format!("{name}.xlsx") }))
    })
}

/// Names the workbook among the files of this person's organisation.
pub async fn download(cx: &mut Context, written: Written) -> Result<Template> {
    let units = cx.actor().scope(PUBLIC);
    let org = units.0.iter().next().copied().ok_or(Error::NotFound)?;
    let file = File {
        org,
        id: cx.new_uuid(),
        name: written.name,
        media_type: sheet::MEDIA_TYPE.to_owned(),
        size: written.size,
        sha256: written.sha256,
        at: cx.now(),
        by: cx.actor().id,
    };
    files::name(cx.tx(), &file).await?;
    let id = Id::<File>::from_uuid(file.id);
    cx.record(Change::to(org, id).after(&json!({ "name": file.name })));
    Ok(Template { file: id })
}
