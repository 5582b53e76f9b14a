"""`make fuzz`: mails damaged at random, taken in and understood; each must be stored and visible."""
