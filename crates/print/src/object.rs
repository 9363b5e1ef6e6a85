//! The objects a finished file is made of, read to be written into another one.

use std::collections::BTreeMap;

use hayro_syntax::object::{Dict, MaybeRef, ObjRef, Object};
use pdf_writer::{Chunk, Name, Null, Obj, Ref, Str};

/// What a dictionary says, by its keys.
pub(crate) type Entries = BTreeMap<Vec<u8>, Value>;

/// An object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Whole(i32),
    Real(f32),
    Text(Vec<u8>),
    Name(Vec<u8>),
    List(Vec<Value>),
    Dict(Entries),
    /// What it says of itself, and its bytes as they are packed.
    Stream(Entries, Vec<u8>),
    /// The number of another object.
    Ref(i32),
}

impl Value {
    /// Reads an object of a file whose objects are numbered `shift` higher from now on.
    pub(crate) fn read(object: &Object<'_>, shift: i32) -> Self {
        match object {
            Object::Null(_) => Self::Null,
            Object::Boolean(said) => Self::Bool(*said),
            Object::Number(number) => match i32::try_from(number.as_i64()) {
                Ok(whole) if f64::from(whole).to_bits() == number.as_f64().to_bits() => Self::Whole(whole),
                _ => Self::Real(number.as_f32()),
            },
            Object::String(text) => Self::Text(text.as_bytes().to_vec()),
            Object::Name(name) => Self::Name(name.as_ref().to_vec()),
            Object::Array(list) => Self::List(list.raw_iter().map(|item| Self::read_or_point(&item, shift)).collect()),
            Object::Dict(dict) => Self::Dict(entries(dict, shift)),
            Object::Stream(stream) => Self::Stream(entries(stream.dict(), shift), stream.raw_data().into_owned()),
        }
    }

    fn read_or_point(item: &MaybeRef<Object<'_>>, shift: i32) -> Self {
        match item {
            MaybeRef::Ref(ObjRef { obj_number, .. }) => Self::Ref(obj_number + shift),
            MaybeRef::NotRef(object) => Self::read(object, shift),
        }
    }

    /// A name.
    pub(crate) fn name(word: &str) -> Self {
        Self::Name(word.as_bytes().to_vec())
    }

    /// A dictionary.
    pub(crate) fn dict<const N: usize>(said: [(&str, Value); N]) -> Self {
        Self::Dict(said.into_iter().map(|(key, value)| (key.as_bytes().to_vec(), value)).collect())
    }

    /// A number of things.
    pub(crate) fn count(number: usize) -> Self {
        Self::Whole(i32::try_from(number).unwrap_or(i32::MAX))
    }

    /// What a dictionary or a stream says of itself.
    pub(crate) fn entries(&self) -> Option<&Entries> {
        match self {
            Self::Dict(entries) | Self::Stream(entries, _) => Some(entries),
            _ => None,
        }
    }

    /// The same, to change it.
    pub(crate) fn entries_mut(&mut self) -> Option<&mut Entries> {
        match self {
            Self::Dict(entries) | Self::Stream(entries, _) => Some(entries),
            _ => None,
        }
    }

    /// What a dictionary or a stream says under a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.entries()?.get(key.as_bytes())
    }

    /// The object it points at.
    pub(crate) fn pointed(&self) -> Option<i32> {
        if let Self::Ref(id) = self { Some(*id) } else { None }
    }

    /// The number it is.
    pub(crate) fn whole(&self) -> Option<i32> {
        if let Self::Whole(number) = self { Some(*number) } else { None }
    }

    /// What a list holds.
    pub(crate) fn items(&self) -> &[Value] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// Whether it is this name.
    pub(crate) fn is_name(&self, word: &str) -> bool {
        matches!(self, Self::Name(name) if name == word.as_bytes())
    }

    /// Writes it down under its number.
    pub(crate) fn put(&self, into: &mut Chunk, id: i32) {
        match self {
            Self::Stream(said, bytes) => {
                let mut stream = into.stream(Ref::new(id), bytes);
                for (key, value) in said.iter().filter(|(key, _)| *key != b"Length") {
                    value.write(stream.insert(Name(key)));
                }
            }
            other => other.write(into.indirect(Ref::new(id))),
        }
    }

    /// Writes it down where it stands in another one.
    pub(crate) fn write(&self, place: Obj<'_>) {
        match self {
            // A stream stands alone: it is put, never written into another object.
            Self::Null | Self::Stream(..) => place.primitive(Null),
            Self::Bool(said) => place.primitive(*said),
            Self::Whole(number) => place.primitive(*number),
            Self::Real(number) => place.primitive(*number),
            Self::Text(text) => place.primitive(Str(text)),
            Self::Name(name) => place.primitive(Name(name)),
            Self::Ref(id) => place.primitive(Ref::new(*id)),
            Self::List(items) => {
                let mut list = place.array();
                items.iter().for_each(|item| item.write(list.push()));
            }
            Self::Dict(said) => {
                let mut dict = place.dict();
                said.iter().for_each(|(key, value)| value.write(dict.insert(Name(key))));
            }
        }
    }
}

fn entries(dict: &Dict<'_>, shift: i32) -> Entries {
    dict.entries().map(|(key, value)| (key.as_ref().to_vec(), Value::read_or_point(&value, shift))).collect()
}
