use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::{HIDDEN, Redactor};

fn redactor(secrets: &[&str]) -> Redactor {
    let mut redactor = Redactor::default();
    for secret in secrets {
        redactor.add(secret);
    }
    redactor
}

#[track_caller]
fn check(secrets: &[&str], text: &str, expected: &str) {
    assert_eq!(redactor(secrets).text(text), expected, "{secrets:?}");
}

#[test]
fn a_secret_is_found_in_every_spelling() {
    let secret = "p\"w/ é\\n%1";
    for spelling in [
        secret,
        "p%22w%2F%20%C3%A9%5Cn%251",
        "p%22w%2f+%c3%a9%5cn%251",
        r#"p\"w\/ é\\n%1"#,
        r"p\u0022w/ \u00e9\u005cn%1",
        "p\"w%2f%20é\\\\n%251",
    ] {
        check(&[secret], &format!("a{spelling}z"), "a(hidden)z");
    }
}

#[test]
fn half_encoded_and_hostile_secrets_are_found() {
    check(&["a%2Fb/c"], "x a%2Fb%2Fc a%252Fb/c a%252Fb%2fc x", "x (hidden) (hidden) (hidden) x");
    check(&["a+b c+"], "a+b c+|a%2Bb+c%2B|a%2bb%20c+", "(hidden)|(hidden)|(hidden)");
    check(
        &["pä🎉ß"],
        r"pä🎉ß|p\u00e4\ud83c\udf89\u00df|p%C3%A4%F0%9F%8E%89%c3%9F",
        "(hidden)|(hidden)|(hidden)",
    );
    check(&[r"a\b\"], r#"{"a":"a\\b\\"}"#, r#"{"a":"(hidden)"}"#);
    check(&[r"\u0041bc"], r"\u0041bc \\u0041bc \u005cu0041bc", "(hidden) (hidden) (hidden)");
    check(&["%41bc"], "%41bc %2541bc Abc", "(hidden) (hidden) Abc");
    check(&["line one\nline two\t!"], "line one\nline two\t!", HIDDEN);
    check(&["line one\nline two\t!"], r"line one\nline two\t! line+one%0Aline+two%09!", "(hidden) (hidden)");
    check(&["line one\nline two\t!"], "answered: line one line two !", "answered: (hidden)");
    check(&["\u{0}\u{1}\u{7f}x"], r"\u0000\u0001\u007fx", HIDDEN);
}

#[test]
fn what_is_encoded_twice_or_for_html_is_found() {
    check(&["k+/\"'<&>z"], "x k%252B%252F%2522%2527%253C%2526%253Ez x", "x (hidden) x");
    check(&["k+/\"'<&>z"], "x k+/&quot;&#39;&lt;&amp;&gt;z x", "x (hidden) x");
    check(&["k+/\"'<&>z"], "k&#43;/&#x22;&apos;&#60;&#x26;&#62;z", HIDDEN);
    check(&["a&amp;b"], "a&amp;b a&amp;amp;b a&b", "(hidden) (hidden) a&b");
}

/// What APIs say of a request holds its body as a text: each level escapes the quotes and the escapes of the one below.
#[test]
fn a_secret_is_found_in_json_within_json() {
    let key =
        format!("-----BEGIN KEY-----\n{}\n{}\n-----END KEY-----\n", "MIIE/q+\"".repeat(5), "k7Qm".repeat(9));
    for secret in ["p\"w\\d", r"\\\\", "\"\"\"\"", "pä🎉ß\n\u{1}\"", r#"\"\u0041"#, r#"C:\new\""#, &key] {
        let mut text = format!("a{secret}z");
        for _level in 1..=4 {
            let json = Value::from(text).to_string();
            text = json[1..json.len() - 1].to_owned();
            check(&[secret], &text, "a(hidden)z");
        }
    }
    let error = r#"{"error": "bad request: {\"body\":\"{\\\"pin\\\":\\\"p\\\\\\\"w\\\",\\\"user\\\":\\\"C:\\\\\\\\bob\\\"}\"}"}"#;
    check(&["p\"w-"], error, error);
    check(&["p\"w\",\"user"], error, &error.replace(r#"p\\\\\\\"w\\\",\\\"user"#, HIDDEN));
    check(&[r"C:\bob"], error, &error.replace(r"C:\\\\\\\\bob", HIDDEN));
    check(&["p\"w\\d"], r"x p\u005c\u0022w\u005C\u005cd p\\u0022w\\u005cd x", "x (hidden) (hidden) x");
}

#[test]
fn secrets_may_overlap_and_hold_each_other() {
    check(&["abcdef", "defghi"], "-abcdefghi-", "-(hidden)-");
    check(&["abcd", "abcdef"], "xabcdefx abcd", "x(hidden)x (hidden)");
    check(&["abcdef", "abcd"], "xabcdefx abcd", "x(hidden)x (hidden)");
    check(&["abcdef", "cd12"], "abcd12 cd12ef", "ab(hidden) (hidden)ef");
    check(&["aaaa"], "aaaaaaaa aaa", "(hidden) aaa");
    check(&["aaab"], "aaaaaab", "aaa(hidden)");
    check(&["hidden"], "a hidden thing (hidden)", "a (hidden) thing ((hidden))");
}

#[test]
fn a_short_secret_is_hidden_only_where_it_is_all() {
    check(&["ab"], "ab", HIDDEN);
    check(&["ab"], "cabbage", "cabbage");
    check(&[""], "", "");
}

#[test]
fn a_secret_that_was_cut_is_hidden_as_well() {
    check(&["correct horse"], "it said: correct ho…", "it said: (hidden)…");
    check(&["correct horse"], "it said: corr", "it said: corr");
    check(&["correct horse"], "it said: cor…", "it said: cor…");
    check(&["correct horse"], "correct horse…", "(hidden)…");
}

#[test]
fn a_secret_is_found_in_base64_at_any_alignment() {
    let secret = "correct horse / battery";
    for (before, left) in [("", "Iy"), ("u:", "dT"), ("user:", "dXNlcj"), ("user1:x", "dXNlcjE6e")] {
        let encoded = STANDARD.encode(format!("{before}{secret}!"));
        let shown = redactor(&[secret]).text(&encoded).into_owned();
        let (start, _) = shown.split_once(HIDDEN).expect("something is hidden");
        assert!(left.starts_with(start) || start.starts_with(left), "{shown}");
        assert!(start.len() <= before.len() * 4 / 3 + 2, "{shown}");
    }
    let slashes = STANDARD.encode("????>>>>????");
    check(&["????>>>>????"], &slashes.replace('/', "%2F").replace('+', "%2B"), HIDDEN);
    for (slash, plus) in
        [("\\u002f", "\\u002B"), ("&#x2F;", "&#43;"), ("&#47;", "&plus;"), ("\\x2f", "\\x2B")]
    {
        check(&["????>>>>????"], &slashes.replace('/', slash).replace('+', plus), HIDDEN);
    }
    check(&["????>>>>????"], &slashes.replace('/', "\\/"), HIDDEN);
}

/// The characters at its ends hold some of its bits.
#[test]
fn nothing_of_a_secret_is_left_at_the_ends_of_its_base64() {
    check(&["correct horse"], "x Y29ycmVjdCBob3JzZQ== x", "x (hidden) x");
    check(&["correct horse"], "x Y29ycmVjdCBob3JzZSE= x", "x (hidden)E= x");
    check(&["correct horse"], "x dTpjb3JyZWN0IGhvcnNl x", "x dT(hidden) x");
    check(&["correct horse"], "x y29YCMvJDcbOB3jZzq x", "x y29YCMvJDcbOB3jZzq x");
}

#[test]
fn a_secret_is_found_in_letters_of_either_case() {
    check(&["Hunter-Two"], "x hunter-TWO x HUNTER%2dtwo x", "x (hidden) x (hidden) x");
    check(&["Ab"], "aB", HIDDEN);
    check(&["Ärger"], "ärger Ärger ÄRGER", "ärger (hidden) (hidden)");
}

#[test]
fn values_are_redacted_at_any_depth_and_nothing_is_lost() {
    let value = json!({"key-12345": ["x key-12345", 12345, true], "n": 1234, "key-1234567": null});
    let shown = redactor(&["key-12345", "12345", "key-1234567"]).value(value);
    assert_eq!(shown, json!({"(hidden)": ["x (hidden)", "(hidden)", true], "n": 1234, "(hidden)'": null}));
    assert_eq!(redactor(&[]).value(json!({"a": 1})), json!({"a": 1}));
}

/// Ends at all only when the work does not explode: each of these is ambiguous at every character. A long piece
/// of a secret is hidden like the whole.
#[test]
fn no_secret_and_no_text_makes_it_explode() {
    let backslashes = "\\".repeat(200);
    check(&[&format!("{backslashes}x")], &"\\".repeat(5_000), HIDDEN);
    check(&[&format!("{backslashes}x")], &"\\".repeat(60), &"\\".repeat(60));
    check(&[&format!("{backslashes}x")], &format!("{}x", "\\".repeat(400)), HIDDEN);
    let percents = "%25".repeat(60);
    check(&[&format!("{percents}x")], &percents.repeat(20), HIDDEN);
    let long = "ab".repeat(1_000);
    check(&[&long], &format!("<{long}>"), "<(hidden)>");
    let same = "a".repeat(10_000);
    check(&[&same], &format!("<{}%>", "a".repeat(200_000)), "<(hidden)%>");
    let text = "plain text, ".repeat(20_000);
    check(&["correct horse"], &text, &text);
}

proptest::proptest! {
    #[test]
    fn whatever_the_spelling_nothing_of_a_secret_is_left(secret in "[ -~é🎉\n]{6,20}", mask: u32) {
        let spelled: String = secret.chars().enumerate().map(|(index, it)| spell(it, mask >> index & 3)).collect();
        let shown = redactor(&[&secret]).text(&format!("<<{spelled}>>")).into_owned();
        proptest::prop_assert_eq!(shown, "<<(hidden)>>");
    }
}

fn spell(character: char, way: u32) -> String {
    let bytes = character.to_string().into_bytes();
    match way {
        0 => bytes.iter().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat(),
        1 => bytes.iter().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat(),
        2 => character
            .encode_utf16(&mut [0; 2])
            .iter()
            .map(|unit| format!("\\u{unit:04x}"))
            .collect::<Vec<_>>()
            .concat(),
        _ => {
            let json = Value::from(character.to_string()).to_string();
            json[1..json.len() - 1].to_owned()
        }
    }
}

#[test]
fn a_secret_is_found_in_hexadecimal_digits_and_broken_over_lines() {
    let secret = "k7Qm-2xVw9";
    check(&[secret], "x 6b37516d2d3278567739 x", "x (hidden) x");
    check(&[secret], "x 6B37516D2D3278567739 x", "x (hidden) x");
    check(&[secret], "x 6b:37:51:6d:2d:32:78:56:77:39 x", "x (hidden) x");
    check(&[secret], "x 6B 37 51 6D 2D 32 78 56 77 39 x", "x (hidden) x");
    check(&[secret], "x k7Qm-\n  2xVw9 x", "x (hidden) x");
    check(&[secret], r"x k7Qm-\n2xVw9 x", "x (hidden) x");
    check(&[secret], "x azdRbS0y\r\neFZ3OQ== x", "x (hidden) x");
    check(&[secret], r"x \x6b7Qm\x2D2xVw9 x", "x (hidden) x");
    check(&["pässwörd-中"], "x p&#228;ssw&#xF6;rd-&#20013; x", "x (hidden) x");
    check(&[secret], "x awA3AFEAbQAtADIAeABWAHcAOQA= x", "x (hidden) x");
    check(&[secret], "x AGsANwBRAG0ALQAyAHgAVgB3ADk= x", "x (hidden) x");
    check(&[secret], "nothing: be ad of 12:34:56\nhere", "nothing: be ad of 12:34:56\nhere");
}

/// A key is shown line by line, or in one.
#[test]
fn a_key_of_several_lines_is_found_line_by_line() {
    let key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nBAQEFAASCBKcwggSjAgEAAoI\n-----END KEY-----\n";
    check(&[key], "x BAQEFAASCBKcwggSjAgEAAoI x", "x (hidden) x");
    check(&[key], "x MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoI x", "x (hidden) x");
}
