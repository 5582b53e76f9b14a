"""The timeline's HTML, drawn in Python: in templates, its letters took most of a conversation's time."""
