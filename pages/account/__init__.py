"""The server-rendered page on a session: what sessions are at home in."""
