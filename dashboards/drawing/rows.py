"""Which rows of an answer a panel shows."""

from grafana_foundation_sdk.models import dashboard as model

from dashboards.panels import Panel


def having(panel: Panel, ref: str = "") -> model.DataTransformerConfig:
    """Only rows that have what the panel asks for; of the question `ref` where there are several.

    Grafana names a column after its question, too, where several are filtered at once.
    """
    is_so: dict[str, object] = {"id": "isNotNull", "options": {}}
    if panel.wanted is not None:
        is_so = {"id": "equal", "options": {"value": panel.wanted}}
    filters = [{"fieldName": panel.having, "config": is_so}]
    only = model.MatcherConfig(id_val="byRefId", options=ref) if ref else None
    options: dict[str, object] = {"filters": filters, "match": "all", "type": "include"}
    return model.DataTransformerConfig(id_val="filterByValue", filter_val=only, options=options)
