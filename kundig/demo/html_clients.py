"""Mail programs that write HTML beside the plain text, each quoting in its own way."""

from __future__ import annotations

from html import escape

from .markup import Letter, Written, blocks, quoted_html, without_images
from .quoting import MONTHS, WEEKDAYS, chevrons, long_date


def android(letter: Letter) -> Written:
    quoted = letter.quoted
    mark = "Von meinem Galaxy gesendet"
    html = blocks(
        letter.text, '<div dir="auto">%s</div>', letter.link, '<div dir="auto"><br></div>'
    )
    html += f'<div><br></div><div id="composer_signature" dir="auto" style="font-size:12px;color:#575757">{mark}</div>'
    plain = f"{without_images(letter.text)}\n\n{mark}\n"
    if quoted:
        head = [
            "-------- Ursprüngliche Nachricht --------",
            f"Von: {quoted.plain_sender}",
            f"Datum: {quoted.sent_at:%d.%m.%y  %H:%M}  (GMT+01:00)",
            f"An: {quoted.to}",
            f"Betreff: {quoted.subject}",
        ]
        plain += "\n" + "\n".join(head) + f"\n\n{quoted.text}\n"
        html += '<div><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000">'
        html += "".join(f"<div>{escape(line, False)} </div>" for line in head)
        html += f"</div><div><br></div>{quoted_html(quoted)}"
    return Written(plain, f'<html><head></head><body dir="auto">{html}</body></html>')


def gmail(letter: Letter) -> Written:
    quoted = letter.quoted
    plain = without_images(letter.text)
    html = f'<div dir="ltr">{blocks(letter.text, "<div>%s</div>", letter.link, "<div><br></div>")}</div>'
    if quoted:
        moment = quoted.sent_at
        day = f"{WEEKDAYS[moment.weekday()][:2]}., {moment.day}. {MONTHS[moment.month - 1][:3]}. {moment.year}"
        line = f"Am {day} um {moment:%H:%M} Uhr schrieb {quoted.name} <\n{quoted.address}>:"
        plain += f"\n{line}\n\n{chevrons(quoted.text)}\n"
        html += (
            '<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
            f"{escape(line, False)}<br></div>"
            '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid '
            f'rgb(204,204,204);padding-left:1ex">{quoted_html(quoted)}</blockquote></div>\n'
        )
    return Written(plain, html)


def outlook(letter: Letter) -> Written:
    quoted = letter.quoted
    plain = without_images(letter.text)
    body = blocks(
        letter.text,
        "<p class=MsoNormal>%s<o:p></o:p></p>",
        letter.link,
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p>",
    )
    if quoted:
        moment = quoted.sent_at
        head = (
            ("Von:", quoted.plain_sender),
            ("Gesendet:", f"{long_date(moment)} {moment:%H:%M}"),
            ("An:", quoted.to),
            ("Betreff:", quoted.subject),
        )
        plain += (
            "\n" + "\n".join(f"{name} {value}" for name, value in head) + f"\n\n{quoted.text}\n"
        )
        lines = "<br>".join(f"<b>{name}</b> {escape(value, False)}" for name, value in head)
        body += (
            "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
            "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>"
            f"<p class=MsoNormal>{lines}<o:p></o:p></p></div>{quoted_html(quoted)}"
        )
    return Written(plain, _OUTLOOK_PAGE % body)


_OUTLOOK_PAGE = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta name=Generator content="Microsoft Word 15 (filtered medium)">
<style><!--
@font-face {font-family:Calibri; panose-1:2 15 5 2 2 2 4 3 2 4;}
p.MsoNormal, li.MsoNormal, div.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;}
a:link {color:#0563C1; text-decoration:underline;}
div.WordSection1 {page:WordSection1;}
--></style></head>
<body lang=DE link="#0563C1" vlink="#954F72"><div class=WordSection1>
%s
</div></body></html>
"""


def apple(letter: Letter) -> Written:
    quoted = letter.quoted
    plain = without_images(letter.text)
    html = blocks(letter.text, "<div>%s</div>", letter.link, '<div><br class=""></div>')
    if quoted:
        line = f"Am {quoted.sent_at:%d.%m.%Y um %H:%M} schrieb {quoted.plain_sender}:"
        plain += f"\n> {line}\n> \n{chevrons(quoted.text)}\n"
        html += f'<div><br><blockquote type="cite"><div>{escape(line, False)}</div><br class="Apple-interchange-newline">'
        html += f"<div>{quoted_html(quoted)}</div></blockquote></div>"
    style = "overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;"
    return Written(plain, f'<html><head></head><body style="{style}">{html}</body></html>')


def webmail(letter: Letter) -> Written:
    quoted = letter.quoted
    plain = without_images(letter.text)
    html = f'<div style="font-family: Verdana, sans-serif;font-size: 12.0px;">{blocks(letter.text, "<div>%s</div>", letter.link, "<div>&nbsp;</div>")}'
    if quoted:
        head = [
            f"Gesendet: {long_date(quoted.sent_at)} um {quoted.sent_at:%H:%M}",
            f"Von: {quoted.plain_sender}",
            f"An: {quoted.to}",
            f"Betreff: {quoted.subject}",
        ]
        plain += "\n\n" + "\n".join(head) + "\n" + quoted.text + "\n"
        html += (
            '<div>&nbsp;<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; '
            'border-left:2px solid #C3D9E5; word-wrap: break-word;"><div style="margin:0 0 10px 0;">'
            + "<br/>".join(
                f"<b>{escape(line.partition(':')[0])}:</b>{escape(line.partition(':')[2], False)}"
                for line in head
            )
            + f'</div><div name="quoted-content">{quoted_html(quoted)}</div></div></div>'
        )
    return Written(plain, f"<html><head></head><body>{html}</div></body></html>")


def newsletter(letter: Letter) -> Written:
    head, _, rest = without_images(letter.text).partition("\n")
    body = blocks(rest, '<p style="margin:0 0 16px;line-height:24px">%s</p>', letter.link)
    return Written(without_images(letter.text), _NEWSLETTER_PAGE % (escape(head), body))


_NEWSLETTER_PAGE = """<!DOCTYPE html><html><body style="margin:0;background:#f0f0f0">
<table role="presentation" width="100%%" cellpadding="0" cellspacing="0"><tr><td align="center">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" style="background:#fff;font-family:Arial,sans-serif">
<tr><td style="padding:32px;background:#c2185b;color:#fff;font-size:26px"><b>%s</b></td></tr>
<tr><td style="padding:32px;font-size:16px;color:#333">%s</td></tr>
<tr><td style="padding:16px 32px;font-size:11px;color:#999">Sie erhalten diese E-Mail, weil Ihre Adresse in
unserem Verteiler steht. <a href="https://news.example/abmelden">Abmelden</a></td></tr>
</table></td></tr></table></body></html>
"""
