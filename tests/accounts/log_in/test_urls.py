"""Exactly the expected URLs are served under /accounts/."""

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.log_in.urls import social_urlpatterns

EXPECTED = {
    "account_login": "login/",
    "account_logout": "logout/",
    "account_inactive": "inactive/",
    "account_signup": "signup/",
    "account_reauthenticate": "reauthenticate/",
    "account_email": "email/",
    "account_email_verification_sent": "confirm-email/",
    "account_confirm_email": r"^confirm-email/(?P<key>[-:\w]+)/$",
    "account_change_password": "password/change/",
    "account_set_password": "password/set/",
    "account_reset_password": "password/reset/",
    "account_reset_password_done": "password/reset/done/",
    "account_reset_password_from_key": (
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"
    ),
    "account_reset_password_from_key_done": "password/reset/key/done/",
    "account_request_login_code": "login/code/",
    "account_confirm_login_code": "login/code/confirm/",
    "mfa_index": "two-factor/",
    "mfa_authenticate": "two-factor/authenticate/",
    "mfa_reauthenticate": "two-factor/reauthenticate/",
    "mfa_activate_totp": "two-factor/totp/activate/",
    "mfa_deactivate_totp": "two-factor/totp/deactivate/",
    "mfa_view_recovery_codes": "two-factor/recovery-codes/",
    "mfa_generate_recovery_codes": "two-factor/recovery-codes/generate/",
    "mfa_download_recovery_codes": "two-factor/recovery-codes/download/",
    "mfa_list_webauthn": "two-factor/webauthn/",
    "mfa_add_webauthn": "two-factor/webauthn/add/",
    "mfa_reauthenticate_webauthn": "two-factor/webauthn/reauthenticate/",
    "mfa_remove_webauthn": "two-factor/webauthn/keys/<int:pk>/remove/",
    "mfa_edit_webauthn": "two-factor/webauthn/keys/<int:pk>/edit/",
    "mfa_login_webauthn": "two-factor/webauthn/login/",
    "usersessions_list": "devices/",
}
EXPECTED_WITH_GOOGLE = {
    "google_login": "google/login/",
    "google_callback": "google/login/callback/",
    "socialaccount_connections": "social/",
    "socialaccount_signup": "social/signup/",
    "socialaccount_login_cancelled": "social/cancelled/",
    "socialaccount_login_error": "social/error/",
}


def routes(patterns, before: str = "") -> dict[str, str]:
    found = {}
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found |= routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            assert pattern.name not in found
            found[pattern.name] = route
    return found


def test_no_other_log_in_page_is_served():
    (accounts,) = [
        pattern for pattern in get_resolver().url_patterns if str(pattern.pattern) == "accounts/"
    ]
    assert routes(accounts.url_patterns) == EXPECTED


def test_google_s_keys_add_its_urls():
    assert routes(social_urlpatterns) == EXPECTED_WITH_GOOGLE
