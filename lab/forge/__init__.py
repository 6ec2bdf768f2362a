"""The forge: a token rewritten, and signed as a forger would. Whether it is believed, the server itself says."""
