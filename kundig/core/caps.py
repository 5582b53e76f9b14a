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
MAIL_SECTION_CHARS = 1_100_000  # of one part, so that a cut is still seen
MAIL_HTML_DEPTH = 200
# Elements open at the same place before cleaning; past this only the text is shown.
MAIL_HTML_RAW_DEPTH = 1_000
MAIL_SUBJECT_CHARS = 998
MAIL_NAME_CHARS = 200
MAIL_ADDRESS_CHARS = 320
MAIL_MESSAGE_ID_CHARS = 998

# How many of each.
MAIL_ADDRESSES = 100
MAIL_REFERENCES = 100
MAIL_ATTACHMENTS = 500
MAIL_BOUNCE_RECIPIENTS = 100

# Lines looked at when a reply is told from its quote, or a bounce from its prose.
MAIL_REPLY_LINES = 20_000
MAIL_BOUNCE_CHARS = 60_000

# Cards of a mail (appointments, people, mails within it): how many, how much of the part is read, how
# much text one shows, and how many people stand on one.
MAIL_CARDS = 10
MAIL_CARD_SOURCE_CHARS = 500_000
MAIL_CARD_CHARS = 10_000
MAIL_CARD_PEOPLE = 50
# Mails that an appointment is followed through in other conversations.
SAME_APPOINTMENTS = 20
# The name under which a calendar knows an appointment: RFC 7986 asks for 255 at most, some are longer.
MAIL_CARD_UID_CHARS = 1_000

# A file name is a label: storage uses a random key.
MAIL_FILE_NAME_CHARS = 240

# A guarded child may take so long to start.
CHILD_START_SECONDS = 30.0
# Those that read mails: seconds on the wall and on the processor for one mail, address space, how many
# children run side by side, and how many mails one child reads before it is replaced.
# On the wall it may take longer: a machine that is busy with other things must cost no mail its text.
MAIL_CHILD_SECONDS = 20.0
MAIL_CHILD_CPU_SECONDS = 5
MAIL_CHILD_MEMORY_BYTES = 1_500_000_000
MAIL_CHILDREN = 2
MAIL_CHILD_MAILS = 5_000

# Signed and encrypted mails: layers around the whole, parts protected alone, signatures of one layer,
# certificates that come along, recipients looked through, and how long the part is that a badge repeats.
PROTECTED_LAYERS = 6
PROTECTED_PARTS = 5
PROTECTED_SIGNATURES = 5
PROTECTED_CERTIFICATES = 20
PROTECTED_RECIPIENTS = 1_000
PROTECTED_PART_CHARS = 2_000
# What somebody may upload, what a child may answer besides the mail, and how many mails it opens.
PROTECTED_UPLOAD_BYTES = 5_000_000
PROTECTED_ANSWER_BYTES = 20_000_000
PROTECTED_CHILD_MAILS = 500
# Keys kept of one address that anybody can have sent, and as many that its owner has; how long one may be as text,
# and how many are looked at when an authority or a list is new.
PROTECTED_KEYS_OF_ADDRESS = 10
PROTECTED_KEY_CHARS = 500_000
PROTECTED_JUDGED = 2_000

# ── pictures ─────────────────────────────────────────────────────────────────────────────────
# A picture from outside, before it is decoded: larger ones are offered as files only.
PICTURE_BYTES = 25_000_000
PICTURE_PIXELS = 40_000_000
# As it is shown: each side, the file, and of moving pictures the frames and all their pixels together.
PICTURE_SIDE = 2_560
PICTURE_DRAWN_BYTES = 20_000_000
PICTURE_FRAMES = 300
PICTURE_FRAMES_PIXELS = 20_000_000
# The children that draw them.
PICTURE_CHILDREN = 1
PICTURE_CHILD_SECONDS = 10.0
PICTURE_CHILD_CPU_SECONDS = 10
PICTURE_CHILD_MEMORY_BYTES = 1_200_000_000
PICTURE_CHILD_PICTURES = 200
# A picture that took too long, or killed the child: how often it is tried in all, and not sooner than so.
PICTURE_TRIES = 3
PICTURE_RETRY_SECONDS = 600

