"""Ground of every page: base templates, components, style, islands, and the tags that draw them.

No verbs and no events live here, and no word of the domain. `/design` shows all of it.
"""
