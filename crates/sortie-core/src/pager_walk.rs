use std::collections::VecDeque;

use serde_json::{Value, json};

use crate::fixtures::{HEAD, action, connection, invocation, jumpcloud};
use crate::{Integration, Pager, Redactor, Request, Response, Tries, plan, render};

/// A directory that somebody works on while it is read: the ids of its users, in their order.
pub(crate) type Directory = Vec<Value>;

pub(crate) fn directory(count: usize) -> Directory {
    (0..count).map(|number| json!({"_id": format!("{number:06}")})).collect()
}

/// What a walk over an API gives and says, if `work` is done to the directory after each page that is answered, which it
/// is told the number of, and `drops` leaves rows out of pages.
pub(crate) struct Walk<'w> {
    pub(crate) sort: &'static str,
    pub(crate) total: bool,
    pub(crate) work: &'w dyn Fn(usize, &mut Directory),
    pub(crate) drops: &'w dyn Fn(usize) -> bool,
    /// The most rows of a page, however many are asked for.
    pub(crate) cap: usize,
    /// The most pages that are asked for beside each other.
    pub(crate) ahead: usize,
    /// Which of so many that are asked for and not answered is answered next.
    pub(crate) next: &'w dyn Fn(usize) -> usize,
    /// Whether rows are null in the place of being left out.
    pub(crate) nulls: bool,
}

impl Default for Walk<'_> {
    fn default() -> Self {
        Self {
            sort: "",
            total: true,
            work: &|_, _| (),
            drops: &|_| false,
            cap: 100,
            ahead: 1,
            next: &|_| 0,
            nulls: false,
        }
    }
}

impl Walk<'_> {
    /// The rows that came, and the report.
    pub(crate) fn over(&self, mut directory: Directory) -> (Vec<String>, Value) {
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
        let mut asked: VecDeque<(Request, Option<Response>)> = VecDeque::new();
        while !pager.has_ended() {
            while asked.len() < self.ahead
                && let Some(request) = pager.next_request()
            {
                asked.push_back((request, None));
            }
            let mut open: Vec<_> = asked.iter_mut().filter(|(_, answered)| answered.is_none()).collect();
            if open.is_empty() {
                break;
            }
            let at = (self.next)(open.len()) % open.len();
            let (request, answered) = &mut *open[at];
            *answered = Some(self.answer(request, &directory));
            number += 1;
            (self.work)(number, &mut directory);
            while let Some((_, Some(_))) = asked.front()
                && let Some((_, Some(response))) = asked.pop_front()
                && !pager.has_ended()
            {
                let rows = pager.take(&response).expect("it is a page");
                came.extend(rows.into_iter().map(|row| row.get().to_owned()));
            }
        }
        (came, pager.report())
    }

    /// The page that `request` asks for.
    fn answer(&self, request: &Request, directory: &Directory) -> Response {
        let query = |key: &str| {
            let value = request.url.query_pairs().find(|(name, _)| name == key).map(|(_, value)| value);
            value.and_then(|it| it.parse().ok()).expect("a page says where it is")
        };
        let (skip, limit): (usize, usize) = (query("skip"), query("limit"));
        let on_page = directory.iter().enumerate().skip(skip).take(limit.min(self.cap));
        let shown =
            on_page.filter_map(
                |(at, row)| if (self.drops)(at) { self.nulls.then_some(&Value::Null) } else { Some(row) },
            );
        let mut body = json!({"results": shown.collect::<Vec<_>>()});
        if self.total {
            body["totalCount"] = directory.len().into();
        }
        let (headers, body) = (Vec::new(), body.to_string().into_bytes());
        Response { status: 200, headers, body, tries: Tries::default(), blocked_until: None }
    }

    /// What is reported of a walk: complete, expected, fetched, distinct, drift.
    pub(crate) fn report(&self, directory: Directory) -> String {
        let (_, report) = self.over(directory);
        let shown =
            ["complete", "expected", "fetched", "distinct", "drift"].map(|key| report[key].to_string());
        shown.join(" ")
    }
}
