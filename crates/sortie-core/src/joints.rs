/// How many places are looked at together.
const STRETCH: usize = 64;

/// Places at which hexadecimal digits in pairs, once what stands between the pairs is gone, may spell a part of a needle.
///
/// A needle that is found only without what stands between pairs covers the last digit before one such sign, and the first
/// behind it. With the two digits around these it begins, ends, or goes on.
pub(crate) struct Joints {
    /// Whether four digits, two on either side of a sign, may stand in a needle, or over one of its ends; a bit for each
    /// number that they write.
    may_be: Vec<u64>,
}

impl Joints {
    /// The joints of `needles`, none of which has fewer than four bytes.
    pub(crate) fn of<'a>(needles: impl Iterator<Item = &'a str>) -> Self {
        let mut joints = Self { may_be: vec![0; 1 << 10] };
        for needle in needles.map(str::as_bytes) {
            needle.windows(4).filter_map(number).for_each(|it| joints.mark(it));
            if let Some(first) = needle.get(..3).and_then(number) {
                (0..16).for_each(|before| joints.mark(before << 12 | first));
            }
            if let Some(last) = needle.last_chunk::<3>().and_then(|it| number(it)) {
                (0..16).for_each(|behind| joints.mark(last << 4 | behind));
            }
        }
        joints
    }

    fn mark(&mut self, number: usize) {
        self.may_be[number / 64] |= 1 << (number % 64);
    }

    /// Whether there may be a needle in `text` without what stands between its pairs, that is not in `text` itself. It
    /// may say yes where there is none.
    pub(crate) fn may_be_in(&self, text: &str) -> bool {
        let text = text.as_bytes();
        (0..text.len()).step_by(STRETCH).any(|at| {
            // The last places of a stretch are looked at with what stands behind them.
            let stretch = &text[at..text.len().min(at + STRETCH + 4)];
            has_signs(stretch) && stretch.windows(5).any(|it| self.may_be_at(it))
        })
    }

    fn may_be_at(&self, place: &[u8]) -> bool {
        matches!(place[2], b' ' | b':')
            && number(&[place[0], place[1], place[3], place[4]])
                .is_some_and(|number| self.may_be[number / 64] >> (number % 64) & 1 == 1)
    }
}

/// Whether a sign that can stand between pairs stands between digits in `stretch`. It looks at all of it, without branches:
/// many bytes at once.
fn has_signs(stretch: &[u8]) -> bool {
    let is_one =
        |it: &[u8]| it[0].is_ascii_hexdigit() & matches!(it[1], b' ' | b':') & it[2].is_ascii_hexdigit();
    stretch.windows(3).fold(false, |found, it| found | is_one(it))
}

/// What `digits`, at most four, say in hexadecimal.
fn number(digits: &[u8]) -> Option<usize> {
    digits.iter().try_fold(0, |number, it| Some(number << 4 | char::from(*it).to_digit(16)? as usize))
}

#[cfg(test)]
mod tests {
    use super::Joints;

    #[track_caller]
    fn check(needle: &str, text: &str, may_be: bool) {
        assert_eq!(Joints::of(std::iter::once(needle)).may_be_in(text), may_be, "{needle} in {text}");
    }

    #[test]
    fn digits_in_pairs_are_held_against_all_of_a_needle() {
        for text in ["ab:cd:ef", "AB CD EF", "x ab:cd", "0a:bc:de:f0", "de:f0", "at cd:ef"] {
            check("abcdef", text, true);
        }
        for text in
            ["10:20:30", "abcdef", "ab-cd-ef", "\"ab\":\"cd\"", "ab: cd", "ab :cd", "ef:ab", "", "ab:c"]
        {
            check("abcdef", text, false);
        }
        check("zz12y34", "zz12:y34", false);
        check("zz1234zz", "zz12:34zz", true);
        for before in 0..200 {
            check("abcdef", &format!("{}ab:cd:ef", "-".repeat(before)), true);
        }
    }
}
