//! The languages of the catalogue.

/// A language of the catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// 简体中文.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// The language of a name such as `zh-CN`, `zh`, `en` or `en_GB.UTF-8`; `None` for any other language.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        match name.split(['-', '_', '.', '@']).next()? {
            "zh" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The language of the system: Chinese where it says Chinese, English for every other language.
    pub fn of_system() -> Self {
        sys_locale::get_locale().and_then(|name| Self::from_name(&name)).unwrap_or(Self::English)
    }

    /// The tag of the language, as the command line takes it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }
}
