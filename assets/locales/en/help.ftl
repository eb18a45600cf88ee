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

usage-site = gridwright site PROJECT.gpkg | --points FILE | --orlib FILE [options]
help-site = Where the next outlets should stand, with a bound on how far from the best
help-site-more = The search stops at its time or once nothing better is possible. “bound” is what no plan can be better than; without “proved” the answer may be improved
help-site-points = Demand from a table with places, or a TSPLIB, covering or capacitated benchmark file
help-site-orlib = An OR-Library p-median file
help-site-problem = p-median, mclp, backup-mclp, lscp, p-center, capacitated-p-median, market-share (default: p-median)
help-site-sites = How many new sites
help-site-measure = What demand counts by (default: the first measure)
help-site-limit-m = Limit in metres (road metres with --metric road), or in the unit of the file
help-site-limit-min = Limit in minutes by --mode
help-site-roads = File of roads (.osm.pbf, .osm, GeoJSON or shapefile of lines); kept beside the project as NAME.roads for next time
help-site-detour = Factor of straight lines where no roads are at hand (default: 1.3)
help-site-metric = geodesic, road, great-circle-6378100, euclid, euclid-floor (default: as the input is meant)
help-site-mode = walk, ride or drive (default: walk); means --metric road
help-site-candidates = Where sites may stand: demand, cells, crossings of roads, planned outlets or a FILE of places (default: demand; cells for much demand)
help-site-existing = Outlets that stay: all, none, or kinds (default: all)
help-site-forbidden = Where nothing may stand: layers of the project (water, green, no_build) or FILES of polygons
help-site-closable = Outlets that may be closed or moved: all, or kinds; each that goes frees a new site (default: none)
help-site-most-closed = At most so many of them
help-site-spacing = Metres that new sites keep from each other and from outlets that stay
help-site-cost = What a new site costs, in the unit of the monthly fee of outlets
help-site-budget = Most that new sites, and outlets that may be closed and stay, cost together; needs --cost
help-site-capacity = What each site can take, for capacitated-p-median (default: as the file says, else an even part and a tenth more)
help-site-time = Time for the search in seconds (default: 10)
help-site-seed = Start of the random numbers (default: 1)
help-site-accept-as = Put the sites into this scenario of the project as planned outlets; it is made where there is none

usage-coverage = gridwright coverage PROJECT.gpkg --limit-m M | --limit-min MIN [options]
help-coverage = Who has an outlet within the limit, who has none, and what each outlet carries
help-coverage-metric = geodesic or road (default: geodesic)
help-coverage-kinds = Kinds of outlets that count (default: all but competitors)
help-coverage-measure = Measure of shares, blind spots and loads (default: the first)
help-coverage-cells = Make a scenario of this name whose cells are the ground nearest to each outlet (straight or by road), each in a grid of its own
help-coverage-close = Who would take over if the outlet of this code closed
