"""Name the pages of signing in that are used of allauth's; their templates are the frontend's."""

from allauth.account import views
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
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
    path("second-factor/spare", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-factor/spare/new", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
]
