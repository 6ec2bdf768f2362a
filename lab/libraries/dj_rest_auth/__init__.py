"""dj-rest-auth: SimpleJWT's tokens in cookies."""
