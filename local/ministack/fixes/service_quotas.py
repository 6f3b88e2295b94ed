"""Service Quotas: the quotas that `npm run check:aws` asks for, with values that tests set.

MiniStack lacks the service. A quota that AWS has not applied to an account is NoSuchResourceException
of GetServiceQuota; GetAWSDefaultServiceQuota has its default.
https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
"""

from __future__ import annotations

import json

from ministack import app
from ministack.core import iam_actions, router

from . import faults
from .guard import require

_SERVICE = "servicequotas"
_TARGET = "ServiceQuotasV20190624"

_NAMES = {
    ("ec2", "L-3819A6DF"): "All G and VT Spot Instance Requests",
    ("ec2", "L-DB2E81BA"): "Running On-Demand G and VT instances",
}
_DEFAULTS = {("vpc", "L-F678F1CE"): ("VPCs per Region", 5.0)}


def _answer(action: str, service: str, code: str) -> tuple[int, dict]:
    quota = service, code
    if action == "GetServiceQuota" and quota in _NAMES:
        found = _NAMES[quota], faults.quotas[code]
    elif action == "GetAWSDefaultServiceQuota" and quota in _DEFAULTS:
        found = _DEFAULTS[quota]
    else:
        return 400, {"__type": "NoSuchResourceException", "Message": f"no {action} of {code}"}
    name, value = found
    return 200, {
        "Quota": {"ServiceCode": service, "QuotaCode": code, "QuotaName": name, "Value": value}
    }


async def _handle(method, path, headers, body, query_params) -> tuple:
    asked = json.loads(body)
    action = headers.get("x-amz-target", "").partition(".")[2]
    status, answer = _answer(action, asked["ServiceCode"], asked["QuotaCode"])
    return status, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(answer).encode()


require(_SERVICE not in app.SERVICE_HANDLERS, "Service Quotas are emulated")
app.SERVICE_HANDLERS[_SERVICE] = _handle
router.SERVICE_PATTERNS[_SERVICE] = {"target_prefixes": [_TARGET], "host_patterns": []}
iam_actions.SERVICE_TO_IAM_NAMESPACE[_SERVICE] = _SERVICE
