use std::fmt;

/// A moment in UTC, counted in milliseconds of the Unix epoch and written the way the API writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timestamp(u64);

const SECOND: u64 = 1000;
const DAY: u64 = 86_400 * SECOND;

impl Timestamp {
    /// 2022-01-01, when the organization's first user was created.
    pub(crate) const FOUNDED: Self = Self(1_640_995_200 * SECOND);
    /// 2030-01-01, when the first call arrives.
    pub(crate) const START: Self = Self(1_893_456_000 * SECOND);

    /// 2029-12-02, thirty days before the first call.
    pub(crate) const MONTH_BEFORE: Self = Self(Self::START.0 - 30 * DAY);

    /// The moment so many seconds after the epoch, short of the end of time.
    pub(crate) fn at_second(seconds: u64) -> Self {
        Self(0).plus_seconds(seconds)
    }

    /// This moment as HTTP writes dates, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    pub(crate) fn http_date(self) -> String {
        const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let name = |names: &[&'static str], number: u64| {
            names[usize::try_from(number).unwrap_or_default() % names.len()]
        };
        let (year, month, day) = civil(self.0 / DAY);
        let (weekday, month) = (name(&DAYS, self.0 / DAY % 7), name(&MONTHS, month - 1));
        let seconds = self.0 % DAY / SECOND;
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        format!("{weekday}, {day:02} {month} {year:04} {hours:02}:{minutes:02}:{seconds:02} GMT")
    }

    /// This moment and `seconds` more, short of the end of time.
    pub(crate) fn plus_seconds(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(SECOND)).min(Self::LAST.0))
    }

    /// This moment and `days` more, short of the end of time.
    pub(crate) fn plus_days(self, days: u64) -> Self {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    /// This moment and `millis` more.
    pub(crate) fn plus_millis(self, millis: u64) -> Self {
        Self(self.0.saturating_add(millis).min(Self::LAST.0))
    }

    /// The whole seconds since the epoch, as an object id begins with them.
    pub(crate) fn seconds(self) -> u64 {
        self.0 / SECOND
    }

    /// 9999-12-31, the last day whose year has four digits.
    const LAST: Self = Self(253_402_300_799 * SECOND);
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil(self.0 / DAY);
        let time = self.0 % DAY;
        let (hours, minutes) = (time / (3600 * SECOND), time / (60 * SECOND) % 60);
        let (seconds, millis) = (time / SECOND % 60, time % SECOND);
        write!(f, "{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{millis:03}Z")
    }
}

/// Year, month and day of the Gregorian calendar, `days` after 1970-01-01.
///
/// Years are counted from March, so that the leap day comes last and every month has a fixed offset.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_as_the_api_writes_it() {
        let leap = Timestamp(1_709_164_800 * SECOND).plus_millis(42_369);
        let shown = [
            Timestamp(0),
            Timestamp::FOUNDED,
            leap,
            leap.plus_days(1),
            Timestamp::START,
            Timestamp::START.plus_days(u64::MAX),
        ];
        assert_eq!(
            shown.map(|it| it.to_string()),
            [
                "1970-01-01T00:00:00.000Z",
                "2022-01-01T00:00:00.000Z",
                "2024-02-29T00:00:42.369Z",
                "2024-03-01T00:00:42.369Z",
                "2030-01-01T00:00:00.000Z",
                "9999-12-31T23:59:59.000Z",
            ]
        );
    }
}