# Words in attached files, for the search: the largest file that is read, how much of it is kept, pages of
# a PDF, parts of an archive and what they may unpack to in all and in proportion; and the child's limits.
FILE_READ_BYTES = 25_000_000
FILE_WORDS_CHARS = 100_000
FILE_PAGES = 200
FILE_PARTS = 2_000
FILE_UNPACKED_BYTES = 30_000_000
FILE_RATIO = 100
FILE_CHILD_SECONDS = 20.0
FILE_CHILD_CPU_SECONDS = 15
FILE_CHILD_MEMORY_BYTES = 800_000_000
FILE_CHILD_FILES = 200

# ── the database ─────────────────────────────────────────────────────────────────────────────
# How often a database that is away is looked for while somebody waits for it, and how often that is logged.
DATABASE_LOOK_SECONDS = 0.25
DATABASE_TELL_SECONDS = 60

# ── jobs ─────────────────────────────────────────────────────────────────────────────────────
# A job is tried this often with growing pauses before it waits for a person on the jobs page.
JOB_ATTEMPTS = 8
# One that found no database is tried again after this, so often that a database may lose its power many times.
JOB_AWAY_SECONDS = 1
JOB_ATTEMPTS_AWAY = 100
# A worker that has been silent this long is taken for dead and its jobs are given to others.
WORKER_SILENCE_SECONDS = 30
WORKER_HEARTBEAT_SECONDS = 5
# How often workers look for jobs although nobody woke them.
JOB_POLL_SECONDS = 2.0
# Pause of a worker between two looks for a database that refuses it.
WORKER_PAUSE_SECONDS = 1.0
# How long a worker that is told to stop may finish its jobs.
WORKER_GRACE_SECONDS = 20

# ── live updates ─────────────────────────────────────────────────────────────────────────────
LIVE_HEARTBEAT_SECONDS = 20
# Events a reconnecting browser may have missed before it is told to load the page anew.
LIVE_REPLAY_EVENTS = 20_000
LIVE_BATCH_EVENTS = 500
# Names waiting for a browser that does not read; past this it gets `reset` instead.
LIVE_QUEUE_NAMES = 5_000
LIVE_TOPICS = 10
# The least time between two messages to one browser: it fetches something anew for each.
LIVE_PAUSE_SECONDS = 0.25
# How often the log is read although nobody was woken: NOTIFY may be lost, the log is not.
LIVE_POLL_SECONDS = 2.0
# How often an open connection asks anew what its person may see.
LIVE_RECHECK_SECONDS = 20
LIVE_CONNECTIONS_PER_AGENT = 30
# How often the pages that are open are noted, one statement for all of them; whoever was not noted for this long
# is gone (a process of ours may have died with their connection).
LIVE_PAGES_SECONDS = 5.0
PRESENCE_SECONDS = 15
# Conversations that one page may ask about, and people shown in each.
PRESENCE_CONVERSATIONS = 300
PRESENCE_SHOWN = 5
# A browser that takes nothing for this long is dropped.
LIVE_STUCK_SECONDS = 60

