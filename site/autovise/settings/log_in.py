"""Settings of django-allauth: log-in, two-factor authentication, Google and rate limits."""

from django.core.exceptions import ImproperlyConfigured

from autovise import env

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "show_profile"

ACCOUNT_ADAPTER = "accounts.log_in.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "accounts.log_in.forms.SignUpForm",
    "reset_password": "accounts.log_in.forms.ResetPasswordForm",
    "request_login_code": "accounts.log_in.forms.RequestLoginCodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# Without a password, the customer logs in with a code that is mailed each time.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1", "password2"]
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True

# The response to a sign-up does not reveal whether an account exists, so the user is logged in only
# after opening the link in the mail. "strict": an unverified change of email reserves no email.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = "strict"
# Only in the browser that has just signed up. Other browsers confirm and then log in.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3

# Counted in the shared cache. allauth's defaults apply to actions not listed here.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",  # successful and failed; many people may share an IP address
    # Failed log-ins per account and IP address; per account; and per account and known browser,
    # to which the other two limits do not apply (accounts/log_in/known_browsers.py).
    "login_failed": "5/m/key,50/h/key,20/m/ip",
    "login_failed_everywhere": "200/h/key",
    "login_failed_known_browser": "5/m/key,50/h/key",
    "order_link": "5/m/ip,5/h/key",
    "request_my_data": "5/d/user",
    "delete_account": "5/m/user",
    "send_deletion_code": "3/10m/user",
    "newsletter": "10/h/ip",
    "newsletter_mail": "3/h/key",
    "contact": "5/h/ip",
    "stock_request": "20/h/ip",
    "stock_request_of_address": "20/d/key",
}

MFA_ADAPTER = "accounts.log_in.two_factor.TwoFactorAdapter"
MFA_FORMS = {"add_webauthn": "accounts.log_in.forms.AddPasskeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Autovise"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
# Log-in requires a verified email anyway. A pending change of email must not prevent MFA set-up.
MFA_ALLOW_UNVERIFIED_EMAIL = True
STAFF_NEED_TWO_FACTOR = False

GOOGLE_CLIENT_ID = env.text("GOOGLE_CLIENT_ID")
GOOGLE_CLIENT_SECRET = env.text("GOOGLE_CLIENT_SECRET")
USES_GOOGLE = bool(GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET)
if bool(GOOGLE_CLIENT_ID) != bool(GOOGLE_CLIENT_SECRET):
    _missing = "GOOGLE_CLIENT_SECRET" if GOOGLE_CLIENT_ID else "GOOGLE_CLIENT_ID"
    raise ImproperlyConfigured(f"{_missing} is not set: log-in with Google needs both keys.")
SOCIALACCOUNT_ADAPTER = "accounts.log_in.social.SocialAdapter"
# Connects Google to the account with the same email. SocialAdapter requires that both are verified.
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_PROVIDERS = {
    "google": {
        "APPS": [{"client_id": GOOGLE_CLIENT_ID, "secret": GOOGLE_CLIENT_SECRET}]
        if USES_GOOGLE
        else [],
        "SCOPE": ["profile", "email"],
        "OAUTH_PKCE_ENABLED": True,
    }
}
