"""Start MiniStack with the fixes applied; local/emulator.ts sets the environment."""

from __future__ import annotations

import gc
import sys

from fixes import guard
from fixes.cheaper import imports

# Nothing of what is loaded here is ever garbage.
gc.disable()
guard.require_pinned_version()
imports.defer()

import lifeline  # noqa: E402
from fixes import (  # noqa: E402, F401
    audit,
    bill,
    budgets,
    cloudformation,
    ec2,
    eventbridge,
    function_rights,
    functions,
    http_api,
    iam,
    integration_roles,
    jwt,
    logs,
    metrics,
    resource_policies,
    s3,
    s3_limits,
    sagemaker,
    schedules,
    service_quotas,
    signatures,
    sqs,
    ssm,
    stack_rights,
    states,
    subnets,
    table_backups,
    topics,
)
from fixes.cheaper import copies, models, policies, server  # noqa: E402, F401
from ministack.app import main  # noqa: E402

gc.freeze()
gc.set_threshold(20_000, 20, 20)
gc.enable()
bill.keep()
lifeline.hold()
sys.argv = sys.argv[:1]
main()
