use steersman_value::{GoType, Signature};

/// A function of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Builtin {
    And,
    Call,
    Eq,
    Ge,
    Gt,
    Html,
    Index,
    Js,
    Le,
    Len,
    Lt,
    Ne,
    Not,
    Or,
    Print,
    Printf,
    Println,
    Slice,
    Urlquery,
}

impl Builtin {
    pub(crate) const ALL: [Self; 19] = [
        Self::And,
        Self::Call,
        Self::Eq,
        Self::Ge,
        Self::Gt,
        Self::Html,
        Self::Index,
        Self::Js,
        Self::Le,
        Self::Len,
        Self::Lt,
        Self::Ne,
        Self::Not,
        Self::Or,
        Self::Print,
        Self::Printf,
        Self::Println,
        Self::Slice,
        Self::Urlquery,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::And => "and",
            Self::Call => "call",
            Self::Eq => "eq",
            Self::Ge => "ge",
            Self::Gt => "gt",
            Self::Html => "html",
            Self::Index => "index",
            Self::Js => "js",
            Self::Le => "le",
            Self::Len => "len",
            Self::Lt => "lt",
            Self::Ne => "ne",
            Self::Not => "not",
            Self::Or => "or",
            Self::Print => "print",
            Self::Printf => "printf",
            Self::Println => "println",
            Self::Slice => "slice",
            Self::Urlquery => "urlquery",
        }
    }

    pub(in crate::eval) fn signature(self) -> Signature {
        const VALUE: GoType = GoType::Reflect;
        let (params, variadic): (&'static [GoType], _) = match self {
            Self::And | Self::Call | Self::Eq | Self::Index | Self::Or | Self::Slice => {
                (&[VALUE], Some(VALUE))
            }
            Self::Ge | Self::Gt | Self::Le | Self::Lt | Self::Ne => (&[VALUE, VALUE], None),
            Self::Len | Self::Not => (&[VALUE], None),
            Self::Html | Self::Js | Self::Print | Self::Println | Self::Urlquery => {
                (&[], Some(GoType::Any))
            }
            Self::Printf => (&[GoType::String], Some(GoType::Any)),
        };
        Signature { params, variadic }
    }
}
