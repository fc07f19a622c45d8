use std::cell::Cell;
use std::collections::HashSet;
use std::ops::Range;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::pager_walk::{Directory, Walk, directory};

#[test]
fn a_list_that_stands_still_is_complete_whatever_its_length() {
    for count in [0, 1, 2, 98, 99, 100, 101, 198, 199, 200, 201, 298, 299, 1026] {
        for (sort, total) in [("", true), ("-username", true), ("", false), ("-username", false)] {
            let (came, report) = Walk { sort, total, ..Walk::default() }.over(directory(count));
            assert_eq!(
                came,
                directory(count).iter().map(Value::to_string).collect::<Vec<_>>(),
                "{count} {total}"
            );
            assert_eq!(report["complete"], json!(true), "{count} {sort} {total}: {report}");
            assert_eq!(report["distinct"], json!(count));
        }
    }
}

#[test]
fn pages_are_planned_by_the_total_and_no_more() {
    for (count, pages) in [(0, 1), (1, 1), (100, 1), (101, 2), (199, 2), (200, 3), (298, 3), (299, 4)] {
        let (_, report) = Walk::default().over(directory(count));
        assert_eq!(report["pages"], json!(pages), "{count}");
    }
}

/// Rows go from a page that was read, as many come at the end: the total is the same, and a row is lost.
#[test]
fn a_list_that_moved_is_told_by_its_anchors() {
    let moved = |number: usize, directory: &mut Directory| {
        if number == 2 {
            directory.drain(3..5);
            directory.extend([json!({"_id": "999998"}), json!({"_id": "999999"})]);
        }
    };
    let walk = Walk { work: &moved, ..Walk::default() };
    let (came, _) = walk.over(directory(500));
    assert!(!came.contains(&json!({"_id": "000199"}).to_string()));
    assert_eq!(walk.report(directory(500)), "false 500 501 501 true");
    let unsorted = Walk { sort: "-username", ..walk };
    assert_eq!(unsorted.report(directory(500)), "false 500 501 501 true");
}

#[test]
fn every_change_meanwhile_is_told() {
    let report =
        |work: &dyn Fn(usize, &mut Directory)| Walk { work, ..Walk::default() }.report(directory(500));
    let at = |page: usize, work: fn(&mut Directory)| {
        move |number: usize, directory: &mut Directory| {
            if number == page {
                work(directory);
            }
        }
    };
    // Removed before the place, behind it, the anchor itself.
    assert_eq!(report(&at(1, |it| drop(it.remove(3)))), "false 499 500 500 true");
    assert_eq!(report(&at(1, |it| drop(it.remove(300)))), "false 499 499 499 true");
    assert_eq!(report(&at(1, |it| drop(it.remove(99)))), "false 499 500 500 true");
    // Inserted before the place: a row comes again. Behind it: none does.
    assert_eq!(report(&at(1, |it| it.insert(0, json!({"_id": "!"})))), "false 501 502 500 true");
    assert_eq!(report(&at(1, |it| it.push(json!({"_id": "999999"})))), "false 501 501 501 true");
    // Moved, as many as a page has rows.
    assert_eq!(report(&at(1, |it| it.rotate_left(99))), "false 500 501 402 true");
    // After the last page nobody asks any more.
    assert_eq!(report(&at(6, Vec::clear)), "true 500 500 500 false");
}

#[test]
fn rows_that_an_api_drops_are_missed_and_are_no_drift() {
    let report = |drops: &dyn Fn(usize) -> bool| Walk { drops, ..Walk::default() }.report(directory(500));
    assert_eq!(report(&|at| at == 42), "false 500 499 499 false");
    // The anchor, the row before it, the row behind it; a whole page but its last row.
    assert_eq!(report(&|at| at == 99), "false 500 499 499 false");
    assert_eq!(report(&|at| at == 98), "false 500 499 499 false");
    assert_eq!(report(&|at| at == 100), "false 500 499 499 false");
    assert_eq!(report(&|at| at == 499), "false 500 499 499 false");
    assert_eq!(report(&|at| (100..198).contains(&at)), "false 500 402 402 false");
    // Without a total no more can be told than that a page in the middle was short.
    let walk = Walk { total: false, drops: &|at| at == 42, ..Walk::default() };
    assert_eq!(walk.report(directory(500)), "false null 499 499 false");
}

/// Pages of less than was asked for are none from which rows were dropped: each goes on where the one before ended.
#[test]
fn an_api_that_gives_less_at_once_is_followed_to_the_end() {
    for cap in [2, 3, 60, 99] {
        for count in [1, 59, 60, 61, 119, 250] {
            let walk = Walk { cap, ..Walk::default() };
            let (came, report) = walk.over(directory(count));
            assert_eq!(came.len(), count, "{cap} {report}");
            assert_eq!(report["complete"], json!(true), "{cap} {count} {report}");
        }
    }
}

#[test]
fn rows_that_are_null_are_dropped_and_told() {
    for at in [0, 42, 99, 100, 198, 499] {
        let mut directory = directory(500);
        directory[at] = Value::Null;
        let (came, report) = Walk::default().over(directory);
        let told = [&report["complete"], &report["fetched"], &report["nulls"], &report["drift"]];
        assert_eq!(told, [&json!(false), &json!(499), &json!(1), &json!(false)], "{at}: {report}");
        assert!(!came.contains(&"null".to_owned()));
    }
}

