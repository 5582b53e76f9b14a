"""The demo: six weeks at Lummerfeld, a maker of bicycle trailers, as 300 conversations.

`story.story(now)` gives them as scenes, oldest first. It is pure: the same `now` gives the same scenes, and every
time is relative to it. Scenes are played through the real pipeline: mails as raw bytes, everything an agent does
as the action of that name.

    sorting.py   categories
    company.py   teams, agents, opening hours, mailboxes, tags
    steps.py     Scene and its steps: CustomerMail, Reply, Note, Assign, HandToTeam, …
    story.py     story(now)
    script.py    reads letters/*.txt          stage.py    gives them their times
    pools.py     reads letters/pools/*.txt: short letters that differ in order, product, person and tone
    mail.py      a mail as raw bytes          clients.py, quoting.py    how mail programs write and quote
    files.py     PDF, pictures and tables that customers attach
    appointments.py  invitations to appointments      keys.py    certificates of those who sign
    arranging.py automatic answers, blocked senders, keys, a webhook: what those who run the company decide
    founding.py  sets up the company          player.py   plays the story     queue.py   the jobs of the play
    greeting.py  the log-ins, for whoever starts Kundig

To add a scene, write it into a file of `letters/`:

    === bent-wheel                                  a key of its own
    from: Jule Hartmann <jule@postfach.example>
    start: 9 07:42                                  nine days ago; "9 07:42 workday"; "-40m" is forty minutes ago
    client: gmail                                   see clients.CLIENTS; "plain" if not given
    to: werkstatt                                   the mailbox; "service" if not given
    subject: Laufrad verbogen
    --- mail
    attach: wheel IMG_2041.jpg                      kind (see files.py) and file name; cc:, client:, from: too
    Guten Morgen, …
    --- assign anna 12m                             to herself; "assign anna 12m: ben" to Ben
    --- tag anna 1m: Garantie, Ersatzteil
    --- reply anna 15m
    Guten Tag Frau Hartmann, …                      the closing is added
    --- mail 1d 19:40                               the customer, a day later; "2h" or "19:40" do as well
    Danke!
    --- resolve anna 20m

Other steps are `team`, `priority` (low, normal, high, urgent), `note`, `begin` (an answer that stays a draft),
`snooze ben 5m: 3 09:00` (until three days after now), `spam`, and `auto 2m` for an out-of-office answer. What
agents need is counted in service hours.
In texts, {order}, {invoice}, {serial}, {tracking}, {date:+2} and {weekday:-3} are filled in.
"""
