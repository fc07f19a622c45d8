use minijinja::Error;

use super::ast::{Filter, Node};
use super::cursor::Cursor;
use super::lexer::Token;
use super::{DEPTH, too_deep};

/// A sign that binds weaker ends what is done to each item.
const PROJECTION: u8 = 10;
const FLATTEN: u8 = 9;
const STAR: u8 = 20;
const FILTER: u8 = 21;
const DOT: u8 = 40;
const NOT: u8 = 45;

/// Reads a query by the grammar of `JMESPath`, and as generously as Python's library.
///
/// # Errors
/// What cannot be read, and at which character.
pub(super) fn parse(query: &str) -> Result<Node, Error> {
    let mut parser = Parser { at: Cursor::new(query)?, depth: 0 };
    let node = parser.expression(0)?;
    match parser.at.peek(0) {
        Token::End => Ok(node),
        _ => Err(parser.at.unexpected()),
    }
}

struct Parser<'query> {
    at: Cursor<'query>,
    depth: usize,
}

/// How strongly a sign binds what stands before it.
fn power(token: &Token) -> u8 {
    match token {
        Token::Sign("|") => 1,
        Token::Sign("||") => 2,
        Token::Sign("&&") => 3,
        Token::Sign("==" | "!=" | "<" | "<=" | ">" | ">=") => 5,
        Token::Sign("[]") => FLATTEN,
        Token::Sign("*") => STAR,
        Token::Sign("[?") => FILTER,
        Token::Sign(".") => DOT,
        Token::Sign("!") => NOT,
        Token::Sign("{") => 50,
        Token::Sign("[") => 55,
        Token::Sign("(") => 60,
        _ => 0,
    }
}

fn pair(form: fn(Box<Node>, Box<Node>) -> Node, left: Node, right: Node) -> Node {
    form(Box::new(left), Box::new(right))
}

