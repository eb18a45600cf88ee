//! Findings (问题): what is wrong or odd in data or in a plan. Bad data is a finding, not an error (I1).

use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably wrong; the work went on.
    Warning,
    /// Wrong: a row was rejected, or a rule of the plan is broken.
    Error,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $severity:ident;)*) => {
        /// What a finding is about. The text form is part of the command line's contract.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum FindingKind { $($(#[$doc])* $name,)* }

        impl FindingKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name used in JSON and in the catalogue (`finding-…` with hyphens).
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The usual severity of this kind.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }
        }
    };
}

kinds! {
    /// Space between polygons that no polygon covers.
    Gap = "gap", Warning;
    /// Space that more than one polygon covers.
    Overlap = "overlap", Warning;
    /// A piece so thin that it can only be a drawing fault.
    Sliver = "sliver", Warning;
    /// The same polygon or row a second time.
    Duplicate = "duplicate", Warning;
    /// A ring that crosses or touches itself (bow-tie, spike).
    SelfIntersection = "self_intersection", Warning;
    /// A row without geometry.
    NullGeometry = "null_geometry", Error;
    /// A ring wound the wrong way round, or hole and shell mixed up.
    RingOrientation = "ring_orientation", Info;
    /// A polygon of several parts, made into one cell per part.
    MultiPart = "multi_part", Info;
    /// A vertex of one polygon on the edge of its neighbour that has none there.
    TJunction = "t_junction", Info;
    /// A point that lies in no cell of the plan.
    Outside = "outside", Warning;
    /// Text where a number was expected.
    BadNumber = "bad_number", Error;
    /// A position that is no place on Earth, or no number.
    BadPosition = "bad_position", Error;
    /// Longitude and latitude in each other's column.
    SwappedLonLat = "swapped_lon_lat", Warning;
    /// A column that was asked for and is not there.
    MissingColumn = "missing_column", Error;
    /// Bytes that are no text in the encoding.
    UndecodableText = "undecodable_text", Warning;
    /// An outlet kind that is not known.
    UnknownKind = "unknown_kind", Warning;
    /// A field name that the format cut off.
    TruncatedName = "truncated_name", Info;
    /// Two rows with one code.
    DuplicateCode = "duplicate_code", Warning;
    /// A row that the file's own structure breaks (too few columns, cut-off record).
    BadRow = "bad_row", Error;
    /// A geometry of another type than asked for (a line where a polygon is needed).
    WrongGeometry = "wrong_geometry", Error;
    /// A coordinate system whose shift to WGS-84 is uncertain.
    UncertainCrs = "uncertain_crs", Warning;
    /// A grid in more than one piece.
    NotContiguous = "not_contiguous", Warning;
    /// A cell that belongs to no grid.
    Unassigned = "unassigned", Warning;
    /// Demand that lies in no grid.
    UncoveredDemand = "uncovered_demand", Warning;
    /// A grid further from its target than allowed.
    OverTolerance = "over_tolerance", Warning;
    /// More users for each account manager than allowed.
    OverStaffedLoad = "over_staffed_load", Warning;
    /// A grid without a cell.
    EmptyGrid = "empty_grid", Warning;
    /// A contract that ends soon.
    ContractExpiring = "contract_expiring", Info;
    /// A contract that has ended.
    ContractExpired = "contract_expired", Warning;
    /// A grid with fewer outlets of some kinds than a rule asks for.
    MissingOutlet = "missing_outlet", Warning;
    /// An outlet without a value that a rule asks for.
    MissingValue = "missing_value", Warning;
    /// An outlet with less of something than a rule asks for.
    BelowMinimum = "below_minimum", Warning;
    /// Something changed the project file outside this program.
    ForeignChange = "foreign_change", Warning;
    /// A broken invariant of the plan: never expected.
    Invariant = "invariant", Error;
}

impl FindingKind {
    /// Whether findings of this kind speak of an outlet, whose code is their first subject.
    pub fn is_of_outlet(self) -> bool {
        matches!(self, Self::ContractExpiring | Self::ContractExpired | Self::MissingValue | Self::BelowMinimum)
    }
}

/// One thing that is wrong or odd (问题), with its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is about.
    pub kind: FindingKind,
    /// How much it matters.
    pub severity: Severity,
    /// The row of the file, counted from 1 as a person counts data rows.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub row: Option<u64>,
    /// WGS-84 longitude and latitude in degrees.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<[f64; 2]>,
    /// Area in square metres, where the finding is a piece of ground.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub area_m2: Option<f64>,
    /// The numbers of its kind, in this order; none where they are not known:
    /// * `gap`, `overlap`, `sliver`: mean width in metres;
    /// * `not_contiguous`: pieces;
    /// * `unassigned`: cells, demand points in them;
    /// * `uncovered_demand`: demand points;
    /// * `over_tolerance`: deviation from the target, 0.1 = a tenth above it;
    /// * `over_staffed_load`: load of each account manager, most that is allowed;
    /// * `missing_outlet`, `below_minimum`: what there is, what is asked for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub values: Vec<f64>,
    /// The codes, column names or values it speaks of, in the order the sentence of its kind uses them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub subjects: Vec<String>,
    /// What was done about it: a short word such as `merged`, `kept`, `rejected`, `split`; empty when nothing was.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub action: String,
}

impl Finding {
    /// A finding of the kind's usual severity, with nothing else known.
    pub fn new(kind: FindingKind) -> Self {
        Self { kind, severity: kind.severity(), row: None, place: None, area_m2: None, values: Vec::new(), subjects: Vec::new(), action: String::new() }
    }

    /// Names the row.
    pub fn row(mut self, row: u64) -> Self {
        self.row = Some(row);
        self
    }

    /// Names the place in degrees.
    pub fn place(mut self, lon_lat: [f64; 2]) -> Self {
        self.place = Some(lon_lat);
        self
    }

    /// Gives the area.
    pub fn area(mut self, area_m2: f64) -> Self {
        self.area_m2 = Some(area_m2);
        self
    }

    /// Adds a number; see [`Self::values`].
    pub fn value(mut self, value: f64) -> Self {
        self.values.push(value);
        self
    }

    /// Adds a code, name or value.
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subjects.push(subject.into());
        self
    }

    /// Says what was done.
    pub fn action(mut self, action: &str) -> Self {
        action.clone_into(&mut self.action);
        self
    }

    /// A key that stays the same between runs, so that a finding can be ignored with a reason. Numbers are no part of it.
    pub fn key(&self) -> String {
        let mut key = self.kind.name().to_owned();
        for subject in &self.subjects {
            key.push(':');
            key.push_str(subject);
        }
        key
    }
}

/// All findings of one piece of work, in the order found.
pub type Findings = Vec<Finding>;
