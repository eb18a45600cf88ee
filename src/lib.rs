//! Gridwright (格匠): territory and channel planning. This page is the architecture document of the project.
//!
//! # Bird's eye
//!
//! A city is divided into *cells* (基础单元); *grids* (网格) are sets of cells and form a tree of levels; *demand points*
//! (需求点) lie in cells and carry measures such as users and revenue; *outlets* (网点) stand in them. Planners move
//! boundaries and see at once what that does to the balance between grids. Everything is saved in one GeoPackage.
//!
//! ```text
//!  foreign files ──► io ──► jobs::import ─┐                        ┌─► metrics::Ledger   (figures)
//!                                         ▼                        │
//!  cli, window ──► edit::Command ──► edit::Document ──► Effects ───┼─► carto             (maps)
//!                                         ▲                        │
//!                         partition::Patch┘                        └─► store::StepRows ──► one SQLite transaction
//! ```
//!
//! There is one library and one thin binary. Without arguments it opens the window (rooms `map`, `ui`, `app` behind the default
//! feature `gui`); with a verb it is the command line. The core knows no screen: `cargo check --no-default-features` builds it.
//!
//! # Decisions
//!
//! 1. *Fixed-point coordinates.* A position is WGS-84 longitude and latitude as `i32` in units of 1e-7 degree, about 1 cm
//!    ([`geodesy::Position`]). Orientation, crossing and containment are decided exactly in 64 or 128 bits; there is no
//!    tolerance behind the import. Other coordinate systems exist only at the doors.
//! 2. *The plan is a planar partition.* A boundary between two cells is one arc with the cell on its left and the cell on
//!    its right; polygons are derived from arcs and never edited. A gap or an overlap cannot be expressed.
//! 3. *Cells below, grids above.* Moving a vertex of a free arc reshapes cells; giving cells to another grid moves a
//!    boundary without changing a shape. Arcs of official units are locked: they keep their shape. A multi-part input
//!    becomes one cell for each part. Several *planes* (业务面) of grids can lie over the same cells.
//! 4. *A scenario owns its plan.* Partition, cells, grids and assignment are copy-on-write: a branch shares what neither
//!    side has changed, in memory ([`edit::Plan`]) and in the file (layers, see below).
//! 5. *Demand is points, cells carry sums.* A grid sums its cells, a level its grids. A reshape looks only at points near
//!    the ground it sweeps, through an index. Which cell a point lies in is a cache in memory ([`edit::Owners`]); moving a
//!    boundary rewrites no demand row.
//! 6. *Measures are integers* with a declared number of decimals. Ratios are computed from sums when somebody asks.
//! 7. *Edits carry old and new values* and are applied synchronously to one [`edit::Document`]. What follows from an edit
//!    follows from its [`edit::Effects`], for undo and redo as well.
//! 8. *A project is a GeoPackage.* Every step is one SQL transaction with its journal row, so there is no unsaved state and
//!    undo survives a restart. `application_id` and `user_version` belong to the GeoPackage standard; our format number is
//!    in `gw_format`.
//! 9. *Threads are for long work only.* Editing is synchronous and in-process; one writer thread stands between the document
//!    and the disk. Nothing waits for a callback while it holds a lock.
//! 10. *Foreign files are not trusted.* What a reader allocates is bounded by the file, a bad row is a finding, and a table
//!     can be read in a child process with limits and sent over ([`io::worker`]).
//! 11. *The command line can do all that a window can*, with `--json` for programs.
//!
//! # Rooms
//!
//! Every folder of `src/` is a room. A room uses the rooms its row names and nothing else; `tests/it/architecture.rs` holds
//! the same table and fails on any other `crate::` path, and on an outside crate, a thread, a clock or `unsafe` in the
//! wrong room. A row without a folder is a room whose place is kept.
//!
//! | room | is | may use | never |
//! |---|---|---|---|
//! | `base` | ids, copy-on-write tables, progress, cancellation, findings, revisions | nothing | knows geography or marketing |
//! | `platform` | what differs between systems: locks, folders, durable replacement, limits of processes | `base` | is entered for anything else; alone may hold `unsafe`, with a reason |
//! | `geodesy` | fixed-point positions, exact predicates, coordinate systems, geodesic lengths and areas | `base` | reads files |
//! | `model` | the domain's plain values: measures, demand, grids, levels, planes, outlets, scenarios, rules | `base`, `geodesy` | computes sums; knows SQL, screens, languages |
//! | `partition` | nodes, arcs, faces; building from polygons, edits, validation, derived polygons | `base`, `geodesy` | knows users or outlets; uses a tolerance after the build |
//! | `roads` | road graph, travel time by mode, nearest roads, isochrones | `base`, `geodesy` | reads files; knows outlets |
//! | `metrics` | sums, balance, compactness; full and incremental | `base`, `geodesy`, `model`, `partition` | changes what it is given |
//! | `zoning` | automatic grid design: balanced, whole, compact plans; proofs and reasons; moves, repair | `base`, `geodesy`, `model`, `partition`, `roads`, `metrics` | changes a document; is random without a seed |
//! | `siting` | placement of outlets with a bound, service of outlets kept up to date | `base`, `geodesy`, `model`, `partition`, `roads`, `metrics`, `zoning` | the same |
//! | `channel` | what channels do for their territory: coverage, blind spots, load | `base`, `geodesy`, `model`, `partition`, `roads`, `metrics`, `siting` | changes what it is given |
//! | `edit` | document, commands, changes, effects, transactions, history | `base`, `geodesy`, `model`, `partition`, `roads`, `metrics` | reads, writes, starts threads |
//! | `carto` | how a map is drawn, without a screen: classes, colours, labels, symbols, legend, rasteriser | `base`, `geodesy`, `model`, `partition`, `roads`, `metrics` | knows a language |
//! | `gpkg` | SQLite the safe way, GeoPackage tables, geometry blobs, spatial index, copies | `base`, `platform`, `geodesy` | knows the domain |
//! | `io` | foreign formats in and out, encodings, coordinate detection | `base`, `platform`, `geodesy`, `model`, `partition`, `roads`, `metrics`, `channel`, `gpkg` | touches a document; opens a project |
//! | `store` | the project file: schema, loading, steps, journal, imports, backups | `base`, `platform`, `geodesy`, `model`, `partition`, `roads`, `metrics`, `channel`, `edit`, `gpkg` | lets a type of `rusqlite` out |
//! | `samples` | sample projects from real borders and a seed | `base`, `geodesy`, `model`, `partition` | opens a project |
//! | `jobs` | work that takes time: the writer thread, imports; a session ties a document to its file | all but screens and the command line | holds a lock over a callback |
//! | `i18n` | Chinese and English: catalogue, numbers, units, errors in words | names and errors of all above | decides anything |
//! | `map` | camera, layers, tools, scene and base map of the window | `base`, `geodesy`, `model`, `partition`, `roads`, `metrics`, `edit`, `carto`, `gpkg`, `i18n` | changes a document; knows SQL |
//! | `ui` | panels, dialogs, look and the table of actions of the window | `base`, `geodesy`, `model`, `metrics`, `channel`, `edit`, `carto`, `i18n`, `map` | changes a document |
//! | `app` | state of the window, what actions do, settings | all but the command line | holds rules of the domain |
//! | `cli` | the command line, one file for each verb | all but screens | needs a display |
//!
//! # Invariants
//!
//! Each is stated again where it is held. Names in the last column are test functions.
//!
//! | id | says | held in | tested by |
//! |---|---|---|---|
//! | P1 | Every arc has one left and one right face, and they differ. | [`partition`], checked by `Partition::validate` and before a file's arcs are accepted | `random_edits_keep_the_invariants`, `tiny_lattices_force_every_degeneracy` |
//! | P2 | Arcs meet only at nodes; none crosses itself or another. | `partition/legality.rs` for edits, `partition/build` for imports | `random_edits_keep_the_invariants`, `stars_and_scribbles_of_any_size` |
//! | P3 | Every cell is connected: one outer ring and any number of holes. | `partition/draft.rs`, `partition/build/faces.rs` | `random_edits_keep_the_invariants`, `a_dragged_boundary_cannot_jump_over_an_enclave` |
//! | P4 | Positions are integers; a derived polygon repeats its arcs' positions exactly. | [`geodesy::Position`], `partition/polygon.rs` | `dissolved_cells_have_holes_where_others_are`, `orientation_is_exact_at_the_ends_of_the_earth` |
//! | M1 | In each plane a cell belongs to one grid or to none; "unassigned" is counted; every grid but the roots has one parent. | [`model::Assignment`], [`metrics::Ledger`] | `random_commands_keep_figures_and_history_exact` |
//! | M2 | A demand point lies in exactly one cell or outside the plan; on a boundary it belongs to the side north of it, on a meridian to the side east of it. | [`geodesy::point_is_under`] | `every_position_of_a_square_lattice_belongs_to_one_square`, `random_edits_keep_the_invariants` |
//! | M3 | Ids are never reused, also after undo and restart; codes that people see are attributes. | [`base::Table`], `next_ids` in the file | `ids_are_never_reused` |
//! | E1 | Only `Document` changes a document, and every change has an exact inverse. | [`edit::Change`], [`partition::Patch`] | `random_commands_keep_figures_and_history_exact` |
//! | E2 | What `Effects` does not name did not change. | [`edit::Effects`], `edit/apply.rs` | `random_commands_keep_figures_and_history_exact` |
//! | E3 | At most one transaction is open; queries show the state inside it. | `edit/transaction.rs` | `a_drag_is_one_step_and_esc_gives_everything_back`, `a_drag_that_comes_back_is_no_step` |
//! | X1 | Incremental figures equal full computation, bit for bit. | [`metrics::Ledger`] | `random_commands_keep_figures_and_history_exact` |
//! | S1 | One step is one SQL transaction; a crash loses at most the gesture in progress. | `store/writer.rs`, [`gpkg`] | `an_interrupted_change_is_undone_by_a_writer_and_by_a_reader`, `nothing_answered_is_lost_and_nothing_is_half_there`, `an_import_is_there_whole_or_not_at_all`, `a_full_disk_harms_no_project` |
//! | S2 | Old files open in newer versions; newer files are refused untouched. | `store/format.rs` | the tests of the room store |
//! | S3 | Opening and closing changes no byte. | [`gpkg`], [`store`] | `opening_and_closing_changes_nothing`, `a_file_with_a_write_ahead_log_is_left_as_it_was` |
//! | O1 | Same input, seed and version give the same result, whatever the number of cores. | everywhere; see Determinism | `the_number_of_threads_changes_nothing`, `numbers_do_not_change_between_machines`, `columns_equal_brute_force_on_any_number_of_threads` |
//! | O2 | An engine returns no plan that breaks P or M and calls no answer optimal without a bound. | [`zoning`] and [`siting`] | `small_maps_are_solved_to_the_optimum`, `every_proposal_is_what_it_says`, `bounds_are_never_on_the_wrong_side`, `a_tiny_effort_does_not_call_its_answer_proved` |
//! | U1 | No panel takes `&mut Document`. | the rooms `map` and `ui` | `rooms_use_only_what_they_may` |
//! | U2 | Every text comes from the catalogue; both languages have the same keys. | the room `i18n` | the tests of the room i18n |
//! | I1 | Bad rows are findings, not errors. | [`io`] | `bad_rows_are_listed_and_the_rest_is_loaded`, `deleted_rows_go_with_their_shapes_and_rows_are_paired` |
//!
//! # The road of one change
//!
//! A vertex is dragged. What a script asks with `apply` takes the same road in one stride ([`edit::Document::run`]).
//!
//! 1. *Press.* [`edit::Document::begin`] opens the transaction and tells the ledger to remember figures from here on, so
//!    that before and after can be shown.
//! 2. *Each pointer event.* [`edit::Document::amend`] gets a [`edit::Command`] with the absolute target. Planning asks
//!    the partition for a [`partition::Patch`]: the arcs that differ, old and new. Only boundaries near these arcs are looked
//!    at; an illegal target is refused with a reason, or clamped to the furthest legal point on the way, also with the
//!    reason. Nothing has changed so far.
//! 3. *Apply.* The ledger takes the contribution of the old arcs out, the partition takes the patch, demand points near the
//!    swept ground get their new cell, the ledger moves their amounts and puts the new arcs in. Sums are `i64`, areas
//!    are integer square centimetres and lengths integer tenths of a millimetre for each arc, so adding and subtracting leaves
//!    no residue (X1). [`edit::Effects`] names arcs, cells, grids, outlines, outlets and points that changed. The
//!    change joins the one before it: a drag of a thousand events stays one change.
//! 4. *Release.* [`edit::Document::commit`] makes one [`edit::Step`] of the history. Esc: [`edit::Document::abort`]
//!    applies the inverses. A drag that returns to its start is no step.
//! 5. *To the writer.* [`store::StepRows`] takes from the document what the step's effects name: a plan that shares its
//!    rows with the document's, and the figures. [`jobs::Saver`] hands it to the writer thread through a bounded queue;
//!    [`jobs::Session::commit`] does not wait, [`jobs::Session::run`] does, because whoever reads its answer may rely on
//!    the disk.
//! 6. *One SQLite transaction.* Journal row, arcs, cells, grids, assignments, the rows of the feature tables that changed,
//!    the largest ids. It is committed with `synchronous = EXTRA` and a rollback journal. When it fails, the session reads the
//!    document anew: memory never claims more than the file holds.
//!
//! Undo and redo apply the same changes, inverted or not, by the same function; the journal row is marked, not
//! removed. The history keeps 64 MB of changes in memory and reads older ones back from the journal.
//!
//! # One frame of the window
//!
//! `app::App::logic` takes in what has ended outside the frame (long work, steps on the disk, dropped files), then keys, and does
//! what was asked for. `app::App::ui` draws bars, panels and map from a read-only look at everything (`ui::Desk`); panels push
//! `ui::Request`s and tools push `map::Request`s, and at the end of the frame `app/dispatch.rs` carries them out. Only
//! `app::OpenProject` holds the session; it collects the [`edit::Effects`] of everything that happened, and the scene
//! (`map::scene::Scene::follow`) takes them before the next painting: geometry lies in GPU buffers, colours in small textures,
//! and what no effect names is not touched. A window in which nothing happens asks for no frame.
//!
//! Two tables, never mixed: `ui::Action` is what a person can ask for without saying more, with key, shortcut, menu and icon, and
//! menus, toolbar, palette, shortcut sheet and tests are made from it; [`edit::Command`] is a change that can be undone. A tool
//! is an enum over `map::tools::ToolEvent`s that needs no screen: its gesture is begin, amend with absolute targets, commit or abort.
//!
//! Long work (opening, importing, exporting, pictures) runs in [`jobs::Background`]. Work that needs the session borrows it
//! from the project (`app::OpenProject::lend`): the window shows the document as it is and refuses edits until it is back.
//!
//! # Layers on disk
//!
//! *The truth* of plans is in tables of ours: `gw_arcs`, `gw_cells`, `gw_grids`, `gw_assign`, each row with its layer.
//! A scenario (`gw_scenarios`) reads its own layer over its parents' (`gw_layers`); a row without content hides what lies
//! below. Branching makes what is there so far common ground and gives both scenarios an empty layer of their own: nothing is
//! copied. `gw_journal` has the steps with their changes, `gw_batches` and `gw_demand_archive` what imports need to be
//! undone, `gw_settings`, `gw_planes`, `gw_ignored` the rest, `gw_format` the version.
//!
//! *A view for other programs:* the feature tables `cells` and `grids` show the active scenario; a step updates only the
//! rows its effects name. `outlets`, `demand` and `reference` are feature tables and themselves the truth. Styles for QGIS
//! are in `layer_styles`.
//!
//! *Changes by others:* triggers in plain SQL on `cells`, `grids`, `outlets` and `demand` note every changed row in
//! `gw_changes`; our own transactions take their notes out again. What is left on opening is reported row by row. For
//! cells and grids the plan stays as it is.
//!
//! *Beside the file:* two small hidden files while a project is open for writing, the lock and its holder's name; `NAME.roads`, the
//! road graph made from a file that somebody named ([`jobs::load_roads`]), which can be deleted at any time. Backups lie in the
//! application's data folder.
//!
//! # Determinism
//!
//! The same input gives the same bytes on Linux and Windows, with one core or many (O1). Hence: no iteration over hash
//! tables where order can reach a result; parallel work returns its results in input order and sorts with unique keys;
//! sine, logarithm and the like come from `libm` and not from the system's library, while `+ - * /` and square root are
//! exact by IEEE 754; text for numbers is written by one formatter; the clock is read only by `cli`, `store` and `jobs` and
//! passed on as a value; randomness has a seed.

#[cfg(feature = "gui")]
pub mod app;
pub mod base;
pub mod carto;
pub mod channel;
pub mod cli;
pub mod edit;
pub mod geodesy;
pub mod gpkg;
pub mod i18n;
pub mod io;
pub mod jobs;
#[cfg(feature = "gui")]
pub mod map;
pub mod metrics;
pub mod model;
pub mod partition;
pub mod platform;
pub mod roads;
pub mod samples;
pub mod siting;
pub mod store;
#[cfg(feature = "gui")]
pub mod ui;
pub mod zoning;
