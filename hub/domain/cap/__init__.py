"""Public warnings in the Common Alerting Protocol (应急信息, OASIS CAP 1.2): read, judged, written. Pure."""
