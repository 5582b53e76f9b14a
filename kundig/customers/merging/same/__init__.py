"""Which two entries may be one person: found by what they share, offered with the reasons, never merged by itself.

Wrong merges are worse than missing ones: what speaks against it, above all another name, outweighs whatever they share.
"""
