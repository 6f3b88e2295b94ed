"""Signature Version 4: covers body, service and region.

* AWS: the signed hash must match the received body. MiniStack trusts the header
  `x-amz-content-sha256`, so a signature would cover any body.
* AWS: a signature is valid for one service in one region. MiniStack derives the service from the
  signature, which does not work for a route of an HTTP API.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from ministack.core import iam_evaluator, sigv4

from .guard import replaces, require
from .settings import settings

_HASH = re.compile(r"[0-9a-f]{64}")

require(hasattr(iam_evaluator, "_signed_request"), "where a request's signature is kept")


@replaces(
    sigv4,
    "header_signature_failure",
    "signature secret method raw_path query_params headers body presigned explain",
)
def _header_signature_failure(
    original: Callable, signature, secret, method, raw_path, query_params, headers, body, **named
) -> tuple[str, str] | None:
    claimed = headers.get("x-amz-content-sha256") or ""
    # S3 compares the two itself, with its own error.
    is_checked = signature.service != "s3" and _HASH.fullmatch(claimed)
    if is_checked and claimed != hashlib.sha256(body).hexdigest():
        return "SignatureDoesNotMatch", sigv4.SIGNATURE_MISMATCH
    return original(signature, secret, method, raw_path, query_params, headers, body, **named)


@replaces(
    iam_evaluator, "enforce", "access_key_id iam_action service region resource_arn service_context"
)
def _enforce(
    original: Callable,
    access_key_id: str,
    iam_action: str,
    service: str,
    region: str,
    resource_arn: str = "*",
    service_context: dict | None = None,
) -> object:
    request = iam_evaluator._signed_request.get()
    if iam_action == "execute-api:Invoke" and request is not None and not request.presigned:
        signature = sigv4.parse_header_signature(request.headers)
        scope = getattr(signature, "service", "execute-api"), getattr(signature, "region", region)
        if scope != ("execute-api", settings.region):
            message = "Credential should be scoped to correct service: 'execute-api'."
            return iam_evaluator.AuthError("SignatureDoesNotMatch", message)
    return original(access_key_id, iam_action, service, region, resource_arn, service_context)
