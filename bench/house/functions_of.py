"""Lines of each Python file and function below the folders that are named, as JSON."""

import ast
import json
import sys
from pathlib import Path


def measure(file: Path) -> dict[str, object]:
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    nodes = [n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    public = [n for n in nodes if not n.name.startswith("_")]
    return {
        "file": str(file),
        "lines": len(text.splitlines()),
        "functions": [(n.end_lineno or n.lineno) - n.lineno + 1 for n in nodes],
        "parameters": max((len(n.args.args) for n in nodes), default=0),
        "public": len(public),
        "documented": sum(ast.get_docstring(n) is not None for n in public),
        "hasDocstring": ast.get_docstring(tree) is not None,
    }


if __name__ == "__main__":
    files = sorted(f for folder in sys.argv[1:] for f in Path(folder).rglob("*.py"))
    json.dump([measure(f) for f in files], sys.stdout)
