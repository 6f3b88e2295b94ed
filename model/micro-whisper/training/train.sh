#!/usr/bin/env bash
# The whole recipe: the bank of sentences (2 minutes), then the stages.
# Minutes are wall clock on 2 shared cores; the model's files end up in DIR/model.
#
#   train.sh DIR
set -euo pipefail
DIR=$(realpath -m "${1:?usage: train.sh DIR}")
mkdir -p "$DIR/model/audio"
cd "$(dirname "$0")"
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
# glibc's malloc returns large tensors to the system after every step
export LD_PRELOAD=libjemalloc.so.2
export MALLOC_CONF="dirty_decay_ms:-1,muzzy_decay_ms:-1,narenas:2,oversize_threshold:0"

stage() { # stage FROM TO MINUTES [option …]
  local from=$1 to=$2 minutes=$3
  shift 3
  python3 train.py ${from:+--init "$DIR/$from.pt"} --out "$DIR/$to.pt" --minutes "$minutes" "$@"
}

python3 bank.py "$DIR/c1" 9000 1 &
first=$!
python3 bank.py "$DIR/c2" 9000 2
wait "$first"
python3 bank.py "$DIR/c3" 4500 3 repeats
plain=(--bank "$DIR/c1" "$DIR/c2")
all=(--bank "$DIR/c1" "$DIR/c2" "$DIR/c3")

# 4.8 s windows anywhere in the 30 s, then 12 s, then 30 s
stage "" B 14 "${plain[@]}" --frames 480 --batch 8 --micro 4 --floating --single 0.35 \
  --lr 1e-3 --muon 0.01 --warmup 100
stage B C 6 "${plain[@]}" --frames 1200 --batch 3 --micro 4 --floating --single 0.2 \
  --lr 7e-4 --muon 0.006 --warmup 40 --aux 0.3 --seed 2
stage C E 18 "${plain[@]}" --frames 3000 --batch 2 --micro 6 --single 0.4 --prompts 0.25 \
  --lr 7e-4 --muon 0.006 --warmup 20 --aux 0.2 --seed 3
# 30 s mixed with cheaper 10 s windows, and sentences full of repeats
stage E H 23 "${all[@]}" --frames 3000 --batch 2 --micro 6 --single 0.4 --prompts 0.25 \
  --lr 6e-4 --muon 0.006 --warmup 20 --aux 0.2 --seed 6 --mix 0.5
# more prompts, then more sentences cut by the window's end (for audio over 30 s)
stage H I 8 "${all[@]}" --frames 3000 --batch 2 --micro 6 --single 0.3 --cuts 0.4 --prompts 0.6 \
  --lr 3e-4 --muon 0.003 --warmup 10 --aux 0.2 --seed 7 --mix 0.2
stage I J 6 "${all[@]}" --frames 3000 --batch 2 --micro 6 --single 0.15 --cuts 0.85 --prompts 0.5 \
  --lr 3e-4 --muon 0.003 --warmup 8 --aux 0.2 --seed 8

python3 export.py "$DIR/J.pt" "$DIR/model"
python3 make_refs.py "$DIR/model/audio" "${all[@]:1}"
python3 evaluate.py "$DIR/model/weights.npz" --train-texts "${all[@]:1}"
