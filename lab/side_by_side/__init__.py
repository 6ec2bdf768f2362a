"""The modes' own files beside each other."""
