"""Django's own sessions, with DRF's SessionAuthentication and DRF's login pages."""
