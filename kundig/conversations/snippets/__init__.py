"""Snippets: texts with placeholders that agents keep and put into what they write."""
