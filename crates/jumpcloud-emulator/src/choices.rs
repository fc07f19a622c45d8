use crate::choice::{Choice, ChoiceError};

/// Declares every choice once: its field, its type, its words, what they mean and which one is the default.
macro_rules! choices {
    ($(
        #[doc = $meaning:literal]
        $field:ident: $kind:ident {
            #[doc = $first_means:literal]
            $first:ident = $first_word:literal,
            $(#[doc = $means:literal] $variant:ident = $word:literal,)*
        }
    )*) => {
        $(
            #[doc = $meaning]
            #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
            pub(crate) enum $kind {
                #[doc = $first_means]
                #[default]
                $first,
                $(#[doc = $means] $variant,)*
            }
        )*

        /// How to answer where nobody has recorded what the service does; the default is the likeliest answer.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct Choices {
            $(#[doc = $meaning] pub(crate) $field: $kind,)*
        }

        impl Choices {
            /// Every choice there is, for a help text; the first of its values is the default.
            pub const ALL: &[Choice] = &[$(
                Choice {
                    name: stringify!($field),
                    meaning: $meaning.trim_ascii(),
                    values: &[
                        ($first_word, $first_means.trim_ascii()),
                        $(($word, $means.trim_ascii()),)*
                    ],
                },
            )*];

            /// Takes `value` for the choice called `name`, in which a dash may stand for an underscore.
            ///
            /// # Errors
            ///
            /// Where there is no such name or value; the error's text lists those there are.
            pub fn set(&mut self, name: &str, value: &str) -> Result<(), ChoiceError> {
                let name = name.replace('-', "_");
                $(if name == stringify!($field) {
                    self.$field = match value {
                        $first_word => $kind::$first,
                        $($word => $kind::$variant,)*
                        _ => return Err(ChoiceError::value(stringify!($field), value)),
                    };
                    return Ok(());
                })*
                Err(ChoiceError::name(&name))
            }
        }
    };
}

choices! {
    /// The answer to expire, unlock, activate, suspend, resetmfa, mfasync and password.
    action_body: ActionBody {
        /// 200 with an empty body.
        Empty = "empty",
        /// 200 with the JSON string "OK".
        Ok = "ok",
        /// 200 with an empty JSON object.
        Object = "object",
        /// 200 with a JSON object that says "Successful" under `msg`.
        Message = "message",
        /// 200 with OK as plain text.
        Text = "text",
        /// 204 without a body.
        NoContent = "no-content",
    }
    /// Creating a user whose username, email or employee identifier is taken.
    duplicate_user: DuplicateUser {
        /// 400 with code, status and message.
        BadRequest = "bad-request",
        /// 409 with "User already exists".
        Conflict = "conflict",
    }
    /// Reading a user that does not exist.
    missing_user: MissingUser {
        /// 404 with "Not Found".
        NotFound = "not-found",
        /// 200 with an empty body.
        Empty = "empty",
    }
    /// An id in the path that is not 24 hexadecimal digits.
    malformed_id: MalformedId {
        /// 400 that names the id.
        BadRequest = "bad-request",
        /// 404 with "Not Found".
        NotFound = "not-found",
    }
    /// A limit above the maximum, which is 100 (1000 for a search).
    over_limit: OverLimit {
        /// 400 that names the maximum.
        Refused = "refused",
        /// The maximum is used instead.
        Capped = "capped",
        /// Up to 1000 are honoured everywhere.
        Honoured = "honoured",
    }
    /// A limit or skip that is no whole number in range, such as 0, -1 or abc.
    bad_limit: BadLimit {
        /// 400 that names the parameter.
        Refused = "refused",
        /// The default is used instead.
        Default = "default",
    }
    /// Expiring an expired password, unlocking an unlocked account.
    repeated_action: RepeatedAction {
        /// Answered like the first time.
        Accepted = "accepted",
        /// 409.
        Conflict = "conflict",
    }
    /// Activating a user who is not STAGED.
    activate_twice: ActivateTwice {
        /// 400.
        BadRequest = "bad-request",
        /// 409.
        Conflict = "conflict",
    }
    /// Adding a user to a group that has the user already.
    add_member_twice: AddMemberTwice {
        /// 409 with "Already Exists".
        Conflict = "conflict",
        /// 204.
        Accepted = "accepted",
    }
    /// Removing a user from a group that does not have the user.
    remove_stranger: RemoveStranger {
        /// 404 with "Not Found".
        NotFound = "not-found",
        /// 204.
        Accepted = "accepted",
    }
    /// A key in a user's body that no user has.
    unknown_field: UnknownField {
        /// Ignored.
        Ignored = "ignored",
        /// 400 that names the key.
        Refused = "refused",
    }
    /// A v1 filter whose operator lacks its dollar sign.
    plain_filter: PlainFilter {
        /// The filter is ignored, so everything matches.
        Ignored = "ignored",
        /// 400.
        Refused = "refused",
        /// Read as if the dollar sign were there.
        Applied = "applied",
    }
    /// Whether an email must look like one.
    email_format: EmailFormat {
        /// Any text that is not empty.
        Any = "any",
        /// 400 unless there is one at sign between two parts without blanks.
        Checked = "checked",
    }
    /// Whether the key's owner administers one organization or several.
    tenancy: Tenancy {
        /// One: the x-org-id header may be left out.
        Single = "single",
        /// Several: 401 without the x-org-id header.
        Multi = "multi",
    }
    /// The answer to deleting a group.
    group_delete: GroupDelete {
        /// 200 with the deleted group.
        Object = "object",
        /// 204 without a body.
        NoContent = "no-content",
    }
    /// Whether suspending a user by PUT or POST takes effect.
    suspension: Suspension {
        /// It does.
        Applied = "applied",
        /// It is answered with success and does nothing, as production has been seen to do.
        Lost = "lost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_can_be_set_and_the_first_is_the_default() {
        for choice in Choices::ALL {
            for (index, (word, _)) in choice.values.iter().enumerate() {
                let mut choices = Choices::default();
                choices.set(choice.name, word).expect("a listed value is taken");
                assert_eq!(choices == Choices::default(), index == 0, "{}={word}", choice.name);
            }
        }
    }

    #[test]
    fn a_dash_may_stand_for_an_underscore() {
        let mut choices = Choices::default();
        choices.set("missing-user", "empty").expect("the name folds");
        assert_eq!(choices.missing_user, MissingUser::Empty);
    }

    #[test]
    fn an_error_tells_what_there_is() {
        let mut choices = Choices::default();
        let value = choices.set("tenancy", "many").expect_err("not a value").to_string();
        assert_eq!(value, "`many` is no value of the choice `tenancy`; it is one of single, multi");
        let name = choices.set("colour", "red").expect_err("not a name").to_string();
        let start = "there is no choice `colour`; there are action_body, duplicate_user, missing_user, ";
        assert!(name.starts_with(start), "{name}");
    }
}
