//! The author's text on its way to the engine's parser: measured first, then brought into its dialect.
//!
//! The parser recurses over chains, so their length is bounded before it sees them. What it does not read as
//! Jinja2 does is rewritten here: line breaks, some escapes of string literals, the unary plus, `do`, `raw`.

mod scan;

use crate::error::position;
use crate::limits::grouped;
use crate::{Error, ErrorKind, Limits};

/// The name that takes what a `{% do … %}` gives: the parser's own takes nothing but calls.
pub(crate) const DO: &str = "__do";

/// A text for the parser, and where its bytes stood in the author's.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) text: String,
    /// Offsets from which on the author's text is this many bytes further.
    shifts: Vec<(usize, isize)>,
}

impl Source {
    /// Reads `author`'s text.
    ///
    /// # Errors
    /// It is longer than the limits allow.
    pub(crate) fn new(author: &str, limits: &Limits) -> Result<Self, Error> {
        if author.len() > limits.source_bytes {
            let what = format!(
                "the template is longer than {} bytes (`source_bytes`)",
                grouped(limits.source_bytes as u64)
            );
            return Err(Error::new(ErrorKind::Limit, what, 1, 1));
        }
        let author = if author.contains('\r') {
            author.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            author.to_owned()
        };
        let edits = scan::edits(&author, limits)?;
        Ok(Self::edited(author, edits))
    }

    fn edited(author: String, edits: Vec<(usize, usize, String)>) -> Self {
        if edits.is_empty() {
            return Self { text: author, shifts: Vec::new() };
        }
        let mut text = String::with_capacity(author.len());
        let mut shifts = Vec::new();
        let mut last = 0;
        for (start, end, instead) in edits {
            text.push_str(author.get(last..start).unwrap_or_default());
            text.push_str(&instead);
            last = end;
            if let (Ok(was), Ok(is)) = (isize::try_from(last), isize::try_from(text.len())) {
                shifts.push((text.len(), was - is));
            }
        }
        text.push_str(author.get(last..).unwrap_or_default());
        Self { text, shifts }
    }

    /// Line and column in the author's text of a byte of the parser's.
    pub(crate) fn position(&self, offset: usize) -> (usize, usize) {
        let (line, column) = position(&self.text, offset);
        let line_start = offset
            - self
                .text
                .get(..offset)
                .and_then(|it| it.rfind('\n').map(|at| offset - at - 1))
                .unwrap_or(offset);
        let shift = |upto: usize| {
            self.shifts.iter().take_while(|(at, _)| *at <= upto).last().map_or(0, |(_, shift)| *shift)
        };
        (line, column.saturating_add_signed(shift(offset) - shift(line_start)))
    }
}
