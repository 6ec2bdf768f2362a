"""Static files under names that carry their hash, so that browsers keep them for ever; compressed beside each."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """As `collectstatic` made them. What it hasn't collected is served under its own name, found where it lies: a page
    without it is no page, and `manage.py serve` needs no other command before it."""

    def stored_name(self, name: str) -> str:
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name
