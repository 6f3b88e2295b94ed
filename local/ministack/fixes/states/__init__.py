"""Step Functions: the rules of Standard workflows that MiniStack leaves out.

Importing this package applies all of its fixes. `scope` says which execution and branch a
thread works for; the others build on it. The order matters where two modules wrap the same
function: the limits look at what the tasks return.
"""

from . import (  # noqa: F401
    definitions,
    errors,
    executions,
    integrations,
    limits,
    parallel,
    permissions,
    tasks,
    tokens,
)
