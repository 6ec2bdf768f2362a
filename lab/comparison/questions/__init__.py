"""The comparison's questions: one function each, asked of any mode through its reference client, answered in facts.

No question looks at which mode it is asking, and none gives a verdict. The order is that of the table.
"""

from . import cost, staying, revocation, theft, races, browsers, scripts, without_script  # isort: skip
from . import servers, outages, keys  # isort: skip
from .question import QUESTIONS, Facts, Question
from .stage import Stage

__all__ = ["QUESTIONS", "Facts", "Question", "Stage", "browsers", "cost", "keys", "outages", "races"]
__all__ += ["revocation", "scripts", "servers", "staying", "theft", "without_script"]
