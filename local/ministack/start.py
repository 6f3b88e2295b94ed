"""Start MiniStack with the fixes applied; local/emulator.ts sets the environment."""

from __future__ import annotations

import sys

from fixes import guard

guard.require_pinned_version()

import lifeline  # noqa: E402
from fixes import (  # noqa: E402, F401
    bill,
    cloudformation,
    ec2,
    eventbridge,
    functions,
    http_api,
    iam,
    logs,
    s3,
    signatures,
    states,
)
from ministack.app import main  # noqa: E402

bill.keep()
lifeline.hold()
sys.argv = sys.argv[:1]
main()
