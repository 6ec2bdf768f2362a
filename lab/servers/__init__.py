"""Server processes and stores of the lab's own: started, stopped and ended by it."""
