use minijinja::Value;

/// A query, as it is read and before it meets any data.
#[derive(Debug)]
pub(super) enum Node {
    /// `@`, the data itself.
    Current,
    Literal(Value),
    Field(String),
    Index(i64),
    /// `[start:end:step]`.
    Slice([Option<i64>; 3]),
    /// The second on what the first gives: `a.b`, `a | b`, `a[0]`.
    Chain(Box<Node>, Box<Node>),
    /// The second on each item of the list that the first gives.
    Items(Box<Node>, Box<Node>),
    /// The second on each value of the object that the first gives.
    Values(Box<Node>, Box<Node>),
    Filter(Box<Filter>),
    Flatten(Box<Node>),
    List(Vec<Node>),
    Hash(Vec<(String, Node)>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Not(Box<Node>),
    /// Two values and the comparison as it is written.
    Compare(&'static str, Box<Node>, Box<Node>),
    Call(String, Vec<Node>),
    /// `&a`, which a function applies to each item.
    Reference(Box<Node>),
}

/// `of[?condition].then`.
#[derive(Debug)]
pub(super) struct Filter {
    pub(super) of: Node,
    pub(super) condition: Node,
    pub(super) then: Node,
}
