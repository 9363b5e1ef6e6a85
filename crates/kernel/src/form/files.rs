//! Which stored files an input names.

use serde_json::{Map, Value};

use super::{Field, Kind};

/// A stored file that an input names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileNamed {
    /// The field, as refusals name it: `photos.0`, `goods.1.photo`.
    pub field: String,
    /// Its id, as it was given.
    pub id: String,
    /// Whether it must be a picture.
    pub picture: bool,
}

/// Every stored file that an input names by these fields, also in groups; what is no text is left to [`super::validate`].
pub fn files_named(fields: &[Field], input: &Map<String, Value>) -> Vec<FileNamed> {
    let mut found = Vec::new();
    inside(fields, "", input, &mut found);
    found
}

fn inside(fields: &[Field], prefix: &str, input: &Map<String, Value>, found: &mut Vec<FileNamed>) {
    for field in fields {
        let path = format!("{prefix}{}", field.name);
        match input.get(&field.name) {
            Some(Value::Array(list)) => {
                list.iter().enumerate().for_each(|(nth, one)| single(field, &format!("{path}.{nth}"), one, found));
            }
            Some(one) => single(field, &path, one, found),
            None => {}
        }
    }
}

fn single(field: &Field, path: &str, value: &Value, found: &mut Vec<FileNamed>) {
    let picture = match &field.kind {
        Kind::Group { fields } => {
            if let Value::Object(map) = value {
                inside(fields, &format!("{path}."), map, found);
            }
            return;
        }
        Kind::File { photo } => *photo,
        Kind::Signature => true,
        _ => return,
    };
    if let Some(id) = value.as_str() {
        found.push(FileNamed { field: path.to_owned(), id: id.to_owned(), picture });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn field(name: &str, kind: Kind, many: bool) -> Field {
        Field {
            name: name.into(),
            kind,
            label: None,
            required: false,
            many,
            min: None,
            max: None,
            personal: false,
            section: None,
        }
    }

    #[test]
    fn files_are_found_in_lists_and_in_groups() {
        let goods = vec![field("name", Kind::Text, false), field("photo", Kind::File { photo: true }, false)];
        let fields = [
            field("photos", Kind::File { photo: true }, true),
            field("contract", Kind::File { photo: false }, false),
            field("signed", Kind::Signature, false),
            field("goods", Kind::Group { fields: goods }, true),
            field("words", Kind::Text, false),
        ];
        let input = json!({"photos": ["file_1", "file_2"], "contract": "file_3", "signed": null, "words": "file_9",
            "goods": [{"name": "柜"}, {"name": "床", "photo": "file_4"}]});
        let found = files_named(&fields, input.as_object().expect("an object"));
        let found: Vec<_> = found.iter().map(|f| (f.field.as_str(), f.id.as_str(), f.picture)).collect();
        let wanted = [
            ("photos.0", "file_1", true),
            ("photos.1", "file_2", true),
            ("contract", "file_3", false),
            ("goods.1.photo", "file_4", true),
        ];
        assert_eq!(found, wanted);
    }
}
