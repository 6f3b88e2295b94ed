"""Prints what the packages of this Python say of their licence, a JSON object by normalised name.

Each has `licence` (an SPDX expression, or what the package says instead), `copyrights` (lines of its
licence files) and `libraries` (those bundled in its wheel, without version).
"""

import json
import re
import sys
from importlib.metadata import Distribution, distributions

# Trove classifiers, for packages that have no SPDX expression.
CLASSIFIED = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "ISC License (ISCL)": "ISC",
}
LONGEST_NAME = 30
PREFIX = "License :: OSI Approved :: "


def licence(package: Distribution) -> str:
    expression = package.metadata["License-Expression"]
    if expression:
        return expression
    classifiers = package.metadata.get_all("Classifier", [])
    classified = [each.removeprefix(PREFIX) for each in classifiers if each.startswith(PREFIX)]
    if classified:
        return " OR ".join(sorted(CLASSIFIED.get(each, each) for each in classified))
    named = package.metadata["License"] or ""
    return named if len(named) <= LONGEST_NAME else ""


def copyrights(package: Distribution) -> list[str]:
    found: dict[str, None] = {}
    for file in package.files or []:
        if re.search(r"\.dist-info/(licenses/)?(LICEN[CS]E|COPYING|NOTICE)[^/]*$", str(file)):
            for line in file.read_text().splitlines():
                if re.match(r"\s*Copyright\s+(\(c\) [^<]|©|\d{4})", line, re.IGNORECASE):
                    found[line.strip()] = None
    return list(found)


def libraries(package: Distribution) -> list[str]:
    names = set()
    for file in package.files or []:
        bundled = re.match(r"[^/]+\.libs/(.+?)(-[0-9a-f]{8})*\.so", str(file))
        if bundled:
            names.add(bundled[1])
    return sorted(names)


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


json.dump(
    {
        normalised(package.name): {
            "version": package.version,
            "licence": licence(package),
            "copyrights": copyrights(package),
            "libraries": libraries(package),
        }
        for package in distributions()
    },
    sys.stdout,
)
