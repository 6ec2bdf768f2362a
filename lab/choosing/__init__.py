"""Which one for you: nine facts about a case, and a recommendation in which every sentence rests on a measured cell.

No verdict is written down anywhere: a rule (`rules.py`) looks at what was found, and speaks for or against whatever it
was found of. The measurements (`measured.json`) are those of docs/libraries.md, kept by the run that made it.
"""
