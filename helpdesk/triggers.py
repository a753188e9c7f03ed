"""What was published, recorded or answered stays as it is: the triggers of the helpdesk's tables."""

from __future__ import annotations

from sipelaku.triggers import Rule

OF_SETTLED = "EXISTS (SELECT 1 FROM helpdesk_evaluation e WHERE e.id = {}.evaluation_id AND e.settled_at IS NOT NULL)"

# Further goes only what the portal opened itself at a trial of that very version, or what it could not open because the
# site turned machines away (``TURNED_AWAY`` of the models), once somebody opened it.
UNTRIED = (
    "NEW.step IN ('tried', 'published') AND NOT EXISTS (SELECT 1 FROM helpdesk_addresscheck c WHERE c.id = NEW.trial_id"
    " AND c.version_id = NEW.id AND c.is_trial AND (c.problem = '' OR (NEW.vouched_by_id IS NOT NULL"
    " AND c.problem = 'status' AND c.status IN (401, 403, 405, 429) AND c.tls_until IS NOT NULL)))"
)

RULES = (
    # A version has no trial of its own before it is there.
    Rule("helpdesk_linkversion", "INSERT", "NEW.step IN ('tried', 'published')"),
    Rule("helpdesk_linkversion", "UPDATE", UNTRIED, suffix="_untried"),
    Rule("helpdesk_linkversion", "UPDATE", "OLD.step = 'published'"),
    # Refused material may be thrown away with its link; what was once before the public stays.
    Rule("helpdesk_linkversion", "DELETE", "OLD.step = 'published'"),
    *(
        Rule(table, event)
        for table in ("helpdesk_addresscheck", "helpdesk_linkmove", "helpdesk_reply", "helpdesk_answer")
        for event in ("UPDATE", "DELETE")
    ),
    Rule("helpdesk_touch", "UPDATE"),
    Rule("helpdesk_touch", "DELETE"),
    Rule("helpdesk_shortaddress", "UPDATE", "NEW.code <> OLD.code", suffix="_code"),
    # Own codes lead where they always did; a campaign's stay the campaign's.
    Rule(
        "helpdesk_shortaddress",
        "UPDATE",
        "OLD.campaign_id IS NULL AND (COALESCE(NEW.group_id, 0) <> COALESCE(OLD.group_id, 0)"
        " OR COALESCE(NEW.link_id, 0) <> COALESCE(OLD.link_id, 0))",
        suffix="_own",
    ),
    Rule(
        "helpdesk_shortaddress",
        "UPDATE",
        "COALESCE(NEW.campaign_id, 0) <> COALESCE(OLD.campaign_id, 0)",
        suffix="_campaign",
    ),
    Rule("helpdesk_shortaddress", "DELETE"),
    # A place that came free may be another's by now.
    Rule("helpdesk_booking", "UPDATE", "OLD.cancelled_at IS NOT NULL", suffix="_cancelled"),
    # CURRENT_DATE is UTC's, hours behind the office's. A period is told the day after its last one, which has come in
    # UTC by then, so no grades it could have are still open to change.
    Rule("helpdesk_gradescale", "INSERT", "NEW.effective_from <= CURRENT_DATE"),
    Rule("helpdesk_gradescale", "UPDATE", "OLD.effective_from <= CURRENT_DATE OR NEW.effective_from <= CURRENT_DATE"),
    Rule("helpdesk_gradescale", "DELETE", "OLD.effective_from <= CURRENT_DATE"),
    Rule("helpdesk_invitation", "UPDATE", "OLD.is_used", suffix="_used"),
    Rule("helpdesk_evaluation", "UPDATE", "OLD.settled_at IS NOT NULL"),
    Rule("helpdesk_evaluation", "DELETE", "OLD.settled_at IS NOT NULL"),
    # Of a settled evaluation's plan only when each thing was done may still be written.
    Rule("helpdesk_followup", "UPDATE", OF_SETTLED.format("OLD"), free=("done_on",)),
    Rule("helpdesk_followup", "DELETE", OF_SETTLED.format("OLD")),
    Rule("helpdesk_followup", "INSERT", OF_SETTLED.format("NEW")),
    Rule("helpdesk_poster", "UPDATE", "OLD.rendered_at IS NOT NULL"),
)
