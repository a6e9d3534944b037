"""Addresses in Grafana that never change: bookmarks, alarms and other programs use them."""

SOURCE_UID = "village-series"
FOLDER_UID = "village"
