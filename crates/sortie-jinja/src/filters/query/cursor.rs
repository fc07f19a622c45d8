use minijinja::Error;

use super::lexer::{Token, fault, tokens};

/// The tokens of a query that are still to be read.
pub(super) struct Cursor<'query> {
    query: &'query str,
    tokens: Vec<(usize, Token)>,
    next: usize,
}

impl<'query> Cursor<'query> {
    pub(super) fn new(query: &'query str) -> Result<Self, Error> {
        Ok(Self { query, tokens: tokens(query)?, next: 0 })
    }

    pub(super) fn peek(&self, ahead: usize) -> &Token {
        self.tokens.get(self.next + ahead).map_or(&Token::End, |(_, token)| token)
    }

    /// Goes on behind the next tokens.
    pub(super) fn skip(&mut self, count: usize) {
        self.next += count;
    }

    pub(super) fn take(&mut self) -> Token {
        let token = self.peek(0).clone();
        self.next += 1;
        token
    }

    pub(super) fn is(&self, sign: &str) -> bool {
        matches!(self.peek(0), Token::Sign(found) if *found == sign)
    }

    /// Whether `sign` stands next; if so it is taken.
    pub(super) fn takes(&mut self, sign: &str) -> bool {
        let is = self.is(sign);
        self.next += usize::from(is);
        is
    }

    pub(super) fn expect(&mut self, sign: &str) -> Result<(), Error> {
        if self.takes(sign) { Ok(()) } else { Err(self.missing(&format!("`{sign}`"))) }
    }

    fn here(&self) -> usize {
        self.tokens.get(self.next).map_or(self.query.len(), |(at, _)| *at)
    }

    pub(super) fn missing(&self, what: &str) -> Error {
        fault(self.query, self.here(), &format!("{what} is missing"))
    }

    /// The token taken last does not fit.
    pub(super) fn misfit(&mut self) -> Error {
        self.next -= 1;
        self.unexpected()
    }

    /// The next token does not fit.
    pub(super) fn unexpected(&self) -> Error {
        let what = match self.peek(0) {
            Token::Name(_) | Token::Quoted(_) => "a name that does not fit".to_owned(),
            Token::Number(_) => "a number that does not fit".to_owned(),
            Token::Literal(_) => "a literal that does not fit".to_owned(),
            Token::Sign(sign) => format!("`{sign}` does not fit"),
            Token::End => "it stops too early".to_owned(),
        };
        fault(self.query, self.here(), &what)
    }
}
