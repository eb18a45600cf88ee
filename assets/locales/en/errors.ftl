# Errors: what happened, to what, what was kept, what to do.
error-cancelled = Interrupted; nothing was left half done
error-internal = An internal fault stopped the work; the project file is as it was after the last finished step ({ $detail })
error-io-missing = { $path } does not exist; check the name
error-io-permission = { $path } may not be read or written; check the permissions
error-io-exists = { $path } exists already and was left as it is; choose another name
error-io-full = No space is left for { $path }; free some space and try again
error-io-read-only = { $path } lies on a read-only medium; choose another folder
error-io-folder = { $path } is a folder, not a file
error-io-other = { $path } cannot be read or written: { $detail }

error-gpkg-missing = { $path } does not exist; check the name, or make it with “gridwright new”
error-gpkg-exists = { $path } exists already and was left as it is; choose another name
error-gpkg-not-database = { $path } is no project file: it is no SQLite database
error-gpkg-damaged = { $path } is damaged and was not changed; use a backup copy ({ $detail })
error-gpkg-not-geopackage = { $path } is a database but no GeoPackage; it was not changed
error-gpkg-locked = Another program is writing to { $path }; end editing there and try again
error-gpkg-read-only = { $path } may only be read; nothing was changed
error-gpkg-hot-journal = An interrupted change in { $path } must be undone first; make the file and its folder writable and open it once
error-gpkg-disk-full = No space is left for { $path }; the file is as it was, free some space and try again
error-gpkg-triggers = { $path } brings triggers of its own and is not opened for writing: { $detail }
error-gpkg-too-large = A value in { $path } is larger than allowed; the file was not changed
error-gpkg-memory = There is not enough memory for { $path }; close other programs and try again
error-gpkg-timed-out = Looking at { $path } took longer than allowed; the file was not changed
error-gpkg-unknown = { $path } has no { $detail }
error-gpkg-bad-name = “{ $detail }” cannot be the name of a table or column in { $path }
error-gpkg-constraint = A rule of { $path } refused a row ({ $detail }); the file is as it was
error-gpkg-geometry = A geometry in { $path } cannot be read: { $detail }
error-gpkg-disk = { $path } cannot be read or written ({ $detail }); what was saved before is kept, see to the disk and its free space and try again
error-gpkg-internal = An internal fault in the use of { $path } stopped the work; the file is as it was ({ $detail })
error-geometry-not-geometry = it does not begin like a geometry
error-geometry-header = its header is of an unknown kind
error-geometry-truncated = it is cut off
error-geometry-deep = it is nested too deep
error-geometry-curve = it is curved (type { $code }), which is not supported
error-geometry-type = its type { $code } is not supported
error-geometry-not-finite = a coordinate is no number
error-geometry-range = a coordinate lies outside the Earth
error-geometry-wrong-type = it is of another type than asked for
error-crs-unknown = The coordinate system { $name } is not known; give EPSG:n, wgs84, gcj02 or bd09
error-crs-not-computable = The coordinate system { $name } cannot be computed; convert the file to WGS-84 first
error-crs-wkt = The text of the .prj file is not understood; name the coordinate system with --crs
error-crs-reach = ({ $x }, { $y }) lies outside the reach of { $name }
error-lock-held = { $user } on { $host } (process { $pid }) has { $path } open since { $since }; close it there, or open a copy
error-lock-unknown = Another program has { $path } open; close it there, or open a copy
error-lock-folder = Nothing may be written in { $path }, so the project can only be read
error-lock-unsupported = The file system of { $path } knows no locks; copy the project to a local disk

error-store-newer = { $path } was written by a newer program ({ $detail }) and was not touched; update Gridwright
notice-held = { $reason }; opened for reading only
notice-read-only = { $path } or its folder may not be written, so the project is open for reading only
notice-foreign =
    { $count ->
        [one] Another program changed { $count } row in { $path }: { $first }
       *[other] Another program changed { $count } rows in { $path }, the first: { $first }
    }
