//! Stored files that come into a record: a photo is proof only when it is there and whoever shows it brought it.

use std::collections::{BTreeMap, HashMap};

use kernel::{Error, FieldError, Id, Message, OrgId, PUBLIC, Result, form::FileNamed};
use store::files::{self, File};
use uuid::Uuid;

use crate::Context;

impl Context {
    /// Takes the files that an input names into a unit. Each must be there, have been brought by whoever names it now, and be a
    /// picture where one is wanted. From then on it belongs to the unit, so that whoever may see the record sees its files.
    ///
    /// # Errors
    /// [`Error::Invalid`] at each field whose file is not.
    pub async fn take_files(&mut self, org: OrgId, named: &[FileNamed]) -> Result<()> {
        if named.is_empty() {
            return Ok(());
        }
        let ids: Vec<Option<Uuid>> = named.iter().map(|n| n.id.parse().ok().map(Id::<File>::uuid)).collect();
        // What he brings lies in his home until it is taken in, wherever he may do this.
        let scope = self.actor().scope(PUBLIC);
        let known = files::load_all(self.tx(), &scope, ids.iter().flatten().copied()).await?;
        let known: HashMap<Uuid, File> = known.into_iter().map(|file| (file.id, file)).collect();
        let (mut refused, mut elsewhere) = (Vec::new(), BTreeMap::new());
        for (named, id) in named.iter().zip(ids) {
            let file = id.and_then(|id| known.get(&id)).filter(|file| file.by == self.actor().id);
            let wrong = match file {
                None => "invalid-file-unknown",
                Some(file) if named.picture && !file.is_picture() => "invalid-not-a-picture",
                Some(file) => {
                    elsewhere.extend((file.org != org).then_some((file.id, file)));
                    continue;
                }
            };
            refused.push(FieldError { field: named.field.clone(), message: Message::of(wrong) });
        }
        if !refused.is_empty() {
            return Err(Error::Invalid(refused));
        }
        for file in elsewhere.values() {
            files::move_to(self.tx(), file, org).await?;
        }
        Ok(())
    }
}
