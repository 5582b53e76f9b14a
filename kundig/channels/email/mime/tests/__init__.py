"""Tests of the understanding of mails: every input is made here."""
