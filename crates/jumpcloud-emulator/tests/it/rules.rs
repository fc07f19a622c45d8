use std::time::Duration;

use jumpcloud_emulator::{Config, Counters, Emulator, FaultKind, FaultOption, FaultRule};

const WRONG: [&str; 37] = [
    "",
    "=1",
    "statsu=503",
    "status",
    "status=",
    "status=abc",
    "status=99",
    "status=503,",
    "status=503,first",
    "status=503,first=0",
    "status=503,first=1,first=2",
    "status=503,sometimes=1",
    "status=503,body=xml",
    "status=503,done=maybe",
    "status=503,retry-after=date",
    "status=503,retry-after=é",
    "status=503,chance=2",
    "status=503,chance=1.5",
    "status=503,chance=0.1234567",
    "status=503,chance=often",
    "status=503,calls=0",
    "status=503,calls=3..2",
    "status=503,calls=a..b",
    "block=1",
    "block,body=json",
    "latency=5..1",
    "latency=-1",
    "refuse,path=/api",
    "reset=sometimes",
    "truncate=all",
    "length=3",
    "length=+0",
    "rate=-1",
    "insert=under",
    "lag=0",
    "lost=yes",
    "short-page=x",
];

fn with(rules: &[&str], seed: u64) -> Emulator {
    let faults = rules.iter().map(|text| FaultRule::parse(text).expect("the rule is a legal one")).collect();
    Emulator::new(Config { users: 10, seed, faults, ..Config::default() })
}

fn counted_after(emulator: &Emulator, moments: impl IntoIterator<Item = Duration>) -> Counters {
    for now in moments {
        let _ = emulator.plan("GET", "/api/systems", now);
    }
    emulator.counters()
}

#[test]
fn what_is_no_rule_is_told_what_to_write() {
    let told = WRONG.map(|text| format!("{text}\n  {}\n", FaultRule::parse(text).expect_err(text))).concat();
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(told) });
}

#[test]
fn every_kind_and_option_that_is_listed_can_be_written() {
    let example = |form: &str| match form {
        "" => String::new(),
        "CODE" => "=503".to_owned(),
        "MS" => "=1..5".to_owned(),
        "N" => "=2".to_owned(),
        "half|BYTES" => "=7".to_owned(),
        "+N|-N" => "=-1".to_owned(),
        words => format!("={}", words.split('|').next().unwrap_or_default()),
    };
    for kind in FaultKind::ALL {
        for option in FaultOption::ALL {
            let option = option.form.replace("=N", "=2").replace("A..B", "2..4").replace("=P", "=0.5");
            let text = format!("{}{},{option}", kind.name, example(kind.value));
            let no_call =
                kind.name == "refuse" && (option.starts_with("method") || option.starts_with("path"));
            assert_eq!(FaultRule::parse(&text).is_err(), no_call, "{text}");
        }
    }
}

#[test]
fn a_rate_holds_in_every_second_there_is() {
    let emulator = with(&["rate=3"], 1);
    let moments = (0..100).map(|number| Duration::from_millis(number * 100));
    // Ten calls a second for ten seconds: three of each second are let through.
    assert_eq!(counted_after(&emulator, moments).over_limit, 70);
    let emulator = with(&["rate=2"], 1);
    let at = [0, 900, 999, 1000, 1100, 1899, 1900].map(Duration::from_millis);
    assert_eq!(counted_after(&emulator, at).over_limit, 3);
}

#[test]
fn chance_depends_on_the_seed_and_on_nothing_else() {
    let struck = |rules: &[&str], seed| {
        let counters = counted_after(&with(rules, seed), [Duration::ZERO; 1000]);
        counters.faults.last().expect("a rule").struck
    };
    let rule = "status=503,chance=0.1";
    assert_eq!(struck(&[rule], 1), struck(&[rule], 1));
    assert_ne!(struck(&[rule], 1), struck(&[rule], 3));
    assert!((60..140).contains(&struck(&[rule], 1)), "{}", struck(&[rule], 1));
    assert_eq!((struck(&["block,chance=0"], 1), struck(&["block,chance=1"], 1)), (0, 1000));
}

#[test]
fn connections_are_refused_and_counted_apart_from_calls() {
    let emulator = with(&["refuse,first=2"], 1);
    assert_eq!([(); 3].map(|()| emulator.connect()), [false, false, true]);
    let counters = emulator.counters();
    assert_eq!((counters.connections, counters.refused_connections, counters.requests), (3, 2, 0));
}

#[test]
fn rules_and_counters_can_be_changed_at_any_time() {
    let emulator = with(&["block"], 1);
    counted_after(&emulator, [Duration::ZERO; 2]);
    emulator.add_faults(vec![FaultRule::parse("rate=1").expect("a rule")]);
    let counters = counted_after(&emulator, [Duration::ZERO]);
    let struck: Vec<_> = counters.faults.iter().map(|it| (it.matched, it.struck)).collect();
    // The first rule decides, so that the rate is not asked.
    assert_eq!((counters.requests, struck), (3, vec![(3, 3), (1, 0)]));
    emulator.clear_faults();
    emulator.clear_counters();
    assert_eq!(emulator.counters(), Counters::default());
}
