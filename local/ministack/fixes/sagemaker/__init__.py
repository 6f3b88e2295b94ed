"""SageMaker: asynchronous endpoints. MiniStack has none of it; local/sagemaker/ runs their containers."""

from . import invocations, resources, scaling  # noqa: F401
