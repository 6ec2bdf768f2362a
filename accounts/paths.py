"""Whose path is this? Modes, cookies and the admin are told apart by the first segment of the path, here alone."""

from functools import lru_cache


@lru_cache(maxsize=1024)  # three middlewares ask of each request, and most paths are the same few
def prefix_of(path: str) -> str:
    """The first segment, with its slash: "/x" for /x and /x/me, "/x-y" for /x-y/me, "/" for /.

    So a cookie's `Path` matches what RFC 6265 §5.1.4 lets it match: itself and what lies below, never /xy.
    """
    end = path.find("/", 1)
    return path if end < 0 else path[:end]
