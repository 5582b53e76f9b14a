"""Taking out: one conversation as PDF or JSON, lists as tables or JSON lines, made by a job and kept for a while.

Verbs: export_conversation, export_list, cancel, note_fetched. Events: export.asked, export.large, export.cancelled,
export.fetched, and conversation.exported in the conversation. Whoever asks gets what they may see while the job runs.
"""
