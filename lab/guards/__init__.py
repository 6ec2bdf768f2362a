"""Guards off: each defence can be taken away, for one run's requests alone, to see what it is there for.

A guard is a piece of a function, as the source has it, and what stands in its place while it is away (`catalogue`).
`lines` compiles the function anew with that choice in it; no line in a mode's folder knows of it, and where nobody
plays, every function is as it was loaded. The same list is the project's mutation test: `make test-guards`.
"""
