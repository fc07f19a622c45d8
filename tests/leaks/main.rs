//! No run shows anything of a secret, whatever templates make of it.
//!
//! Templates are composed at random and given to real actions, dry and against the emulator. Everything that
//! comes out is searched: envelopes, requests, failures and logs. `PROPTEST_CASES` says how many there are.

mod chance;
mod eyes;
mod log;
mod secrets;
mod templates;
mod wishes;
mod world;

use chance::Chance;
use eyes::Eyes;
use proptest::prelude::ProptestConfig;
use world::World;

proptest::proptest! {
    #![proptest_config(config())]
    #[test]
    fn nothing_derived_from_a_secret_comes_out(seed: u64) {
        let mut chance = Chance(seed);
        let secret = secrets::secret(&mut chance);
        let wish = wishes::wish(&mut chance.clone(), &secret);
        let outputs = World::with(&secret).all(&wish);
        let eyes = Eyes::new(&secret, &wish);
        for (nth, output) in outputs.iter().enumerate() {
            let mut leaks = eyes.find(output);
            if !leaks.is_empty() {
                let elsewhere = elsewhere(&chance, nth);
                leaks.retain(|leak| !elsewhere.contains(leak));
            }
            assert!(leaks.is_empty(), "{leaks:?} of {secret:?} in {output}\nfrom {:?}", wish.invocation.inputs);
        }
    }
}

/// What comes out of the same where the secret is quite another: `me": "`, which can be a piece of a secret that
/// is JSON, is one of every user.
fn elsewhere(chance: &Chance, nth: usize) -> String {
    const SECRETS: [&str; 2] = ["Xq9!Xq9!Xq9!Xq9", r#"{"XqQXqQ": "QXq9QXq9", "zz": [9199199199, true]}"#];
    let outputs = SECRETS.map(|secret| {
        let wish = wishes::wish(&mut chance.clone(), secret);
        World::with(secret).all(&wish).swap_remove(nth)
    });
    let all = outputs.concat();
    all.to_lowercase() + &all
}

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(200);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// A test that finds nothing must be able to.
#[test]
fn a_planted_leak_is_found() {
    let mut chance = Chance(1);
    let secret = "Zq7-wK3!vB9x";
    let wish = wishes::wish(&mut chance, secret);
    let eyes = Eyes::new(secret, &wish);
    let reversed: String = secret.chars().rev().collect();
    let planted = [
        secret.to_owned(),
        secret.to_lowercase(),
        reversed,
        "x q7-wK3 x".to_owned(),
        "WnE3LXdLMyF2Qjl4".to_owned(),
        "5a71372d774b33217642397 8".replace(' ', ""),
        "Zq7-wK3%21vB9x".to_owned(),
        "\\u005a\\u0071\\u0037\\u002d\\u0077\\u004b\\u0033".to_owned(),
    ];
    for output in planted {
        assert!(!eyes.find(&format!("before {output} after")).is_empty(), "{output}");
    }
    assert!(eyes.find("before (hidden) after").is_empty());
}

/// What is told about the cases is worth something only if most of them come as far as a request.
#[test]
fn the_cases_reach_requests_answers_and_failures() {
    let (mut planned, mut answered, mut failed, mut derived) = (0, 0, 0, 0);
    for seed in 0..200 {
        let mut chance = Chance(seed);
        let secret = secrets::secret(&mut chance);
        let wish = wishes::wish(&mut chance, &secret);
        let outputs = World::with(&secret).outputs(&wish.invocation);
        planned += usize::from(outputs[0].contains("emulator.invalid"));
        answered += usize::from(outputs[1].contains(r#""has_error":false"#));
        failed += usize::from(outputs[1].contains(r#""has_error":true"#));
        derived += usize::from(!wish.derived(&secret).is_empty());
    }
    assert!(
        planned > 60 && answered > 40 && failed > 40 && derived > 90,
        "{planned} {answered} {failed} {derived}"
    );
}
