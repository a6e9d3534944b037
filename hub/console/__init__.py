"""The operators' page: one screen of the township, kept up to date."""
