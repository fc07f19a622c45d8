use url::Url;

/// The address in `text`, as a proxy's is given, without the user name and password in it; none where it is no
/// address.
#[must_use]
pub fn without_login(text: &str) -> Option<String> {
    let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = Url::parse(&whole).ok().filter(Url::has_host)?;
    let host = url.host_str()?;
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    Some(format!("{}://{host}{port}", url.scheme()))
}

#[cfg(test)]
mod tests {
    use super::without_login;

    #[test]
    fn a_login_is_never_shown() {
        let shown = |text: &str| without_login(text);
        assert_eq!(
            shown("http://ada:secret@proxy.example:3128"),
            Some("http://proxy.example:3128".to_owned())
        );
        assert_eq!(
            shown("ada:secret@proxy.example:3128/x?y#z"),
            Some("http://proxy.example:3128".to_owned())
        );
        assert_eq!(shown("socks5://proxy.example"), Some("socks5://proxy.example".to_owned()));
        assert_eq!(shown("mailto://"), None);
        assert_eq!(shown("http://"), None);
    }
}
