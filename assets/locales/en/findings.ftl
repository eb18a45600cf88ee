# Findings: headings, sentences, what was done.
severity-info = Note
severity-warning = Warning
severity-error = Error

finding-group = { $count } × { $kind }
finding-with-row = Row { $row }: { $sentence }
finding-with-details = { $sentence } ({ $details })
finding-with-action = { $sentence }; { $action }
finding-width = { $width } wide
finding-place = at { $place }
list-separator = { ", " }
detail-separator = { ", " }

finding-kind-gap = Gaps
finding-kind-overlap = Overlaps
finding-kind-sliver = Slivers
finding-kind-duplicate = Duplicates
finding-kind-self-intersection = Self-intersections
finding-kind-null-geometry = Missing geometries
finding-kind-ring-orientation = Reversed rings
finding-kind-multi-part = Polygons in several parts
finding-kind-t-junction = Missing vertices on shared boundaries
finding-kind-outside = Points outside the plan
finding-kind-bad-number = Values that are no number
finding-kind-bad-position = Impossible positions
finding-kind-swapped-lon-lat = Longitude and latitude exchanged
finding-kind-missing-column = Missing columns
finding-kind-undecodable-text = Unreadable text
finding-kind-unknown-kind = Unknown outlet kinds
finding-kind-truncated-name = Column names cut off
finding-kind-duplicate-code = Codes used twice
finding-kind-bad-row = Broken rows
finding-kind-wrong-geometry = Geometries of the wrong type
finding-kind-uncertain-crs = Uncertain coordinate systems
finding-kind-not-contiguous = Grids in several pieces
finding-kind-unassigned = Cells without a grid
finding-kind-uncovered-demand = Demand in no grid
finding-kind-over-tolerance = Grids out of tolerance
finding-kind-over-staffed-load = Overloaded account managers
finding-kind-empty-grid = Grids without cells
finding-kind-contract-expiring = Contracts ending soon
finding-kind-contract-expired = Contracts that have ended
finding-kind-missing-outlet = Grids short of outlets
finding-kind-missing-value = Outlets with gaps in their data
finding-kind-below-minimum = Outlets below the minimum
finding-kind-foreign-change = Changes made by another program
finding-kind-invariant = Broken plan

finding-gap =
    { $n ->
        [0] There is ground between polygons that none covers
       *[other] There is ground beside { $a } that no polygon covers
    }
finding-overlap =
    { $n ->
        [0] Polygons overlap
        [1] { $a } overlaps its neighbours
       *[other] { $a } overlaps { $rest }
    }
finding-sliver =
    { $n ->
        [0] There is a piece too thin to be real
        [1] A piece of { $a } is too thin to be real
       *[other] A piece shared by { $list } is too thin to be real
    }
finding-duplicate =
    { $n ->
        [0] This polygon was there before
        [1] { $a } was there before
       *[other] { $a } is the same as { $b }
    }
finding-self-intersection =
    { $n ->
        [0] The boundary crosses itself
       *[other] The boundary of { $a } crosses itself
    }
finding-null-geometry =
    { $n ->
        [0] The row has no geometry or position
       *[other] { $a } has no geometry
    }
finding-ring-orientation =
    { $n ->
        [0] A ring is wound the wrong way round
       *[other] A ring of { $a } is wound the wrong way round
    }
finding-multi-part =
    { $n ->
        [0] The polygon has several parts
        [1] { $a } has several parts
       *[other] { $a } has { $b } parts
    }
finding-t-junction =
    { $n ->
        [0] A boundary lacks a vertex that its neighbour has
        [1] The boundary of { $a } lacks a vertex that its neighbour has
       *[other] The boundary of { $a } lacks a vertex that { $b } has
    }
finding-outside =
    { $n ->
        [0] The point lies in no cell of the plan
       *[other] { $a } lies in no cell of the plan
    }
finding-bad-number =
    { $n ->
        [0] The value is no number
        [1] The value in column { $a } is no number
       *[other] “{ $b }” in column { $a } is no number
    }
finding-bad-position =
    { $n ->
        [0] The position is no place on Earth
        [1] The position “{ $a }” is no place on Earth
       *[other] The position “{ $a }”, “{ $b }” is no place on Earth
    }
finding-swapped-lon-lat = Longitude and latitude stand in each other's place
finding-missing-column =
    { $n ->
        [0] A column is missing
       *[other] { $a ->
            [dbf] The attribute table (.dbf) is missing, so there are shapes only
           *[other] Column { $a } is missing
        }
    }
finding-undecodable-text =
    { $action ->
        [detected] The file says its text is { $a }, but its content is { $b }
       *[other] { $n ->
            [0] Some bytes are no text in this encoding
            [1] Some bytes in column { $a } are no text in this encoding
           *[other] Some bytes in column { $a } are no text in this encoding: “{ $b }”
        }
    }
finding-unknown-kind =
    { $n ->
        [0] The outlet kind is not known
        [1] The outlet kind “{ $a }” is not known
        [3] “{ $a }” in column { $b } is not understood
       *[other] The word “{ $a }” is not known, so the outlet counts as { $b }
    }
finding-truncated-name =
    { $n ->
        [0] A column name was cut off by the format
       *[other] The column name “{ $a }” may have been cut off by the format
    }
