"""Bulk actions: one verb for many conversations at once, with progress, cancel and undo."""
