"""Signing in as somebody else on a demonstration; what allauth offers and we do not."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from bcp.accounts.demonstration import demonstration_user

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_POST
@login_not_required
def switch_account(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demonstration's people, without a password; 404 on a real site."""
    if not settings.DEMONSTRATION:
        raise Http404
    login(request, demonstration_user(request.POST.get("email", "")), backend=BACKEND)
    return redirect("/")


def email_address(request: HttpRequest) -> HttpResponse:
    """Instead of allauth's page: the address of an account is changed by the program office."""
    return redirect("mfa_index")
