//! What is known of outlets beside name, kind and place (网点属性): names, types and units of the attributes that have a meaning,
//! and their values as people write them.
//!
//! Values are kept as text under the names of the table below, whole numbers and decimals without separators, days as
//! `YYYY-MM-DD`. Figures of a month stand under `NAME@YYYY-MM`, one for each month. Every other name is an attribute of
//! somebody's own and holds any text.

use super::Outlet;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// What the values of a field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// A whole number from 0 on.
    Count,
    /// A number with [`FIELD_SCALE`] decimals at most.
    Decimal,
    /// A day of the calendar.
    Date,
    /// Any text.
    Text,
    /// One of some words: the name in files and the Chinese word that tables use.
    Choice(&'static [(&'static str, &'static str)]),
}

/// Under which heading a field is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldGroup {
    /// 合同与费用.
    Contract,
    /// 设施与人员.
    Equipment,
    /// 月度数据.
    Monthly,
}

/// Decimals that values of fields have at most; sums are whole numbers of this scale.
pub const FIELD_SCALE: u8 = 4;

/// More digits than this before the point are a slip of the hand.
const MOST_DIGITS: usize = 12;

macro_rules! outlet_fields {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $kind:expr, $group:ident, $unit:literal, [$($alias:literal),*];)*) => {
        /// An attribute of outlets with a meaning. The text form is the name in files and JSON.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum OutletField { $($(#[$doc])* $name,)* }

        impl OutletField {
            /// Every field in the order of tables.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name in files and JSON.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What its values are.
            pub fn field_type(self) -> FieldType {
                match self { $(Self::$name => $kind,)* }
            }

            /// Under which heading it is shown.
            pub fn group(self) -> FieldGroup {
                match self { $(Self::$name => FieldGroup::$group,)* }
            }

            /// The unit in Chinese, as measures have theirs; empty for none.
            pub fn unit(self) -> &'static str {
                match self { $(Self::$name => $unit,)* }
            }

            /// What columns of foreign tables call it, without signs, spaces and unit.
            fn aliases(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($alias),*],)* }
            }
        }
    };
}

/// Whose the rooms are.
const PREMISES: FieldType = FieldType::Choice(&[("owned", "自有"), ("rented", "租赁"), ("shared", "共用")]);

outlet_fields! {
    /// 合同开始: first day of the contract.
    ContractStart = "contract_start", FieldType::Date, Contract, "", ["合同开始", "合同开始日期", "合同起始日期", "合同起始日", "合同生效日期", "签约日期", "startdate"];
    /// 合同到期: last day of the contract.
    ContractEnd = "contract_end", FieldType::Date, Contract, "", ["contractend", "合同到期", "合同到期日", "合同到期日期", "合同截止日期", "到期日期", "到期日", "合同终止日期", "enddate", "expiry"];
    /// 月费用: rent or fee for a month.
    MonthlyFee = "monthly_fee", FieldType::Decimal, Contract, "元", ["月费用", "月租金", "租金", "房租", "月租", "费用", "fee", "rent", "monthlyrent"];
    /// 房屋性质.
    Premises = "premises", PREMISES, Contract, "", ["房屋性质", "物业性质", "房屋类型", "产权性质"];
    /// 自助终端数.
    Terminals = "terminals", FieldType::Count, Equipment, "台", ["自助终端数", "自助终端", "终端数", "终端数量", "自助终端数量", "自助设备数"];
    /// 柜台数.
    Counters = "counters", FieldType::Count, Equipment, "", ["柜台数", "台席数", "台席", "柜台", "柜台数量", "台席数量", "营业窗口数", "窗口数", "desks"];
    /// 营业员数.
    Clerks = "clerks", FieldType::Count, Equipment, "人", ["营业员数", "营业员", "营业人员数", "营业员人数", "店员数", "员工数", "人员数", "人数", "staff", "employees"];
    /// 维护人员数.
    MaintenanceStaff = "maintenance_staff", FieldType::Count, Equipment, "人", ["维护人员数", "维护人员", "维护人数", "装维人员数", "装维人员", "maintainers"];
    /// 营业时间.
    OpeningHours = "opening_hours", FieldType::Text, Equipment, "", ["营业时间", "开放时间", "工作时间", "hours", "businesshours"];
    /// 营业面积.
    AreaM2 = "area_m2", FieldType::Decimal, Equipment, "m²", ["营业面积", "面积", "使用面积", "建筑面积", "店面面积", "area", "floorarea"];
    /// 承载能力: how much of a measure it can carry, usually users.
    Capacity = "capacity", FieldType::Decimal, Equipment, "户", ["承载能力", "服务能力", "容量", "承载用户数", "可服务用户数", "承载户数"];
    /// 业务量: what was done at the counter in a month.
    Transactions = "transactions", FieldType::Count, Monthly, "笔", ["业务量", "业务笔数", "办理量", "受理量", "交易笔数", "笔数"];
    /// 新增用户: users won in a month.
    NewUsers = "new_users", FieldType::Count, Monthly, "户", ["新增用户", "新增用户数", "新增户数", "发展用户", "发展用户数", "发展量", "放号量", "newcustomers"];
    /// 营业收入: revenue of a month.
    Revenue = "revenue", FieldType::Decimal, Monthly, "元", ["营业收入", "收入", "月收入", "营收", "营业额", "销售额", "sales", "income"];
}

