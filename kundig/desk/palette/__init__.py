"""The command palette: everything that can be done and reached from where one is, found by typing."""
