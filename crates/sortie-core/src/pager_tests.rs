use serde_json::{Value, json};

use crate::fixtures::{HEAD, action, connection, invocation, jumpcloud};
use crate::{Integration, Pager, Redactor, Response, Tries, plan, render};

/// A directory that somebody works on while it is read: the ids of its users, in their order.
type Directory = Vec<Value>;

fn directory(count: usize) -> Directory {
    (0..count).map(|number| json!({"_id": format!("{number:06}")})).collect()
}

/// What a walk over `api` gives and says, if `work` is done to the directory after each page, which it is told the
/// number of, and `drop` leaves rows out of pages.
struct Walk<'w> {
    sort: &'static str,
    total: bool,
    work: &'w dyn Fn(usize, &mut Directory),
    drops: &'w dyn Fn(usize) -> bool,
    /// The most rows of a page, however many are asked for.
    cap: usize,
}

impl Default for Walk<'_> {
    fn default() -> Self {
        Self { sort: "", total: true, work: &|_, _| (), drops: &|_| false, cap: 100 }
    }
}

impl Walk<'_> {
    /// The rows that came, and the report.
    fn over(&self, mut directory: Directory) -> (Vec<String>, Value) {
        let inputs = "inputs: {sort: {type: string}}";
        let query = "query: {sort: \"{{ inputs.sort }}\"}";
        let request = format!("request: {{api: v1, method: GET, path: /systemusers, {query}}}");
        let action = action(&format!("{HEAD}list: true\n{inputs}\n{request}\n"));
        let (mut redactor, here) = (Redactor::default(), connection(""));
        let given = invocation(json!({"sort": self.sort}), json!({}));
        let inputs = render(&action, &here, &given, &mut redactor).expect("they are right");
        let jumpcloud: Integration = jumpcloud();
        let request = plan(&action, &jumpcloud, &here, &inputs, &mut redactor).expect("it can be planned");
        let mut pager = Pager::new(&action, &jumpcloud, request).expect("it is a list");
        let (mut came, mut number) = (Vec::new(), 0);
        while !pager.has_ended()
            && let Some(request) = pager.next_request()
        {
            let query = |key: &str| {
                let value = request.url.query_pairs().find(|(name, _)| name == key).map(|(_, value)| value);
                value.and_then(|it| it.parse().ok()).expect("a page says where it is")
            };
            let (skip, limit): (usize, usize) = (query("skip"), query("limit"));
            let on_page = directory.iter().enumerate().skip(skip).take(limit.min(self.cap));
            let rows: Vec<&Value> =
                on_page.filter(|(at, _)| !(self.drops)(*at)).map(|(_, row)| row).collect();
            let mut body = json!({"results": rows});
            if self.total {
                body["totalCount"] = directory.len().into();
            }
            let response = Response {
                status: 200,
                headers: Vec::new(),
                body: body.to_string().into_bytes(),
                tries: Tries::default(),
                blocked_until: None,
            };
            came.extend(
                pager.take(&response).expect("it is a page").into_iter().map(|row| row.get().to_owned()),
            );
            number += 1;
            (self.work)(number, &mut directory);
        }
        (came, pager.report())
    }

    /// What is reported of a walk: complete, expected, fetched, distinct, drift.
    fn report(&self, directory: Directory) -> String {
        let (_, report) = self.over(directory);
        let shown =
            ["complete", "expected", "fetched", "distinct", "drift"].map(|key| report[key].to_string());
        shown.join(" ")
    }
}

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
