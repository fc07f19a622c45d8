use std::ops::Deref;

use crate::{
    Call,
    choices::{Choices, MalformedId},
    directory::Directory,
    id::Id,
    query::Query,
    reply::Reply,
    user::User,
};

/// One call while it is answered: what it says, what it may look at and change, and how to decide unknowns.
#[derive(Debug)]
pub(crate) struct Exchange<'a, D = &'a mut Directory> {
    /// The call itself.
    pub(crate) call: &'a Call,
    /// Its query, decoded.
    pub(crate) query: Query,
    /// The directory.
    pub(crate) directory: D,
    /// How to answer where the service's own behaviour is unknown.
    pub(crate) choices: &'a Choices,
}

/// An exchange that changes nothing; many of them go on at once.
pub(crate) type Reading<'a> = Exchange<'a, &'a Directory>;

impl<'a, D: Deref<Target = Directory>> Exchange<'a, D> {
    /// The exchange that `call` opens.
    pub(crate) fn new(call: &'a Call, directory: D, choices: &'a Choices) -> Self {
        Self { call, query: Query::parse(&call.query), directory, choices }
    }

    /// The id that stands in the path as `text`.
    pub(crate) fn id(&self, text: &str) -> Result<Id, Reply> {
        Id::parse(text).ok_or_else(|| match self.choices.malformed_id {
            MalformedId::BadRequest => Reply::bad_request(&format!("invalid id \"{text}\"")),
            MalformedId::NotFound => Reply::not_found(),
        })
    }

    /// The user whose id stands in the path as `text`.
    pub(crate) fn user(&self, text: &str) -> Result<&User, Reply> {
        self.directory.user(self.id(text)?).ok_or_else(Reply::not_found)
    }
}
