use crate::{Limits, Undefined};

/// How an [`Engine`](crate::Engine) reads and renders templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// What reading a name does that nobody defined.
    pub undefined: Undefined,
    /// How much one compile and render may use up.
    pub limits: Limits,
    /// Whether the line break after a block tag is left out, as Ansible has it.
    pub trim_blocks: bool,
    /// Whether blanks before a block tag are left out when nothing else stands before it on its line.
    pub lstrip_blocks: bool,
}
