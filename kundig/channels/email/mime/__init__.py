"""Understanding a mail: raw bytes in, one frozen `ParsedMail` out. No Django, no database.

Use `guard.understand(raw)` for anything from strangers: it reads the mail in a guarded child
process. `parse.parse(raw)` is the same understanding in this process. Neither ever raises.

One concern per file:
  mail        the result: ParsedMail, Address, Attachment, Bounce
  parse       the three stages: whole, headers, raw
  tree        bytes to parts           headers, addresses, message_ids, dates   header fields
  charset, charset_tables   bytes to text
  transfer    a part's bytes and text      body   which parts are text, which are attachments
  markup      HTML to readable text    html_quotes  quoted history in an HTML tree
  quotes      the visible reply        languages/   words of each language as data
  lines, introductions, header_blocks, signatures   what the reply is told from
  cards       appointments (calendars, zones), people (contacts) and mails (forwarded) within a mail
  content_lines   what calendars and contacts are written in
  encoded_files, tnef   files that are packed into a text or a winmail.dat
  flowed      paragraphs from wrapped lines
  automatic   robots                   bounce, bounce_words, delivery_reports   failed deliveries
  names       safe file names          guard, child, wire     the guarded child process
  command     `kundig mail parse`
"""
