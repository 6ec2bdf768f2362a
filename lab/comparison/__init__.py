"""The comparison: questions asked of every mode, and the answers in every format."""