finding-duplicate-code =
    { $n ->
        [0] The code is used twice
        [1] Code { $a } is used twice
       *[other] Code { $a } is used twice, so this one is now { $b }
    }
finding-bad-row =
    { $a ->
        [unknown] There is no outlet { $b } in the project, and the row gives no kind or place for a new one
        [unclosed_quote] A quotation mark is not closed
        [too_many_columns] The row has more columns than can be read
        [geometry] The geometry of the row cannot be read
        [code] The row has no code
       *[other] { $n ->
            [2] The row has { $a } values where { $b } are expected
           *[other] The row cannot be read
        }
    }
finding-wrong-geometry =
    { $a ->
        [polygon] The geometry is no polygon
        [point] The geometry is no point
       *[other] The geometry is of the wrong type
    }
finding-uncertain-crs =
    { $action ->
        [ignored] The coordinate system “{ $a }” is not understood
        [detected] The coordinates look like { $a }
       *[other] { $n ->
            [0] The shift from this coordinate system to WGS-84 is not known well
           *[other] The shift from { $a } to WGS-84 is not known well: places may be off by tens of metres
        }
    }
finding-not-contiguous =
    { $n ->
        [0] A grid is in several pieces
       *[other] Grid { $a } is in several pieces
    }
finding-not-contiguous-measured = Grid { $a } is in { $x } pieces
finding-unassigned =
    { $n ->
        [0] Some ground belongs to no grid
        [1] The ground around cell { $a } belongs to no grid
       *[other] The ground around cell { $a } belongs to no grid in plane { $b }
    }
finding-unassigned-measured =
    { $x ->
        [one] { $x } cell at { $a } (demand points: { $y }) belongs to no grid in plane { $b }
       *[other] { $x } cells around { $a } (demand points: { $y }) belong to no grid in plane { $b }
    }
finding-uncovered-demand =
    { $n ->
        [0] Some demand lies in no grid
       *[other] Some demand lies in no grid of plane { $a }
    }
finding-uncovered-demand-measured =
    { $x ->
        [one] { $x } demand point lies in no grid of plane { $a }
       *[other] { $x } demand points lie in no grid of plane { $a }
    }
finding-over-tolerance =
    { $n ->
        [0] A grid is further from its target than allowed
        [1] Grid { $a } is further from its target than allowed
        [2] Grid { $a } is further from its target than allowed
       *[other] Grid { $a } is further from its target in { $c } than allowed
    }
finding-over-tolerance-above = { $c } of grid { $a }: { $x } above its target
finding-over-tolerance-below = { $c } of grid { $a }: { $x } below its target
finding-over-staffed-load =
    { $n ->
        [0] The account managers of a grid carry more than allowed
       *[other] The account managers of grid { $a } carry more than allowed
    }
finding-over-staffed-load-measured = Each account manager of grid { $a } carries { $x }, at most { $y } are allowed
finding-empty-grid =
    { $n ->
        [0] A grid has no cell
       *[other] Grid { $a } has no cell
    }
finding-contract-expiring =
    { $n ->
        [0] A contract ends soon
        [1] The contract of outlet { $a } ends soon
       *[other] The contract of outlet { $a } ends on { $b }
    }
finding-contract-expired =
    { $n ->
        [0] A contract has ended
        [1] The contract of outlet { $a } has ended
       *[other] The contract of outlet { $a } ended on { $b }
    }
finding-missing-outlet =
    { $n ->
        [0] A grid has too few outlets
       *[other] Grid { $a } has too few outlets
    }
finding-missing-outlet-measured =
    { $x ->
        [0] Grid { $a } has no { $c }; the rule asks for { $y } or more
       *[other] Grid { $a }: { $x } of { $c }; the rule asks for { $y } or more
    }
finding-missing-value =
    { $n ->
        [0] An outlet's data are not filled in
        [1] Outlet { $a }: data not filled in
       *[other] Outlet { $a }: “{ $b }” is not filled in
    }
finding-below-minimum =
    { $n ->
        [0] An outlet has less than a rule asks for
        [1] Outlet { $a } has less than a rule asks for
       *[other] Outlet { $a }: “{ $b }” is less than the rule asks for
    }
finding-below-minimum-measured = Outlet { $a }: “{ $b }” is { $x }; the rule asks for { $y } or more
finding-foreign-change =
    { $c ->
        [more] { $b } further rows were changed by another program
       *[other] { $n ->
            [0] Another program changed the project file
            [1] Another program changed the project file: { $a }
           *[other] Another program changed { $b } of layer { $a } ({ $c })
        }
    }
finding-invariant =
    { $n ->
        [0] The plan breaks a rule that always holds
       *[other] The plan breaks a rule that always holds: { $list }
    }

action-merged = it was merged
action-kept = it was kept as it is
action-kept-inner = the inner polygon kept it
action-assigned = the piece went to { $a }
action-filled = it was filled
action-removed = it was removed
action-vanished = nothing of it is left
action-split = it was split
action-inserted = the vertex was inserted
action-rejected = the row was left out
action-renamed = it was renamed
action-corrected = it was corrected
action-detected = the content was believed
action-ignored = it was ignored
action-cut-off = the rest of the file is missing
action-cut = the text was cut where it breaks off
