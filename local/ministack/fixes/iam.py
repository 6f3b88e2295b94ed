"""IAM: one random root key instead of well-known ones, and a loopback that counts as TLS.

* AWS: a request signed with an unknown key is refused. MiniStack takes `test` and any twelve
  digits, with any secret, as the account's root. An absent key stays what it is on AWS: an
  anonymous caller, as on a public route.
* AWS: its endpoints speak TLS, so `aws:SecureTransport` is true for whoever uses them as meant,
  and a policy that denies the rest denies nobody. Here the loopback stands for that line.
"""

from __future__ import annotations

from collections.abc import Callable

from ministack import app
from ministack.core import iam_evaluator
from ministack.services import sts

from .guard import replaces
from .settings import settings


@replaces(sts, "is_root_access_key", "access_key_id")
@replaces(iam_evaluator, "is_root_access_key", "access_key_id")
def _is_root_access_key(_original: Callable, access_key_id: str) -> bool:
    return not access_key_id or access_key_id == settings.root_key


@replaces(app, "pin_request_origin", "source_ip secure_transport")
def _pin_request_origin(original: Callable, source_ip: str, _secure_transport: bool) -> None:
    original(source_ip, True)
