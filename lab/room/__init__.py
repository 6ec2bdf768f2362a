"""The room: a class on one server. The trainer shows a step, phones predict, the answers are counted, the server
measures, and both stand beside each other.

Everything is in Redis, under the room's code, for twelve hours. Pages ask once a second: a stream (SSE) would keep a
thread each, and thirty streams need more threads than two workers have; thirty short questions a second need a tenth
of one core (tests/lab/test_room.py counts their commands).
"""
