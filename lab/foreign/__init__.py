"""A page of another site, in the learner's own browser, and the locks that stand in its way.

The lab's page and this one are the same server under its two names, localhost and 127.0.0.1: to a browser two sites
(RFC 6265bis §5.2), so that whatever it forbids a foreign page it forbids this one. What it fires carries a ticket in
its query, since no form can send `X-Lab-Run`; by that the recorder knows whose it is.
"""
