const RANDOM: &str = "nothing in a request is random";
const FILES: &str = "a template reads no files and no environment";
const SECRETS: &str = "secrets come from the connection";
const PLUGINS: &str = "a template runs no plugins";
const JSON_QUERY: &str = "use `json_query`";

/// The names of other products that are not here, and why.
const NAMES: [(&str, &str); 27] = [
    ("decrypt_kv", SECRETS),
    ("directory", FILES),
    ("exists", FILES),
    ("expanduser", FILES),
    ("expandvars", FILES),
    ("file", FILES),
    ("fileglob", FILES),
    ("is_dir", FILES),
    ("is_file", FILES),
    ("is_link", FILES),
    ("is_mount", FILES),
    ("is_same_file", FILES),
    ("jsonpath_query", JSON_QUERY),
    ("link", FILES),
    ("link_exists", FILES),
    ("lipsum", RANDOM),
    ("lookup", PLUGINS),
    ("mount", FILES),
    ("password_hash", RANDOM),
    ("query", PLUGINS),
    ("random", RANDOM),
    ("realpath", FILES),
    ("same_file", FILES),
    ("shuffle", RANDOM),
    ("unvault", SECRETS),
    ("vault", SECRETS),
    ("vault_encrypted", SECRETS),
];

/// Why the filter, test or function of this name, which other products have, is left out.
pub(crate) fn left_out(name: &str) -> Option<&'static str> {
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, why)| *why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_on_the_page() {
        let page = include_str!("../../../COMPATIBILITY.md");
        for (name, _) in NAMES {
            assert!(page.contains(&format!("`{name}`")), "COMPATIBILITY.md does not name `{name}`");
        }
    }
}
