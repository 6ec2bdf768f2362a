"""Every call as a page: what a browser gets where an API client gets JSON, from the same views."""
