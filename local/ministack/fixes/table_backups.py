"""DynamoDB: a table that is deleted with point-in-time recovery leaves a system backup for 35 days.

AWS keeps its content in a backup of type SYSTEM, which cannot be deleted. MiniStack enables no
recovery in a stack, and keeps nothing.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from ministack.services import dynamodb
from ministack.services.cloudformation import provisioners

from .guard import require

_TYPE = "AWS::DynamoDB::Table"


def _with_recovery(provision: Callable) -> Callable:
    @functools.wraps(provision)
    def provisioned(*arguments, **named):
        table, attributes = provision(*arguments, **named)
        properties = [one for one in arguments if isinstance(one, dict)][-1]
        wanted = properties.get("PointInTimeRecoverySpecification") or {}
        dynamodb._pitr_settings[table] = wanted.get("PointInTimeRecoveryEnabled") in (True, "true")
        return table, attributes

    return provisioned


def _leaving_backup(delete: Callable) -> Callable:
    @functools.wraps(delete)
    def deleted(table: str, properties: dict) -> None:
        if table in dynamodb._tables and dynamodb._pitr_settings.pop(table, False):
            backup = {"TableName": table, "BackupName": f"{table}$DeletedTableBackup"}
            dynamodb._create_backup(backup)
            newest = list(dynamodb._backups.values())[-1]
            newest["BackupDetails"]["BackupType"] = "SYSTEM"
        delete(table, properties)

    return deleted


_handlers = provisioners._RESOURCE_HANDLERS.get(_TYPE, {})
require({"create", "update", "delete"} <= _handlers.keys(), f"no provisioner of {_TYPE}")
require({"_pitr_settings", "_backups"} <= vars(dynamodb).keys(), "where backups are kept")
for _step in ("create", "update"):
    _handlers[_step] = _with_recovery(_handlers[_step])
_handlers["delete"] = _leaving_backup(_handlers["delete"])
