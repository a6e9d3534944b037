"""The wire contract (vh1): topics, message bodies, quantities, and the one decode()/encode(). Pure."""
