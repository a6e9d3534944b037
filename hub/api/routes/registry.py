"""The registry as a table people keep in a spreadsheet."""

from fastapi import APIRouter

from hub.api import taken
from hub.api.problems import Refused
from hub.api.request import Hub, RawBody
from hub.domain.registry_csv import COLUMNS, BadTable

ROUTER = APIRouter(prefix="/api/v1")


@ROUTER.post("/registry")
def import_table(hub: Hub, content: RawBody) -> taken.Imported:
    """Add or replace places, owners and devices by a CSV file, the body itself."""
    try:
        devices, flawed = hub.registry.import_csv(content)
    except BadTable as error:
        raise Refused(422, "bad_table", {"expected_columns": COLUMNS, "why": str(error)}) from error
    return taken.Imported(
        devices=devices, flawed=[taken.FlawedOut(line=row.line, why=row.why) for row in flawed]
    )
