use crate::support::{BadServer, Reply, Sortie};

/// A list whose later pages go wrong fails as a whole, or says that it is not complete.
#[test]
fn a_list_never_looks_more_complete_than_it_is() {
    let page = |rows: &[usize], total: &str| {
        let rows: Vec<String> = rows.iter().map(|row| format!("{{\"_id\":\"{row}\"}}")).collect();
        Reply::json("200 OK", &format!("{{\"results\":[{}]{total}}}", rows.join(",")))
    };
    let full: Vec<usize> = (0..100).collect();
    let (total, more) = (",\"totalCount\":102", ",\"totalCount\":300");
    let mut told = Vec::new();
    for (what, pages) in [
        (
            "a second page that is refused",
            vec![page(&full, total), Reply::json("503 Service Unavailable", "")],
        ),
        ("a second page that is cut off", vec![page(&full, total), Reply::Close]),
        (
            "a second page without rows",
            vec![page(&full, total), Reply::json("200 OK", "{\"totalCount\":102}")],
        ),
        ("fewer rows than were promised", vec![page(&full, total), page(&[100], total)]),
        ("a page that is empty too early", vec![page(&full, more), page(&[], more)]),
        ("no total at all", vec![page(&[1, 2], ""), page(&[], "")]),
        ("a total that is no number", vec![page(&[1], ",\"totalCount\":\"many\""), page(&[], "")]),
        ("rows that were dropped", vec![page(&[1, 2, 3], total), page(&[100, 101], total)]),
    ] {
        let server = BadServer::new(pages);
        let sortie = Sortie::new().connected(server.address, "");
        let whole =
            sortie.run(&["run", "list_all_system_users", "-c", "test", "--all-pages", "-o", "ndjson"]);
        let asked: Vec<String> =
            server.requests().iter().filter_map(|it| Some(it.lines().next()?.to_owned())).collect();
        let rows = whole.matches("\n{\"_id\"").count();
        let rest: Vec<&str> = whole.lines().filter(|line| !line.starts_with("{\"_id\"")).collect();
        told.push(format!("# {what}\n{}\n{rows} rows: {}\n", asked.join("\n"), rest.join("\n")));
    }
    insta::assert_snapshot!(told.concat());
}

/// A server that does not look at where to go on is not asked for ever.
#[test]
fn a_page_that_comes_again_ends_the_list() {
    let page = r#"{"results":[{"_id":"1"}],"totalCount":250}"#;
    let server = BadServer::new([Reply::json("200 OK", page)]);
    let sortie = Sortie::new().connected(server.address, "");
    let told = sortie.run(&["run", "list_all_system_users", "-c", "test", "--all-pages"]);
    assert_eq!(server.requests().len(), 2);
    insta::assert_snapshot!(told);
}
