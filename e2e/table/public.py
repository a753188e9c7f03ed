"""What everybody may open, what belongs to an account, and the reports, which every officer may read."""

from __future__ import annotations

from e2e.addresses import (
    ELSEWHERE,
    NOTHING_THERE,
    OFFICE,
    SHOWN_SIGNED_IN,
    SHOWN_SIGNED_OUT,
    SHOWN_TO_ALL,
    Row,
    everybody,
    only,
)
from e2e.scene import OFFICERS

PUBLIC = [
    Row("home", SHOWN_TO_ALL),
    Row("help", SHOWN_TO_ALL),
    Row("accent", SHOWN_TO_ALL),
    Row("emblem", SHOWN_TO_ALL),
    Row("service_list", SHOWN_TO_ALL),
    Row("service", SHOWN_TO_ALL, ("siup",)),
    Row("service", everybody(404), ("tidak-ada",), situation="unknown"),
    Row("status_by_token", SHOWN_TO_ALL, ("token: check",)),
    Row("status_by_token", everybody(404), ("token: draft",), situation="unsent"),
    Row("track", SHOWN_TO_ALL),
    Row("track", everybody(404), query="?nomor=9999900201012026", situation="unknown"),
    Row("verify", SHOWN_TO_ALL, ("permit: completed",)),
    Row("verify", everybody(404), ("permit: verify",), situation="unsigned"),
    Row("scan", SHOWN_TO_ALL, post=everybody(422)),
]

ACCOUNT = [
    Row("account_login", SHOWN_SIGNED_OUT, post=SHOWN_SIGNED_OUT),
    Row("account_signup", SHOWN_SIGNED_OUT, post=SHOWN_SIGNED_OUT),
    Row("account_inactive", SHOWN_TO_ALL),
    Row("account_logout", SHOWN_SIGNED_IN, post=ELSEWHERE),
    Row("account_reauthenticate", SHOWN_SIGNED_IN, post=SHOWN_SIGNED_IN),
    Row("account_email_verification_sent", ELSEWHERE, post=ELSEWHERE),
    Row("account_reset_password", SHOWN_TO_ALL, post=SHOWN_TO_ALL),
    Row("account_confirm_password_reset_code", ELSEWHERE, post=ELSEWHERE),
    Row("account_complete_password_reset", ELSEWHERE, post=ELSEWHERE),
    Row("account_password_reset_completed", SHOWN_TO_ALL),
    Row("account_profile", SHOWN_SIGNED_IN, post=SHOWN_SIGNED_IN),
    Row("account_email", SHOWN_SIGNED_IN, post=ELSEWHERE),
    Row("account_change_password", SHOWN_SIGNED_IN, post=SHOWN_SIGNED_IN),
    Row("mfa_authenticate", ELSEWHERE, post=ELSEWHERE),
    Row("mfa_reauthenticate", ELSEWHERE, post=ELSEWHERE),
    Row("mfa_index", SHOWN_SIGNED_IN, post=only([], others=405)),
    # Setting up a factor asks for the password again; what belongs to a factor isn't there without one.
    Row("mfa_activate_totp", ELSEWHERE, post=ELSEWHERE),
    Row("mfa_generate_recovery_codes", ELSEWHERE, post=ELSEWHERE),
    Row("mfa_deactivate_totp", NOTHING_THERE, post=NOTHING_THERE),
    Row("mfa_download_recovery_codes", NOTHING_THERE, post=NOTHING_THERE),
    Row("mfa_view_recovery_codes", NOTHING_THERE, post=only([], others=405)),
]

REPORTS = [
    Row("report_index", OFFICE),
    Row("report_issued", OFFICE),
    Row("report_issued", OFFICE, query="?format=xlsx", situation="as a workbook"),
    Row("report_issued", only(OFFICERS, 422), query="?tahun=1890", situation="of no year"),
    Row("report_timeliness", OFFICE),
    Row("report_timeliness", OFFICE, query="?izin=izin-gangguan&bulan=1&format=csv", situation="as a list"),
    Row("report_timeliness", only(OFFICERS, 422), query="?izin=tidak-ada", situation="of no type"),
    Row("report_late", OFFICE),
    Row("report_late", only(OFFICERS, 422), query="?halaman=99", situation="behind its end"),
]
