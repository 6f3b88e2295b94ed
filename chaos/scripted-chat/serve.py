"""Server of OpenAI's chat protocol without a model. Its claims quote the first words of the segments
that the question shows; a marker in the job's prompt makes it misbehave:

    #do:crash          ends in the middle of an answer     #do:rubbish        answers no JSON
    #do:hang           begins an answer and stops          #do:out-of-schema  answers other JSON
    #do:out-of-memory  says so and ends                    #do:unknown-ids    cites segments that are not
    #do:slow=200       takes so many ms for an answer      #do:never-said     quotes words that are not
    #do:obey           does what the recording says        #do:rubbish-once   any, the first time only

With #until:PATH# an answer waits until the file is there.

It "hears" as well: a question with sound (`input_audio`) is refused unless that is a WAV as long as the
question says, and is answered with claims that quote what the prompt says is heard:

    #heard:the words of one quote; those of another#

With #do:deaf it refuses every sound.

Options: --port, --model; --log FILE gets a JSON line for each question; --say LINE is written to
standard error at the start; --exit STATUS ends it then.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import answers
import sound

_OUT_OF_MEMORY = "ggml_cuda: cudaMalloc failed: out of memory"
_MARKER = re.compile(r"#do:([a-z-]+?)(-once)?(?:=(\d+))?(?![a-z-])")
_UNTIL = re.compile(r"#until:([^#\s]+)#")
_FOREVER = 3600.0  # seconds
_TOKEN = re.compile(r"\s*\S{1,6}")


class Behaviour:
    """What the markers of one question ask for."""

    _done: ClassVar[set[str]] = set()
    _lock = threading.Lock()

    def __init__(self, prompt: str) -> None:
        self.slow_seconds = 0.0
        self.does: set[str] = set()
        self.until = [Path(file) for file in _UNTIL.findall(prompt)]
        for marker in _MARKER.finditer(prompt):
            name, once, value = marker.groups()
            if once and not self._is_first(name):
                continue
            self.does.add(name)
            if name == "slow":
                self.slow_seconds = int(value or 0) / 1000

    def _is_first(self, name: str) -> bool:
        with self._lock:
            is_first = name not in self._done
            self._done.add(name)
            return is_first


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    options: argparse.Namespace

    def do_GET(self) -> None:
        if self.path == "/health":
            self._json({"status": "ok"})
        elif self.path == "/v1/models":
            self._json({"object": "list", "data": [{"id": self.options.model, "object": "model"}]})
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path != "/v1/chat/completions":
            self.send_error(404)
            return
        try:
            prompt = "\n".join(map(_text_of, body["messages"]))
            sounds = [wav for message in body["messages"] for wav in sound.wavs(message)]
            behaviour = Behaviour(prompt)
            sound.check(sounds, prompt, deaf="deaf" in behaviour.does)
        except sound.Refused as refused:
            self._json({"error": {"message": str(refused)}}, 400)
            return
        form = body.get("response_format", {}).get("json_schema", {})
        self._note(form.get("name", ""), prompt, sounds)
        schema = form.get("schema", {})
        answer = answers.answer(prompt, schema, behaviour.does, heard=bool(sounds))
        self._stream(_TOKEN.findall(answer), prompt, behaviour)

    def _note(self, name: str, prompt: str, sounds: list[sound.Wav]) -> None:
        if self.options.log:
            heard = {"seconds": sounds[0].seconds} if sounds else {}
            line = json.dumps({"name": name, "pid": os.getpid(), "prompt": prompt, **heard})
            with open(self.options.log, "a", encoding="utf-8") as file:
                file.write(line + "\n")

    def _stream(self, tokens: list[str], prompt: str, behaviour: Behaviour) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self._event({"choices": [{"index": 0, "delta": {"role": "assistant"}}]})
        while not all(file.exists() for file in behaviour.until):
            time.sleep(0.02)
        pause = behaviour.slow_seconds / max(len(tokens), 1)
        due = time.monotonic()
        for token in self._misbehaving(tokens, behaviour.does):
            # A late one is made up for: the answer takes as long on a busy computer.
            due += pause
            time.sleep(max(0.0, due - time.monotonic()))
            self._event({"choices": [{"index": 0, "delta": {"content": token}}]})
        self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        usage = {"prompt_tokens": len(_TOKEN.findall(prompt)), "completion_tokens": len(tokens)}
        self._event({"choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def _misbehaving(self, tokens: list[str], does: set[str]) -> Iterator[str]:
        for nth, token in enumerate(tokens):
            if nth == len(tokens) // 2:
                if "hang" in does:
                    time.sleep(_FOREVER)
                if "out-of-memory" in does:
                    print(_OUT_OF_MEMORY, file=sys.stderr, flush=True)
                if does & {"out-of-memory", "crash"}:
                    os._exit(1)
            yield token

    def _event(self, more: dict[str, Any]) -> None:
        event = {"object": "chat.completion.chunk", "model": self.options.model, **more}
        self.wfile.write(b"data: " + json.dumps(event).encode() + b"\n\n")
        self.wfile.flush()

    def _json(self, value: object, status: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: standard error is for what goes wrong."""


class Server(ThreadingHTTPServer):
    """Ends at once, with the answers that it is giving."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a client that goes away is no error."""


def _text_of(message: dict[str, Any]) -> str:
    content = message["content"]
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content if part["type"] == "text")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--log")
    parser.add_argument("--say")
    parser.add_argument("--exit", type=int)
    Handler.options = parser.parse_args()
    if Handler.options.say:
        print(Handler.options.say, file=sys.stderr, flush=True)
    if Handler.options.exit is not None:
        sys.exit(Handler.options.exit)
    Server(("127.0.0.1", Handler.options.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