impl OutletField {
    /// The field by its name in files.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.name() == name)
    }

    /// Whether it has a value for each month.
    pub fn is_monthly(self) -> bool {
        self.group() == FieldGroup::Monthly
    }

    /// Whether its values are numbers.
    pub fn is_number(self) -> bool {
        matches!(self.field_type(), FieldType::Count | FieldType::Decimal)
    }

    /// Whether the sum over the outlets of a grid means something.
    pub fn is_summed(self) -> bool {
        self.is_number() && !self.is_monthly()
    }

    /// The value that a text means, in the form in which it is kept; `None` for no text at all. Full-width letters,
    /// separators of thousands and the field's unit behind a number are taken as people write them.
    ///
    /// # Errors
    /// [`FieldFault`] when the text is no such value.
    pub fn read(self, text: &str) -> Result<Option<String>, FieldFault> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let value = match self.field_type() {
            FieldType::Count => plain_number(text, self.unit()).filter(|number| !number.contains(['.', '-'])),
            FieldType::Decimal => plain_number(text, self.unit()).filter(|number| self.is_monthly() || !number.starts_with('-')),
            FieldType::Date => day(text).map(|day| day.to_string()),
            FieldType::Text => Some(text.to_owned()),
            FieldType::Choice(words) => words.iter().find(|(name, chinese)| [*name, *chinese].contains(&text)).map(|(name, _)| (*name).to_owned()),
        };
        value.map(Some).ok_or_else(|| FieldFault { field: self, text: text.to_owned() })
    }
}

/// A month (月份) of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: u16,
    month: u8,
}

impl Month {
    /// A month of the years 1900 to 2199.
    pub fn new(year: u16, month: u8) -> Option<Self> {
        ((1900..2200).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    /// The month written `YYYY-MM`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let is_formed = year.len() == 4 && month.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if is_formed { Self::new(year.parse().ok()?, month.parse().ok()?) } else { None }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year, self.month)
    }
}

/// The name of a value of an outlet that has a meaning: a field, and the month where it has a value for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutletKey {
    /// The field.
    pub field: OutletField,
    /// The month of a monthly field, and of no other.
    pub month: Option<Month>,
}

impl OutletKey {
    /// The key of a field that has one value; the key of none for a monthly field.
    pub fn of(field: OutletField) -> Option<Self> {
        (!field.is_monthly()).then_some(Self { field, month: None })
    }

    /// The key of a field's value of a month; of none for a field that has one value.
    pub fn of_month(field: OutletField, month: Month) -> Option<Self> {
        field.is_monthly().then_some(Self { field, month: Some(month) })
    }

    /// The key by its name in files.
    pub fn from_name(name: &str) -> Option<Self> {
        match name.split_once('@') {
            Some((field, month)) => Self::of_month(OutletField::from_name(field)?, Month::parse(month)?),
            None => Self::of(OutletField::from_name(name)?),
        }
    }

    /// The key that the heading of a foreign column means: `营业员数（人）`, `Opening hours`, `2026年5月营业收入`, `revenue_2026-05`.
    pub fn from_heading(heading: &str) -> Option<Self> {
        if let Some(key) = Self::from_name(heading.trim()) {
            return Some(key);
        }
        let heading = half_width(heading.trim());
        let (month, words) = split_month(&heading);
        let plain = plain_words(&words);
        let is_named = |field: &OutletField| plain_words(field.name()) == plain || field.aliases().contains(&plain.as_str());
        let field = OutletField::ALL.iter().copied().find(|field| field.is_monthly() == month.is_some() && is_named(field))?;
        Some(Self { field, month })
    }
}

