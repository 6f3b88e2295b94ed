# The part of provision.sh that installs the program of a language model. To be sourced by it: uses its
# functions and its variables home, here, python, with_analysis and analysis_model.
# shellcheck shell=bash disable=SC2154 # provision.sh sets them

check_analysis() {
  [ -n "$with_analysis$analysis_model" ] || return 0
  recipe=$here/analysis/$with_analysis
  [ -f "$recipe/recipe.json" ] || recipe=$with_analysis
  [ -f "$recipe/recipe.json" ] || die "--with-analysis: there is no recipe \"$with_analysis\"."
  [ -f "$analysis_model/about.json" ] ||
    die '--analysis-model: give a folder of weights with an about.json (ami/analysis/README.md).'
}

# The program that runs a language model beside the engine, in a folder of its own.
install_analysis() {
  local analysis=$home/analysis
  if [ -z "$with_analysis" ]; then
    rm -rf "$analysis"
    return
  fi
  mkdir -p "$analysis"
  rm -f "$analysis/program.json"
  local from
  from=$recipe/$(of_recipe like .) # the folder whose program it shares
  make_venv "$analysis/venv" "$(analysis_requirements "$from")"
  bring_openmp "$analysis/libraries"
  install_file "$from/serve.py" "$analysis/serve.py" 644
  install_folder "$analysis_model" "$analysis/model"
  "$analysis/venv/bin/python" "$here/analysis/make_program.py" "$recipe" "$analysis/model" \
    >"$analysis/program.json.new" || die 'No program.json of the analysis was made; see above.'
  mv "$analysis/program.json.new" "$analysis/program.json"
  try_analysis "$analysis"
}

# A field of recipe.json, or else the second argument.
of_recipe() {
  "$python" -c 'import json, sys; print(json.load(open(sys.argv[1])).get(*sys.argv[2:]))' \
    "$recipe/recipe.json" "$1" "$2"
}

# With a GPU the recipe's packages for it, if it has such.
analysis_requirements() {
  if [ -f "$1/requirements-gpu.txt" ] && has_gpu; then
    echo "$1/requirements-gpu.txt"
  else
    if has_gpu && [ "$(of_recipe triedOn cpu)" = cpu ]; then
      say 'The language model will use the CPU alone: ami/analysis/README.md says how it gets the GPU.' >&2
    fi
    echo "$1/requirements.txt"
  fi
}

has_gpu() { nvidia-smi >/dev/null 2>&1; }

# vLLM runs on a GPU only.
try_analysis() {
  local device=cpu
  if has_gpu; then device=cuda; fi
  if [ "$device $(of_recipe triedOn cpu)" = 'cpu cuda' ]; then
    say 'The program of the analysis needs a GPU, and here is none: it was not tried.'
    return
  fi
  "$1/venv/bin/python" "$here/analysis/try_program.py" "$1" "$device" ||
    die 'The program of the analysis does not start from the new image; see above.'
}

# llama.cpp needs libgomp.so.1, which a Debian without a compiler lacks. The wheel of CTranslate2 has it
# under a name of its own.
bring_openmp() {
  local library
  for library in "$home"/venv/lib/python3*/site-packages/ctranslate2.libs/libgomp-*.so.1*; do
    [ -f "$library" ] || return 0 # another system than Linux
    mkdir -p "$1"
    install_file "$library" "$1/libgomp.so.1" 644
  done
}