impl Parser<'_> {
    fn expression(&mut self, weakest: u8) -> Result<Node, Error> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(too_deep());
        }
        let mut left = self.prefix()?;
        while weakest < power(self.at.peek(0)) {
            left = self.infix(left)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn prefix(&mut self) -> Result<Node, Error> {
        match self.at.take() {
            Token::Literal(value) => Ok(Node::Literal(value)),
            Token::Quoted(_) if self.at.is("(") => Err(self.at.unexpected()),
            Token::Name(name) | Token::Quoted(name) => Ok(Node::Field(name)),
            Token::Sign("@") => Ok(Node::Current),
            Token::Sign("*") => Ok(pair(Node::Values, Node::Current, self.each(STAR)?)),
            Token::Sign("[?") => self.filter(Node::Current),
            Token::Sign("[]") => self.flatten(Node::Current),
            Token::Sign("{") => self.hash(),
            Token::Sign("[") => self.bracket(),
            Token::Sign("!") => Ok(Node::Not(Box::new(self.expression(NOT)?))),
            Token::Sign("&") => Ok(Node::Reference(Box::new(self.expression(0)?))),
            Token::Sign("(") => {
                let inside = self.expression(0)?;
                self.at.expect(")")?;
                Ok(inside)
            }
            _ => Err(self.at.misfit()),
        }
    }

    fn infix(&mut self, left: Node) -> Result<Node, Error> {
        let strength = power(self.at.peek(0));
        match self.at.take() {
            Token::Sign(".") if self.at.takes("*") => Ok(pair(Node::Values, left, self.each(DOT)?)),
            Token::Sign(".") => Ok(pair(Node::Chain, left, self.after_dot(DOT)?)),
            Token::Sign("|") => Ok(pair(Node::Chain, left, self.expression(strength)?)),
            Token::Sign("||") => Ok(pair(Node::Or, left, self.expression(strength)?)),
            Token::Sign("&&") => Ok(pair(Node::And, left, self.expression(strength)?)),
            Token::Sign(sign @ ("==" | "!=" | "<" | "<=" | ">" | ">=")) => {
                Ok(Node::Compare(sign, Box::new(left), Box::new(self.expression(strength)?)))
            }
            Token::Sign("[]") => self.flatten(left),
            Token::Sign("[?") => self.filter(left),
            Token::Sign("[") => self.subscript(left),
            Token::Sign("(") => match left {
                Node::Field(name) => self.call(name),
                _ => Err(self.at.missing("the name of a function before `(`")),
            },
            _ => Err(self.at.misfit()),
        }
    }

    fn call(&mut self, name: String) -> Result<Node, Error> {
        let mut arguments = Vec::new();
        while !self.at.takes(")") {
            arguments.push(self.expression(0)?);
            self.at.takes(",");
        }
        Ok(Node::Call(name, arguments))
    }

    fn flatten(&mut self, of: Node) -> Result<Node, Error> {
        let then = self.each(FLATTEN)?;
        Ok(pair(Node::Items, Node::Flatten(Box::new(of)), then))
    }

    fn filter(&mut self, of: Node) -> Result<Node, Error> {
        let condition = self.expression(0)?;
        self.at.expect("]")?;
        let then = self.each(FILTER)?;
        Ok(Node::Filter(Box::new(Filter { of, condition, then })))
    }

    /// A bracket with nothing before it.
    fn bracket(&mut self) -> Result<Node, Error> {
        match (self.at.peek(0), self.at.peek(1)) {
            (Token::Number(_) | Token::Sign(":"), _) => self.index(Node::Current),
            (Token::Sign("*"), Token::Sign("]")) => {
                self.at.skip(2);
                Ok(pair(Node::Items, Node::Current, self.each(STAR)?))
            }
            _ => self.list(),
        }
    }

    /// A bracket after something.
    fn subscript(&mut self, left: Node) -> Result<Node, Error> {
        if matches!(self.at.peek(0), Token::Number(_) | Token::Sign(":")) {
            return self.index(left);
        }
        self.at.expect("*")?;
        self.at.expect("]")?;
        Ok(pair(Node::Items, left, self.each(STAR)?))
    }

    fn index(&mut self, left: Node) -> Result<Node, Error> {
        if !matches!(self.at.peek(0), Token::Sign(":")) && !matches!(self.at.peek(1), Token::Sign(":")) {
            let Token::Number(index) = self.at.take() else { return Err(self.at.unexpected()) };
            self.at.expect("]")?;
            return Ok(pair(Node::Chain, left, Node::Index(index)));
        }
        // As in Python's library, a slice right after an index is no projection.
        let after_index =
            matches!(&left, Node::Chain(_, right) if matches!(**right, Node::Index(_) | Node::Slice(_)));
        let slice = pair(Node::Chain, left, self.slice()?);
        if after_index { Ok(slice) } else { Ok(pair(Node::Items, slice, self.each(STAR)?)) }
    }

    fn slice(&mut self) -> Result<Node, Error> {
        let (mut parts, mut part) = ([None; 3], 0);
        while !self.at.is("]") {
            match (self.at.peek(0), parts.get_mut(part)) {
                (Token::Sign(":"), _) if part < 2 => part += 1,
                (Token::Number(number), Some(slot)) => *slot = Some(*number),
                _ => return Err(self.at.unexpected()),
            }
            self.at.skip(1);
        }
        self.at.expect("]")?;
        Ok(Node::Slice(parts))
    }

    fn list(&mut self) -> Result<Node, Error> {
        let mut items = vec![self.expression(0)?];
        while !self.at.takes("]") {
            self.at.expect(",")?;
            items.push(self.expression(0)?);
        }
        Ok(Node::List(items))
    }

    fn hash(&mut self) -> Result<Node, Error> {
        let mut pairs = Vec::new();
        loop {
            if !matches!(self.at.peek(0), Token::Name(_) | Token::Quoted(_)) {
                return Err(self.at.missing("a key"));
            }
            if let Token::Name(key) | Token::Quoted(key) = self.at.take() {
                self.at.expect(":")?;
                pairs.push((key, self.expression(0)?));
            }
            if !self.at.takes(",") && self.at.takes("}") {
                return Ok(Node::Hash(pairs));
            }
        }
    }

    /// What is done to each item of what stands before.
    fn each(&mut self, weakest: u8) -> Result<Node, Error> {
        if power(self.at.peek(0)) < PROJECTION {
            return Ok(Node::Current);
        }
        if self.at.is("[") || self.at.is("[?") {
            return self.expression(weakest);
        }
        if self.at.takes(".") { self.after_dot(weakest) } else { Err(self.at.unexpected()) }
    }

    fn after_dot(&mut self, weakest: u8) -> Result<Node, Error> {
        if matches!(self.at.peek(0), Token::Name(_) | Token::Quoted(_) | Token::Sign("*")) {
            return self.expression(weakest);
        }
        if self.at.takes("[") {
            return self.list();
        }
        if self.at.takes("{") {
            self.hash()
        } else {
            Err(self.at.missing("a name, `[` or `{` after the dot"))
        }
    }
}