/// The page number, counted from 0, of the row at `at`.
fn is_on_page(at: usize, pages: Range<usize>) -> bool {
    (pages.start * 99 + 1..=pages.end * 99).contains(&at)
}

#[test]
fn a_page_of_which_nothing_is_left_ends_no_list_that_goes_on() {
    let first_two = |at: usize| at == 0 || is_on_page(at, 0..2);
    for (drops, told) in [
        (&first_two as &dyn Fn(usize) -> bool, "false 500 301 301 false"),
        (&|at| is_on_page(at, 1..2), "false 500 401 401 false"),
        (&|at| is_on_page(at, 1..4), "false 500 203 203 false"),
        (&|_| true, "false 500 0 0 false"),
    ] {
        assert_eq!(Walk { drops, ..Walk::default() }.report(directory(500)), told);
        let walk = Walk { drops, nulls: true, ..Walk::default() };
        assert_eq!(walk.report(directory(500)), told);
        let (_, report) = walk.over(directory(500));
        assert!(report["nulls"].as_u64() > Some(90), "{report}");
        // Without a total pages of nulls are followed all the same.
        let walk = Walk { total: false, ..walk };
        assert_eq!(walk.report(directory(500)), told.replace("500", "null"));
    }
}

#[test]
fn rows_that_went_on_by_a_page_are_no_page_that_comes_again_for_ever() {
    for (count, total) in [(99, true), (120, true), (400, true), (99, false), (120, false)] {
        let insert = |number: usize, directory: &mut Directory| {
            if number == 3 {
                let new = (0..count).map(|it| json!({"_id": format!("new {it}")}));
                directory.splice(0..0, new);
            }
        };
        let walk = Walk { sort: "-_id", total, work: &insert, ..Walk::default() };
        let (came, report) = walk.over(directory(500));
        assert!(came.len() >= 500, "{count} {report}");
        assert_eq!((&report["drift"], &report["complete"]), (&json!(true), &json!(false)), "{report}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Pages are asked for beside each other and answered in any order, while somebody works on the directory. Rows keep
    /// their order: what is new comes in anywhere, and goes from anywhere.
    #[test]
    fn a_list_that_is_complete_has_everybody_once_who_stayed(
        count in 0..600_usize, ahead in 1..6_usize, by_id in any::<bool>(),
        order in prop::collection::vec(0..6_usize, 1..20),
        work in prop::collection::vec((0..6_usize, 0..600_usize, 0..900_usize), 0..3),
    ) {
        let fresh = Cell::new(0);
        let change = |number: usize, directory: &mut Directory| {
            for (_, goes, comes) in work.iter().filter(|(when, ..)| *when == number) {
                if !directory.is_empty() {
                    directory.remove(goes % directory.len());
                }
                // Most often the total stays what it was.
                let at = comes % (directory.len() + 1);
                if *comes < 800 {
                    fresh.set(fresh.get() + 1);
                    // Behind its neighbour, so that ids ascend.
                    let before = at.checked_sub(1).and_then(|it| directory[it]["_id"].as_str()).unwrap_or("");
                    let id = format!("{before}~{:03}", fresh.get());
                    directory.insert(at, json!({"_id": id}));
                }
            }
        };
        let turn = Cell::new(0);
        let next = |_| {
            turn.set(turn.get() + 1);
            order[turn.get() % order.len()]
        };
        let sort = if by_id { "" } else { "-username" };
        let walk = Walk { sort, work: &change, ahead, next: &next, ..Walk::default() };
        let (came, report) = walk.over(directory(count));
        if report["complete"] == json!(true) {
            let mut end = directory(count);
            fresh.set(0);
            (1..=turn.get()).for_each(|number| change(number, &mut end));
            let once: HashSet<&String> = came.iter().collect();
            prop_assert_eq!(once.len(), came.len(), "somebody comes twice");
            let stayed = directory(count).into_iter().filter(|row| end.contains(row));
            for row in stayed {
                prop_assert!(once.contains(&row.to_string()), "{} is lost: {}", row, report);
            }
        }
    }
}

#[test]
fn an_order_that_is_not_kept_proves_nothing() {
    let mut shuffled = directory(300);
    shuffled.swap(10, 250);
    assert_eq!(Walk::default().report(shuffled.clone()), "false 300 300 null false");
    // In an order of one's own there is nothing to keep.
    assert_eq!(Walk { sort: "-username", ..Walk::default() }.report(shuffled), "true 300 300 300 false");
}

#[test]
fn rows_without_the_ids_they_ought_to_have_prove_nothing() {
    assert_eq!(Walk::default().report(vec![json!({"n": 1}); 99]), "true 99 99 null false");
    let nameless = |count: usize| (0..count).map(|number| json!({"n": number})).collect::<Directory>();
    assert_eq!(Walk::default().report(nameless(500)), "false 500 500 null false");
    let moved = |number: usize, directory: &mut Directory| {
        if number == 2 {
            directory.rotate_left(1);
        }
    };
    let walk = Walk { work: &moved, ..Walk::default() };
    assert_eq!(walk.report(nameless(500)), "false 500 501 null true");
    let equal = vec![json!({"n": 1}); 500];
    assert_eq!(Walk::default().report(equal), "false 500 500 null false");
}
