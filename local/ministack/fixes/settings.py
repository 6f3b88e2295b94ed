"""Settings of the emulator, read once and removed from the environment.

Every Lambda inherits this process's environment, so only AWS's own variables may stay in it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Addresses, keys and limits of this one emulator."""

    port: int
    region: str
    root_key: str
    ec2_gateway: str
    ec2_gateway_key: str
    sagemaker_host: str
    sagemaker_host_key: str
    log_directory: Path
    lambda_cap: int
    http_api_seconds: float

    @property
    def endpoint(self) -> str:
        """URL of all AWS APIs of this emulator."""
        return f"http://127.0.0.1:{self.port}"


def _take(name: str) -> str:
    value = os.environ.pop(f"EMULATOR_{name}", None)
    if value is None:
        raise SystemExit(f"EMULATOR_{name} is missing: start the emulator with local/emulator.ts")
    return value


settings = Settings(
    port=int(os.environ["GATEWAY_PORT"]),
    region=os.environ["MINISTACK_REGION"],
    root_key=os.environ["AWS_ACCESS_KEY_ID"],
    ec2_gateway=_take("EC2_GATEWAY"),
    ec2_gateway_key=_take("EC2_GATEWAY_KEY"),
    sagemaker_host=_take("SAGEMAKER_HOST"),
    sagemaker_host_key=_take("SAGEMAKER_HOST_KEY"),
    log_directory=Path(_take("LOG_DIRECTORY")),
    lambda_cap=int(_take("LAMBDA_CAP")),
    http_api_seconds=float(_take("HTTP_API_SECONDS")),
)
