"""The forms of signing in, in the sentences of our own forms."""

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp

from bcp.core.forms import PlainErrorsMixin

ADDRESS = "Enter your e-mail address."
PASSWORD = "Enter your password."  # noqa: S105 - a sentence
NEW_PASSWORD = "Enter the new password."  # noqa: S105 - a sentence
NEW_AGAIN = "Enter the new password a second time."
CODE = "Enter the code that your authenticator app shows."


class LoginForm(PlainErrorsMixin, account.LoginForm):  # type: ignore[misc]  # allauth has no types
    """Address and password."""

    required_messages = {"login": ADDRESS, "password": PASSWORD}


class ReauthenticateForm(PlainErrorsMixin, account.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The password once more, before something that matters."""

    required_messages = {"password": PASSWORD}


class ResetPasswordForm(PlainErrorsMixin, account.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """Where the link to a new password goes."""

    required_messages = {"email": ADDRESS}


class ResetPasswordKeyForm(PlainErrorsMixin, account.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth has no types
    """The new password behind that link."""

    required_messages = {"password1": NEW_PASSWORD, "password2": NEW_AGAIN}


class ChangePasswordForm(PlainErrorsMixin, account.ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """The password now and the new one."""

    required_messages = {
        "oldpassword": "Enter the password that you have now.",
        "password1": NEW_PASSWORD,
        "password2": NEW_AGAIN,
    }


class AuthenticateForm(PlainErrorsMixin, mfa.AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The second factor when signing in."""

    required_messages = {"code": CODE}


class MfaReauthenticateForm(PlainErrorsMixin, mfa.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The second factor once more, before something that matters."""

    required_messages = {"code": CODE}


class ActivateTOTPForm(PlainErrorsMixin, totp.ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    """The first code of a new authenticator app."""

    required_messages = {"code": CODE}
