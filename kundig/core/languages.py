"""Telling in which language somebody wrote, by the small words that no sentence goes without.

Tables of words instead of a library: those that are kept up need a model of many megabytes or numpy, and tell
apart many languages where a service desk meets a dozen. A mail of two sentences is enough here, what is too short
or mixed stays unknown, and the cost is one pass over the beginning of the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from operator import itemgetter

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.core import caps

LANGUAGES: dict[str, str | Promise] = {
    "de": _("German"),
    "en": _("English"),
    "fr": _("French"),
    "it": _("Italian"),
    "es": _("Spanish"),
    "pt": _("Portuguese"),
    "nl": _("Dutch"),
    "da": _("Danish"),
    "sv": _("Swedish"),
    "pl": _("Polish"),
    "cs": _("Czech"),
    "hu": _("Hungarian"),
    "ro": _("Romanian"),
    "tr": _("Turkish"),
}

_SMALL_WORDS = {
    "de": "aber als am an auch auf aus bei bin bis bitte das dass dem den der des die doch ein eine einen einer es für"
    " haben habe hat ich ihnen ihr ihre im in ist ja kann kein keine mein meine mich mir mit nach nicht noch nur oder"
    " schon sehr seit sich sie sind so und uns von vor war warum was wann wenn wie wir wird wo zu zum zur über hallo"
    " danke guten tag können wurde leider gerne wieder diese dieser mehr vielen welche welcher wieviel steht jetzt",
    "en": "a about all am an and any are as at be been but by can could did do does for from had has have he hello how i"
    " if in is it just me my no not of on or our please she so still thank thanks that the their them there they this"
    " to was we were what when where which who why will with would you your it's i'm don't",
    "fr": "a ai au aux avec avez bien bonjour c'est ce cela ces cette comme d'un dans de depuis des du elle en est et"
    " être fait il j'ai je la le les leur ma mais merci mes mon ne nous on ou par pas peut plus pour pouvez pourquoi"
    " quand que qui sa sans se ses si son sont suis sur toujours un une votre vos vous été n'est qu'il",
    "it": "a abbiamo al alla anche avete buongiorno c'è che chi ci come con cosa da dal dalla dei del della delle di dove"
    " e è gli grazie ha ho i il in io la le lo loro ma mi mia mio molto nel nella non o per perché più posso può quando"
    " questa questo sapere sono stato se si sua suo un una vi vorrei salve ancora quanto",
    "es": "a al algo aún buenos como con cuando de del desde días donde dónde el ella en es esta está este esto favor fue"
    " gracias ha han hasta hay he hola la las le les lo los me mi mis muy más no nos o para pero por porque puede puedo"
    " que qué se si sin sobre su sus también te tengo todavía un una usted ustedes y ya yo cómo cuándo",
    "pt": "a ainda ao aos as até bom com como da das de dia do dos e ela ele em então era essa está estou eu foi fui há isso"
    " já lhe mais mas me meu minha muito na não nas no nos nós o obrigado obrigada olá onde os ou para pela pelo pode"
    " por porque posso quando que quem se sem ser seu sua são também tem tenho um uma você gostaria",
    "nl": "aan al alleen als bij ben beste bent dan dat de deze die dit door een en er geen goed graag had hallo heb hebben"
    " heeft het hij hoe ik in is jullie kan kunnen maar maken mee met mij mijn na naar niet nog nu of om onze ook op over"
    " te tot u uit uw van voor waar waarom wanneer was wat we wel werd wij worden wordt zijn zo zou bedankt alvast",
    "da": "af alle at blev da de dem den der det dig du efter eller en er et for fra få har have hej her hvad hvor hvordan"
    " hvornår hvis ham han i ikke ind jeg kan kunne man med meget men mig min mit mange nogen nogle nu og også om op os"
    " på sig skal skulle som så tak til ud var venlig ved vi vil ville være vores god dag",
    "sv": "alla att av bara de dem den denna det dig du efter eller en er ett fick från för få han har hej hur här i inte jag"
    " kan kunde man med men mig min mitt mycket måste nu när någon något när och också om oss på ska skulle som så"
    " tack till upp ut var vad varför vi vid vill vilken är än också ni vår eran hälsningar",
    "pl": "aby ale by był była było być chciałbym czy dla do dlaczego dzień dobry dziękuję gdzie go i ich ja jak jako jest"
    " jestem jeszcze już kiedy które który lub ma mam mi mnie mogę może mój moje moja na nie o od oraz po pod pozdrawiam"
    " proszę przez przy są się ta tak tego tej ten to tylko w we wczoraj z za ze żeby został została zostanie",
    "cs": "a aby ale ani až bez bude být by byl byla bylo co dne dobrý den děkuji do dosud ho i ja já jak jako je jeho jen"
    " ještě jsem jsme jsou již k kde kdy když která které který mám mé mi mně moje můj můžete na nebo není ne o od po pro"
    " prosím proč protože při s se si tak také tento to už v ve vám vás vaše vy z za ze že zdravím",
    "hu": "a az de egy ez ezt és hogy ha hogyan hol igen is itt jó jól kell kérem köszönöm lehet már még meg mi mikor miért"
    " minden mint most nagyon napot nem nincs ön önök sem szeretnék szeretném tisztelt tudom üdvözlettel van vagy vagyok"
    " volt után óta lesz ami aki csak el ki le kaptam",
    "ro": "a acest această ai al am aș au bună că când care ce cu cum dar de din după este eu fi fost în îmi la mai mă mea"
    " meu mi mulțumesc nu o pe pentru poate prin sau sunt și să te un una unde va vă vreau ziua am-o dumneavoastră însă"
    " foarte încă rog",
    "tr": "acaba ama ancak bana bu bir biz bunu çok da daha de değil diye en ben beni benim evet için gibi hala hangi hayır"
    " hiç ile ise iyi kadar ki lütfen merhaba mi mı mu mü nasıl ne neden nerede olan olarak olduğu oldu sadece selam siz"
    " size sonra şu teşekkür teşekkürler var ve veya ya yok zaman ederim günler",
}  # fmt: skip

_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ADDRESSES = re.compile(r"\S*(?:@|://|www\.)\S*")

# A word of several languages speaks for each of them a little.
_SPOKEN_IN: defaultdict[str, list[str]] = defaultdict(list)
for _code, _line in _SMALL_WORDS.items():
    for _word in set(_line.split()):
        _SPOKEN_IN[_word].append(_code)

# Fewer words prove nothing, and what is nearly as much another language may be both.
_LEAST = 2.0
_LEAD = 1.3


def language_of(text: str) -> str:
    """Return the code of the language in which `text` is written, one of `LANGUAGES`; empty where it can't be told."""
    plain = _ADDRESSES.sub(" ", text[: caps.LANGUAGE_CHARS].casefold()).replace("’", "'")
    scores: defaultdict[str, float] = defaultdict(float)
    for word in _WORDS.findall(plain):
        spoken_in = _SPOKEN_IN.get(word, ())
        for code in spoken_in:
            scores[code] += 1 / len(spoken_in)
    ranked = sorted(scores.items(), key=itemgetter(1), reverse=True)
    (best, most), (_second, less) = (*ranked, ("", 0.0), ("", 0.0))[:2]
    return best if most >= _LEAST and most >= _LEAD * less else ""
