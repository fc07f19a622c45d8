use std::collections::BTreeSet;
use std::io;

use minijinja::{Environment, State, Value};

use crate::{Error, ErrorKind, Limits, Scope, error::position};

/// The name under which the one template of an environment is kept; no user sees it.
const NAME: &str = "template";

/// A compiled template with the environment it renders in: what the three kinds of template share.
#[derive(Clone)]
pub(crate) struct Prepared {
    environment: Environment<'static>,
    source: String,
    limits: Limits,
}

impl Prepared {
    /// Compiles `source`, after the checks that keep the engine's parser from overflowing the stack.
    pub(crate) fn new(
        mut environment: Environment<'static>,
        source: &str,
        limits: Limits,
    ) -> Result<Self, Error> {
        // Jinja2 reads every line break as a line feed.
        let source = source.replace("\r\n", "\n");
        check_size(&source, &limits)?;
        environment
            .add_template_owned(NAME, source.clone())
            .map_err(|error| Error::from_engine(&error, &source))?;
        Ok(Self { environment, source, limits })
    }

    /// The names the template reads and does not define itself, dotted as far as it looks into them.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        self.environment
            .get_template(NAME)
            .map(|template| template.undeclared_variables(true).into_iter().collect())
            .unwrap_or_default()
    }

    /// Renders to text of at most the limit's size.
    pub(crate) fn render(&self, scope: &Scope) -> Result<String, Error> {
        self.run(scope, |_| ()).map(|(text, ())| text)
    }

    /// Renders, then looks at the state the template ended in.
    pub(crate) fn run<T>(
        &self,
        scope: &Scope,
        look: impl FnOnce(&State<'_, '_>) -> T,
    ) -> Result<(String, T), Error> {
        let mut output = Bounded { bytes: Vec::new(), limit: self.limits.output_bytes };
        let fail = |error: minijinja::Error| Error::from_engine(&error, &self.source);
        let captured = self
            .environment
            .get_template(NAME)
            .and_then(|template| template.render_captured_to(scope.root(), &mut output))
            .map_err(fail)?;
        let seen = look(captured.state());
        drop(captured);
        Ok((String::from_utf8_lossy(&output.bytes).into_owned(), seen))
    }
}

/// Where an [`Expression`](crate::Expression) leaves its value in the engine's state.
pub(crate) const VALUE: &str = "value";

/// The value an expression left behind; none when it was never printed.
pub(crate) fn left_value(state: &State<'_, '_>) -> Option<Value> {
    state.get_temp(VALUE)
}

/// A writer that refuses to grow beyond its limit.
struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.limit {
            return Err(io::Error::other("output limit"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Counts tags, tokens and chained blocks without parsing: the engine's parser recurses over them.
fn check_size(source: &str, limits: &Limits) -> Result<(), Error> {
    let refuse = |offset: usize, what: String| {
        let (line, column) = position(source, offset);
        Err(Error::new(ErrorKind::Limit, what, line, column))
    };
    if source.len() > limits.source_bytes {
        return refuse(0, format!("the template is longer than {} bytes", limits.source_bytes));
    }
    let (mut tags, mut blocks) = (0, 0);
    let mut rest = source;
    while let Some(start) = rest.find(['{']) {
        let offset = source.len() - rest.len() + start;
        rest = &rest[start + 1..];
        let Some(close) = closing(rest) else { continue };
        tags += 1;
        let end = rest.find(close).unwrap_or(rest.len());
        let tag = &rest[..end];
        blocks += usize::from(close == "%}");
        if tags > limits.tags || blocks > limits.tags {
            return refuse(offset, format!("the template has more than {} tags", limits.tags));
        }
        if tag.contains("elif") && blocks > limits.chained_blocks {
            return refuse(offset, format!("more than {} chained blocks", limits.chained_blocks));
        }
        if close != "#}" && tokens(tag) > limits.tag_tokens {
            return refuse(offset, format!("a tag of more than {} tokens", limits.tag_tokens));
        }
        rest = &rest[end..];
    }
    Ok(())
}

fn closing(after_brace: &str) -> Option<&'static str> {
    match after_brace.as_bytes().first()? {
        b'{' => Some("}}"),
        b'%' => Some("%}"),
        b'#' => Some("#}"),
        _ => None,
    }
}

/// An upper bound of the tokens in `tag`: words count once, every other visible character by itself.
fn tokens(tag: &str) -> usize {
    let mut count = 0;
    let mut in_word = false;
    for character in tag.chars() {
        let word = character.is_alphanumeric() || character == '_';
        let continues = character.is_whitespace() || (word && in_word);
        count += usize::from(!continues);
        in_word = word;
    }
    count
}
