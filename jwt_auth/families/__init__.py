"""What the modes with refresh tokens share: one row a login, the token family; its tokens issued, rotated, revoked.

A plain package, not an app: each mode has a table of its own. A row's class says which mode's it is, and which tokens
are made from it (`models.TokenFamily`). It never imports a mode. Source: RFC 6749 §1.5, RFC 9700 §4.14.
"""
