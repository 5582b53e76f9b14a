"""Proof that nothing is lost: real processes, real faults, and a checker that counts afterwards. See `make faults`."""