# ── conversations ────────────────────────────────────────────────────────────────────────────
# How long an answer waits on the server so that it can be taken back.
UNDO_SECONDS = 10
MESSAGE_CHARS = 200_000
# The same with formatting, and what a picture in it is called for those who do not see it.
RICH_TEXT_CHARS = 600_000
RICH_TEXT_ALT_CHARS = 200
# Colleagues whom one note may speak to.
MENTIONS = 30
STATUS_CHARS = 40
STATUSES_PER_STATE = 30
# Other conversations that one is linked with, and how deep one can be part of others.
LINKS_PER_CONVERSATION = 500
LINK_DEPTH = 10
# Colleagues who follow one conversation.
FOLLOWERS = 100
# Looked at before an answer is sent: its beginning, the newest messages, mail addresses and long numbers in it.
CHECKED_CHARS = 20_000
CHECKED_MESSAGES = 20
CHECKED_VALUES = 20
CHECKED_NUMBERS = 4
# Of those that would get an answer by a macro, how many are looked at beforehand.
BULK_PREVIEWED = 50
# Conversations of one incident, and how long what is said of it may be.
INCIDENT_CONVERSATIONS = 10_000
INCIDENT_CHARS = 20_000
# Side conversations about one conversation, and how many messages of each its page shows.
SIDE_CONVERSATIONS = 20
SIDE_MESSAGES = 10
# Promises to customers: running in one conversation, how far ahead, and how long before they break somebody is warned.
PROMISES = 10
PROMISE_DAYS = 366
PROMISE_WARN_HOURS = 4
# Answers that wait to be sent later: in one conversation, and how far ahead.
LATER_ANSWERS = 10
SEND_LATER_DAYS = 365
# What arrived while somebody wrote: how much of it is shown, and the mark of what they had seen.
ARRIVALS_SHOWN = 20
MARK_CHARS = 4_000
PREVIEW_CHARS = 200
SUBJECT_CHARS = 300
TAGS_PER_CONVERSATION = 200
# Farther ahead time zones lead out of the calendar that Python and PostgreSQL share.
SNOOZE_DAYS = 36_500
# What merely says thanks is short, its signature included; what is longer may hold a matter.
THANKS_CHARS = 600
GREETING_WORDS = 5
SIGNATURE_LINES = 8
SIGNATURE_LINE_WORDS = 6
# The beginning of a text, from which its language is told.
LANGUAGE_CHARS = 4_000
# Of one message; more is found by opening the conversation, not by searching.
SEARCH_CHARS = 100_000
SEARCH_QUERY_CHARS = 200
# A page of what was found: each row says more than in a list, and who does not find it here asks otherwise.
SEARCH_ROWS = 30
# The palette shows so many conversations, people and companies each, and hears of what was chosen before.
PALETTE_FOUND = 5
PALETTE_RECENT_CHARS = 400
# Up to this many hits are counted.
SEARCH_FEW = 1_000
# Where so many of the newest conversations that are probed have the words, a page of hits is likely to be full
# before so many have been walked through; else the index of words is quicker.
SEARCH_PROBED = 200
SEARCH_FREQUENT = 5
SEARCH_WALKED = 3_000
# Words that are learned for the search, by their letters, and how many texts are learned from at once.
WORD_CHARS = (3, 40)
FRESH_WORDS = 500
# Where no more than so many are found as typed, words that a slip lies between are looked for as well.
SEARCH_SCANTY = 3
# Other words that stand for one that was typed, for how many that were typed, and what is found by them.
WORDS_ALIKE = 40
WORDS_VARIED = 6
SEARCH_ALIKE_ROWS = 20
SEARCH_ALIKE_MARKED = 12
# Filters beside the words; a view takes as many conditions and more.
SEARCH_FILTERS = 12
# The parameters of a search’s address, where all that it finds is changed at once.
SEARCH_ADDRESS_CHARS = 4_000
# Where a passage that was found is looked for: in the newest messages and the beginning of each. What is
# shown of it begins so many characters before the word.
PASSAGE_MESSAGES = 8
PASSAGE_SEARCHED_CHARS = 4_000
PASSAGE_WORDS = 6
PASSAGE_CHARS = 220
PASSAGE_CHARS_BEFORE = 40
PAGE_ROWS = 50
# Lists that one process keeps in the database's language, one for each view and kind of rights, about 2 kB each.
LISTS_REMEMBERED = 2_000
# Columns of a list, and lists that an agent has arranged otherwise than everybody.
LIST_COLUMNS = 10
OWN_LISTS = 60
# Views of teams, far more than there are teams.
TEAM_VIEWS_REMEMBERED = 1_000
# Views that people made: of one agent, and what one process keeps of them.
VIEWS_OF_AGENT = 50
REMOVED_VIEWS = 20
OWN_VIEWS_REMEMBERED = 2_000
# Rows that a list loads anew at most when something changes, and how far its number is counted.
LIST_ROWS = 200
COUNTED_ROWS = 1_000
# Conditions of a view, a filter or a rule: how deep groups nest, how many conditions in all, values of one, its text,
# numbers, and spans of time in their unit (a thousand weeks are nineteen years).
CONDITION_DEPTH = 4
CONDITIONS = 40
CONDITION_VALUES = 50
CONDITION_TEXT_CHARS = 200
CONDITION_NUMBER = 1_000_000_000
CONDITION_SPAN = 1_000
# Messages shown when a conversation opens; earlier ones are one click away.
CONVERSATION_MESSAGES = 60
CONVERSATION_EVENTS = 300
# Of one message in the timeline; the original has all of it.
SHOWN_CHARS = 60_000
SHOWN_RECEIVERS = 20
# Beside a conversation; the person's page has all of them.
PERSON_CONVERSATIONS = 8
PERSON_NOTES = 3
COMPANY_CHARS = 200
# People and conversations of a company at a time; the rest is one click away.
COMPANY_PEOPLE = 12
COMPANY_CONVERSATIONS = 25
# Messages of a person's stream at a time.
STREAM_MESSAGES = 30
# Offered while somebody types: targets of a merge, people to write to.
TARGET_ROWS = 8
SUGGESTIONS = 6
# People looked at for a search by the beginnings of words.
PEOPLE_FOUND = 1_000
# Tags that the menu offers without typing.
OFFERED_TAGS = 200
# One uploaded file, and all files of one answer.
UPLOAD_BYTES = 25_000_000
UPLOADS_PER_MESSAGE = 20
# What one agent has uploaded and not sent; and how much of the disk must stay free for mail that comes in.
UPLOADS_UNSENT_BYTES = 500_000_000
DISK_FREE_PERCENT = 5
# Everybody a message goes to: To, Cc and Bcc together.
COPIES_PER_MESSAGE = 50
# Files that are passed on with a forwarded conversation.
FORWARDED_FILES = 100
# How long a file that is too large to go along can be fetched by its link.
FILE_LINK_DAYS = 30
# How long an address on the host for files holds.
FILE_ADDRESS_SECONDS = 60
# Files that were uploaded and never sent are forgotten after this.
UPLOAD_HOURS = 48

