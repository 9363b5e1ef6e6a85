//! What a person is, and what is asked for to register one.

use kernel::{Date, Id, Noun, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A human being or a firm the company deals with.
#[derive(Debug)]
pub struct Person;
impl Noun for Person {
    const PREFIX: &'static str = "person";
}
/// The id of a person.
pub type PersonId = Id<Person>;

/// One time a person was asked for his consent.
#[derive(Debug)]
pub struct Consent;
impl Noun for Consent {
    const PREFIX: &'static str = "consent";
}

words! {
    /// A human being or a firm.
    PersonKind {
        /// A human being.
        Person = "person",
        /// A firm, a shop, an authority.
        Organisation = "organisation",
    }
}

words! {
    /// As on the identity card.
    Gender {
        /// 男
        Male = "male",
        /// 女
        Female = "female",
    }
}

words! {
    /// Where a person's row stands in its life.
    PersonState {
        /// In use.
        Active = "active",
        /// The key is destroyed; what was encrypted cannot be read any more.
        Erased = "erased",
    }
}

words! {
    /// A field that is masked until it is revealed.
    PersonalField {
        /// The full name.
        Name = "name",
        /// The first telephone number.
        Phone = "phone",
        /// The second telephone number.
        SecondPhone = "second_phone",
        /// Identity card, passport or business licence.
        IdentityNumber = "identity_number",
        /// The e-mail address.
        Email = "email",
    }
}

words! {
    /// What a person can allow or refuse.
    Purpose {
        /// Being called or written to about the services.
        Contact = "contact",
        /// Being sent offers.
        Marketing = "marketing",
        /// Appearing in pictures of activities.
        Photo = "photo",
        /// Having his face kept for the gates.
        Face = "face",
    }
}

/// A person as the table keeps him, with what belongs to him still sealed.
#[derive(Debug, Clone, store::Record)]
pub(crate) struct PersonRow {
    pub id: PersonId,
    pub kind: PersonKind,
    pub name: String,
    pub gender: Option<Gender>,
    pub born_on: Option<Date>,
    pub note: Option<String>,
    pub state: PersonState,
    pub version: i64,
    pub created_at: kernel::Instant,
    #[record(flatten)]
    pub edition: store::Edition,
    pub wrapped: Option<Vec<u8>>,
    pub identity_sealed: Option<Vec<u8>>,
    pub email_sealed: Option<Vec<u8>>,
    pub phone_sealed: Option<Vec<u8>>,
    pub second_sealed: Option<Vec<u8>>,
}

/// The personal fields of one person, opened. Never serialised and never logged.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Personal {
    pub phone: Option<String>,
    pub second_phone: Option<String>,
    pub identity_number: Option<String>,
    pub email: Option<String>,
}

/// A person as everybody may see him: personal fields masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonCard {
    /// The person.
    pub id: PersonId,
    /// A human being or a firm.
    pub kind: PersonKind,
    /// The masked name of a human being; a firm's in full.
    pub name: String,
    /// As on the identity card.
    pub gender: Option<Gender>,
    /// The birthday.
    pub born_on: Option<Date>,
    /// The masked first number.
    pub phone: Option<String>,
    /// The masked second number.
    pub second_phone: Option<String>,
    /// The masked number of identity card or licence.
    pub identity_number: Option<String>,
    /// The masked e-mail address.
    pub email: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// In use or erased.
    pub state: PersonState,
    /// The version to send along with a change.
    pub version: i64,
}

/// A new person; with a place and a role also what he is there.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct AddPerson {
    /// The full name.
    #[schemars(length(min = 1, max = 50), extend("x-personal" = true))]
    pub name: String,
    /// The number to call first.
    #[schemars(extend("x-kind" = "phone", "x-personal" = true))]
    pub phone: Option<String>,
    /// The room he belongs to.
    pub place_id: Option<property::PlaceId>,
    /// What he is there.
    pub role: Option<crate::occupancy::model::Role>,
    /// From which day; today when absent.
    pub from_on: Option<Date>,
    /// The community that knows him, when there is no room yet.
    pub community: Option<OrgId>,
    /// A human being unless said otherwise.
    pub kind: Option<PersonKind>,
    /// Another number.
    #[schemars(extend("x-kind" = "phone", "x-personal" = true))]
    pub second_phone: Option<String>,
    /// As on the identity card.
    pub gender: Option<Gender>,
    /// The birthday.
    pub born_on: Option<Date>,
    /// Identity card, passport or business licence.
    #[schemars(length(max = 30), extend("x-personal" = true))]
    pub identity_number: Option<String>,
    /// The e-mail address.
    #[schemars(length(max = 100), extend("x-personal" = true))]
    pub email: Option<String>,
    /// A remark.
    #[schemars(length(max = 500), extend("x-kind" = "long_text"))]
    pub note: Option<String>,
}

/// A person who was registered.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddedPerson {
    /// The person.
    pub id: PersonId,
    /// Whether he was known already, by identity number and name.
    pub known: bool,
}

/// Changes to a person; what is absent stays.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EditPerson {
    /// The person.
    pub id: PersonId,
    /// The version the change is based on.
    pub version: Option<i64>,
    /// The full name.
    #[schemars(length(min = 1, max = 50), extend("x-personal" = true))]
    pub name: Option<String>,
    /// The number to call first.
    #[schemars(extend("x-kind" = "phone", "x-personal" = true))]
    pub phone: Option<String>,
    /// Another number.
    #[schemars(extend("x-kind" = "phone", "x-personal" = true))]
    pub second_phone: Option<String>,
    /// A human being or a firm.
    pub kind: Option<PersonKind>,
    /// As on the identity card.
    pub gender: Option<Gender>,
    /// The birthday.
    pub born_on: Option<Date>,
    /// Identity card, passport or business licence.
    #[schemars(length(max = 30), extend("x-personal" = true))]
    pub identity_number: Option<String>,
    /// The e-mail address.
    #[schemars(length(max = 100), extend("x-personal" = true))]
    pub email: Option<String>,
    /// A remark.
    #[schemars(length(max = 500), extend("x-kind" = "long_text"))]
    pub note: Option<String>,
    /// Personal fields to take out.
    pub clear: Option<Vec<PersonalField>>,
}

/// A person named by his id.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisPerson {
    /// The person.
    pub id: PersonId,
}

/// One personal field of a person.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct RevealField {
    /// The person.
    pub id: PersonId,
    /// The field to show.
    pub personal: PersonalField,
}

/// A personal field in full.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Revealed {
    /// The person.
    pub id: PersonId,
    /// The field.
    pub personal: PersonalField,
    /// Its value; absent when there is none.
    pub value: Option<String>,
}

/// The end of a person's data.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ErasePerson {
    /// The person.
    pub id: PersonId,
    /// Why, for the record: his request, the retention term.
    #[schemars(length(min = 2, max = 200))]
    pub reason: String,
    /// That it cannot be undone is understood.
    pub confirmed: bool,
}

/// What a person allowed or refused.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct NoteConsent {
    /// The person.
    pub person_id: PersonId,
    /// For what.
    pub purpose: Purpose,
    /// Whether he allowed it.
    pub given: bool,
}
