"""What is published, filed, recorded or signed stays as it is: the triggers of the licensing app's tables."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from sipelaku import triggers
from sipelaku.triggers import Rule

# Set once, by the move they belong to.
SET_ONCE = ("archive_place", "handed_over_at", "received_by", "cancelled_at", "revoked_at")
FILED = "EXISTS (SELECT 1 FROM permits_application a WHERE a.id = OLD.application_id AND a.number IS NOT NULL)"
PUBLISHED = "EXISTS (SELECT 1 FROM permits_servicestandard s WHERE s.id = {row}.standard_id AND s.status <> 'draft')"
STANDARD_ROWS = (
    "permits_stage",
    "permits_requirement",
    "permits_formfield",
    "permits_tariffindex",
    "permits_tariffstep",
)
REPORTED = "EXISTS (SELECT 1 FROM permits_inspection i WHERE i.id = {row}.inspection_id AND i.reported_at IS NOT NULL)"
VOIDED = ("voided_at", "voided_by_id", "void_reason")
# What stays open after the report: the resume, and what the retribution is computed from.
AFTER_REPORT = ("resume", "resume_sequence", "basis_area", "basis_indices", "basis_note")

RULES = (
    Rule("permits_servicestandard", "UPDATE", "OLD.status <> 'draft'", free=("status", "retired_at")),
    Rule(
        "permits_servicestandard",
        "UPDATE",
        "(OLD.status = 'published' AND NEW.status NOT IN ('published', 'retired'))"
        " OR (OLD.status = 'retired' AND NEW.status <> 'retired')",
        suffix="_status",
    ),
    Rule("permits_servicestandard", "DELETE", "OLD.status <> 'draft'"),
    *(
        Rule(table, event, PUBLISHED.format(row=row))
        for table in STANDARD_ROWS
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
    ),
    Rule(
        "permits_application",
        "UPDATE",
        "OLD.number IS NOT NULL AND (NEW.number IS NULL OR NEW.number <> OLD.number"
        " OR NEW.standard_id <> OLD.standard_id OR NEW.token <> OLD.token OR NEW.filed_at <> OLD.filed_at"
        " OR NEW.kind <> OLD.kind OR COALESCE(NEW.previous_permit_id, 0) <> COALESCE(OLD.previous_permit_id, 0)"
        " OR COALESCE(NEW.filed_with_id, 0) <> COALESCE(OLD.filed_with_id, 0))",
    ),
    Rule("permits_application", "DELETE", "OLD.number IS NOT NULL"),
    Rule("permits_transition", "UPDATE", free=("announced_at",)),
    Rule("permits_transition", "UPDATE", "OLD.announced_at IS NOT NULL", suffix="_announced"),
    Rule("permits_transition", "DELETE"),
    Rule("permits_look", "UPDATE"),
    Rule("permits_look", "DELETE"),
    Rule("permits_verdict", "UPDATE"),
    Rule("permits_verdict", "DELETE"),
    Rule("permits_turn", "DELETE"),
    Rule(
        "permits_turn",
        "UPDATE",
        "OLD.closed_at IS NOT NULL OR NEW.opened_at <> OLD.opened_at OR NEW.application_id <> OLD.application_id"
        " OR NEW.stage_id <> OLD.stage_id OR NEW.holder <> OLD.holder OR NEW.role_id <> OLD.role_id",
    ),
    Rule("permits_paper", "UPDATE", "OLD.rendered_at IS NOT NULL"),
    Rule("permits_paper", "DELETE", "OLD.rendered_at IS NOT NULL"),
    Rule(
        "permits_permit",
        "UPDATE",
        "OLD.signed_at IS NOT NULL",
        free=SET_ONCE,
    ),
    *(
        Rule(
            "permits_permit",
            "UPDATE",
            f"CAST(OLD.{column} AS text) <> '' AND (NEW.{column} IS NULL OR NEW.{column} <> OLD.{column})",
            suffix=f"_{column}",
        )
        for column in SET_ONCE
    ),
    Rule("permits_document", "UPDATE", FILED, free=("replaced_at",)),
    Rule("permits_document", "DELETE", FILED),
    Rule("permits_permit", "DELETE", "OLD.signed_at IS NOT NULL"),
    Rule("permits_legalcheck", "UPDATE"),
    Rule("permits_legalcheck", "DELETE", PUBLISHED.format(row="OLD")),
    Rule("permits_inspection", "UPDATE", "OLD.reported_at IS NOT NULL", free=AFTER_REPORT),
    Rule("permits_inspection", "DELETE"),
    # Photos and those present are there before the report, and who was sent is known by then.
    *(
        Rule(table, event, " OR ".join(REPORTED.format(row=row) for row in rows))
        for table in ("permits_inspectionphoto", "permits_attendee", "permits_inspection_team")
        for event, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",)))
    ),
    Rule("permits_bill", "UPDATE", free=("cancelled_at", "cancel_reason")),
    Rule("permits_bill", "UPDATE", "OLD.cancelled_at IS NOT NULL", suffix="_cancelled"),
    Rule("permits_bill", "DELETE"),
    Rule("permits_payment", "UPDATE", free=(*VOIDED, "closing_id", "void_closing_id")),
    # One received and voided on the same day is still to be closed, as both.
    Rule(
        "permits_payment",
        "UPDATE",
        "OLD.voided_at IS NOT NULL",
        free=("closing_id", "void_closing_id"),
        suffix="_voided",
    ),
    *(
        Rule(
            "permits_payment",
            "UPDATE",
            f"OLD.{column} IS NOT NULL AND (NEW.{column} IS NULL OR NEW.{column} <> OLD.{column})",
            suffix=f"_{column}",
        )
        for column in ("closing_id", "void_closing_id")
    ),
    Rule("permits_payment", "DELETE"),
    Rule("permits_closing", "UPDATE"),
    Rule("permits_closing", "DELETE"),
)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop every trigger of RULES: only for tests that change what is kept."""
    triggers.remove(connection, RULES)
