#!/usr/bin/env bash
# Runs the Windows binary under wine: a project under a Chinese path with blanks, a GBK table, and the lock between two processes.
#
#   tests/windows/run.sh target/x86_64-pc-windows-gnu/debug/gridwright.exe
#
# Needs wine and x86_64-w64-mingw32-gcc. Prints a line for each check; the exit status is 1 when one fails.
set -euo pipefail

binary=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
folder=$(mktemp -d)
holder=0
cleanup() {
    exec 3>&- || true
    [ "$holder" = 0 ] || wait "$holder" || true
    WINEPREFIX="$folder/prefix" wineserver -k >"$folder/kill.log" 2>&1 || true
    rm -rf "$folder"
}
trap cleanup EXIT

export WINEPREFIX="$folder/prefix" WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES='mscoree=;mshtml=;winemenubuilder.exe=' LC_ALL=C.UTF-8
wine=$(command -v wine64 || command -v wine)
passed=0
failed=0

# check WHAT COMMAND…: the command succeeds.
check() {
    local what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        echo "ok   $what"
    else
        failed=$((failed + 1))
        echo "FAIL $what"
    fi
}

# gridwright WORDS…: runs the binary; what it writes is in out and err, its exit status in status.
gridwright() {
    status=0
    "$wine" "$program" "$@" >"$folder/out" 2>"$folder/err" </dev/null || status=$?
}

# ends STATUS WHAT WORDS…: the binary ends with this status.
ends() {
    local expected=$1 what=$2
    shift 2
    gridwright "$@"
    check "$what" test "$status" = "$expected"
    if [ "$status" != "$expected" ]; then
        echo "     status $status: $(tail -n 5 "$folder/err" "$folder/out")"
    fi
}

# says WORDS, lacks REGEX: what the last answer on stdout holds or does not hold.
says() { grep -qF -- "$1" "$folder/out"; }
lacks() { ! grep -qE -- "$1" "$folder/out"; }
# A file of the Linux system as Windows names it.
windows() { printf 'Z:%s' "${1//\//\\}"; }
hidden_files() { find "$data" -maxdepth 1 -name '.*' -type f; }

data="$folder/格匠 测试"
mkdir "$folder/bin" "$data"
cp "$binary" "$folder/bin/gridwright.exe"
x86_64-w64-mingw32-gcc -shared -O1 -o "$folder/bin/bcryptprimitives.dll" "$here/bcryptprimitives.c" -ladvapi32
program="$folder/bin/gridwright.exe"
echo "$("$wine" --version); preparing a prefix"
"$wine" wineboot --init >"$folder/boot.log" 2>&1 || {
    cat "$folder/boot.log"
    exit 1
}

project="$data/项目 一.gpkg"
drive=$(windows "$project")

ends 0 "sample to a Chinese path with blanks on a drive letter" sample xinxiang "$drive" --json
check "the project is there" test -s "$project"

printf '编号,名称,经度,纬度,用户数\r\nD-1,城东小区,113.91,35.31,120\r\nD-2,"小区, 二",113.92,35.30,80\r\nD-3,坏行,abc,35.30,5\r\n' |
    iconv -f UTF-8 -t GBK >"$data/用户 表.csv"
ends 0 "import of a GBK table with CRLF" import "$drive" "$(windows "$data/用户 表.csv")" --as demand \
    --code-field 编号 --name-field 名称 --lon 经度 --lat 纬度 --measure users=用户数:户 --mode add --json
check "two rows of three are in" says '"rows_imported":2'
check "the bad one is listed" says '"rows_rejected":1'
check "the encoding is GBK or GB18030" grep -qiE '"name":"gb(k|18030)"' "$folder/out"
ends 0 "export of demand as CSV" export "$drive" "$(windows "$data/需求.csv")" --what demand --encoding utf-8 --json
check "the imported row came through whole" grep -qF '小区, 二' "$data/需求.csv"

ends 0 "export of cells as CSV" export "$drive" "$(windows "$data/小区.csv")" --what cells --encoding utf-8 --json
ends 0 "export of grids as GeoJSON" export "$drive" "$(windows "$data/网格.geojson")" --what grids --json
check "the GeoJSON is there" test -s "$data/网格.geojson"

# A cell and another grid than its own: code is the first column, grid the third.
tail -n +2 "$data/小区.csv" | tr -d '\r' >"$data/小区 行.csv"
IFS=, read -r cell _ own _ <"$data/小区 行.csv"
other=$(cut -d, -f3 "$data/小区 行.csv" | grep -vxF "$own" | sed -n 1p)
printf '{"assign":{"cells":["%s"],"grid":"%s"}}\r\n{"undo":1}\r\n{"redo":1}\r\n' "$cell" "$other" >"$data/修改.jsonl"
edits=$(windows "$data/修改.jsonl")
ends 0 "apply of a file with CRLF" apply "$drive" "$edits" --json
check "three edits done" test "$(grep -c '"ok":true' "$folder/out")" = 3
ends 0 "metrics" metrics "$drive" --json
check "metrics name the Chinese plane" says '"plane":"公众"'
# Findings of a plan are no broken file: 0 without errors among them, 1 with.
gridwright check "$drive" --json
check "check ends with 0 or 1" test "$status" -le 1
check "check looked at the invariants" says '"id":"P1"'
check "none is broken" lacks '"violations":[1-9]'
ends 0 "render" render "$drive" "$(windows "$data/地图.png")" --size 800x600 --json
check "the picture is there" test -s "$data/地图.png"
ends 2 "a wrong verb is wrong usage" nonsense "$drive"

# Two processes: the first holds the project as long as its input is open.
mkfifo "$folder/edits"
"$wine" "$program" apply "$drive" - --json <"$folder/edits" >"$folder/first" 2>"$folder/first.err" &
holder=$!
exec 3>"$folder/edits"
printf '{"undo":1}\n' >&3
for _ in $(seq 100); do
    ! grep -q '"ok"' "$folder/first" || break
    sleep 0.2
done
check "the first process answers while its input stays open" grep -q '"ok":true' "$folder/first"
before=$(sha256sum <"$project")
gridwright apply "$drive" "$edits" --json
check "a second process edits nothing" lacks '"ok":true'
pid=$(hidden_files | grep -F holder | xargs -d '\n' -r grep -ohE '"pid": *[0-9]+' | grep -oE '[0-9]+' || true)
check "it names who has the project (process ${pid:-unknown})" grep -qF "${pid:-unknown}" "$folder/out" "$folder/err"
check "and changed no byte" test "$before" = "$(sha256sum <"$project")"
ends 0 "a reader may look meanwhile" metrics "$drive" --json
exec 3>&-
first=0
wait "$holder" || first=$?
holder=0
check "the first process ends well" test "$first" = 0
check "nothing is left beside the project" test -z "$(hidden_files)"
ends 0 "and the project can be written again" apply "$drive" "$edits" --json
check "it was" says '"ok":true'

echo "windows: $passed passed, $failed failed"
test "$failed" = 0
