use percent_encoding::percent_decode_str;

use crate::{
    Call,
    choices::Choices,
    directory::Directory,
    exchange::Exchange,
    group_routes, organization,
    reply::{Outcome, Reply},
    system_routes, user_routes,
};

/// Answers `call`, whose key and organization have been found good.
pub(crate) fn answer(call: &Call, directory: &mut Directory, choices: &Choices) -> Outcome {
    let path = call.path.strip_suffix('/').unwrap_or(&call.path);
    let segments: Vec<String> =
        path.split('/').skip(1).map(|it| percent_decode_str(it).decode_utf8_lossy().into_owned()).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    // Whatever is there to be read can be asked for without its body.
    let method = if call.method == "HEAD" { "GET" } else { &call.method };
    let mut exchange = Exchange::new(call, directory, choices);
    match segments.as_slice() {
        ["api", "v2", rest @ ..] => v2(method, rest, &mut exchange),
        ["api", rest @ ..] => v1(method, rest, &mut exchange),
        _ => Err(Reply::not_found()),
    }
}

fn v1(method: &str, path: &[&str], exchange: &mut Exchange) -> Outcome {
    match (method, path) {
        (_, ["systemusers", rest @ ..]) => user(method, rest, exchange),
        ("POST", ["search", "systemusers"]) => user_routes::search(exchange),
        ("POST", ["search", "systems"]) => system_routes::search(exchange),
        ("GET", ["systems"]) => system_routes::list(exchange),
        ("GET", ["systems", id]) => system_routes::one(exchange, id),
        ("GET", ["organizations"]) => Ok(Reply::json(200, &organization::list())),
        _ => Err(Reply::not_found()),
    }
}

fn user(method: &str, path: &[&str], exchange: &mut Exchange) -> Outcome {
    match (method, path) {
        ("GET", []) => user_routes::list(exchange),
        ("POST", []) => user_routes::create(exchange),
        ("GET", [id]) => user_routes::one(exchange, id),
        ("PUT", [id]) => user_routes::update(exchange, id),
        ("DELETE", [id]) => user_routes::remove(exchange, id),
        ("POST", [id, "expire"]) => user_routes::expire(exchange, id),
        ("POST", [id, "unlock"]) => user_routes::unlock(exchange, id),
        ("POST", [id, "password"]) => user_routes::password(exchange, id),
        ("POST", [id, "state", "activate"]) => user_routes::activate(exchange, id),
        ("POST", [id, "state", "suspend"]) => user_routes::suspend(exchange, id),
        ("POST", [id, "resetmfa"]) => user_routes::reset_mfa(exchange, id),
        ("POST", [id, "mfasync"]) => user_routes::sync_mfa(exchange, id),
        ("GET", [id, "totpinfo"]) => user_routes::totp_info(exchange, id),
        ("GET", [id, "sshkeys"]) => user_routes::keys(exchange, id),
        ("POST", [id, "sshkeys"]) => user_routes::add_key(exchange, id),
        ("DELETE", [id, "sshkeys", key]) => user_routes::remove_key(exchange, id, key),
        _ => Err(Reply::not_found()),
    }
}

fn v2(method: &str, path: &[&str], exchange: &mut Exchange) -> Outcome {
    match (method, path) {
        ("GET", ["usergroups"]) => group_routes::list(exchange),
        ("POST", ["usergroups"]) => group_routes::create(exchange),
        ("GET", ["usergroups", id]) => group_routes::one(exchange, id),
        ("PUT", ["usergroups", id]) => group_routes::replace(exchange, id),
        ("DELETE", ["usergroups", id]) => group_routes::remove(exchange, id),
        ("GET", ["usergroups", id, "members"]) => group_routes::members(exchange, id),
        ("POST", ["usergroups", id, "members"]) => group_routes::change_member(exchange, id),
        ("GET", ["usergroups", id, "membership"]) => group_routes::membership(exchange, id),
        ("GET", ["users", id, "memberof"]) => group_routes::member_of(exchange, id),
        _ => Err(Reply::not_found()),
    }
}