impl fmt::Display for OutletKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.month {
            Some(month) => write!(formatter, "{}@{month}", self.field.name()),
            None => formatter.write_str(self.field.name()),
        }
    }
}

/// A text that is no value of its field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no value of {}", field.name())]
pub struct FieldFault {
    /// The field.
    pub field: OutletField,
    /// What was written.
    pub text: String,
}

/// Values by name.
impl Outlet {
    /// The text of a value; `None` where there is none.
    pub fn value(&self, key: OutletKey) -> Option<&str> {
        match key.field {
            OutletField::ContractEnd => self.contract_end.as_deref(),
            _ => self.attributes.get(key.to_string().as_str()).map(String::as_str),
        }
    }

    /// The text of a field that has one value.
    pub fn field(&self, field: OutletField) -> Option<&str> {
        self.value(OutletKey::of(field)?)
    }

    /// A number in units of ten to the power of minus [`FIELD_SCALE`], exact; `None` where there is none that can be read.
    pub fn scaled(&self, key: OutletKey) -> Option<i64> {
        let text = key.field.read(self.value(key)?).ok()??;
        if key.field.is_number() { scaled(&text) } else { None }
    }

    /// The numbers whose sums mean something, in units of ten to the power of minus [`FIELD_SCALE`].
    pub fn summed(&self) -> impl Iterator<Item = (OutletField, i64)> + '_ {
        self.attributes.iter().filter_map(|(name, text)| {
            let field = OutletField::from_name(name).filter(|field| field.is_summed())?;
            let whole = text.parse::<u32>().ok().map(|whole| i64::from(whole) * 10_i64.pow(u32::from(FIELD_SCALE)));
            // Nearly all are plain whole numbers; the others are read with care.
            Some((field, whole.or_else(|| scaled(&field.read(text).ok()??))?))
        })
    }

    /// A number for people and for sorting.
    pub fn number(&self, key: OutletKey) -> Option<f64> {
        self.scaled(key).map(|value| value as f64 / 10_f64.powi(i32::from(FIELD_SCALE)))
    }

    /// A day; `None` where there is none that the calendar has.
    pub fn day(&self, field: OutletField) -> Option<Date> {
        self.field(field)?.parse().ok()
    }

    /// Sets a value by its name, in the form in which it is kept; an empty text takes it away. A name that has no meaning is
    /// an attribute of somebody's own.
    ///
    /// # Errors
    /// [`FieldFault`] when the text is no value of that name; nothing has changed then.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), FieldFault> {
        let value = match OutletKey::from_name(name) {
            Some(key) => key.field.read(text)?,
            None => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        };
        match (OutletKey::from_name(name).map(|key| key.field), value) {
            (Some(OutletField::ContractEnd), value) => self.contract_end = value,
            (_, Some(value)) => drop(self.attributes.insert(name.to_owned(), value)),
            (_, None) => drop(self.attributes.remove(name)),
        }
        Ok(())
    }

    /// The names of values with a meaning that this outlet has, in the order of the fields.
    pub fn keys(&self) -> impl Iterator<Item = OutletKey> + '_ {
        let mut keys: Vec<OutletKey> = self.attributes.keys().filter_map(|name| OutletKey::from_name(name)).filter(|key| key.field != OutletField::ContractEnd).collect();
        keys.extend(self.contract_end.is_some().then_some(OutletKey { field: OutletField::ContractEnd, month: None }));
        keys.sort_unstable();
        keys.into_iter()
    }

    /// Attributes of somebody's own.
    pub fn own_attributes(&self) -> impl Iterator<Item = (&String, &String)> {
        self.attributes.iter().filter(|(name, _)| OutletKey::from_name(name).is_none())
    }

    /// The first value with a meaning that differs from the one in `before` and cannot be read: what an edit must not bring in.
    pub fn new_fault(&self, before: Option<&Self>) -> Option<FieldFault> {
        self.keys().find_map(|key| {
            let text = self.value(key)?;
            if before.and_then(|before| before.value(key)) == Some(text) { None } else { key.field.read(text).err() }
        })
    }
}

