"""How mail servers say that a mail did not arrive: phrases as data.

Each entry is a regular expression, matched without regard to case, in which a space stands for
any white space. Order within a table has no meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def _any(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(
        "|".join(f"(?:{phrase.replace(' ', chr(92) + 's+')})" for phrase in phrases), re.I
    )


# Who writes such mails.
ROBOT_SENDER = _any((
    r"mail(?:er)?-?daemon", r"^post[-_.]?master", r"mail delivery (?:sub)?system", r"mail administrator",
    r"mail delivery service", r"^mdaemon", r"^root@", r"mail\.delivery\.system", r"double-bounce",
    r"delivery ?(?:notification|subsystem|system|agent|service)", r"system administrator",
    r"internet mail (?:service|system|delivery)", r"^bounces?[@+-]", r"^mail-?er", r"^maildelivery",
    r"email delivery", r"^undeliver", r"smtp ?(?:server|gateway)", r"microsoft ?exchange",
    r"^daemon@", r"^returned?-?mail", r"message delivery", r"^deliver(?:y|ies)[@-]", r"mmdf",
))  # fmt: skip

# What they are called.
FAILURE_SUBJECT = _any((
    r"undeliver(?:able|ed)", r"not delivered", r"non-?deliver", r"un-?deliverable",
    r"(?:mail|message|delivery|delivering|e-?mail|sending)[ :]+(?:has |could )?(?:fail|error|problem|warning)",
    r"fail(?:ed|ure)[ ,:]+(?:mail|notice|message|deliver|to deliver|notif|report|of)",
    r"deliver(?:y|ies|ed)?(?: status)?(?: notification| report| notice| subsystem)?[ :(]+.{0,20}(?:fail|error|abort|problem|delay)",
    r"returned? (?:mail|message|to sender)", r"(?:mail|message) returned", r"returning message",
    r"(?:mail|message|e-?mail) (?:delivery )?(?:system )?error", r"could not (?:be )?(?:send|deliver)",
    r"couldn'?t be delivered", r"unable to deliver", r"unzustellbar", r"nicht zugestellt",
    r"nicht zustellbar", r"unzustellbarkeit", r"zustellung (?:fehlgeschlagen|verzögert)",
    r"zustellungs?(?:fehler|status|bericht|problem)", r"konnte nicht (?:zugestellt|übermittelt)",
    r"fehlgeschlagene? zustellung", r"rücklauf", r"failure notice", r"delivery status notification",
    r"non remis", r"échec de (?:la )?(?:remise|distribution)", r"non délivré", r"avis de non",
    r"no se (?:puede|pudo) entregar", r"no entregado", r"error de entrega", r"não entregue",
    r"não (?:foi )?(?:é )?possível entregar", r"mancat[ao] (?:recapito|consegna)",
    r"non recapitabile", r"niet (?:bezorgd|afgeleverd|bestelbaar)", r"onbestelbaar",
    r"kan ikke leveres", r"kunne ikke leveres", r"oleverer", r"kan inte levereras", r"olevererbart",
    r"nie(?:dostarczon|można dostarczyć|doręcz)", r"nelze doručit", r"nedoručiteln",
    r"недоставлен", r"не доставлено", r"не удалось доставить", r"недоставка",
    r"配信不能", r"配信エラー", r"送信エラー", r"メールエラー", r"未達", r"配達(?:でき|不能|され)",
    r"退信", r"无法(?:投|送)", r"無法(?:投|送)", r"未能?(?:投|送)达", r"배달(?:되지|실패|할 수)", r"반송",
    r"warning: (?:could|message|mail)", r"^delivery$", r"mail could not", r"message you sent .{0,30}block",
    r"user unknown", r"unknown user", r"(?:mail|message) (?:bounced|rejected|blocked|refused)",
    r"ei voi toimittaa", r"teslim edilemedi", r"kézbesíthetetlen", r"sikertelen kézbesítés", r"nelivrabil",
    r"(?:δεν είναι δυνατή η|αδύνατη η|αποτυχία) παράδοση", r"לא ניתן למסירה", r"غير قابل(?:ة)? للتسليم", r"lieferung fehlgeschlagen",
    r"không (?:thể gửi|gửi được)", r"tidak (?:dapat )?terkirim", r"ไม่สามารถ(?:ส่ง|นำส่ง)", r"nedoručené", r"neisporučeno",
    r"nondeliverable", r"errors from", r"nicht erreichbar", r"(?:recipient|address) (?:unknown|rejected)",
    r"delivery notification", r"system error", r"bounced (?:mail|message)", r"mail status report",
    r"delayed mail", r"message status", r"delivery has (?:failed|been delayed)", r"ndn:", r"ndr:",
    r"nameserver error", r"permanent delivery", r"mail rejected", r"rejected (?:mail|message)",
    r"message (?:delivery )?(?:delayed|expired)", r"error sending", r"you(?:r)? (?:mail|message) to",
))  # fmt: skip

# The sentence that says it.
FAILURE_PHRASE = _any((
    r"(?:could|can|was|were|is|are|has|have|did|may)(?: ?no|n'?)t ?(?:able )?(?:to )?(?:been |be )?(?:successfully )?(?:deliver|deliverable|delivered|reach|sent|send|relayed|forwarded|processed|transferred|accepted)",
    r"(?:unable|impossible|wasn'?t able|not able|inability|failed|failing|failure|attempting|trying) to (?:be )?(?:deliver|send|reach|relay)",
    r"(?:delivery|mail|message|sending|transmission)(?: to .{1,100}?)? (?:has |have |was |to the following .{0,60})?(?:failed|aborted|unsuccessful|been (?:rejected|refused|returned|blocked))",
    r"undeliverable", r"not (?:been )?deliver(?:ed|able)", r"permanent(?:ly)? (?:error|fail|fatal)",
    r"(?:fatal|delivery|smtp|transcript|temporary|transient|routing|addressing|gateway|expansion)(?: of session)? (?:errors?|follows|failures?)",
    r"the following (?:addresses?|recipients?|message|mail|users?|destination).{0,80}?(?:fail|error|reject|reach|not|problem|could|unknown|bad|invalid|did)",
    r"(?:user|account|mailbox|recipient|address|mail ?box|domain|host|person)(?: name)?(?: is| was| does)?(?: been)? (?:unknown|not (?:exist|found|known|listed|available|recogni[sz]ed|valid|accept)|disabled|full|unavailable|inactive|suspended|over ?quota|invalid|rejected|expired|closed)",
    r"unknown (?:user|recipient|address|host|domain|local|mailbox|or)", r"no such (?:user|person|address|mailbox|recipient|account|domain|alias|local)",
    r"(?:over|exceeded|exceeds?|exceeding)(?: the| his| her| its| their| your)? ?(?:storage |disk |mail(?:box)? |allowed |maximum )?(?:quota|size|limit|storage)", r"quota (?:has been )?exceeded",
    r"(?:mailbox|mail box|inbox) (?:is )?(?:full|exceed)", r"(?:is|was) (?:returned|rejected|bounced|refused|blocked) (?:to|by|because|due)",
    r"(?:returned|sent back) (?:to sender|unopened|as undeliver)", r"relay(?:ing)? (?:access )?(?:denied|not|prohibited)",
    r"(?:did not|does not|doesn'?t|didn'?t) (?:reach|exist|like|accept|have|match)", r"given up|giving up",
    r"(?:error|problem)s? (?:occurred )?(?:while |in |with |when |during )?(?:deliver|send|trying|attempting|the deliver)",
    r"mail (?:system|delivery) (?:error|problem|failure)", r"message (?:could|was|has) (?:not|been rejected|been blocked|rejected)",
    r"(?:invalid|bad|illegal|unresolvable|unroutable|unrouteable) (?:recipient|address|user|mailbox|destination|host|domain)",
    r"(?:unrouteable|unroutable) (?:mail )?(?:domain|address)", r"retry time(?:out)? (?:not reached|exceeded)", r"host (?:or domain name )?(?:not found|unknown)",
    r"(?:konnte|konnten|kann) (?:leider )?(?:nicht|den empfänger).{0,60}(?:zugestellt|erreich|übermittelt|gesendet|ausgeliefert|zustellen)",
    r"nicht zugestellt", r"unzustellbar", r"(?:empfänger|adresse|postfach|benutzer).{0,40}(?:unbekannt|existiert nicht|nicht gefunden|voll|überschritten)",
    r"zustellung.{0,40}fehlgeschlagen", r"n'?a pas (?:pu|été) .{0,30}(?:remis|livré|distribu|délivré|envoy)", r"échec de (?:la )?(?:remise|livraison)", r"n'existe (?:pas|plus)",
    r"no (?:se )?(?:ha )?(?:pudo|podido|puede) .{0,30}entreg", r"não (?:pôde|foi|pode|é possível).{0,30}entreg", r"non (?:è stato|è possibile|può essere).{0,40}(?:recapit|consegn)",
    r"(?:kon|kan) niet .{0,40}(?:afgeleverd|bezorgd|besteld)", r"nie (?:mógł|może|można|udało) .{0,40}(?:dostarcz|doręcz)", r"не (?:может|удалось|был|была|смог).{0,40}доставлен", r"не доставлен",
    r"toimitt(?:aminen|aa) .{0,40}epäonnistui", r"(?:toimittaa|teslim|iletil).{0,30}(?:ei voitu|edilemedi|emedi|başarısız)", r"ei voitu toimittaa",
    r"kézbesít.{0,60}sikertelen", r"nem (?:sikerült|lehetett) .{0,30}kézbesít", r"(?:livrarea|nu a (?:putut|reușit)) .{0,40}(?:nu a reușit|livrat)", r"παράδοση .{0,30}απέτυχε", r"δεν (?:ήταν|είναι) δυνατή η παράδοση",
    r"המסירה נכשלה", r"فشل(?: في)? ?(?:ال)?تسليم", r"(?:doručen|isporuka|dostava|doručit).{0,60}(?:selhal|nije uspjela|ni uspela|nepodařilo|zlyhal)",
    r"(?:leverans|levering|bezorg|dostarcz|recapito|remise|falha na entrega|entrega).{0,80}(?:misslyckades|mislykkedes|mislyktes|mislukt|nie powiod|non riuscit|échou|destinat)",
    r"送信できませんでした", r"配信できませんでした", r"届けることができません", r"送信(?:は)?失敗", r"配信(?:は|に)?失敗", r"お届けできません",
    r"送信でき(?:ません|ない)", r"受信でき(?:ません|ない)", r"配信でき(?:ません|ない)", r"宛先.{0,20}見つかりません", r"存在しません", r"無法(?:投遞|送達)", r"无法(?:投递|送达|发送)", r"被退回", r"退信", r"배달할 수 없", r"전송.{0,10}실패",
    r"delivery status notification", r"reported (?:an |the following )?errors?", r"mail loop", r"too many hops", r"(?:message|mail) (?:blocked|refused|looping|too large|size exceeds)", r"routing: could not",
    r"recipient'?s? (?:mailbox|address|server)", r"retry limit", r"(?:expired|been in the queue too long)", r"returned .{0,30}undelivered", r"no longer (?:exists|valid|available|works?|with|employed|accept)",
    r"does not have a final", r"nameserver error", r"could not find a gateway", r"blocked by .{0,40}(?:spam|filter|polic|content)", r"remote host said", r"not our customer", r"this (?:user|account|address|recipient).{0,30}(?:have|has|does|is) ",
))  # fmt: skip

# The words under which the original mail follows.
ORIGINAL_FOLLOWS = re.compile(
    r"^[ \t\-_=*>]{0,80}(?:(?:this|below|enclosed|here|attached|the)?[ \w,']{0,40}"
    r"(?:copy of (?:the|your)|original|unsent|undelivered|returned|failed|rejected)[ \w,'-]{0,30}"
    r"(?:message|mail|e-mail|header|text)s?\b[ \w,']{0,50}"
    r"|(?:message|mail) headers? (?:follows?|:)|(?:message|mail) (?:text )?follows"
    r"|(?:message|text) header|header of|received: (?:from|by)|return-path:|dkim-signature:"
    r"|(?:---+ )?(?:unsent|original|returned|undelivered) message.{0,30}|x-google-smtp-source:.*"
    r"|die (?:ursprüngliche|originale) nachricht.{0,40}|ursprüngliche nachricht.{0,20}"
    r"|message original.{0,20}|mensaje original.{0,20}|оригинал.{0,40})[ \t\-_=*:.;]{0,80}.{0,80}$",
    re.IGNORECASE | re.MULTILINE,
)

# Why, where no status says it: gone for good, or worth another try.
LASTING = _any((
    r"(?:user|account|mailbox|recipient|address|alias|person|name|addressee)(?: name)?(?: \S{0,60})?(?: is| was| does| has| could)?(?: been)? (?:unknown|not (?:exist|be found|found|known|listed|recogni[sz]ed|valid)|disabled|inactive|suspended|invalid|deactivated|deleted|closed|no longer)",
    r"unknown (?:user|recipient|address|local|mailbox|account)", r"no such (?:user|person|address|mailbox|recipient|account|domain|alias|local)",
    r"(?:does not|doesn'?t) exist", r"no (?:mailbox|account|user|such)", r"(?:relay|access)(?:ing)? (?:access )?(?:denied|prohibited|not)", r"unrouteable|unroutable",
    r"not a (?:valid|known)", r"invalid (?:recipient|address|user|mailbox)", r"blocked|spam|blacklist|reputation|policy|rejected|denied",
    r"existiert nicht", r"unbekannt", r"n'existe", r"no existe", r"não existe", r"存在しません", r"見つかりません", r"host (?:not found|unknown)", r"not our customer",
))  # fmt: skip
PASSING = _any((
    r"(?:insufficient|not enough) (?:disk |system )?(?:space|storage)", r"temporar(?:y|ily)", r"try (?:again|later)", r"greylist|graylist", r"delayed", r"queue too long", r"timed? ?out",
    r"(?:connection|operation|session|conversation|read|retry) (?:timed|timeout|time-?out|refused|reset)", r"too many (?:connections|messages|recipients)", r"unable to (?:connect|contact|lookup)|could not connect",
    r"host or domain name not found.{0,30}try again", r"server (?:is )?(?:busy|unavailable|down)", r"rate limit", r"no route to host", r"network (?:is )?unreachable", r"retry time", r"currently unavailable", r"verzögert",
))  # fmt: skip

# A warning that delivery goes on: nothing has failed yet.
STILL_TRYING = _any((
    r"will (?:continue|be retried|retry|keep trying)", r"you do not need to resend", r"no action (?:is|need)", r"this is a warning message only", r"delivery will be attempted", r"still trying",
    r"has not yet been delivered", r"noch nicht zugestellt", r"wird weiter(?:hin)? versucht",
))  # fmt: skip
