/// What values a call may give for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text of at most so many characters, or null.
    Text(usize),
    /// A text that must not be empty.
    Name,
    /// True or false.
    Flag,
    /// A whole number from 1 to the largest that 32 bits hold.
    Number,
    /// STAGED, ACTIVATED or SUSPENDED.
    State,
    /// The id of a user, or null.
    Manager,
    /// An array of objects.
    Items(Items),
    /// An object, or null.
    Object,
}

/// What the objects of an array are given by the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Items {
    /// Nothing.
    Plain,
    /// An `id`.
    Numbered,
    /// An `_id` and a `create_date`.
    Keys,
    /// Nothing; but their names have no blanks and their values no more than 1024 characters.
    Attributes,
}

/// Which calls may give a value for a field; the others pass over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// None: the service owns it.
    Read,
    /// Only the call that creates the user.
    Create,
    /// Creating and updating calls.
    Write,
}
