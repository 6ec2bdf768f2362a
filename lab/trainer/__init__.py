"""Whose lab this is: on one's own machine everything is one's own; before a class, what concerns everybody is the
trainer's, by a key that stands in the terminal of `demo --lan`.
"""