/// A number without separators, unit and idle zeros; `None` when it is none or has too many digits.
fn plain_number(text: &str, unit: &str) -> Option<String> {
    let text = half_width(text);
    let text = if unit.is_empty() { &text } else { text.strip_suffix(unit).unwrap_or(&text) }.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let is_grouped = !whole.contains(',') || ((1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3));
    let whole: String = whole.chars().filter(|letter| *letter != ',').collect();
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let decimals = decimals.trim_end_matches('0');
    let is_number = is_grouped && !(whole.is_empty() && decimals.is_empty()) && is_digits(&whole) && is_digits(decimals);
    let whole = whole.trim_start_matches('0');
    if !is_number || whole.len() > MOST_DIGITS || decimals.len() > usize::from(FIELD_SCALE) {
        return None;
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if whole == "0" && decimals.is_empty() { "" } else { sign };
    Some(if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") })
}

/// The value of a plain number in the smallest unit.
fn scaled(plain: &str) -> Option<i64> {
    let (whole, decimals) = plain.split_once('.').unwrap_or((plain, ""));
    format!("{whole}{decimals:0<width$}", width = usize::from(FIELD_SCALE)).parse().ok()
}

/// A day as people write it: year, month and day with any one sign or 年月日 between them, or eight digits.
fn day(text: &str) -> Option<Date> {
    let text = half_width(text);
    let text = text.strip_suffix('日').unwrap_or(&text);
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len()) => (*year, *month, *day),
        [digits] if digits.len() == 8 && digits.is_ascii() => (digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?),
        _ => return None,
    };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Full-width letters as their usual forms.
fn half_width(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let usual = |letter: char| match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        '\u{2212}' => '-',
        _ => letter,
    };
    Cow::Owned(text.chars().map(usual).collect())
}

