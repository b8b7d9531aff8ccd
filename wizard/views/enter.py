"""Coming in by an entry link, and going out."""

from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wizard import scope
from wizard.actions.setups import read_entry_token


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows who the link is for, POST signs in: a mail scanner that opens the link changes nothing."""
    entry = read_entry_token(token)
    if entry is None:
        return render(request, "enter/invalid.html", status=410)
    if request.method == "POST":
        # What an earlier person left in this session must not reach the next.
        request.session.flush()
        login(request, entry.person, backend="django.contrib.auth.backends.ModelBackend")
        if entry.only_setup is not None:
            request.session[scope.KEY] = str(entry.only_setup)
        return redirect("home")
    return render(request, "enter/enter.html", {"person": entry.person})


@login_not_required
@require_safe
def no_entry(request: HttpRequest) -> HttpResponse:
    """Shown to whoever is not signed in."""
    return render(request, "enter/no_entry.html")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("no-entry")
