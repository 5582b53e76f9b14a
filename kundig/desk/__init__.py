"""The agents' shell: the inbox page, live updates, the first-start wizard, settings and jobs."""
