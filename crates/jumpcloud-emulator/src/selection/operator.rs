/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Greater.
    Gt,
    /// Greater or equal.
    Gte,
    /// Less.
    Lt,
    /// Less or equal.
    Lte,
    /// Equal to one of several.
    In,
    /// Equal to none of several.
    Nin,
    /// Starts with.
    Sw,
    /// Ends with.
    Ew,
    /// Contains.
    Co,
    /// Does not contain.
    Nco,
}

impl Operator {
    /// The operator that `word` names, without any dollar sign.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "eq" => Self::Eq,
            "ne" => Self::Ne,
            "gt" => Self::Gt,
            "gte" => Self::Gte,
            "lt" => Self::Lt,
            "lte" => Self::Lte,
            "in" => Self::In,
            "nin" => Self::Nin,
            "sw" => Self::Sw,
            "ew" => Self::Ew,
            "co" => Self::Co,
            "nco" => Self::Nco,
            _ => return None,
        })
    }

    /// Whether only the eventually consistent index can answer it.
    pub(crate) fn needs_index(self) -> bool {
        matches!(self, Self::Ew | Self::Co | Self::Nco)
    }

    /// Whether it takes several values.
    pub(crate) fn takes_list(self) -> bool {
        matches!(self, Self::In | Self::Nin)
    }

    /// The operator that this one denies, so that it holds exactly where that one does not.
    pub(crate) fn denied(self) -> Option<Self> {
        match self {
            Self::Ne => Some(Self::Eq),
            Self::Nin => Some(Self::In),
            Self::Nco => Some(Self::Co),
            _ => None,
        }
    }
}
