"""Name the pages of signing in that are used of allauth's; their templates are the frontend's."""

from allauth.account import views
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

urlpatterns = [
    path("sign-in", views.request_login_code, name="account_login"),
    path("sign-in/", views.request_login_code, name="account_request_login_code"),
    path("sign-in/code", views.confirm_login_code, name="account_confirm_login_code"),
    path("sign-out", views.logout, name="account_logout"),
    path("second-factor", factors.index, name="mfa_index"),
    path("second-factor/sign-in", factors.authenticate, name="mfa_authenticate"),
    path("second-factor/again", factors.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/add", totp.activate_totp, name="mfa_activate_totp"),
    path("second-factor/remove", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("passkeys", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/add", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("passkeys/sign-in", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/again", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("second-factor/spare", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-factor/spare/new", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
]