# ── channels ─────────────────────────────────────────────────────────────────────────────────
# A mail as a whole; more is refused by the listener (SIZE) and left on the server by the fetcher,
# which takes in its headers up to their own limit.
MAIL_BYTES = 50_000_000
MAIL_HEAD_BYTES = 65_536
# One dialogue with the listener: silence allowed, recipients of one mail, open connections.
LISTENER_SILENCE_SECONDS = 120
LISTENER_RECIPIENTS = 100
LISTENER_CONNECTIONS = 200
# What one stranger may do: connections at once, mails within a minute.
LISTENER_CONNECTIONS_PER_PEER = 20
LISTENER_MAILS_PER_MINUTE = 300
# Inputs of one sender that are understood in their turn, and the seconds in which as many more may be; what
# comes beyond waits behind everybody else's. How many senders a process remembers.
FAIR_INPUTS = (20, 600)
FAIR_SENDERS = 10_000
# Conversations that one sender may begin within these seconds; more goes into the newest of them.
FLOOD_CONVERSATIONS = 30
FLOOD_SECONDS = 600
# A mail that went through more servers than this goes round in circles.
MAIL_RECEIVED = 50
# What is read at once; longer lines come in pieces.
LISTENER_PIECE_BYTES = 65_536
# While mails come in: how much of each lies in memory, the rest on the disk, and all of them together.
LISTENER_MEMORY_BYTES = 262_144
LISTENER_SPOOL_BYTES = 2_000_000_000
# Threads that look recipients up; mails and bytes that are committed together.
LISTENER_THREADS = 4
LISTENER_BATCH = 64
LISTENER_BATCH_BYTES = 4_000_000
# How long a recipient that was found is believed to be there, and how many are remembered.
LISTENER_ADDRESS_SECONDS = 2
LISTENER_ADDRESSES = 10_000
# How much of a mail's head is looked at to find its thread before it is read in earnest.
THREAD_SCAN_BYTES = 8_192
# Inputs and bytes that a worker takes along at once, and for how long it goes on before it takes another job.
ALONG_RECEIPTS = 32
ALONG_BYTES = 8_000_000
ALONG_SECONDS = 1.0
# Of those that it took at once it leaves the rest after this.
ALONG_BATCH_SECONDS = 5.0
# After this many failed attempts a mail is no longer read but shown as it came.
RECEIPT_FAILURES = 2
# Pauses between attempts to send, three days in all; after the last one the delivery has failed.
DELIVERY_PAUSES_SECONDS = (60, 300, 900, 1_800, 3_600, 7_200, *[14_400] * 17)
# Attempts after which a message that can't be sent through a fault of Kundig's own has failed.
DELIVERY_FAULT_TRIES = 3
# Messages that leave through one channel within a minute, unless its settings say otherwise; the most
# that settings may say; and how many may go at once after a quiet time.
SENDS_PER_MINUTE = 120
SENDS_PER_MINUTE_MOST = 6_000
SENDS_AT_ONCE = 20
# A turn that nobody used for this long is void: whoever had it takes another, or a worker that comes
# back after hours would send everything at once.
SEND_TURN_SECONDS = 60
# A far side that can't be talked to just now is asked again after this.
SEND_BUSY_SECONDS = 5
# A server has the mail but the database does not answer: tried again, before the mail goes out twice.
MARK_SENT_PAUSES_SECONDS = (0.2, 1, 3, 10)
# What nobody works on although it is due for this long is given a new job.
SWEEP_GRACE_SECONDS = 120
SWEEP_ROWS = 1_000
# Talking to mail servers.
SMTP_SECONDS = 30
# A server may take ten minutes over a mail it was given (RFC 5321, 4.5.3.2); giving up earlier doubles mails.
SMTP_ACCEPT_SECONDS = 600
# Mail services. What one may post: a mail in base64 with its envelope, or news of our mails; fields of a form
# and the head of one.
POSTED_MAIL_BYTES = 72_000_000
POSTED_NEWS_BYTES = 2_000_000
POSTED_FIELDS = 1_000
POSTED_HEAD_BYTES = 8_192
# How far a signed moment may lie off, and how long services post again what they signed once.
POSTED_SECONDS = 300
POSTED_AGAIN_SECONDS = 86_400
# Keys that count side by side while one is changed.
HOOK_KEYS = 4
# Requests with a wrong signature that one mailbox answers within a minute.
UNSIGNED_POSTINGS = (60, 60)
# Certificates that sign Amazon's news: fetched within this time, of this size, so many kept.
CERTIFICATE_SECONDS = 5.0
CERTIFICATE_BYTES = 20_000
CERTIFICATES = 20
# Pauses until news of a mail that is not known yet is looked at again; then it was none of ours. News of one
# that is known waits a day at most.
NEWS_PAUSES_SECONDS = (5, 60, 600)
NEWS_WAITS = 28
# Pauses until what a service keeps for a mail is asked for again; then the mail comes without it.
POSTED_FILES_PAUSES_SECONDS = (60, 600, 3_600, 14_400)
# How long what was posted, and the services' ids of our mails, are kept.
POSTING_DAYS = 30
SENT_THROUGH_DAYS = 90
# Talking to a service: a mail with its files, a word, and how large an answer may be.
SERVICE_SECONDS = 120.0
SERVICE_TEST_SECONDS = 10.0
# Checking a sender asks the name system: how long one question may wait, how long and how many all questions about
# one mail may be, and how often and after how long a mail is looked at again where nobody answered.
DNS_SECONDS = 2.0
SENDER_SECONDS = 5.0
SENDER_QUESTIONS = 60
SENDER_ATTEMPTS = 3
SENDER_AGAIN_SECONDS = 120
# How much of a message is looked through for card numbers, bank accounts, passwords and keys.
SENSITIVE_CHARS = 200_000
# Spam: a filter's points from which mail is put aside, how many lessons of each kind are needed before what was
# learnt decides, how sure it must be, and how much of a message is looked at.
SPAM_POINTS = 5
SPAM_POINTS_MOST = 100
SPAM_LESSONS = 100
SPAM_CERTAINTY = 0.99
SPAM_WORDS = 1_000
SPAM_CHARS = 50_000
# What is kept and shown of one sender’s check; signatures of one mail, and how far up a domain's tree its policy
# is looked for.
SENDER_PROOFS = 10
DKIM_SIGNATURES = 5
DMARC_LABELS = 8
# SPF as RFC 7208 (4.6.4) limits it: terms that ask the name system, names without an answer, mail servers of one
# name.
SPF_TERMS = 10
SPF_EMPTY_ANSWERS = 2
SPF_MAIL_SERVERS = 10
# Automatic mails: one for an address within a day, so many for a mailbox within an hour; nobody is answered
# who wrote so often within so short a time, nor what came in longer ago than this.
AUTOMATIC_HOURS = 24
AUTOMATIC_PER_MAILBOX_HOUR = 200
AUTOMATIC_FLOOD_MAILS = 5
AUTOMATIC_FLOOD_SECONDS = 600
AUTOMATIC_LATE_SECONDS = 3_600
AUTOMATIC_CHARS = 4_000
# What is put into a text for a placeholder, and how many placeholders a text may hold.
PLACEHOLDER_CHARS = 120
PLACEHOLDERS = 200
# Snippets: the text of one, how many belong to one owner, and how many the composer offers at once.
SNIPPET_CHARS = 20_000
SNIPPETS_PER_OWNER = 1_000
SNIPPETS_OFFERED = 12
MACRO_STEPS = 12
MACROS_PER_OWNER = 200
MACROS_OFFERED = 50
# How many conversations are changed by one bulk action, and by one that is done while its agent waits; how many of
# those that were left as they are its page names at a time; after how many days it is forgotten.
BULK_CONVERSATIONS = 10_000
BULK_AT_ONCE = 50
BULK_LEFT_ROWS = 100
BULK_DAYS = 30
# Opening hours: spans of one day, and days on which nobody is there.
OPENING_SPANS = 6
HOLIDAYS = 400
# Addresses of a mailbox beside its own.
FURTHER_ADDRESSES = 50
# Attachments of one outgoing mail, before their coding makes them a third larger; the rest goes as links.
# What a mailbox's settings may say, and what they say at first.
MAIL_ATTACHED_MEGABYTES = 15
MAIL_ATTACHED_MEGABYTES_MOST = 100
# Connections that one process keeps to the outgoing server of a mailbox, how many mails go through one,
# and how long it may lie idle: most servers hang up after a few minutes or a hundred mails.
SMTP_CONNECTIONS = 4
SMTP_CONNECTION_MAILS = 100
SMTP_IDLE_SECONDS = 30
IMAP_SECONDS = 30
IMAP_POLL_SECONDS = 300
# How often fetchers look whether they are to stop, while the server has no news.
IMAP_LOOK_SECONDS = 10
# How often a mail listener looks at the mailboxes: changed ones, and those whose listener died.
MAILBOX_LOOK_SECONDS = 2
# Mails asked for at once; only then are they marked and the place in the folder noted.
IMAP_BATCH = 50
# Signing in at providers: the answer with tokens; how long a token is taken to last where nobody says;
# how long before its end it is not used any more, and how long before its end it is renewed; how long a
# sign-in may take from our page to theirs and back.
OAUTH_ANSWER_BYTES = 100_000
OAUTH_TOKEN_SECONDS = 3_600
OAUTH_SPARE_SECONDS = 60
OAUTH_RENEW_SECONDS = 1_200
OAUTH_ATTEMPT_SECONDS = 900
# A mailbox's rhythm: from so many mails on it has one, how many are looked at, and how far back. Silence
# beyond so many times the longest pause is unusual, and never less than so many hours.
RHYTHM_MAILS = 30
RHYTHM_MAILS_MOST = 500
RHYTHM_DAYS = 60
SILENCE_FACTOR = 2
SILENCE_HOURS = 6
# A mailbox that can't be fetched for this long is told of: servers are away for minutes now and then.
FAILING_SECONDS = 900
# Folders of one mailbox beside the first.
FETCHED_FOLDERS = 20
# How often further folders and POP3 servers are looked at: nothing tells of news there.
IMAP_FOLDERS_POLL_SECONDS = 60
POP3_POLL_SECONDS = 60
# Ids of mails on a POP3 server that are looked up at once.
POP3_KEYS = 500
# Pauses after a failed connection grow from the first to the second.
IMAP_PAUSE_SECONDS = (5, 600)
# How often a verb is tried that PostgreSQL ended because it and another one waited for each other.
DEADLOCK_TRIES = 4
# Message-IDs in the References of an answer: the first and the newest.
MAIL_REFERENCES_OUT = 20
# Quoted text below an answer.
MAIL_QUOTE_CHARS = 20_000
# Pictures within one mail, all together: their bytes, their number, and how long drawing them anew may
# take before the rest waits for the next look.
INLINE_PICTURES_BYTES = 10_000_000
INLINE_PICTURES = 200
INLINE_PICTURES_SECONDS = 10.0
# Pictures outside that one mail may ask for, each within this time, and an agent within a minute.
REMOTE_PICTURES = 200
REMOTE_PICTURE_SECONDS = 8.0
REMOTE_PICTURES_PER_MINUTE = 400
# Text that can't be seen is told of from this length.
HIDDEN_CHARS = 8
# One style attribute.
STYLE_CHARS = 4_000

