"""The tests' settings, on a machine whose clock is five seconds fast."""

import time

import time_machine

from tests.settings import *  # noqa: F403

time_machine.travel(time.time() + 5, tick=True).start()
