"""Prints program.json of an analysis folder (core/analysis/program.ts).

Usage: make_program.py RECIPE MODEL, run by the Python that has the recipe's package.

RECIPE: a folder of ami/analysis with recipe.json. MODEL: the weights, with about.json
{"name", "languages", "contextTokens", "servedTokens"?}; the last is the context that the program is started
with, if it is another. What does not fit ends with status 1 and one sentence.
"""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from gguf_header import NotGguf
from weights import ABOUT, NotUsable, described_gguf, described_hugging_face, files_of

NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,63}", re.ASCII)  # as core/transcript/model-name.ts
DESCRIBED = {"gguf": described_gguf, "hugging-face": described_hugging_face}
FOLDER = "model"  # of the weights, beside program.json
LEAST_CONTEXT = 512


def program(recipe: dict[str, Any], model: Path, package: str) -> dict[str, Any]:
    """Raises NotUsable, NotGguf."""
    about = about_of(model)
    weights = DESCRIBED[recipe["weights"]](model)
    model_path = FOLDER if weights["path"] == "." else f"{FOLDER}/{weights['path']}"
    known = {"weights": model_path, "name": about["name"]}
    if "servedTokens" in about:
        known["context"] = str(about["servedTokens"])
    return {
        "name": recipe["name"],
        "version": package,
        "model": about["name"],
        "modelPath": model_path,
        "files": {f"{FOLDER}/{path}": sha256 for path, sha256 in files_of(model).items()},
        "languages": about["languages"],
        "hears": recipe["hears"],
        "contextTokens": about["contextTokens"],
        "command": [filled(part, known) for part in recipe["command"]],
        "environment": recipe["environment"],
        "memory": {
            "weightsBytes": weights["weightsBytes"],
            "cacheBytesPerToken": weights["cacheBytesPerToken"],
            "workspaceBytes": recipe["workspaceBytes"],
        },
    }


def about_of(model: Path) -> dict[str, Any]:
    file = model / ABOUT
    if not file.is_file():
        raise NotUsable(
            f'There is no {ABOUT} in {model}: {{"name", "languages", "contextTokens"}}.'
        )
    about = json.loads(file.read_text(encoding="utf-8"))
    if not NAME.fullmatch(str(about.get("name"))):
        raise NotUsable(f"{about.get('name')!r} in {ABOUT} is no name that jobs can ask for.")
    if not isinstance(about.get("contextTokens"), int) or about["contextTokens"] < LEAST_CONTEXT:
        raise NotUsable(
            f"contextTokens in {ABOUT} is no number of at least {LEAST_CONTEXT} tokens."
        )
    return {"languages": [], **about}


def filled(part: str, known: dict[str, str]) -> str:
    """Leaves what is filled in at each start: {home}, {port}, {context}, {device}."""
    for name, value in known.items():
        part = part.replace(f"{{{name}}}", value)
    return part


def main() -> None:
    recipe, model = Path(sys.argv[1]), Path(sys.argv[2])
    stated = json.loads((recipe / "recipe.json").read_text(encoding="utf-8"))
    try:
        made = program(stated, model, version(stated["package"]))
    except (NotUsable, NotGguf) as e:
        sys.exit(str(e))
    print(json.dumps(made, indent=1))
    if made["languages"] and "sv" not in made["languages"]:
        listed = ", ".join(made["languages"])
        print(f"The makers of {made['model']} list {listed}, not Swedish.", file=sys.stderr)


if __name__ == "__main__":
    main()
