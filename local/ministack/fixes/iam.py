"""IAM: one root key, checked like any other, and a loopback that counts as TLS.

* AWS: a request signed with an unknown key is refused. MiniStack takes `test` and any twelve
  digits as the account's root. An absent key stays what it is on AWS: an anonymous caller, as
  on a public route.
* AWS: whoever has a key's id but not its secret is refused. MiniStack does not look at the
  signatures of root.
* AWS: its endpoints speak TLS, so `aws:SecureTransport` is true for whoever uses them as meant,
  and a policy that denies the rest denies nobody. Here the loopback stands for that line.
* AWS: a service that assumes a role gives `aws:SourceAccount`, so that a trust policy can refuse
  to be used for somebody else.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from ministack import app
from ministack.core import iam_evaluator
from ministack.services import sts

from .guard import replaces
from .settings import settings

_keeping_signature: ContextVar[bool] = ContextVar("keeping_signature", default=False)


@replaces(sts, "is_root_access_key", "access_key_id")
@replaces(iam_evaluator, "is_root_access_key", "access_key_id")
def _is_root_access_key(_original: Callable, access_key_id: str) -> bool:
    return not access_key_id or access_key_id == settings.root_key


@replaces(iam_evaluator, "_is_root_key", "access_key_id")
def _is_root_key(original: Callable, access_key_id: str) -> bool:
    return not _keeping_signature.get() and original(access_key_id)


@replaces(app, "pin_signed_request", "method raw_path query_params raw_headers handshake")
def _pin_signed_request(original: Callable, *request, **named) -> None:
    """Keep every signature for the check that follows: nobody is root while this is decided."""
    mark = _keeping_signature.set(True)
    try:
        original(*request, **named)
    finally:
        _keeping_signature.reset(mark)


@replaces(app, "pin_request_origin", "source_ip secure_transport")
def _pin_request_origin(original: Callable, source_ip: str, _secure_transport: bool) -> None:
    original(source_ip, True)


@replaces(iam_evaluator, "evaluate_trust_policy", "trust_doc caller_arn ctx")
def _evaluate_trust_policy(original: Callable, trust_doc, caller_arn: str, ctx=None):
    """A service that assumes a role does it here with the root key, for its own account."""
    if ctx is not None and caller_arn.endswith(":root"):
        ctx.service_context["aws:sourceaccount"] = ctx.principal_account
    return original(trust_doc, caller_arn, ctx)
