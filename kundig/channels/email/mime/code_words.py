"""How services write when they send a code or a link that opens an account: phrases of each language, as data.

To teach a language, add its phrases; lower case, as they stand in subjects and first sentences.
"""

from __future__ import annotations

PHRASES: dict[str, tuple[str, ...]] = {
    "en": (
        "verification code", "confirmation code", "security code", "login code", "log-in code", "sign-in code",
        "signin code", "access code", "one-time code", "one-time password", "one time passcode", "one-time passcode",
        "authentication code", "your code is", "your pin is", "verify your email", "verify your e-mail",
        "verify your account", "verify it's you", "confirm your email", "confirm your e-mail", "confirm your account",
        "confirm your address", "confirm your signup", "confirm your sign-up", "activate your account",
        "reset your password", "password reset", "magic link", "sign-in link", "login link", "link to sign in",
        "link to log in", "sign in to", "new sign-in", "complete your registration", "you have been invited to join",
        "invited you to join", "join your team", "two-factor code", "2-step verification", "device verification",
    ),
    "de": (
        "bestätigungscode", "bestaetigungscode", "verifizierungscode", "sicherheitscode", "anmeldecode", "login-code",
        "zugangscode", "einmalcode", "einmalpasswort", "einmalkennwort", "ihr code lautet", "dein code lautet",
        "e-mail-adresse bestätigen", "e-mail bestätigen", "konto bestätigen", "registrierung bestätigen",
        "bestätige deine e-mail", "bestätigen sie ihre e-mail", "konto aktivieren", "passwort zurücksetzen",
        "kennwort zurücksetzen", "passwort zurückzusetzen", "anmeldelink", "login-link", "zur anmeldung bestätigen",
    ),
    "fr": (
        "code de vérification", "code de confirmation", "code de sécurité", "code de connexion", "code d'accès",
        "code à usage unique", "confirmez votre adresse", "confirmer votre adresse", "vérifiez votre adresse",
        "activez votre compte", "réinitialiser votre mot de passe", "réinitialisation du mot de passe",
        "lien de connexion",
    ),
    "es": (
        "código de verificación", "código de confirmación", "código de seguridad", "código de acceso",
        "código de inicio de sesión", "código de un solo uso", "verifica tu correo", "confirma tu correo",
        "confirme su correo", "activa tu cuenta", "restablecer tu contraseña", "restablecer su contraseña",
        "enlace de inicio de sesión",
    ),
    "it": (
        "codice di verifica", "codice di conferma", "codice di sicurezza", "codice di accesso", "codice monouso",
        "conferma il tuo indirizzo", "verifica il tuo indirizzo", "attiva il tuo account", "reimposta la password",
        "reimpostare la password",
    ),
    "nl": (
        "verificatiecode", "bevestigingscode", "beveiligingscode", "inlogcode", "eenmalige code", "bevestig je e-mail",
        "bevestig uw e-mail", "account activeren", "wachtwoord opnieuw instellen", "wachtwoord resetten",
    ),
    "pt": (
        "código de verificação", "código de confirmação", "código de segurança", "código de acesso",
        "confirme seu e-mail", "confirme o seu e-mail", "ative sua conta", "redefinir sua senha", "redefinir a senha",
    ),
    "pl": (
        "kod weryfikacyjny", "kod potwierdzający", "kod bezpieczeństwa", "kod logowania", "jednorazowy kod",
        "potwierdź adres", "aktywuj konto", "zresetuj hasło", "resetowanie hasła",
    ),
    "sv": ("verifieringskod", "bekräftelsekod", "säkerhetskod", "engångskod", "återställ ditt lösenord"),
    "da": ("bekræftelseskode", "sikkerhedskode", "engangskode", "nulstil din adgangskode"),
    "cs": ("ověřovací kód", "potvrzovací kód", "bezpečnostní kód", "obnovení hesla"),
    "tr": ("doğrulama kodu", "onay kodu", "güvenlik kodu", "şifrenizi sıfırlayın"),
    "ru": ("код подтверждения", "код безопасности", "одноразовый код", "сброс пароля", "подтвердите адрес"),
    "uk": ("код підтвердження", "одноразовий код", "скидання пароля"),
    "ja": ("認証コード", "確認コード", "セキュリティコード", "ワンタイムパスワード", "パスワードの再設定"),
    "zh": ("验证码", "驗證碼", "重置密码", "重設密碼"),
    "ko": ("인증 코드", "인증번호", "비밀번호 재설정"),
}  # fmt: skip

# Local parts of addresses that only machines write from.
ROBOT_NAMES = (
    "no-reply", "noreply", "no_reply", "do-not-reply", "donotreply", "do_not_reply", "notification", "notifications",
    "notify", "account", "accounts", "account-security", "accountprotection", "security", "verify", "verification",
    "auth", "login", "signin", "mailer", "feedback", "team", "hello", "invitations", "identity", "support-noreply",
)  # fmt: skip
# Domains whose services let everybody in who reads mail at an address of yours; their subdomains count as well.
SERVICES = (
    "slack.com", "google.com", "atlassian.com", "atlassian.net", "microsoft.com", "microsoftonline.com", "github.com",
    "gitlab.com", "notion.so", "zoom.us", "dropbox.com", "figma.com", "asana.com", "trello.com", "linear.app",
    "openai.com", "anthropic.com", "adobe.com", "apple.com", "amazon.com", "facebookmail.com", "linkedin.com",
    "x.com", "twitter.com", "paypal.com", "stripe.com", "okta.com", "auth0.com", "salesforce.com", "hubspot.com",
    "miro.com", "monday.com", "clickup.com", "airtable.com", "workplace.com", "discord.com", "canva.com",
)  # fmt: skip
