"""What people use today, each in a project of its own, so that the comparison and the benchmark can ask it too.

A folder a library: `settings.py` as its documentation begins, `best.py` with the best settings that it documents,
`urls.py`, and `client.py`, which has the verbs of our modes' clients. Every choice names the page it comes from. What
all have in common is `startproject`'s (`project.py`), one member model and four calls behind the library's own
authentication class (`members/`), and the lab's ear, clock and operator (`clock.py`, `backstage.py`).
"""
