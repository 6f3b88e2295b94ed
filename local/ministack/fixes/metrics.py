"""CloudWatch: metrics in log lines, and alarms on one metric.

* AWS: a line of a function's log, or of PutLogEvents, in the embedded metric format makes its metrics.
  MiniStack keeps the line only.
  https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
* AWS: an alarm is on the metric with exactly its dimensions. MiniStack looks at all metrics of the name,
  so that an alarm on a dimension that nobody writes would fire here.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator

from ministack.services import cloudwatch, cloudwatch_logs

from .guard import replaces, require

_log = logging.getLogger(__name__)
_STORE_PARAMETERS = "namespace name dims ts unit value values counts stat_values"


def read(line: str) -> None:
    """Keep the metrics of a log line, if it has some."""
    if '"CloudWatchMetrics"' not in line:
        return
    try:
        for datum in _data(json.loads(line)):
            cloudwatch._store_datum(*datum, None, None, None)
    except (ValueError, KeyError, TypeError, AttributeError):
        # AWS ignores such a line, too.
        _log.warning("metrics not understood: %s", line)
        return
    cloudwatch._evaluate_all_alarms()


def _data(event: dict) -> Iterator[tuple]:
    """Namespace, name, dimensions, time in seconds, unit and value of each metric."""
    at = event["_aws"].get("Timestamp", time.time() * 1000) / 1000
    for directive in event["_aws"]["CloudWatchMetrics"]:
        for names in directive.get("Dimensions") or [[]]:
            dimensions = {name: str(event[name]) for name in names}
            for metric in directive["Metrics"]:
                name, unit, found = (
                    metric["Name"],
                    metric.get("Unit", "None"),
                    event[metric["Name"]],
                )
                for value in found if isinstance(found, list) else [found]:
                    yield directive["Namespace"], name, dimensions, at, unit, float(value)


require(
    cloudwatch._store_datum.__code__.co_varnames[:9] == tuple(_STORE_PARAMETERS.split()),
    "what a metric's datum is stored with",
)


@replaces(cloudwatch_logs, "_put_log_events", "data")
def _put_log_events(original: Callable, data: dict) -> tuple:
    answer = original(data)
    if answer[0] == 200:
        for event in data.get("logEvents", []):
            read(event.get("message", ""))
    return answer


@replaces(cloudwatch, "_evaluate_alarm", "alarm")
def _evaluate_alarm(original: Callable, alarm: dict) -> None:
    dimensions = cloudwatch._dims_from_list(alarm.get("Dimensions") or [])
    metric = alarm.get("Namespace"), alarm.get("MetricName"), cloudwatch._dims_key(dimensions)
    if cloudwatch._metrics.get(metric):
        original(alarm)
