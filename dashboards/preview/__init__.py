"""The wall as one page of HTML, out of the same declarations and answers as Grafana's."""
