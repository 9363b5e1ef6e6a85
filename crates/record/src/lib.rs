//! `#[derive(Record)]`: a struct reads each field from the column of its name.
//!
//! `#[record(rename = "org_id")]` names another column, `#[record(default)]` takes the default when the row has no such
//! column, `#[record(flatten)]` reads a field that is a record itself from the same row.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Field, Fields, LitStr, Result, ext::IdentExt, parse_macro_input};

/// Derives `kernel::cell::Record` for a struct with named fields.
#[proc_macro_derive(Record, attributes(record))]
pub fn record(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    derived(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// How one field is read.
#[derive(Default)]
struct Reading {
    rename: Option<LitStr>,
    default: bool,
    flatten: bool,
}

impl Reading {
    fn of(field: &Field) -> Result<Self> {
        let mut reading = Self::default();
        for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("record")) {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("rename") {
                    reading.rename = Some(meta.value()?.parse()?);
                } else if meta.path.is_ident("default") {
                    reading.default = true;
                } else if meta.path.is_ident("flatten") {
                    reading.flatten = true;
                } else {
                    return Err(meta.error("rename = \"…\", default or flatten"));
                }
                Ok(())
            })?;
        }
        Ok(reading)
    }
}

fn derived(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "a record is a struct"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new_spanned(&input.ident, "a record has named fields"));
    };
    let reads = fields.named.iter().enumerate().map(|(nth, field)| read(nth, field)).collect::<Result<Vec<_>>>()?;
    let (name, (generics, given, bounds)) = (&input.ident, input.generics.split_for_impl());
    Ok(quote! {
        #[automatically_derived]
        impl #generics ::kernel::cell::Record for #name #given #bounds {
            fn read(row: &dyn ::kernel::cell::Row) -> ::core::result::Result<Self, ::kernel::cell::Misfit> {
                ::core::result::Result::Ok(Self { #(#reads,)* })
            }
        }
    })
}

/// `name: the value`, where the column is most likely the one at the field's own place.
fn read(nth: usize, field: &Field) -> Result<TokenStream> {
    let Some(name) = &field.ident else { return Err(Error::new_spanned(field, "a field without a name")) };
    let Reading { rename, default, flatten } = Reading::of(field)?;
    let column = rename.unwrap_or_else(|| LitStr::new(&name.unraw().to_string(), name.span()));
    Ok(if flatten {
        quote! { #name: ::kernel::cell::Record::read(row)? }
    } else if default {
        quote! { #name: ::kernel::cell::get_or_default(row, #column, #nth)? }
    } else {
        quote! { #name: ::kernel::cell::get(row, #column, #nth)? }
    })
}
