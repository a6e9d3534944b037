"""Messages of network servers to frames, one file per server; the table is devices.envelopes.table. Pure."""
