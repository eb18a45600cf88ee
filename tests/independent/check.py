#!/usr/bin/env python3
"""Checks a project that Gridwright has edited with tools that know nothing of Gridwright.

    check.py BINARY [--edits N] [--seed N] [--folder DIR] [--validator validate_gpkg.py]

Writes the sample Xinxiang, applies random edits, and lets Shapely, GeoPandas, GDAL (through pyogrio) and SQLite say
whether the partition is one, whether the figures are right and whether the file is a GeoPackage.
Prints a line for each check; the exit status is 1 when one fails. Needs shapely >= 2.1, geopandas, pyogrio.
"""

import argparse
import json
import random
import sqlite3
import struct
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import geopandas
import numpy
import pyogrio
import shapely

# Positions are whole numbers of this many units in a degree.
UNITS = 10_000_000
MEASURE_KINDS = "iuf"


class Report:
    """Counts checks and prints each as it is done."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, is_right, what):
        self.passed += bool(is_right)
        self.failed += not is_right
        print(f"{'ok  ' if is_right else 'FAIL'} {what}", flush=True)


class Gridwright:
    """The program under test."""

    def __init__(self, binary, project):
        self.binary = binary
        self.project = project

    def run(self, *words, text=None):
        command = [self.binary, *map(str, words), "--json", "--quiet"]
        done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode != 0:
            sys.exit(f"FAIL {' '.join(command)}: status {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def sample(self, name):
        self.run("sample", name, self.project)

    def apply(self, edits):
        lines = "".join(json.dumps(edit, ensure_ascii=False) + "\n" for edit in edits)
        return [json.loads(line) for line in self.run("apply", self.project, "-", text=lines).splitlines()]

    def metrics(self, *options):
        return json.loads(self.run("metrics", self.project, *options))

    def exported(self, what, folder, *options):
        path = folder / f"{what}.geojson"
        path.unlink(missing_ok=True)
        self.run("export", self.project, path, "--what", what, *options)
        return geopandas.read_file(path, engine="pyogrio")


def lattice(geometry):
    """Shapes in whole units from their common corner: sums and differences of areas are exact then."""
    geometry = numpy.asarray(geometry)
    corner = numpy.round(shapely.total_bounds(geometry)[:2] * UNITS)
    return shapely.transform(geometry, lambda places: numpy.round(places * UNITS) - corner)


# ---- random edits ----


class Dice:
    """Random edits of a plan as it was last exported; edits that no longer fit are refused, which is part of the trial."""

    def __init__(self, seed, cells):
        self.random = random.Random(seed)
        self.cells = cells.set_index("code")
        self.neighbours = neighbours_of(cells)
        self.kinds = [
            (55, self.move),
            (22, self.assign),
            (6, self.cut),
            (6, self.merge),
            (3, self.insert),
            (1, self.unassign),
            (4, self.undo),
            (3, self.redo),
        ]

    def edit(self):
        makers = [maker for weight, maker in self.kinds for _ in range(weight)]
        while True:
            edit = self.random.choice(makers)()
            if edit is not None:
                return edit

    def cell(self):
        return self.random.choice(self.cells.index)

    def vertex(self):
        shape = self.cells.geometry[self.cell()]
        return [float(value) for value in self.random.choice(list(shape.exterior.coords)[:-1])]

    def shifted(self, place, degrees):
        return [round(value + self.random.uniform(-degrees, degrees), 7) for value in place]

    def move(self):
        at = self.vertex()
        reach = self.random.choice([0.0003, 0.001, 0.004])
        return {"move_vertex": {"at": at, "to": self.shifted(at, reach), "within_m": 50, "clamp": True}}

    def insert(self):
        at = self.vertex()
        return {"insert_vertex": {"on": self.shifted(at, 0.0005), "to": self.shifted(at, 0.0005), "within_m": 80}}

    def assign(self):
        code = self.cell()
        own = self.cells.grid[code]
        grids = sorted({self.cells.grid[other] for other in self.neighbours[code]} - {own, "", None})
        grids = [grid for grid in grids if isinstance(grid, str)]
        return {"assign": {"cells": [code], "grid": self.random.choice(grids)}} if grids else None

    def unassign(self):
        return {"unassign": {"cells": [self.cell()]}}

    def cut(self):
        code = self.cell()
        west, south, east, north = self.cells.geometry[code].bounds
        share = self.random.uniform(0.3, 0.7)
        if east - west < north - south:
            middle, margin = south + share * (north - south), 0.1 * (east - west)
            along = [[west - margin, middle], [east + margin, middle]]
        else:
            middle, margin = west + share * (east - west), 0.1 * (north - south)
            along = [[middle, south - margin], [middle, north + margin]]
        return {"cut": {"cell": code, "along": [[round(value, 7) for value in place] for place in along]}}

    def merge(self):
        code = self.cell()
        same = sorted(other for other in self.neighbours[code] if self.cells.grid[other] == self.cells.grid[code])
        return {"merge": {"cells": [code, self.random.choice(same)]}} if same else None

    def undo(self):
        return {"undo": self.random.choice([1, 1, 2, 3])}

    def redo(self):
        return {"redo": 1}


def neighbours_of(cells):
    """Codes of the cells that share at least two vertices with each cell."""
    owners = defaultdict(set)
    for code, shape in zip(cells["code"], cells.geometry):
        for place in shapely.get_coordinates(shape):
            owners[tuple(place)].add(code)
    shared = Counter((a, b) for codes in owners.values() for a in codes for b in codes if a != b)
    neighbours = defaultdict(list)
    for (a, b), count in sorted(shared.items()):
        if count >= 2:
            neighbours[a].append(b)
    return neighbours


def edit_at_random(program, folder, report, n_edits, seed):
    done, refused = Counter(), Counter()
    n_rounds = 4
    for number in range(n_rounds):
        cells = program.exported("cells", folder)
        dice = Dice(seed * n_rounds + number, cells)
        edits = [dice.edit() for _ in range(n_edits // n_rounds)]
        (folder / f"edits-{number}.jsonl").write_text("".join(json.dumps(edit, ensure_ascii=False) + "\n" for edit in edits), encoding="utf-8")
        answers = program.apply(edits)
        report.check(len(answers) == len(edits), f"round {number + 1}: {len(answers)} answers to {len(edits)} edits")
        for edit, answer in zip(edits, answers):
            kind = next(iter(edit))
            if answer["ok"]:
                done[kind] += 1
            else:
                refused[(kind, answer.get("refused"))] += 1
    print(f"     done: {dict(sorted(done.items()))}")
    print(f"     refused: { {f'{kind} {why}': count for (kind, why), count in sorted(refused.items(), key=str)} }")
    report.check(sum(done.values()) >= n_edits // 2, f"{sum(done.values())} of {n_edits} edits done")
    report.check({"move_vertex", "assign", "cut", "merge", "undo"} <= set(done), "every kind of edit was done at least once")


# ---- the partition ----


def check_partition(cells, n_holes, report):
    """`n_holes` is how many places of the plan belonged to no cell before it was edited; edits of this trial make none."""
    shapes = lattice(cells.geometry)
    report.check(bool(shapely.is_valid(shapes).all()), f"{len(shapes)} cells are valid polygons")
    report.check(bool(shapely.coverage_is_valid(shapes)), "the cells are a valid coverage (shapely.coverage_is_valid)")
    union = shapely.union_all(shapes)
    total, area = shapely.area(shapes).sum(), shapely.area(union)
    report.check(abs(area - total) <= 1e-12 * total, f"area of the union equals the sum of areas, so nothing overlaps: off by {abs(area - total) / total:.1e}")
    report.check(holes_of(union) == n_holes, f"the union has as many holes as before, so nothing gapes: {holes_of(union)}")


def holes_of(shape):
    return int(shapely.get_num_interior_rings(shapely.get_parts(shape)).sum())


def check_unions(parts, column, wholes, what, report):
    """Every whole is the union of the parts that name it."""
    everything = numpy.concatenate([numpy.asarray(parts.geometry), numpy.asarray(wholes.geometry)])
    shapes = lattice(everything)
    of_parts, of_wholes = shapes[: len(parts)], shapes[len(parts) :]
    members = defaultdict(list)
    for shape, whole in zip(of_parts, parts[column]):
        members[whole].append(shape)
    wrong = []
    for code, shape in zip(wholes["code"], of_wholes):
        union = shapely.union_all(members.get(code, []))
        is_empty = shape is None or shape.is_empty
        if is_empty != union.is_empty or (not is_empty and shapely.area(shapely.symmetric_difference(shape, union)) != 0):
            wrong.append(code)
    report.check(not wrong, f"{len(wholes)} {what} are the union of theirs {wrong[:5] if wrong else ''}".rstrip())


# ---- the figures ----


def joined(demand, wholes):
    """The code of the shape each point lies in, by GeoPandas, and which points are too near a boundary to tell."""
    wholes = wholes[~(wholes.geometry.isna() | wholes.geometry.is_empty)]
    lines = shapely.STRtree(shapely.boundary(numpy.asarray(wholes.geometry)))
    points = numpy.asarray(demand.geometry)
    near = numpy.zeros(len(points), dtype=bool)
    near[lines.query(points, predicate="dwithin", distance=1e-9)[0]] = True
    inside = geopandas.sjoin(demand[["geometry"]], wholes[["code", "geometry"]], how="left", predicate="within")
    inside = inside[~inside.index.duplicated()]
    return inside["code"].where(~near, None), near


def check_figures(demand, wholes, figures, report):
    level = f"{figures['plane']}, {figures['level']}"
    found, near = joined(demand, wholes)
    report.check(near.sum() <= 0.01 * len(demand), f"{level}: {near.sum()} of {len(demand)} points are within 1e-9 degree of a boundary")
    names = [measure["name"] for measure in figures["measures"]]
    sums = demand[names].groupby(found).sum()
    slack = demand[near][names].abs().sum()
    grids = {grid["code"]: grid for grid in figures["grids"]}
    wrong, sums_of_slack = [], Counter()
    for code, grid in grids.items():
        for name in names:
            joined_sum = sums[name].get(code, 0)
            rest = grid["sums"][name] - joined_sum
            sums_of_slack[name] += rest
            tolerance = 1e-9 * max(1.0, abs(joined_sum))
            if rest < -tolerance or rest > slack[name] + tolerance:
                wrong.append((code, name, grid["sums"][name], joined_sum))
    report.check(not wrong, f"{level}: sums of {len(names)} measures of {len(grids)} grids equal a spatial join {wrong[:3] if wrong else ''}".rstrip())
    if not near.any():
        report.check(all(abs(rest) <= 1e-6 for rest in sums_of_slack.values()), f"{level}: nothing is left over")


def check_columns(demand, cells, report):
    """What the export says of each point is what GeoPandas finds."""
    found, near = joined(demand, cells)
    said = demand["cell"].where(demand["cell"].fillna("") != "", None)
    differs = (found.fillna("") != said.fillna("")) & ~near
    report.check(not differs.any(), f"{len(demand) - near.sum()} points lie in the cell they name")


def check_other_planes(program, folder, demand, known, report):
    layer = pyogrio.read_dataframe(program.project, layer="grids", read_geometry=False)
    for plane in sorted(set(layer["plane"]) - {known}):
        grids = program.exported("grids", folder, "--plane", plane)
        for level in dict.fromkeys(grids["level"]):
            check_figures(demand, grids[grids["level"] == level], program.metrics("--plane", plane, "--level", level), report)


# ---- the file ----


def scalar(database, sql):
    return database.execute(sql).fetchone()[0]


def check_database(path, report):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    report.check(scalar(database, "PRAGMA application_id") == int.from_bytes(b"GPKG", "big"), "application_id is GPKG")
    version = scalar(database, "PRAGMA user_version")
    report.check(10200 <= version < 10500, f"user_version is a GeoPackage's: {version}")
    report.check(scalar(database, "PRAGMA integrity_check") == "ok", "integrity_check")
    report.check(not database.execute("PRAGMA foreign_key_check").fetchall(), "foreign_key_check")
    layers = database.execute("SELECT c.table_name, c.min_x, c.min_y, c.max_x, c.max_y, g.column_name, g.srs_id FROM gpkg_contents c JOIN gpkg_geometry_columns g USING (table_name)").fetchall()
    report.check(len(layers) == scalar(database, "SELECT count(*) FROM gpkg_contents WHERE data_type = 'features'"), f"{len(layers)} feature layers have a geometry column")
    for table, *stated, column, srs in layers:
        geometry = shapely.from_wkb([wkb_of(blob) for (blob,) in database.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')])
        present = geometry[~shapely.is_empty(geometry)]
        indexed = scalar(database, f'SELECT count(*) FROM "rtree_{table}_{column}"')
        report.check(indexed == len(present), f"{table}: {indexed} rows in the spatial index, {len(present)} shapes")
        known = scalar(database, f"SELECT count(*) FROM gpkg_extensions WHERE table_name = '{table}' AND extension_name = 'gpkg_rtree_index'")
        report.check(known == 1, f"{table}: the spatial index is declared")
        report.check(scalar(database, f"SELECT count(*) FROM gpkg_spatial_ref_sys WHERE srs_id = {srs}") == 1, f"{table}: coordinate system {srs} is declared")
        if len(present):
            west, south, east, north = shapely.total_bounds(present)
            holds = None not in stated and stated[0] <= west and stated[1] <= south and stated[2] >= east and stated[3] >= north
            report.check(holds, f"{table}: the stated extent holds all shapes")
    database.close()


def wkb_of(blob):
    """The WKB inside a GeoPackage blob."""
    envelopes = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
    magic, flags = struct.unpack_from("<2sxB", blob)
    assert magic == b"GP", "a geometry blob begins with GP"
    return bytes(blob[8 + envelopes[(flags >> 1) & 7] :])


def check_layers(path, exported, plane, report):
    names = {name for name, _ in pyogrio.list_layers(path)}
    report.check(set(exported) <= names, f"pyogrio lists {sorted(names)}")
    for name, table in exported.items():
        layer = geopandas.read_file(path, layer=name, engine="pyogrio")
        if name == "grids":
            layer = layer[layer["plane"] == plane]
        report.check(len(layer) == len(table), f"{name}: pyogrio reads {len(layer)} features, the export has {len(table)}")
        if name == "cells":
            own, other = layer.set_index("code").sort_index(), table.set_index("code").sort_index()
            same = list(own.index) == list(other.index) and bool(shapely.equals(numpy.asarray(own.geometry), numpy.asarray(other.geometry)).all())
            report.check(same, "cells: the same shapes in file and export")


def check_with_validator(validator, path, report):
    if validator is None:
        print("skipped: GDAL's validate_gpkg.py is not there; its essential checks were made by SQL")
        return
    done = subprocess.run([sys.executable, validator, str(path)], capture_output=True, text=True, check=False)
    report.check(done.returncode == 0, f"GDAL's validate_gpkg.py: {(done.stdout + done.stderr).strip()[-1500:] or 'no complaint'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--validator", type=Path)
    options = parser.parse_args()
    report = Report()
    print(f"shapely {shapely.__version__}, GEOS {shapely.geos_version_string}, geopandas {geopandas.__version__}, GDAL {'.'.join(map(str, pyogrio.__gdal_version__))}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        project = folder / "独立 检查.gpkg"
        project.unlink(missing_ok=True)
        run_all(Gridwright(options.binary, project), folder, report, options)
    print(f"independent checks: {report.passed} passed, {report.failed} failed")
    sys.exit(1 if report.failed else 0)


def run_all(program, folder, report, options):
    program.sample("xinxiang")
    n_holes = holes_of(shapely.union_all(lattice(program.exported("cells", folder).geometry)))
    edit_at_random(program, folder, report, options.edits, options.seed)
    exported = {what: program.exported(what, folder) for what in ["cells", "grids", "demand", "outlets"]}
    cells, grids, demand = exported["cells"], exported["grids"], exported["demand"]
    check_partition(cells, n_holes, report)
    check_columns(demand, cells, report)
    first = program.metrics()
    for level in dict.fromkeys(grids["level"]):
        wholes = grids[grids["level"] == level]
        figures = program.metrics("--level", level)
        report.check({grid["code"] for grid in figures["grids"]} == set(wholes["code"]), f"{level}: export and metrics name the same {len(wholes)} grids")
        check_figures(demand, wholes, figures, report)
    parents = set(grids["parent"].dropna()) - {""}
    leaves = grids[~grids["code"].isin(parents)]
    check_other_planes(program, folder, demand, first["plane"], report)
    check_unions(cells, "grid", leaves, f"grids of {first['plane']} without grids below", report)
    # A grid with grids below may also own cells itself.
    for level in dict.fromkeys(grids[grids["code"].isin(parents)]["level"]):
        wholes = grids[(grids["level"] == level) & grids["code"].isin(parents)]
        below = grids[["code", "parent", "geometry"]].rename(columns={"parent": "whole"})
        own = cells[["code", "grid", "geometry"]].rename(columns={"grid": "whole"})
        parts = geopandas.GeoDataFrame(geopandas.pd.concat([below[~below.geometry.isna()], own], ignore_index=True), geometry="geometry", crs=grids.crs)
        check_unions(parts, "whole", wholes, f"grids of level {level}", report)
    check_layers(program.project, exported, first["plane"], report)
    check_database(program.project, report)
    check_with_validator(options.validator, program.project, report)


if __name__ == "__main__":
    main()
