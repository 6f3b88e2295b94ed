# The part of provision.sh that installs the model for people's names. To be sourced by it: uses its
# functions and its variables home, engine and names.
# shellcheck shell=bash disable=SC2154 # provision.sh sets them

check_names() {
  [ -n "$names" ] || return 0
  [ -f "$names/manifest.json" ] ||
    die '--names: give a folder with a manifest.json (model/names/README.md says how to write it).'
  [ -f "$engine/requirements-names.txt" ] ||
    die "--names: there is no file $engine/requirements-names.txt."
}

# The engine loads it as a job does: it refuses files that differ from their manifest.
install_names() {
  rm -rf "$home/names"
  [ -n "$names" ] || return 0
  install_folder "$names" "$home/names"
  chmod -R a+rX "$home/names" # the engine has a user of its own
  local told
  told=$(printf '[["Anna", "Berg", "ringde."]]' | env -i PATH=/usr/bin:/bin PYTHONPATH="$home/engine" \
    "$home/venv/bin/python" -m fast_transcribe names --model "$home/names") ||
    die "--names: the engine cannot use the model: $(tail -n 1 <<<"$told")"
  say "The model for names: $(tail -n 1 <<<"$told")"
}
