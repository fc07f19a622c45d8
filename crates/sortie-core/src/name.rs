//! Names as people type them.

/// `name` without case, spaces, `_`, `-` and punctuation: two names that fold alike are one name.
#[must_use]
pub fn fold(name: &str) -> String {
    crate::fold::fold(name)
}

/// The candidate that `name` most likely meant, where one is near enough.
#[must_use]
pub fn suggest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = fold(name);
    let reach = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&name, &fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= reach)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `did you mean …?`, or nothing.
pub(crate) fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    suggest(name, candidates).map_or_else(String::new, |it| format!("did you mean `{it}`?"))
}

/// `; did you mean …?` for the end of a message, or nothing.
pub(crate) fn or_meant<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    suggest(name, candidates).map_or_else(String::new, |it| format!("; did you mean `{it}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold() {
        for name in ["System User ID", "systemUserId", "system_user_id", "SYSTEM-USER.ID"] {
            assert_eq!(fold(name), "systemuserid");
        }
        assert_eq!(fold("Expire a System User's Password"), "expireasystemuserspassword");
    }

    #[test]
    fn only_near_names_are_suggested() {
        let names = ["list_all_system_users", "unlock_system_user"];
        assert_eq!(suggest("list all sytem users", names), Some("list_all_system_users"));
        assert_eq!(suggest("reboot", names), None);
    }
}
