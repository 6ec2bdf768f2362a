"""Which token families may go: those that have outlived every token of theirs."""

from functools import partial

from ..families.purge import outlived
from .models import TokenFamily

purgeable = partial(outlived, TokenFamily)
