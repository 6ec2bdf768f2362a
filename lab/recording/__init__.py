"""What the server saw, sent and asked its stores during a request, and why it refused one."""
