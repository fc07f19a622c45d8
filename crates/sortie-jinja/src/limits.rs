/// How much one compile and render may use up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of template text.
    pub source_bytes: usize,
    /// Tokens in one tag; longer chains would overflow the stack of the engine's parser.
    pub tag_tokens: usize,
    /// Tags in one template, counting `{{`, `{%` and `{#`.
    pub tags: usize,
    /// Nested or chained blocks (`elif`) in one template.
    pub chained_blocks: usize,
    /// Units of work; an instruction costs about one, data about one for 64 bytes.
    pub fuel: u64,
    /// Bytes of output.
    pub output_bytes: usize,
    /// Bytes of one intermediate text made by a method such as `replace`.
    pub text_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source_bytes: 256 * 1024,
            tag_tokens: 1_000,
            tags: 5_000,
            chained_blocks: 500,
            fuel: 300_000,
            output_bytes: 4 * 1024 * 1024,
            text_bytes: 8 * 1024 * 1024,
        }
    }
}

impl Limits {
    pub(crate) fn out_of_fuel(&self) -> String {
        format!("the template does more than {} units of work (`fuel`)", grouped(self.fuel))
    }

    pub(crate) fn out_of_output(&self) -> String {
        format!("the template prints more than {} bytes (`output_bytes`)", grouped(self.output_bytes as u64))
    }
}

/// A number as people read it: `300,000`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut told = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            told.push(',');
        }
        told.push(digit);
    }
    told
}
