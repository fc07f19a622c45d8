//! `strftime` as it is on Linux, in English.

use std::fmt::Write as _;

use jiff::civil::DateTime;

/// What `%z` and `%Z` say.
pub(super) struct Zone {
    offset: String,
    name: String,
}

impl Zone {
    /// The zone of a date that knows its distance from Greenwich, or does not.
    pub(super) fn of(seconds: Option<i32>) -> Self {
        let name = match seconds {
            None => String::new(),
            Some(0) => "UTC".to_owned(),
            Some(seconds) => format!("UTC{}", zone(seconds, ":")),
        };
        Self { offset: seconds.map_or_else(String::new, |it| zone(it, "")), name }
    }

    /// Greenwich by the name that the clock's zone has.
    pub(super) fn named(name: &str) -> Self {
        Self { offset: "+0000".to_owned(), name: name.to_owned() }
    }
}

/// `+02:00`.
pub(super) fn zone(seconds: i32, between: &str) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.abs();
    format!("{sign}{:02}{between}{:02}", seconds / 3600, seconds / 60 % 60)
}

/// `at` in the form of `format`; what follows `%` and has no meaning stays.
pub(super) fn formatted(format: &str, at: DateTime, zone: &Zone) -> String {
    let mut out = String::new();
    let mut rest = format;
    while let Some(start) = rest.find('%') {
        out.push_str(&rest[..start]);
        let directive = &rest[start..];
        let mut after = directive[1..].chars();
        let first = after.next();
        let bare = first.filter(|it| *it == '-');
        let letter = if bare.is_some() || matches!(first, Some('E' | 'O')) { after.next() } else { first };
        match letter.and_then(|letter| part(letter, at, zone)) {
            Some(text) if bare.is_some() => {
                let short = text.trim_start_matches(['0', ' ']);
                out.push_str(if short.is_empty() { &text[text.len() - 1..] } else { short });
            }
            Some(text) => out.push_str(&text),
            None => out.push_str(&directive[..directive.len() - after.as_str().len()]),
        }
        rest = after.as_str();
    }
    out.push_str(rest);
    out
}

#[expect(clippy::too_many_lines, reason = "one arm for each letter")]
fn part(letter: char, at: DateTime, zone: &Zone) -> Option<String> {
    let (date, time) = (at.date(), at.time());
    let weekday = i16::from(date.weekday().to_sunday_zero_offset());
    let monday = i16::from(date.weekday().to_monday_zero_offset());
    let week = date.iso_week_date();
    let twelve = (time.hour() + 11) % 12 + 1;
    let day = date.day_of_year();
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = match letter {
        'a' => write!(out, "{:.3}", WEEKDAYS[usize::try_from(monday).ok()?]),
        'A' => write!(out, "{}", WEEKDAYS[usize::try_from(monday).ok()?]),
        'b' | 'h' => write!(out, "{:.3}", MONTHS[usize::try_from(date.month() - 1).ok()?]),
        'B' => write!(out, "{}", MONTHS[usize::try_from(date.month() - 1).ok()?]),
        'c' => write!(out, "{}", formatted("%a %b %e %H:%M:%S %Y", at, zone)),
        'C' => write!(out, "{:02}", date.year().div_euclid(100)),
        'd' => write!(out, "{:02}", date.day()),
        'D' | 'x' => write!(out, "{}", formatted("%m/%d/%y", at, zone)),
        'e' => write!(out, "{:2}", date.day()),
        'f' => write!(out, "{:06}", at.subsec_nanosecond() / 1000),
        'F' => write!(out, "{}", formatted("%Y-%m-%d", at, zone)),
        'g' => write!(out, "{:02}", week.year().rem_euclid(100)),
        'G' => write!(out, "{}", week.year()),
        'H' => write!(out, "{:02}", time.hour()),
        'I' => write!(out, "{twelve:02}"),
        'j' => write!(out, "{day:03}"),
        'k' => write!(out, "{:2}", time.hour()),
        'l' => write!(out, "{twelve:2}"),
        'm' => write!(out, "{:02}", date.month()),
        'M' => write!(out, "{:02}", time.minute()),
        'n' => writeln!(out),
        'p' => write!(out, "{}", if time.hour() < 12 { "AM" } else { "PM" }),
        'P' => write!(out, "{}", if time.hour() < 12 { "am" } else { "pm" }),
        'r' => write!(out, "{}", formatted("%I:%M:%S %p", at, zone)),
        'R' => write!(out, "{}", formatted("%H:%M", at, zone)),
        's' => write!(out, "{}", at.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0)).as_secs()),
        'S' => write!(out, "{:02}", time.second()),
        't' => write!(out, "\t"),
        'T' | 'X' => write!(out, "{}", formatted("%H:%M:%S", at, zone)),
        'u' => write!(out, "{}", monday + 1),
        'U' => write!(out, "{:02}", (day + 6 - weekday) / 7),
        'V' => write!(out, "{:02}", week.week()),
        'w' => write!(out, "{weekday}"),
        'W' => write!(out, "{:02}", (day + 6 - monday) / 7),
        'y' => write!(out, "{:02}", date.year().rem_euclid(100)),
        'Y' => write!(out, "{}", date.year()),
        'z' => write!(out, "{}", zone.offset),
        'Z' => write!(out, "{}", zone.name),
        '%' => write!(out, "%"),
        _ => return None,
    };
    Some(out)
}

pub(super) const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
