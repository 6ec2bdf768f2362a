"""How pages write times: ISO 8601, to the second, in UTC."""
