"""The table of addresses: every one of the portal, every kind of person, and the answer expected, written by hand.

A status is what a person gets: 200 shown, 201 kept, 202 not printed yet, 302 sent elsewhere (to the sign-in, when
signed out), 401 an upload asked to sign in first, 403 not allowed now, 404 nothing there for this person, 405 not this
way, 409 somebody was faster, 422 shown again with what is wrong.
"""

from e2e.table.applying import APPLYING, LOOKING
from e2e.table.desk import DESK
from e2e.table.editor import EDITOR
from e2e.table.hub_consultations import CONSULTATIONS
from e2e.table.hub_content import HUB_CONTENT
from e2e.table.hub_figures import FIGURES
from e2e.table.hub_outreach import HUB_OUTREACH
from e2e.table.hub_survey import SURVEY
from e2e.table.hub_talk import HUB_TALK
from e2e.table.inspections import INSPECTIONS
from e2e.table.long_way import LONG_WAY
from e2e.table.public import ACCOUNT, PUBLIC, REPORTS
from e2e.table.till import TILL

__all__ = ["TABLE"]

TABLE = [
    *(*PUBLIC, *ACCOUNT, *APPLYING, *LOOKING, *DESK, *LONG_WAY, *INSPECTIONS, *TILL, *REPORTS, *EDITOR),
    *(*HUB_CONTENT, *HUB_OUTREACH, *HUB_TALK, *CONSULTATIONS, *SURVEY, *FIGURES),
]
