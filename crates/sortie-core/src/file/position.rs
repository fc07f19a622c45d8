//! Places in a text: bytes for programs, lines and columns for people.

/// The byte of `text` at `line` and `column`, both in characters from 1.
pub(crate) fn offset(text: &str, line: usize, column: usize) -> usize {
    let line_start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let before = text[line_start..].chars().take(column.saturating_sub(1));
    line_start + before.map(char::len_utf8).sum::<usize>()
}

/// Line and column of the byte `offset` of `text`, both in characters from 1.
pub(crate) fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_the_same_in_bytes_and_in_lines() {
        let text = "größe\n\n  🎉 x\r\nend";
        for (at, _) in text.char_indices() {
            let (line, column) = position(text, at);
            assert_eq!(offset(text, line, column), at);
        }
        assert_eq!(position(text, text.len()), (4, 4));
        assert_eq!((offset(text, 0, 0), offset(text, 9, 9)), (0, text.len()));
    }
}
