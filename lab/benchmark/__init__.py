"""The benchmark: our modes beside the recipes that people would otherwise use, in the same interleaved rounds.

`lab/libraries` holds those recipes, as their documentation has them. Everything runs in real servers of one worker
each, on one machine, with one password hasher (MD5: the hash is the same for all, and Argon2 would hide the rest: see
--hash). Read CPU before requests a second: on a machine that does other things too, ratios inside a round are what
holds.
"""
