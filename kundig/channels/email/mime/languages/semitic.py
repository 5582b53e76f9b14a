"""Hebrew and Arabic."""

from __future__ import annotations

from kundig.channels.email.mime.languages.language import Language

HEBREW = Language(
    code="he",
    openers=("בתאריך", "ב-", "בתאריך", "מאת"),
    wrote=("כתב", "כתבה", "מאת", "כתב/ה", "כתב"),
    from_=("מאת", "שולח"),
    date=("נשלח", "תאריך"),
    to=("אל", "נמען"),
    cc=("עותק", "Cc"),
    subject=("נושא",),
    original=("הודעה מקורית",),
    forwarded=("הודעה שהועברה",),
    footers=("נשלח מה…", "נשלח מ…"),
    away=("מחוץ למשרד", "בחופשה"),
    robot=("תשובה אוטומטית", "מענה אוטומטי"),
)  # fmt: skip

ARABIC = Language(
    code="ar",
    openers=("في", "بتاريخ", "يوم"),
    wrote=("كتب", "كتبت", "كتب ما يلي", "كتب/كتبت"),
    from_=("من", "المرسل"),
    date=("تاريخ الإرسال", "التاريخ", "أُرسلت", "تم الإرسال"),
    to=("إلى", "المستلم"),
    cc=("نسخة", "نسخة إلى", "Cc"),
    subject=("الموضوع",),
    original=("الرسالة الأصلية", "رسالة أصلية"),
    forwarded=("رسالة معاد توجيهها", "الرسالة المعاد توجيهها"),
    footers=("مرسل من …", "أُرسلت من …", "تم الإرسال من …"),
    away=("خارج المكتب", "في إجازة"),
    robot=("رد تلقائي", "رد آلي"),
)  # fmt: skip
