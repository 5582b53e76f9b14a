"""Pages and parts of the heart: fetch what may be seen, clean the form, one action, answer."""
