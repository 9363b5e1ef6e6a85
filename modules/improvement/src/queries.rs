//! The library, with where each measure was taken over and how that stands.

use std::{collections::BTreeMap, sync::LazyLock};

use desk::{CaseLine, cases_by_ids};
use kernel::{Lang, Result};
use module::Context;
use process::runtime::CaseId;
use serde::Deserialize;

use super::{
    model::{Adoption, AskMeasures, MeasureLine, Measures, Written},
    store,
};

#[derive(Deserialize)]
struct Library {
    measure: Vec<Written>,
}

static LIBRARY: LazyLock<Vec<Written>> = LazyLock::new(|| {
    let library: Library = toml::from_str(include_str!("../content/measures.toml")).expect("a test reads it as well");
    library.measure
});

/// The measures that ship with the product.
pub(crate) fn library() -> &'static [Written] {
    &LIBRARY
}

/// The measures asked for, each with where the reader's communities took it over.
pub async fn list(cx: &mut Context, ask: AskMeasures) -> Result<Measures> {
    let lang = cx.speech().lang;
    let adopted = store::all(cx).await?;
    let ids: Vec<CaseId> = adopted.iter().map(|a| a.case_id).collect();
    let cases = cases_by_ids(cx, &ids).await?;
    let followed: BTreeMap<CaseId, CaseLine> = cases.into_iter().map(|c| (c.id, c)).collect();
    let mut by_key: BTreeMap<String, Vec<Adoption>> = BTreeMap::new();
    for one in adopted {
        let Some(case) = followed.get(&one.case_id) else { continue };
        by_key.entry(one.key).or_default().push(Adoption {
            case_id: one.case_id,
            number: case.number.clone(),
            stage: case.stage_label.clone(),
            category: case.category,
            post: one.post_name,
            person: one.person_name,
            place: case.place.clone(),
            at: one.at,
        });
    }
    let words = ask.q.unwrap_or_default().trim().to_lowercase();
    let wanted = |one: &&Written| {
        let said = [&one.zh, &one.en].iter().any(|text| text.to_lowercase().contains(&words));
        said && ask.service.is_none_or(|service| service == one.service)
            && ask.adopted.is_none_or(|adopted| adopted == by_key.contains_key(&one.key))
    };
    let line = |one: &Written| MeasureLine {
        key: one.key.clone(),
        service: one.service,
        text: if lang == Lang::Zh { one.zh.clone() } else { one.en.clone() },
        adoptions: by_key.get(&one.key).cloned().unwrap_or_default(),
    };
    Ok(Measures { rows: library().iter().filter(wanted).map(line).collect() })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_library_reads_and_no_key_is_given_twice() {
        let keys: BTreeSet<&str> = library().iter().map(|m| m.key.as_str()).collect();
        assert_eq!(keys.len(), library().len());
        assert!(library().iter().all(|m| !m.zh.is_empty() && !m.en.is_empty() && m.zh.chars().count() <= 120));
    }
}
