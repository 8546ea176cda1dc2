//! The name the program is called by.

/// Which program the user called. The program behaves as Helm when its file is called so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Persona {
    /// `steer`: our own texts and everything Helm does not have.
    Steer,
    /// `helm`: Helm's texts and nothing else.
    Helm,
}

impl Persona {
    /// Reads the name of the program's file, as `/usr/bin/helm` or `helm.exe`.
    ///
    /// ```
    /// use steersman_cli::Persona;
    ///
    /// assert_eq!(Persona::of("/usr/local/bin/helm"), Persona::Helm);
    /// assert_eq!(Persona::of("steer"), Persona::Steer);
    /// ```
    pub fn of(file: &str) -> Self {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        if name.strip_suffix(".exe").unwrap_or(name) == "helm" {
            Self::Helm
        } else {
            Self::Steer
        }
    }

    /// The word that calls the program.
    pub fn program(self) -> &'static str {
        match self {
            Self::Steer => "steer",
            Self::Helm => "helm",
        }
    }

    /// The product's name in a sentence.
    pub fn product(self) -> &'static str {
        match self {
            Self::Steer => "Steersman",
            Self::Helm => "Helm",
        }
    }
}
