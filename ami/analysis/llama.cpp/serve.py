"""Serves a GGUF by llama.cpp's own HTTP server, which the package xllamacpp has in it.

Usage: serve.py --model FILE --name NAME --context TOKENS --port PORT --device cpu|cuda

On loopback only, one question at a time: OpenAI's /v1/chat/completions, which keeps to a JSON schema by a
grammar, and /health. Ends with status 0 on SIGTERM.
"""

from __future__ import annotations

import argparse
import os
import signal

import xllamacpp

ALL_LAYERS = 999


def parameters(options: argparse.Namespace) -> xllamacpp.CommonParams:
    params = xllamacpp.CommonParams()
    params.model.path = options.model
    params.model_alias = {options.name}
    params.hostnames = ["127.0.0.1"]
    params.port = options.port
    params.n_ctx = options.context
    params.n_parallel = 1
    params.n_gpu_layers = ALL_LAYERS if options.device == "cuda" else 0
    # The plan of memory counts on what is asked for: no smaller context, no prompts kept beside it.
    params.fit_params = False
    params.cache_ram_mib = 0
    # More threads than free cores wait for one another, which takes minutes beside the engine.
    threads = max(1, len(os.sched_getaffinity(0)) // 2)
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    # A first answer of nothing would only delay the start.
    params.warmup = False
    params.verbosity = 2  # errors and warnings
    # Answers are to be of the question's schema alone: a model that thinks first would write that, too.
    params.default_template_kwargs = {"enable_thinking": "false"}
    params.enable_reasoning = 0
    # Pages of a program for people, and ways to other models.
    params.ui = params.endpoint_slots = params.endpoint_props = False
    return params


def main() -> None:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--model", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--context", type=int, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--device", choices=["cpu", "cuda"], required=True)
    # Before the server's threads, which inherit it.
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGINT])
    server = xllamacpp.Server(parameters(parser.parse_args()))
    print(f"Listening at {server.listening_address}", flush=True)
    signal.sigwait([signal.SIGTERM, signal.SIGINT])


if __name__ == "__main__":
    main()
