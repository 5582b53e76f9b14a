"""French, Spanish, Portuguese, Italian, Catalan."""

from __future__ import annotations

from kundig.channels.email.mime.languages.language import Language

FRENCH = Language(
    code="fr",
    openers=("Le", "En date du", "Au"),
    wrote=("a écrit", "a ecrit", "à écrit", "écrit", "écrivait", "écrivit"),
    from_=("De", "Expéditeur", "De la part de", "Envoyé par"),
    date=("Envoyé", "Date", "Message du", "Envoyé le", "Date d'envoi", "Envoye"),
    to=("À", "A", "Destinataire", "Pour"),
    cc=("Cc", "Copie à", "Copie", "Cci"),
    subject=("Objet", "Sujet"),
    original=("Message d'origine", "Message d’origine", "Message original", "Message initial",
              "Mail original", "E-mail d'origine", "Courriel original"),
    forwarded=("Message transféré", "Message transmis", "Début du message réexpédié",
               "Début du message transféré", "Message réexpédié", "Mail transféré"),
    footers=(
        "Envoyé de mon …", "Envoyé depuis …", "Envoyé à partir de …", "Envoyé de mes …",
        "Envoyé avec …", "Envoyé par …mobile…", "Envoyé de …iPhone", "Télécharger Outlook…",
        "Obtenir Outlook…", "Provenance : Courrier pour …", "Envoyé via …",
    ),
    away=("absence du bureau", "absent du bureau", "Réponse automatique d'absence",
          "en congés", "message d'absence", "notification d'absence"),
    robot=("Réponse automatique", "Réponse auto", "Accusé de réception"),
)  # fmt: skip

SPANISH = Language(
    code="es",
    openers=("El", "Con fecha", "En", "A las"),
    wrote=("escribió", "escribio", "escribió lo siguiente", "ha escrito", "escribía",
           "escribe"),
    from_=("De", "Remitente", "Enviado por"),
    date=("Enviado", "Fecha", "Enviado el", "Enviada"),
    to=("Para", "A", "Destinatario"),
    cc=("Cc", "CC", "Copia", "CCO"),
    subject=("Asunto", "Tema"),
    original=("Mensaje original", "Mensaje Original", "Correo original"),
    forwarded=("Mensaje reenviado", "Inicio del mensaje reenviado", "Forwarded message",
               "Mensaje transmitido"),
    footers=(
        "Enviado desde …", "Enviado de mi …", "Enviado con …", "Enviado a través de …",
        "Enviado por …móvil…", "Obtener Outlook para …", "Obtén Outlook para …",
        "Descargar Outlook para …",
    ),
    away=("fuera de la oficina", "fuera de oficina", "de vacaciones", "ausente de la oficina"),
    robot=("Respuesta automática", "Contestación automática", "Respuesta automatica"),
)  # fmt: skip

PORTUGUESE = Language(
    code="pt",
    openers=("Em", "No dia", "Na", "No", "A", "Às"),
    wrote=("escreveu", "escreveram", "escreve", "escreveu o seguinte"),
    from_=("De", "Remetente", "Enviado por"),
    date=("Enviado", "Enviada", "Enviada em", "Enviado em", "Data"),
    to=("Para", "Destinatário"),
    cc=("Cc", "Cópia", "Com cópia", "Cco"),
    subject=("Assunto",),
    original=("Mensagem original", "Mensagem Original", "E-mail original"),
    forwarded=("Mensagem encaminhada", "Mensagem reencaminhada",
               "Início da mensagem encaminhada", "Início da mensagem reencaminhada"),
    footers=(
        "Enviado do meu …", "Enviado a partir d…", "Enviado de meu …", "Enviada do meu …",
        "Enviado do …", "Enviado pelo …", "Enviado via …", "Obter o Outlook para …",
        "Obtenha o Outlook para …", "Enviado através d…", "Enviado com …",
    ),
    away=("fora do escritório", "ausência temporária", "de férias", "fora da empresa"),
    robot=("Resposta automática", "Resposta automatica"),
)  # fmt: skip

ITALIAN = Language(
    code="it",
    openers=("Il", "In data", "Il giorno", "Alle", "Nel"),
    wrote=("ha scritto", "scrisse", "scrive", "scriveva"),
    from_=("Da", "Mittente", "Inviato da"),
    date=("Inviato", "Data", "Inviato il", "Data invio"),
    to=("A", "Per", "Destinatario"),
    cc=("Cc", "Copia", "Ccn"),
    subject=("Oggetto",),
    original=("Messaggio originale", "Messaggio Originale", "Messaggio originario"),
    forwarded=("Messaggio inoltrato", "Inizio messaggio inoltrato", "Messaggio Inoltrato"),
    footers=(
        "Inviato da iPhone", "Inviato da iPad", "Inviato dal mio …", "Inviato dall…",
        "Inviato con …", "Inviato da …mobile…", "Inviato da Yahoo…", "Inviato da Posta per …",
        "Inviato tramite …", "Ottieni Outlook per …", "Scarica Outlook per …",
    ),
    away=("fuori ufficio", "fuori sede", "in ferie", "assente dall'ufficio", "Assenza ufficio"),
    robot=("Risposta automatica", "Risposta automatica:"),
)  # fmt: skip

CATALAN = Language(
    code="ca",
    openers=("El", "En data", "El dia", "Amb data"),
    wrote=("va escriure", "ha escrit", "escrigué", "va escriure el següent"),
    from_=("De", "Remitent"),
    date=("Enviat", "Data", "Enviat el"),
    to=("Per a", "A", "Per", "Destinatari"),
    cc=("Cc", "A/c"),
    subject=("Assumpte", "Tema"),
    original=("Missatge original", "Missatge Original"),
    forwarded=("Missatge reenviat", "Inici del missatge reenviat"),
    footers=("Enviat des de …", "Enviat amb …", "Enviat des del meu …", "Obteniu l'Outlook …"),
    away=("fora de l'oficina", "de vacances"),
    robot=("Resposta automàtica",),
)  # fmt: skip
