"""The one screen as code: panels, queries and words, turned into Grafana dashboards."""