# ── the web outside ──────────────────────────────────────────────────────────────────────────
# One request of ours: everything from the name to the last byte, and the answer as sent and unpacked.
FETCH_SECONDS = 15.0
FETCH_BYTES = 1_000_000
FETCH_HEAD_BYTES = 65_536

# ── requests ─────────────────────────────────────────────────────────────────────────────────
# Whatever a request carries: one uploaded file, and the form around it.
REQUEST_BYTES = UPLOAD_BYTES + 1_000_000
REQUEST_HEADER_BYTES = 32_768
# Requests that one web process works on side by side; each may hold a database connection.
PAGE_THREADS = 10
# And those that wait for somebody else, a stranger's server above all: no page waits behind them.
WAITING_THREADS = 4
# Numbers of rows: longer ones are none, and the longest Python would not even read.
ID_DIGITS = 18

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

# ── webhooks ─────────────────────────────────────────────────────────────────────────────────
WEBHOOKS = 50
# Pauses between the attempts of one delivery, as receivers know them from others; after the last one it is
# given up. They grow by up to this share, so that what failed together does not come back together.
WEBHOOK_PAUSES_SECONDS = (5, 300, 1_800, 7_200, 18_000, 36_000, 36_000)
WEBHOOK_JITTER = 0.2
# After this many failures in a row a receiver is left in peace for so long; then one delivery tries it.
WEBHOOK_RESTS_SECONDS = (0, 0, 5, 30, 120, 300)
# The longest rest that a receiver may ask for itself (Retry-After).
WEBHOOK_ASKED_REST_SECONDS = 3_600
# A receiver without a single success for this long is switched off.
WEBHOOK_FAILING_HOURS = 120
# One request; what it may carry, and what is read and kept of the answer.
WEBHOOK_SECONDS = 30.0
WEBHOOK_BODY_BYTES = 1_000_000
WEBHOOK_ANSWER_BYTES = 100_000
WEBHOOK_ANSWER_CHARS = 200
# A delivery that was begun and never ended is tried again after this.
WEBHOOK_LEASE_SECONDS = 90
# How long a worker goes on with one webhook before the next has its turn, and how many have theirs side
# by side; those whose receivers fail, or take longer than this, share a single further turn.
WEBHOOK_RUN_SECONDS = 5.0
WEBHOOK_TURNS = 2
WEBHOOK_SLOW_SECONDS = 3.0
# So many deliveries of a run go out one after the other, until its receiver has shown that it is well; of
# those that follow so many are fetched at once, and so many are on their way side by side.
WEBHOOK_IN_ORDER = 8
WEBHOOK_BATCH = 48
WEBHOOK_IN_FLIGHT = 6
# Where something of ours goes wrong with one webhook it is left alone for so long; an event that only a
# later version of Kundig knows waits so long for that.
WEBHOOK_PARKED_SECONDS = 300
WEBHOOK_UNKNOWN_SECONDS = 60
# Events that are read at once.
WEBHOOK_EVENTS = 500
# How long the secret before the present one still signs, too.
WEBHOOK_OLD_SECRET_HOURS = 24
# Deliveries are forgotten after this, sent or not.
WEBHOOK_DAYS = 30
# Deliveries that a page shows at a time.
WEBHOOK_ROWS = 30

