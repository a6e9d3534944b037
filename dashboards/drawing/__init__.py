"""From declared panels to Grafana's: the only files besides dashboards.build that know the builders."""
