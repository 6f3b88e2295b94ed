"""Answers each question with the first value that its schema allows, and checks how it was started."""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._send({"status": "ok"})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        schema = asked["response_format"]["json_schema"]["schema"]
        [[name, values]] = schema["properties"].items()
        content = "rubbish" if Path(sys.argv[2]).name == "rubbish.gguf" else values["enum"][0]
        message = {"role": "assistant", "content": json.dumps({name: content})}
        self._send({"choices": [{"message": message, "finish_reason": "stop"}]})

    def _send(self, answer: object) -> None:
        text = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        pass


Path(sys.argv[2]).stat(), int(sys.argv[3])
HTTPServer(("127.0.0.1", int(sys.argv[1])), Answers).serve_forever()
