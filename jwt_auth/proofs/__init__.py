"""Proofs of possession (DPoP, RFC 9449): what is asked of one, that it counts once, and nonces. It knows no mode."""
