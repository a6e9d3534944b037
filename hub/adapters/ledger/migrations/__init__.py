"""How the tables came about, one step a file."""

# The step that leads to the tables of hub.adapters.ledger.schema.
NEWEST = "0028"
