use super::{
    Effect, Refusal, ResetAt, Side, Volume,
    refusal::done,
    terms::{Terms, whole},
};

/// One thing that can go wrong on demand.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct FaultKind {
    /// The word that a rule begins with.
    pub name: &'static str,
    /// The form of the value that it takes; empty where it takes none.
    pub value: &'static str,
    /// What happens, as one sentence.
    pub meaning: &'static str,
    /// The options of its own.
    pub options: &'static [&'static str],
    pub(super) read: fn(&mut Terms) -> Result<Effect, String>,
}

impl FaultKind {
    /// Every kind there is, for a help text.
    pub const ALL: &[Self] = &[
        Self {
            name: "status",
            value: "CODE",
            meaning: "answered with this status, not carried out; done=yes carries it out all the same, \
                      body=html|json|long|text|broken|empty chooses the body, retry-after=5 adds that header, \
                      retry-after=date+5 as a date",
            options: Refusal::OPTIONS,
            read: |terms| Ok(Effect::Refusal(Refusal::read(status(terms)?, terms)?)),
        },
        Self {
            name: "rate",
            value: "N",
            meaning: "more than N calls in any one second, 0 lets none through, are answered 429 and counted as \
                      over the limit; body and retry-after as for status",
            options: Refusal::OPTIONS,
            read: |terms| Ok(Effect::Rate(rate(terms)?, Refusal::read(429, terms)?)),
        },
        Self {
            name: "block",
            value: "",
            meaning: "answered 403 with the edge's page for a blocked address",
            options: &[],
            read: |_| Ok(Effect::Refusal(Refusal::abuse())),
        },
        Self {
            name: "latency",
            value: "MS",
            meaning: "carried out, and answered so many milliseconds late; A..B draws them at random, by `--seed`",
            options: &[],
            read: latency,
        },
        Self {
            name: "refuse",
            value: "",
            meaning: "new connections are reset before anything is read",
            options: &[],
            read: |_| Ok(Effect::Refuse),
        },
        Self {
            name: "reset",
            value: "before|during|after|answer",
            meaning: "the connection is reset: before the body is read, in its midst, after the call has been \
                      carried out, or in the midst of the answer",
            options: &[],
            read: reset,
        },
        Self {
            name: "truncate",
            value: "half|BYTES",
            meaning: "carried out; the body ends early, whatever its length is said to be",
            options: &[],
            read: truncate,
        },
        Self {
            name: "length",
            value: "+N|-N",
            meaning: "carried out; content-length is N too long or too short",
            options: &[],
            read: length,
        },
        Self {
            name: "garbage",
            value: "",
            meaning: "answered with bytes that are no HTTP, not carried out; done=yes carries it out",
            options: &["done"],
            read: |terms| done(terms).map(Effect::Garbage),
        },
        Self {
            name: "endless",
            value: "",
            meaning: "answered 200 with a body that never ends, not carried out; done=yes carries it out",
            options: &["done"],
            read: |terms| done(terms).map(Effect::Endless),
        },
        Self {
            name: "short-page",
            value: "N",
            meaning: "a page of a list has at most N rows; the others come after them",
            options: &[],
            read: |terms| number(terms).map(Effect::ShortPage),
        },
        Self {
            name: "drop-rows",
            value: "N",
            meaning: "N rows are missing from a page of a list, though the total counts them",
            options: &[],
            read: |terms| number(terms).map(Effect::DropRows),
        },
        Self {
            name: "null-rows",
            value: "N",
            meaning: "N rows of a page of a list are null",
            options: &[],
            read: |terms| number(terms).map(Effect::NullRows),
        },
        Self {
            name: "insert",
            value: "before|after",
            meaning: "a page of users is asked for, and before it is read a user appears in front of all others, \
                      or behind",
            options: &[],
            read: |terms| side(terms).map(Effect::Insert),
        },
        Self {
            name: "delete",
            value: "before|after",
            meaning: "a page of users is asked for, and before it is read the user in front of it disappears, or \
                      the first on it",
            options: &[],
            read: |terms| side(terms).map(Effect::Delete),
        },
        Self {
            name: "lag",
            value: "N",
            meaning: "a write is seen by reads only after N further calls",
            options: &[],
            read: |terms| number(terms).map(|calls| Effect::Lag(u64::try_from(calls).unwrap_or(u64::MAX))),
        },
        Self {
            name: "lost",
            value: "",
            meaning: "a write is answered as if it were done, and is not",
            options: &[],
            read: |_| Ok(Effect::Lost),
        },
    ];

    /// The kind called `name`.
    pub(super) fn find(name: &str) -> Result<&'static Self, String> {
        let names: Vec<&str> = Self::ALL.iter().map(|kind| kind.name).collect();
        let found = Self::ALL.iter().find(|kind| kind.name == name);
        found.ok_or_else(|| format!("there is no kind `{name}`; there are {}", names.join(", ")))
    }
}

/// The value that `form` describes.
fn value<'a>(terms: &mut Terms<'a>, form: &str) -> Result<&'a str, String> {
    let (kind, given) = (terms.kind, terms.value().map(str::trim));
    given.filter(|it| !it.is_empty()).ok_or_else(|| format!("`{kind}` needs a value; write {kind}={form}"))
}

fn number(terms: &mut Terms) -> Result<usize, String> {
    whole(terms.kind, value(terms, "N")?, 1)
}

/// A limit that lets nothing through refuses every call, however slowly they come.
fn rate(terms: &mut Terms) -> Result<usize, String> {
    whole(terms.kind, value(terms, "N")?, 0)
}

fn status(terms: &mut Terms) -> Result<u16, String> {
    let text = value(terms, "CODE")?;
    let code = text.parse().ok().filter(|code| (200..600).contains(code));
    code.ok_or_else(|| format!("`{text}` is no status; write a number from 200 to 599"))
}

fn latency(terms: &mut Terms) -> Result<Effect, String> {
    let text = value(terms, "MS")?;
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let from = whole("latency", from, 0)?;
    Ok(Effect::Latency(from..=whole("latency", to, from)?))
}

fn reset(terms: &mut Terms) -> Result<Effect, String> {
    let form = "before|during|after|answer";
    Ok(Effect::Reset(match value(terms, form)? {
        "before" => ResetAt::Before,
        "during" => ResetAt::During,
        "after" => ResetAt::After,
        "answer" => ResetAt::Answer,
        other => return Err(format!("`{other}` is no time to reset; write reset={form}")),
    }))
}

fn truncate(terms: &mut Terms) -> Result<Effect, String> {
    Ok(Effect::Truncate(match value(terms, "half|BYTES")? {
        "half" => Volume::Half,
        bytes => Volume::Bytes(whole("truncate", bytes, 0)?),
    }))
}

fn length(terms: &mut Terms) -> Result<Effect, String> {
    let text = value(terms, "+N|-N")?;
    let signed = text.starts_with(['+', '-']).then(|| text.parse().ok()).flatten().filter(|off| *off != 0);
    signed
        .map(Effect::Length)
        .ok_or_else(|| format!("`{text}` is no difference; write length=+N or length=-N"))
}

fn side(terms: &mut Terms) -> Result<Side, String> {
    match value(terms, "before|after")? {
        "before" => Ok(Side::Before),
        "after" => Ok(Side::After),
        other => Err(format!("`{other}` is no side; write {0}=before or {0}=after", terms.kind)),
    }
}
