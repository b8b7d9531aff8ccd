"""Every address there is."""

from django.urls import path

from wizard.views import check, drift, enter, health, home, microsoft, record, run, side, status, step

urlpatterns = [
    path("", home.home, name="home"),
    path("enter/<str:token>/", enter.enter, name="enter"),
    path("no-entry/", enter.no_entry, name="no-entry"),
    path("sign-out/", enter.sign_out, name="sign-out"),
    path("healthz", health.healthz, name="healthz"),
    path("entra/callback/", microsoft.callback, name="microsoft-callback"),
    path("setups/", home.setups, name="setups"),
    path("setups/new/", home.new_setup, name="new-setup"),
    path("setups/<uuid:setup_id>/", status.status, name="status"),
    path("setups/<uuid:setup_id>/people/", home.people, name="people"),
    path("setups/<uuid:setup_id>/record/", record.record, name="record"),
    path("setups/<uuid:setup_id>/record/metadata.xml", record.metadata, name="metadata"),
    path("setups/<uuid:setup_id>/microsoft/", microsoft.sign_in, name="microsoft"),
    path("setups/<uuid:setup_id>/login-check/", check.login_check, name="login-check"),
    path("setups/<uuid:setup_id>/login-check/start/", check.start_check, name="start-check"),
    path("setups/<uuid:setup_id>/look-again/", drift.look_again, name="look-again"),
    path("setups/<uuid:setup_id>/steps/<slug:step_key>/keep/", drift.keep, name="keep"),
    path("setups/<uuid:setup_id>/steps/<slug:step_key>/", step.step, name="step"),
    path("setups/<uuid:setup_id>/steps/<slug:step_key>/by-hand/", step.by_hand, name="by-hand"),
    path("setups/<uuid:setup_id>/tasks/<slug:side_key>/", side.side, name="side"),
    path("runs/<uuid:run_id>/", run.run, name="run"),
    path("runs/<uuid:run_id>/start/", run.start, name="start-run"),
    path("runs/<uuid:run_id>/again/", run.again, name="run-again"),
]

handler400 = "wizard.views.errors.bad_request"
handler403 = "wizard.views.errors.forbidden"
handler404 = "wizard.views.errors.not_found"
handler500 = "wizard.views.errors.server_error"