/// Letters and digits in small, without what stands in brackets behind them.
fn plain_words(text: &str) -> String {
    let text = text.split(['(', '[']).next().filter(|head| !head.trim().is_empty()).unwrap_or(text);
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The month that a heading names, and the rest of the heading.
fn split_month(heading: &str) -> (Option<Month>, String) {
    let letters: Vec<char> = heading.chars().collect();
    let digit = |at: usize| letters.get(at).and_then(|letter| letter.to_digit(10)).map(|digit| digit as u16);
    for at in 0..letters.len() {
        let starts = at == 0 || digit(at - 1).is_none();
        let Some(year) = (at..at + 4).try_fold(0_u16, |year, at| Some(year * 10 + digit(at)?)).filter(|_| starts) else { continue };
        let sign = usize::from(letters.get(at + 4).is_some_and(|letter| "年-/._ ".contains(*letter)));
        let first = at + 4 + sign;
        let (month, end) = match (digit(first), digit(first + 1)) {
            (Some(tens), Some(ones)) => (tens * 10 + ones, first + 2),
            // One digit alone is a month only behind a sign.
            (Some(ones), None) if sign == 1 => (ones, first + 1),
            _ => continue,
        };
        let Some(month) = Month::new(year, month as u8).filter(|_| digit(end).is_none()) else { continue };
        let end = end + usize::from(letters.get(end) == Some(&'月'));
        let rest: String = letters[..at].iter().chain(letters.get(end..).unwrap_or_default()).filter(|letter| !"()[]".contains(**letter)).collect();
        return (Some(month), rest);
    }
    (None, heading.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::Position;
    use crate::model::fixture::outlet;

    fn read(field: OutletField, text: &str) -> Option<String> {
        field.read(text).expect("a value")
    }

    #[test]
    fn values_are_read_as_people_write_them() {
        for (field, text, value) in [
            (OutletField::Terminals, "3", "3"),
            (OutletField::Terminals, "３台", "3"),
            (OutletField::Clerks, " 1,200 ", "1200"),
            (OutletField::Clerks, "3.0", "3"),
            (OutletField::MonthlyFee, "12,500.50元", "12500.5"),
            (OutletField::AreaM2, "086.25", "86.25"),
            (OutletField::Revenue, "-0.5", "-0.5"),
            (OutletField::Revenue, "-0.00", "0"),
            (OutletField::ContractStart, "2026年3月1日", "2026-03-01"),
            (OutletField::ContractEnd, "2026/3/1", "2026-03-01"),
            (OutletField::ContractEnd, "20260301", "2026-03-01"),
            (OutletField::Premises, "租赁", "rented"),
            (OutletField::OpeningHours, "8:30-18:00（周末 9:00 起）", "8:30-18:00（周末 9:00 起）"),
        ] {
            assert_eq!(read(field, text).as_deref(), Some(value), "{text}");
            assert_eq!(read(field, value).as_deref(), Some(value), "{value} stays as it is");
        }
        assert_eq!(read(OutletField::Clerks, "  "), None);
    }

    #[test]
    fn nonsense_is_refused_with_the_text() {
        for (field, text) in [
            (OutletField::Clerks, "三"),
            (OutletField::Clerks, "-1"),
            (OutletField::Clerks, "1.5"),
            (OutletField::Clerks, "1,20"),
            (OutletField::Clerks, "1234567890123"),
            (OutletField::MonthlyFee, "-5"),
            (OutletField::MonthlyFee, "1.00001"),
            (OutletField::MonthlyFee, "."),
            (OutletField::ContractEnd, "2026-02-30"),
            (OutletField::ContractEnd, "26-2-3"),
            (OutletField::ContractEnd, "soon"),
            (OutletField::Premises, "借用"),
        ] {
            assert_eq!(field.read(text), Err(FieldFault { field, text: text.to_owned() }));
        }
    }

    #[test]
    fn headings_of_foreign_tables_are_understood() {
        for (heading, name) in [
            ("营业员数（人）", "clerks"),
            ("Opening hours", "opening_hours"),
            ("AREA_M2", "area_m2"),
            ("面积(㎡)", "area_m2"),
            ("合同起始日期", "contract_start"),
            ("2026年5月营业收入", "revenue@2026-05"),
            ("营业收入（2026-05）", "revenue@2026-05"),
            ("202605业务量", "transactions@2026-05"),
            ("revenue_2026-12", "revenue@2026-12"),
            ("revenue@2026-05", "revenue@2026-05"),
            ("新增用户数 2026.5", "new_users@2026-05"),
        ] {
            assert_eq!(OutletKey::from_heading(heading).map(|key| key.to_string()).as_deref(), Some(name), "{heading}");
        }
        for heading in ["收入", "revenue", "2026年营业收入", "营业员数2026-05", "202613业务量", "2026051业务量", "电话", "", "（人）"] {
            assert_eq!(OutletKey::from_heading(heading), None, "{heading}");
        }
    }

    #[test]
    fn names_of_fields_are_unique_and_come_back() {
        for field in OutletField::ALL {
            assert_eq!(OutletField::from_name(field.name()), Some(*field));
            let json = serde_json::to_string(field).expect("a name");
            assert_eq!(json, format!("\"{}\"", field.name()));
            for alias in field.aliases() {
                assert_eq!(plain_words(alias), *alias, "aliases are plain");
                let others = OutletField::ALL.iter().filter(|other| *other != field && other.aliases().contains(alias));
                assert_eq!(others.count(), 0, "{alias} means one thing");
            }
        }
    }

    #[test]
    fn an_outlet_keeps_what_it_is_told() {
        let mut hall = outlet("H1", Position::new(0, 0));
        for (name, text) in [("clerks", "3人"), ("contract_end", "2026.12.31"), ("revenue@2026-05", "1,234.5"), ("店长", "张三"), ("monthly_fee", "800")] {
            hall.set(name, text).expect("a value");
        }
        assert_eq!((hall.contract_end.as_deref(), hall.attributes.get("clerks").map(String::as_str)), (Some("2026-12-31"), Some("3")));
        assert_eq!(hall.keys().map(|key| key.to_string()).collect::<Vec<_>>(), ["contract_end", "monthly_fee", "clerks", "revenue@2026-05"]);
        assert_eq!(hall.own_attributes().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["店长"]);
        let revenue = OutletKey::from_name("revenue@2026-05").expect("a key");
        assert_eq!((hall.scaled(revenue), hall.number(revenue)), (Some(12_345_000), Some(1234.5)));
        hall.attributes.insert("capacity".to_owned(), "+1,500.5户".to_owned());
        assert_eq!(hall.summed().collect::<Vec<_>>(), [(OutletField::Capacity, 15_005_000), (OutletField::Clerks, 30_000), (OutletField::MonthlyFee, 8_000_000)]);
        hall.attributes.remove("capacity");
        assert_eq!(hall.day(OutletField::ContractEnd).map(|day| day.to_string()).as_deref(), Some("2026-12-31"));
        let before = hall.clone();
        assert!(hall.set("clerks", "many").is_err() && hall == before, "what is refused changes nothing");
        hall.set("clerks", "").expect("taken away");
        assert_eq!(hall.field(OutletField::Clerks), None);
    }

    #[test]
    fn only_new_faults_are_in_the_way() {
        let mut old = outlet("H1", Position::new(0, 0));
        old.attributes.insert("clerks".to_owned(), "many".to_owned());
        let named = Outlet { name: "Hall".to_owned(), ..old.clone() };
        assert_eq!(named.new_fault(Some(&old)), None, "what another program left behind stands in no way");
        assert_eq!(named.new_fault(None).map(|fault| fault.text).as_deref(), Some("many"));
    }
}
