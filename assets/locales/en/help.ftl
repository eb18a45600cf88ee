# Help of the command line.
help-usage = Usage: { $usage }
help-heading-verbs = Commands
help-heading-arguments = Arguments
help-heading-options = Options
help-heading-global = Everywhere
help-after = Exit status: 0 done, 1 the work failed or check found errors, 2 wrong usage, 130 interrupted
usage-gridwright = gridwright COMMAND [options]
help-gridwright = Gridwright: territory and channel planning with grids that cannot overlap
help-json = Answer with JSON on stdout; everything else goes to stderr
help-lang = Language of texts, zh-CN or en (default: the system's)
help-threads = Most threads for long work; results do not depend on it
help-quiet = No progress and no notes on stderr
help-version = Show the version
help-help = Show this help
help-project = The project file
help-scenario = Scenario by name (default: the active one)
help-plane = Plane by name (default: the first)
help-level = Level by name (default: the deepest)

usage-new = gridwright new PROJECT.gpkg [options]
help-new = Make an empty project
help-new-name = Name of the city or province (default: the file's name)

usage-sample = gridwright sample NAME OUT.gpkg [options]
help-sample = Write a sample project
help-sample-name = Which sample; --list names them
help-sample-out = The project file to write; it must not exist
help-sample-seed = Another made-up city of the same kind (default: the sample's own)
help-sample-demand = Number of demand points (default: the sample's own)
help-sample-list = List the samples

usage-import = gridwright import PROJECT.gpkg FILE --as KIND [options]
help-import = Import a foreign file as one undoable step, with a report of everything odd
help-import-file = File: shapefile, GeoJSON, CSV or dBASE; - for CSV or GeoJSON on standard input
help-import-as = What the rows become: cells, grids, demand, outlets, reference, kpi
help-import-name-field = Column of names (default: found out, as for the columns below)
help-import-code-field = Column of codes
help-import-grid-field = Column with the code of the grid a row belongs to
help-import-parent-field = Column with the code of the grid one level up
help-import-measure = A measure to read from a column; may be given several times
help-import-lon = Column of longitudes or eastings
help-import-lat = Column of latitudes or northings
help-import-kind = Kind of all outlets
help-import-kind-field = Column of outlet kinds
help-import-level = Level of new grids (default: the deepest)
help-import-crs = Coordinate system: auto, EPSG:n, wgs84, gcj02, bd09 (default: auto)
help-import-encoding = Text encoding: auto, gbk, gb18030, utf-8 … (default: auto)
help-import-format = Format whatever the ending: csv or geojson (default: by ending, else by content)
help-import-mode = What becomes of rows that are there: add, replace, update (default: add)
help-import-key = Column that says which row is which, for replace and update
help-import-layer = For reference: the layer the things belong to, such as road, water, building
help-import-sheet = Sheet of a workbook (workbooks are not read yet)
help-import-gap-width = Gaps narrower than this many metres are filled (default: from the data)
help-import-overlap = To whom ground goes that several polygons cover: longest-border, largest-area, first (default: longest-border)
help-import-dry-run = Report only; change nothing

usage-check = gridwright check PROJECT.gpkg [options]
help-check = Check that a project is sound, and list the problems of its plan

usage-metrics = gridwright metrics PROJECT.gpkg [options]
help-metrics = Figures of every grid of a level, and how balanced they are

usage-apply = gridwright apply PROJECT.gpkg EDITS.jsonl [options]
help-apply = Apply edits, one JSON object a line, each an undo step
help-apply-more = Each step is on disk before it is answered. A refused edit changes nothing, and the run goes on; it ends with exit status 0
help-apply-edits = The file of edits, or - for standard input
help-apply-scenario = Scenario to edit (default: the active one); it becomes and stays the active one
help-apply-strict = All edits are one step; the first refusal undoes all, with exit status 1

usage-compare = gridwright compare PROJECT.gpkg --scenario A --with B [options]
help-compare = What changes from one scenario to another, and who hands over how much to whom
help-compare-scenario = The scenario to begin with (default: the active one)
help-compare-with = The scenario to compare with

usage-export = gridwright export PROJECT.gpkg FILE --what WHAT [options]
help-export = Write a table or a report; the format is that of the file's ending
help-export-file = File to write: .csv, .geojson or .gpkg; - for standard output (CSV unless --format says otherwise)
help-export-what = What to write: cells, grids, demand, outlets, assignment, handover, report
help-export-crs = Coordinate system of GeoJSON and of points in CSV: EPSG:n, gcj02, bd09 (default: WGS-84, as RFC 7946 wants it)
help-export-encoding = Text encoding of CSV (default: utf-8 with mark)
help-export-format = Format whatever the ending: csv or geojson
help-export-with = For handover: the scenario it leads to
help-export-raw = Write texts as they are, without guarding them against being taken for formulas

usage-render = gridwright render PROJECT.gpkg OUT.png [options]
help-render = Draw the plan as a picture
help-render-out = The picture to write
help-render-size = Width and height in pixels (default: 1600x1000)
help-render-bbox = What to show, in degrees (default: the whole plan)
help-render-theme = light or dark (default: light)
help-render-thematic = Colour the grids by a measure
