#!/usr/bin/env bash
# Makes .venv (or the folder given) with the detectors of encodings that fix-text is compared with.
set -euo pipefail
cd "$(dirname "$0")/../.."
VENV=${1:-.venv}
python3 -m venv "$VENV"
"$VENV/bin/pip" install -q --disable-pip-version-check chardet==7.7.0 charset-normalizer==3.5.2 faust-cchardet==3.2.0
