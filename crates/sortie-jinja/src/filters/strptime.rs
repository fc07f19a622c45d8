//! `strptime` as Python has it, in English.

use jiff::civil::{Date, DateTime, Time};

use super::moment::Moment;
use super::strftime::{MONTHS, WEEKDAYS};

/// What a text says about a moment.
#[derive(Default)]
struct Parts {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    day_of_year: Option<i16>,
    hour: i8,
    twelve: bool,
    afternoon: bool,
    minute: i8,
    second: i8,
    micros: i32,
    zone: Option<i32>,
}

/// The moment that `text` names in the form of `format`, or what is wrong.
pub(super) fn parsed(text: &str, format: &str) -> Result<Moment, String> {
    let format = spelled_out(format);
    let mut parts = Parts::default();
    let mut rest = text;
    let mut form = format.chars();
    while let Some(character) = form.next() {
        let bad = || "`to_datetime`: the text does not have the form of the format".to_owned();
        if character == '%' {
            let letter = form.next().ok_or("`to_datetime`: a format cannot end in one `%`")?;
            rest = part(&mut parts, letter, rest)?.ok_or_else(bad)?;
        } else if character.is_whitespace() {
            let trimmed = rest.trim_start();
            if trimmed.len() == rest.len() {
                return Err(bad());
            }
            rest = trimmed;
            form = form.as_str().trim_start().chars();
        } else {
            let mut characters = rest.chars();
            let same = |it: char| it == character || it.to_lowercase().eq(character.to_lowercase());
            if !characters.next().is_some_and(same) {
                return Err(bad());
            }
            rest = characters.as_str();
        }
    }
    if !rest.is_empty() {
        return Err("`to_datetime`: the text goes on behind the end of the format".to_owned());
    }
    parts.moment().ok_or_else(|| "`to_datetime`: there is no such day".to_owned())
}

fn spelled_out(format: &str) -> String {
    let format = format.replace("%c", "%a %b %d %H:%M:%S %Y");
    format.replace("%x", "%m/%d/%y").replace("%X", "%H:%M:%S")
}

impl Parts {
    fn moment(&self) -> Option<Moment> {
        let first = Date::new(self.year.unwrap_or(1900), 1, 1).ok()?;
        let date = match (self.day_of_year, self.month) {
            (Some(day), None) => {
                first.checked_add(jiff::SignedDuration::from_hours(24 * i64::from(day - 1))).ok()?
            }
            _ => Date::new(first.year(), self.month.unwrap_or(1), self.day.unwrap_or(1)).ok()?,
        };
        let hour = match (self.twelve, self.afternoon) {
            (false, _) => self.hour,
            (true, afternoon) => self.hour % 12 + if afternoon { 12 } else { 0 },
        };
        let time = Time::new(hour, self.minute, self.second, self.micros * 1000).ok()?;
        Some(Moment::new(DateTime::from_parts(date, time), self.zone))
    }
}

