"""What both JWT modes share: keys, tokens, carriers, the denylist. A plain package, not an app: nothing here is stored.

It never imports `bare` or `refresh`.
"""