# ── notifications ────────────────────────────────────────────────────────────────────────────
# Events that are read at once, and how long notifications are kept.
NOTIFIED_EVENTS = 200
NOTIFICATION_DAYS = 90
# Lines that the page shows at a time, and up to how many unread ones are counted.
NOTIFICATION_ROWS = 40
NOTIFICATIONS_COUNTED = 99
# Browsers of one agent that are told, how long the address of one may be, how much a push says, and how long its
# service keeps it for a browser that is off.
PUSH_DEVICES = 20
PUSH_ENDPOINT_CHARS = 1_000
PUSH_CHARS = 300
PUSH_SECONDS = 14_400
# Unread for so long before a digest mentions it, and how many lines one has.
DIGEST_PATIENCE_SECONDS = 300
DIGEST_ROWS = 50

# ── how conversations are sorted ─────────────────────────────────────────────────────────────
CATEGORIES = 500
CATEGORY_CHARS = 80
CATEGORY_SENTENCE_CHARS = 200
CATEGORY_DEPTH = 5
TAGS = 5_000
TAG_CHARS = 60
TAG_SENTENCE_CHARS = 200
# Of so many last taggings the most used tags are offered first.
LATELY_TAGGED = 1_000
# Conversations that follow their category or their tag into another at once.
RESORTED_ROWS = 500

