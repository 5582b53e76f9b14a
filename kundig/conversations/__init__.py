"""The heart: conversations, their messages and everything a person does with them.

Verbs: conversation.start, receive, reply, note, assign, hand_over, set_priority, set_language, set_subject, tag, untag, snooze, wake,
resolve, close, reopen, mark_spam, unmark_spam, merge, split, move_message, undo_move, look, save_draft, save_start_draft; message.withdraw, message.retry;
attachment.upload, attachment.discard. Lists are in `listing`, the search in `search`, what a pane shows in `pane` and `timeline`.
"""
