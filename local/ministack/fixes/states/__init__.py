"""Step Functions: rules of Standard workflows that MiniStack lacks.

Importing this package applies all its fixes. `scope` holds the execution and branch of the current
thread; the others build on it. The order matters where two modules wrap the same function: limits
checks the results of tasks, and injected fails a task whatever the others would do.
"""

from . import (  # noqa: F401
    definitions,
    errors,
    executions,
    injected,
    integrations,
    limits,
    map_run_arns,
    maps,
    parallel,
    permissions,
    tasks,
    tokens,
)