# ── embedded cards ───────────────────────────────────────────────────────────────────────────
EMBEDDED_CARDS = 8
EMBEDDED_TITLE_CHARS = 60
EMBEDDED_SECONDS = 3.0
EMBEDDED_BYTES = 64_000
EMBEDDED_ROWS = 20
EMBEDDED_LABEL_CHARS = 80
EMBEDDED_VALUE_CHARS = 500
# Another system may believe a token for so long.
EMBEDDED_TOKEN_SECONDS = 60

# ── customers ────────────────────────────────────────────────────────────────────────────────
CUSTOMER_NOTE_CHARS = 10_000
# What more entries than this share says nothing about who they are.
SIGN_SHARED = 20
# Addresses and domains that the page of a merge names.
MERGE_LISTED = 10
# How long what comes for a merged entry is moved after it: longer than any transaction runs.
MERGE_WATCHED_HOURS = 1
# How long somebody new is looked for who was not looked at yet: longer than workers are ever away.
NEW_CUSTOMER_HOURS = 72
# Conversations in whose timeline a merge of their customer stands.
MERGE_TOLD_CONVERSATIONS = 200
DOMAIN_CHARS = 253
COMPANY_DOMAINS = 100
# Further public mail hosts that the page lists.
MAIL_HOSTS_SHOWN = 1_000
CUSTOM_FIELDS = 60
FIELD_LABEL_CHARS = 80
FIELD_CHARS = 500
FIELD_CHOICE_CHARS = 120
# Words to choose from in one field.
FIELD_CHOICES = 200