/// Reads one part off `rest`: what is left, or none where it does not fit.
#[expect(clippy::too_many_lines, reason = "one arm for each letter")]
fn part<'t>(parts: &mut Parts, letter: char, rest: &'t str) -> Result<Option<&'t str>, String> {
    let small = |low: i32, high: i32| {
        number(rest, 2, low, high).and_then(|(number, rest)| Some((i8::try_from(number).ok()?, rest)))
    };
    let read = match letter {
        'Y' => number(rest, 4, 0, 9999)
            .filter(|(_, after)| rest.len() - after.len() == 4)
            .map(|(year, after)| (parts.year = i16::try_from(year).ok(), after).1),
        'y' => small(0, 99).map(|(year, after)| {
            parts.year = Some(i16::from(year) + if year < 69 { 2000 } else { 1900 });
            after
        }),
        'm' => small(1, 12).map(|(month, after)| (parts.month = Some(month), after).1),
        'd' => {
            let rest = rest.strip_prefix(' ').unwrap_or(rest);
            number(rest, 2, 1, 31).map(|(day, after)| (parts.day = i8::try_from(day).ok(), after).1)
        }
        'j' => {
            number(rest, 3, 1, 366).map(|(day, after)| (parts.day_of_year = i16::try_from(day).ok(), after).1)
        }
        'H' => small(0, 23).map(|(hour, after)| (parts.hour = hour, after).1),
        'I' => small(1, 12).map(|(hour, after)| {
            (parts.hour, parts.twelve) = (hour, true);
            after
        }),
        'M' => small(0, 59).map(|(minute, after)| (parts.minute = minute, after).1),
        'S' => small(0, 61).map(|(second, after)| (parts.second = second, after).1),
        'f' => fraction(rest).map(|(micros, after)| (parts.micros = micros, after).1),
        'p' => name(rest, &["AM", "PM"], 2).map(|(at, after)| (parts.afternoon = at == 1, after).1),
        'b' => name(rest, &MONTHS, 3).map(|(at, after)| (parts.month = i8::try_from(at + 1).ok(), after).1),
        'B' => name(rest, &MONTHS, usize::MAX)
            .map(|(at, after)| (parts.month = i8::try_from(at + 1).ok(), after).1),
        'a' => name(rest, &WEEKDAYS, 3).map(|(_, after)| after),
        'A' => name(rest, &WEEKDAYS, usize::MAX).map(|(_, after)| after),
        'w' => number(rest, 1, 0, 6).map(|(_, after)| after),
        'u' => number(rest, 1, 1, 7).map(|(_, after)| after),
        'z' => zone(rest).map(|(zone, after)| (parts.zone = Some(zone), after).1),
        'Z' => name(rest, &["UTC", "GMT"], 3).map(|(_, after)| after),
        '%' => rest.strip_prefix('%'),
        _ => return Err(format!("`to_datetime` does not know %{letter}")),
    };
    Ok(read)
}

/// The longest number of at most `digits` digits that is in range.
fn number(text: &str, digits: usize, low: i32, high: i32) -> Option<(i32, &str)> {
    let most = text.bytes().take(digits).take_while(u8::is_ascii_digit).count();
    (1..=most).rev().find_map(|length| {
        let (number, rest) = text.split_at(length);
        let number = number.parse().ok().filter(|it| (low..=high).contains(it))?;
        Some((number, rest))
    })
}

fn fraction(text: &str) -> Option<(i32, &str)> {
    let digits = text.bytes().take(6).take_while(u8::is_ascii_digit).count();
    let (micros, rest) = text.split_at(digits);
    (digits > 0).then(|| format!("{micros:0<6}").parse().ok()).flatten().map(|micros| (micros, rest))
}

/// The place of the name, of which `letters` letters are written, that `text` begins with.
fn name<'t>(text: &'t str, names: &[&str], letters: usize) -> Option<(usize, &'t str)> {
    names.iter().enumerate().find_map(|(at, name)| {
        let name = &name[..name.len().min(letters)];
        let head = text.get(..name.len())?;
        head.eq_ignore_ascii_case(name).then(|| (at, &text[name.len()..]))
    })
}

/// `+0200`, `+02:00`, `+02:00:30` or `Z`.
fn zone(text: &str) -> Option<(i32, &str)> {
    if let Some(rest) = text.strip_prefix(['Z', 'z']) {
        return Some((0, rest));
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let two = |text: &'_ str, high: i32| {
        let digits = text.get(..2).filter(|it| it.bytes().all(|it| it.is_ascii_digit()))?;
        digits.parse::<i32>().ok().filter(|it| *it <= high)
    };
    let rest = text.strip_prefix(['+', '-'])?;
    let hours = two(rest, 23)?;
    let rest = &rest[2..];
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let minutes = two(rest, 59)?;
    let rest = &rest[2..];
    let seconds = rest.strip_prefix(':').unwrap_or(rest);
    let (seconds, rest) = two(seconds, 59).map_or((0, rest), |it| (it, &seconds[2..]));
    Some((sign * (hours * 3600 + minutes * 60 + seconds), rest))
}
