"""Pages of the staff's room: the entrance, one's own account, and the settings about people."""
