"""Telling spam: by the points that a mail server gave, and by what was marked here before."""
