"""DRF's TokenAuthentication. Its documentation names no setting that would make it better, so it has one column."""
