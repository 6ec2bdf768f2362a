"""Takes modes out of this house: what they stand on is read from the running code, so nothing here can go stale."""