notice-partly-verified = { $path } is large, so its structure was only checked in part
notice-newer-writer = { $path } was written by a newer program; opened for reading only so that nothing of it is harmed
notice-network = { $path } lies on a network drive; work on a local copy if the connection is not safe
notice-no-backup = No backup of { $path } could be written ({ $detail }); the work goes on
error-import-format = { $path } is of no format that can be read: shapefile, GeoJSON, CSV, dBASE, or one of these in a ZIP archive
error-import-nothing-inside = { $path } holds no shapefile, GeoJSON, CSV or dBASE file
error-import-several-inside = { $path } holds several data sets ({ $list }); unpack it and choose one
error-import-encoding = The text encoding “{ $name }” is not known; give utf-8, gbk, gb18030 or leave it to be found out
error-import-damaged = { $path } is damaged in its { $part } from byte { $offset } on, so nothing was imported
error-import-json = { $path } is no JSON from line { $line }, column { $column } on, so nothing was imported
error-import-not-geojson = { $path } is JSON without features, so nothing was imported
error-import-too-large = { $path } has { $amount } { $what }, and { $limit } is the most that is read; divide the file
error-import-what-bytes = bytes
error-import-what-fields = fields
error-import-what-coordinates = coordinates
error-import-empty = { $path } has no header row, so nothing was imported
error-import-column = { $path } has no column “{ $name }”; it has { $list }
error-import-no-position = Nothing in { $path } says where its rows are; name the columns with --lon and --lat; it has { $list }
error-import-crs-needed = The coordinates of { $path } are metres (x { $name }) of an unknown zone; name the system with --crs, such as EPSG:4547
error-import-measure = “{ $name }” is no measure; write NAME=COLUMN or NAME=COLUMN:UNIT
error-import-transfer = { $path } could not be read: the reading process sent nothing usable; nothing was imported
error-reader-ended = { $path } could not be read within the limits of memory and time, or it stopped the reader; nothing was imported
error-nothing-usable = No row of { $path } could be used, so nothing was imported; look at the findings with --dry-run and check the columns
error-no-cells = The project has no cells yet; import cells first
error-no-plane = { $path } has no plane of grids, so there are no figures
error-export-format = The ending of { $path } names no format that is written; use .csv, .geojson or .gpkg
error-export-encoding = The text encoding “{ $name }” is not known; use utf-8 or gbk
error-render-size = A picture of { $width } × { $height } pixels cannot be made; sides go from 1 to { $limit }
error-unknown-scenario = There is no scenario “{ $name }”; there are { $known }
error-unknown-plane = There is no plane “{ $name }”; there are { $known }
error-unknown-level = There is no level “{ $name }”; there are { $known }
error-unknown-sample = There is no sample “{ $name }”; there are { $known }
error-unknown-measure = There is no measure “{ $name }”; there are { $known }
error-unavailable = “{ $name }” is not part of this version
error-usage-verb =
    { $known ->
        [yes] There is no command “{ $name }”; did you mean “{ $similar }”? Try “gridwright --help”
       *[no] There is no command “{ $name }”; try “gridwright --help”
    }
error-usage-unknown =
    { $known ->
        [yes] The argument { $option } is not known here; did you mean { $similar }? Try “--help”
       *[no] The argument { $option } is not known here; try “--help”
    }
error-usage-missing = Missing: { $options }; try “--help”
error-usage-conflict = { $option } and { $other } exclude each other
error-usage-no-value = { $option } needs a value
error-usage-value =
    { $known ->
        [yes] { $option } does not take “{ $value }”; it takes { $choices }
       *[no] { $option } does not take “{ $value }”; try “--help”
    }
error-usage-expected = { $option } does not take “{ $value }”; it takes { $expected }
error-usage-utf8 = An argument is no valid text
error-usage-other = These arguments make no sense together; try “--help”
error-usage-key = Replacing and updating need --key: the column that says which row is which
error-usage-handover = A hand-over list leads from one scenario to another: name the other one with --with
expected-measure = NAME=COLUMN or NAME=COLUMN:UNIT
expected-outlet-kind = an outlet kind such as agent_point
expected-metres = a number of metres
expected-size = width and height in pixels such as 1600x1000
expected-bbox = west,south,east,north in degrees
expected-layer = a number from 1 on
error-export-crs = Another coordinate system can be had for GeoJSON and for points in CSV; leave out --crs for the rest
error-usage-sheet = The formats that are read have no sheets or layers; save what is needed as CSV, GeoJSON or shapefile

error-no-roads = Travel by road needs places on Earth, and this input has none; leave out --metric road, --mode and --limit-min
error-usage-site-input = Name one input: a project, --points FILE or --orlib FILE
error-usage-site-limit = “{ $problem }” needs --limit-m or --limit-min: how far an outlet serves, in metres or minutes
error-usage-site-sites = --sites is missing: how many new sites
error-usage-site-accept = --accept-as needs a project to put the sites into
error-usage-site-pairs = { $pairs } pairs of demand and candidates are too many; give a limit or a smaller one, or fewer candidates
expected-count = a whole number
expected-seconds = a number of seconds up to 86400
expected-amount = a number above zero
expected-candidates = demand or a file of places
expected-places = places, which a file of costs does not have
error-site-no-candidate = There is no candidate { $candidate } among { $count }
error-site-named-twice = Candidate { $candidate } is named in two lists of rules
error-site-length = { $given } values were given for { $expected } places
error-site-amount = { $amount } is no amount; weights, costs and budgets are numbers from zero on
error-site-few = { $sites } sites are asked for and there are { $candidates } candidates
error-site-infeasible = No plan was found that follows the rules; loosen spacing, budget or capacity
error-site-large = { $pairs } pairs of demand and candidates are too many for this problem, which takes { $most }
error-site-unreachable = Demand point { $demand } cannot be served by any candidate; widen the limit or add candidates
error-site-matrix = The places give no usable distances: { $detail }
error-benchmark-missing = { $path } ends where { $detail } was expected
error-benchmark-number = { $path }: “{ $detail }” is no number that belongs there
error-benchmark-many = { $path } names { $detail } places, more than can be kept
error-benchmark-connected = { $path }: some places are not joined to the others
error-empty-roads = { $path } has no road that can be travelled on
error-usage-not-by-road = { $option } is for travel by road; leave out --metric { $metric }
expected-minutes = minutes above 0, at most 10080
expected-detour = a factor from 1 to 10, such as 1.3
expected-one-limit = one limit only: leave out --limit-m
error-roads-elsewhere = The roads of { $path } lie nowhere near this project's demand, so nothing was computed
