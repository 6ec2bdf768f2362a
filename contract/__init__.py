"""What all modes share, seen from outside: the list of modes, their calls, and the schema drawn from it."""