# ── audit trail ──────────────────────────────────────────────────────────────────────────────
# How long entries are kept, and how many a page shows.
AUDIT_DAYS = 365
AUDIT_ROWS = 50

# ── exports ──────────────────────────────────────────────────────────────────────────────────
# A list, and one conversation with its messages; a spreadsheet takes a million rows and 32,767 signs in a cell.
EXPORT_ROWS = 1_000_000
EXPORT_MESSAGES = 10_000
EXPORT_CELL_CHARS = 32_000
# A list from this many rows on is told to the administrators.
EXPORT_LARGE_ROWS = 1_000
EXPORTS_AT_ONCE = 3
# How long the file is kept, and in pieces of which size.
EXPORT_HOURS = 48
EXPORT_PIECE_BYTES = 1_000_000

# ── staff ────────────────────────────────────────────────────────────────────────────────────
PASSWORD_BYTES = 4_096
AVAILABILITY_CHARS = 60
# Conversations of one's own that a page offers to hand back.
HAND_BACK_ROWS = 500
# Links in mails of Kundig's own: a new password, an invitation.
RESET_SECONDS = 3_600
INVITATION_HOURS = 72
TOKEN_DAYS = 3_650
TOKENS_PER_AGENT = 50
# The last use of a token is written down at most this often.
TOKEN_USE_SECONDS = 3_600
# That of a session more often: somebody may look for a stranger's.
SESSION_USE_SECONDS = 300

# Signing in: how many tries a bucket holds, and the seconds in which it fills up again. A try is
# taken before the password is looked at and given back when it was right. A browser that has signed
# in before has a bucket of its own, so that a stranger's guessing never locks out the owner.
SIGN_IN_PER_PERSON_AND_PLACE = (5, 300)
SIGN_IN_PER_PERSON = (50, 3_600)
SIGN_IN_PER_PLACE = (60, 600)
SIGN_IN_EVERYBODY = (3_000, 600)
SIGN_IN_PER_DEVICE = (10, 600)
# Codes of a second factor, and passwords asked for again.
CODES_PER_AGENT = (5, 300)
RESETS_PER_PERSON = (3, 3_600)
RESETS_PER_PLACE = (20, 3_600)
SETUP_CODES = (10, 600)
