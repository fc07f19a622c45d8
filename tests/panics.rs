use crate::support::Sortie;

/// No thread can be started with such a stack, and to look an address up takes one: what starts it panics.
const STACK: &str = "4611686018427387904";

#[test]
fn a_panic_tells_its_place_and_none_of_its_words() {
    let sortie = Sortie::new().connected_to("http://localhost:9", "allow_http: true");
    let output = sortie.env("RUST_MIN_STACK", STACK).output(&["run", "list_all_system_users", "-c", "test"]);
    let told = String::from_utf8(output.stderr).expect("the binary prints UTF-8");
    let (before, rest) = told.split_once(" at ").expect("it tells a place");
    let (place, after) = rest.split_once(';').expect("it says what that means");
    assert!(place.split(':').skip(1).all(|number| number.parse::<u32>().is_ok()), "{told}");
    assert_eq!(
        format!("{before} at PLACE;{after}"),
        "error: Sortie stopped at PLACE; this is a mistake in Sortie\n\
         help: report this line with the action's name and without your secrets\n"
    );
    assert!(output.stdout.is_empty());
}
