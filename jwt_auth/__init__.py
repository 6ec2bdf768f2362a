"""What both JWT modes share: keys, tokens, carriers, the dial. A plain package, not an app: it has no table.

It never imports `bare` or `refresh`.
"""
