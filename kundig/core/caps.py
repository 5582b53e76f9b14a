"""Every limit of Kundig in one place: sizes, depths, counts, rates and times.

Code imports the name, tests read the same name, so a limit is changed here and nowhere else.
"""

from __future__ import annotations

# ── mail ─────────────────────────────────────────────────────────────────────────────────────
# What a mail from a stranger may cost us. Nothing is refused because of these limits: the raw
# mail is kept as it came, only our view of it is cut, and the cut is named in `defects`.

# Header block as a whole, number of fields, and one field before it is taken apart.
MAIL_HEADER_BLOCK_BYTES = 512_000
MAIL_HEADER_FIELDS = 2_000
MAIL_HEADER_BYTES = 8_000

# The tree of parts.
MAIL_DEPTH = 20
MAIL_PARTS = 1_000

# What is shown and searched, in characters.
MAIL_TEXT_CHARS = 1_000_000
MAIL_HTML_CHARS = 1_000_000
MAIL_HTML_DEPTH = 200
MAIL_SUBJECT_CHARS = 998
MAIL_NAME_CHARS = 200
MAIL_ADDRESS_CHARS = 320
MAIL_MESSAGE_ID_CHARS = 998

# How many of each.
MAIL_ADDRESSES = 100
MAIL_REFERENCES = 100
MAIL_ATTACHMENTS = 500
MAIL_DEFECTS = 50
MAIL_BOUNCE_RECIPIENTS = 100

# Lines looked at when a reply is told from its quote, or a bounce from its prose.
MAIL_REPLY_LINES = 20_000
MAIL_BOUNCE_CHARS = 60_000

# A file name that every file system and browser can take.
MAIL_FILE_NAME_CHARS = 150

# The guarded child: seconds on the wall and on the processor for one mail, address space,
# how many children run side by side, and how many mails one child reads before it is replaced.
MAIL_CHILD_SECONDS = 5.0
MAIL_CHILD_CPU_SECONDS = 5
MAIL_CHILD_MEMORY_BYTES = 1_500_000_000
MAIL_CHILDREN = 2
MAIL_CHILD_MAILS = 5_000

# ── jobs ─────────────────────────────────────────────────────────────────────────────────────
# A job is tried this often with growing pauses before it waits for a person on the jobs page.
JOB_ATTEMPTS = 8
# A worker that has been silent this long is taken for dead and its jobs are given to others.
WORKER_SILENCE_SECONDS = 30
WORKER_HEARTBEAT_SECONDS = 5
# How often workers look for jobs although nobody woke them.
JOB_POLL_SECONDS = 2.0
# How long a worker that is told to stop may finish its jobs.
WORKER_GRACE_SECONDS = 20

# ── live updates ─────────────────────────────────────────────────────────────────────────────
LIVE_HEARTBEAT_SECONDS = 20
# Events a reconnecting browser may have missed before it is told to load the page anew.
LIVE_REPLAY_EVENTS = 2_000
LIVE_BATCH_EVENTS = 500
# Names waiting for a browser that does not read; past this it gets `reset` instead.
LIVE_QUEUE_NAMES = 1_000
LIVE_TOPICS = 10
# How often the log is read although nobody was woken: NOTIFY may be lost, the log is not.
LIVE_POLL_SECONDS = 2.0
# How often an open connection asks anew what its person may see.
LIVE_RECHECK_SECONDS = 20
LIVE_CONNECTIONS_PER_AGENT = 30
# A browser that takes nothing for this long is dropped.
LIVE_STUCK_SECONDS = 60

# ── conversations ────────────────────────────────────────────────────────────────────────────
# How long an answer waits on the server so that it can be taken back.
UNDO_SECONDS = 10
MESSAGE_CHARS = 200_000
PREVIEW_CHARS = 200
SUBJECT_CHARS = 300
TAGS_PER_CONVERSATION = 200
# Of one message; more is found by opening the conversation, not by searching.
SEARCH_CHARS = 100_000
SEARCH_QUERY_CHARS = 200
PAGE_ROWS = 50
# Messages shown when a conversation opens; earlier ones are one click away.
CONVERSATION_MESSAGES = 60
# One uploaded file, and all files of one answer.
UPLOAD_BYTES = 25_000_000
UPLOADS_PER_MESSAGE = 20
# Files that were uploaded and never sent are forgotten after this.
UPLOAD_HOURS = 48

# ── requests ─────────────────────────────────────────────────────────────────────────────────
REQUEST_HEADER_BYTES = 32_768

# ── API ──────────────────────────────────────────────────────────────────────────────────────
# Calls that one token may make within a minute.
API_CALLS_PER_MINUTE = 600
# A JSON body, and how deep it may nest.
API_BODY_BYTES = 2_000_000
API_BODY_DEPTH = 20
# Rows of one page, and what a page holds unless asked otherwise.
API_PAGE_ROWS = 100
API_PAGE_ROWS_DEFAULT = 50
# Ids in one list, for instance the messages to split off.
API_LIST_ITEMS = 1_000
# How long the answer to a call is kept under its idempotency key.
API_IDEMPOTENCY_HOURS = 24
API_IDEMPOTENCY_KEY_CHARS = 255
