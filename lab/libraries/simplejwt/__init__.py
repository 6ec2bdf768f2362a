"""SimpleJWT: a short access token, verified by itself and then looked up, and a refresh token."""
