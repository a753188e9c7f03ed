"""The way of a link from material to the page, as the guide has it; the only writer of ``LinkVersion.step``.

Material collected -> legal verification by somebody else -> link and summary written -> trial of
public access -> published, with a schedule. Each move is a transaction: the link is locked and with it
its version in the making, ``moves.demand`` checks step and person, the version is written and a
``LinkMove`` records who, when and why.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk import access, letters, moves
from helpdesk.addresses import host_of, needs_legal_word
from helpdesk.models import AddressCheck, Group, LetterKind, Link, LinkVersion, Step, Target
from helpdesk.moves import NOT_YOURS, Action, NotYours, Overtaken, Situation, begun, record, require
from helpdesk.outreach import new_address
from helpdesk.page_titles import printable
from helpdesk.upkeep import NOT_OF_TEAM, can_be_in_charge, plan_review
from sipelaku.accounts.models import User

SHORTEST_VOUCH = 20  # letters of what somebody saw at an address
TOO_SHORT = _("Tulis apa yang Anda lihat di sana, paling sedikit 20 huruf.")


@dataclass(frozen=True)
class Material:
    """What a link is made of: where it was found, and an address or a document (judged by ``permits.files``)."""

    source: str
    address: str = ""
    document: UploadedFile | None = None
    document_type: str = ""


@dataclass(frozen=True)
class Wording:
    """What the public will read."""

    title: str
    summary: str
    sector: str = ""
    permit_type: Any = None


# The moves ----------------------------------------------------------------------------


@transaction.atomic
def collect(group: Group, material: Material, *, by: User, in_charge: User) -> LinkVersion:
    """Begin a link with its first material; it gets its short address at once. Raises Refused."""
    require(access.may_collect(by), NOT_YOURS, NotYours)
    require(can_be_in_charge(in_charge), NOT_OF_TEAM)
    now = moves.now()
    last = group.links.order_by("-order").values_list("order", flat=True).first() or 0
    link = Link.objects.create(group=group, order=last + 1, person_in_charge=in_charge, created_at=now)
    new_address(Target.LINK, link.pk)
    return _new_version(link, 1, by=by, action=Action.COLLECT, **_stored(material))


@transaction.atomic
def collect_once(group: Group, material: Material, *, by: User, in_charge: User) -> LinkVersion:
    """As ``collect``, but the same material brought again, before anybody did anything with it, begins no second link.

    Raises Refused.
    """
    # A second tap waits here for the first.
    Group.objects.select_for_update().get(pk=group.pk)
    same = LinkVersion.objects.filter(
        link__group=group,
        link__person_in_charge=in_charge,
        link__withdrawn_at=None,
        number=1,
        step=Step.COLLECTED,
        author=by,
        source=material.source,
        address=material.address,
        document_sha256="" if material.document is None else _digest_of(material.document),
    )
    return same.first() or collect(group, material, by=by, in_charge=in_charge)


def revise(link: Link, material: Material, *, by: User) -> LinkVersion:
    """Collect new material for a link: a new version, or the one in the making from its beginning. Raises Refused."""
    with begun(Action.COLLECT, link.pk, by) as situation:
        if (making := situation.making) is None:
            last = situation.link.versions.first()
            kept = {} if last is None else _wording_of(last)
            number = _next_number(situation.link)
            return _new_version(situation.link, number, by=by, action=Action.COLLECT, **_stored(material), **kept)
        fields = _stored(material) | {"author": by, "collected_at": moves.now(), "step": Step.COLLECTED}
        return _moved(making, Action.COLLECT, by, **fields, **_UNVERIFIED)


def verify(version: LinkVersion, *, by: User, note: str = "", allow_foreign: bool = False) -> LinkVersion:
    """Say that the material is official and lawful.

    Raises Refused: never by its author, and an address outside ``.go.id`` only with ``allow_foreign``.
    """
    with begun(Action.VERIFY, version.link_id, by, version) as situation:
        row = _making_of(situation)
        foreign = needs_legal_word(row.address)
        require(
            allow_foreign or not foreign,
            _("Alamat ini di luar .go.id. Centang persetujuan Anda bila alamat ini memang resmi, atau tolak bahannya."),
        )
        # What an earlier version said is kept, but somebody has to say that it fits the new material.
        return _moved(
            row,
            Action.VERIFY,
            by,
            note,
            step=Step.VERIFIED,
            verified_by=by,
            verified_at=moves.now(),
            verification_note=note,
            is_foreign_allowed=foreign,
        )


def refuse(version: LinkVersion, *, by: User, note: str) -> LinkVersion:
    """Send the material back with a reason, and write to who brought it. Raises Refused."""
    with begun(Action.REFUSE, version.link_id, by, version) as situation:
        require(bool(note.strip()), _("Tulis alasannya, supaya pengumpul tahu apa yang harus diperbaiki."))
        row = _moved(_making_of(situation), Action.REFUSE, by, note, step=Step.REFUSED)
        # Whoever has left the team brings nothing new: then the person in charge of the link has to.
        reader = row.author if can_be_in_charge(row.author) else situation.link.person_in_charge
        occasion = str(moves.newest_move(situation.link))
        letters.write(LetterKind.REFUSED, link=situation.link, person=reader, occasion=occasion)
        return row


def write(version: LinkVersion, wording: Wording, *, by: User) -> LinkVersion:
    """Write title and summary of verified material; what was tried before has to be tried again. Raises Refused."""
    with begun(Action.WRITE, version.link_id, by, version) as situation:
        require(bool(wording.title.strip() and wording.summary.strip()), _("Tulis judul dan ringkasannya."))
        return _moved(
            _making_of(situation),
            Action.WRITE,
            by,
            step=Step.WRITTEN,
            title=wording.title,
            summary=wording.summary,
            sector=wording.sector,
            permit_type=wording.permit_type,
            writer=by,
            written_at=moves.now(),
            **_UNTRIED,
        )


def record_trial(version: LinkVersion, check: AddressCheck, *, by: User) -> LinkVersion:
    """Take note of a trial that the portal made of ``version`` (``helpdesk.trials``); only a good one leads on.

    Raises Refused, also when the material was exchanged while the trial waited for its answer.
    """
    with begun(Action.TRY, version.link_id, by, version) as situation:
        row = _making_of(situation)
        require(check.version_id == row.pk and check.is_trial, _("Uji akses ini bukan untuk versi ini."))
        tried, now = (version.address, version.document_sha256), (row.address, row.document_sha256)
        require(tried == now, _("Bahannya berganti selagi diuji. Muat ulang halaman, lalu uji lagi."), Overtaken)
        return _moved(
            row,
            Action.TRY,
            by,
            str(check.get_problem_display()) if check.problem else "",
            step=Step.TRIED if check.is_good else Step.WRITTEN,
            **_UNTRIED | {"trial": check if check.is_good else None},
        )


def vouch(version: LinkVersion, *, by: User, note: str) -> LinkVersion:
    """Say that people can open an address although its site turned the portal away: ``by`` opened it in a browser.

    ``note`` is what they saw there. It stands in the place of a good trial. Raises Refused.
    """
    with begun(Action.VOUCH, version.link_id, by, version) as situation:
        note = note.strip()
        require(len(printable(note).strip()) >= SHORTEST_VOUCH, TOO_SHORT)
        row = _making_of(situation)
        return _moved(
            row,
            Action.VOUCH,
            by,
            note,
            step=Step.TRIED,
            trial=row.last_trial,
            vouched_by=by,
            vouched_at=moves.now(),
            vouch_note=note,
        )


def publish(
    version: LinkVersion,
    *,
    by: User,
    visible_from: datetime.datetime | None = None,
    visible_until: datetime.datetime | None = None,
    review_on: datetime.date | None = None,
) -> LinkVersion:
    """Put a tried version before the public, now or from a moment on; its review is due within three months.

    Raises Refused: not untried, not to end before it begins, not reviewed later than in three
    months, and not for a while or for later while the link is withdrawn, because what was withdrawn would come back.
    """
    with begun(Action.PUBLISH, version.link_id, by, version) as situation:
        now, link = moves.now(), situation.link
        begins = max(visible_from or now, now)
        require(
            visible_until is None or visible_until > begins, _("Waktu akhir tampil harus sesudah waktu mulai tampil.")
        )
        require(
            not (link.withdrawn_at and situation.was_published) or (begins == now and visible_until is None),
            _("Tautan ini sedang ditarik. Kosongkan kedua waktu tampil, supaya versi lamanya tidak tampil lagi."),
        )
        published = _moved(
            _making_of(situation),
            Action.PUBLISH,
            by,
            step=Step.PUBLISHED,
            published_by=by,
            published_at=now,
            visible_from=begins,
            visible_until=visible_until,
        )
        plan_review(link, review_on)
        # Until a version of later begins, what was found about the one before still holds.
        healed: dict[str, Any] = {"broken_since": None, "failures": 0} if begins == now else {}
        Link.objects.filter(pk=link.pk).update(
            withdrawn_at=None, next_check_at=timezone.now() + datetime.timedelta(days=1), **healed
        )
        return published


def restore(old: LinkVersion, *, by: User) -> LinkVersion:
    """Bring back what an earlier version said, verification included, as a new version that is to be tried anew.

    Raises Refused: not while another version is in the making, not what was never published.
    """
    with begun(Action.RESTORE, old.link_id, by) as situation:
        require(old.step == Step.PUBLISHED, _("Hanya versi yang pernah terbit dapat dipulihkan."))
        kept = {name: getattr(old, name) for name in _CONTENT + _VERIFICATION}
        return _new_version(
            situation.link,
            _next_number(situation.link),
            by=by,
            action=Action.RESTORE,
            note=str(_("Dari versi %(number)d")) % {"number": old.number},
            **kept,
            **_wording_of(old),
            author=old.author,
            step=Step.WRITTEN,
            writer=by,
            written_at=moves.now(),
        )


# How a move is made -------------------------------------------------------------------

_CONTENT = (
    "source",
    "address",
    "document",
    "document_name",
    "document_type",
    "document_size",
    "document_sha256",
)
_VERIFICATION = ("verified_by", "verified_at", "verification_note", "is_foreign_allowed")
_UNTRIED: dict[str, Any] = {"trial": None, "vouched_by": None, "vouched_at": None, "vouch_note": ""}
_UNVERIFIED: dict[str, Any] = {
    "verified_by": None,
    "verified_at": None,
    "verification_note": "",
    "is_foreign_allowed": False,
    **_UNTRIED,
}


def _making_of(situation: Situation) -> LinkVersion:
    assert situation.making is not None  # by the rule of the action
    return situation.making


def _new_version(link: Link, number: int, *, by: User, action: str, note: str = "", **fields: Any) -> LinkVersion:
    fields = {"author": by, **fields}
    version = LinkVersion.objects.create(link=link, number=number, collected_at=moves.now(), **fields)
    record(link, action, by, note, version)
    return version


def _moved(version: LinkVersion, action: str, by: User, note: str = "", **fields: Any) -> LinkVersion:
    for name, value in fields.items():
        setattr(version, name, value)
    version.save(update_fields=list(fields))
    record(version.link, action, by, note, version)
    return version


def _stored(material: Material) -> dict[str, Any]:
    """The fields of ``material``; a document is stored under its digest, its own name is kept beside it."""
    require(
        not material.address or bool(host_of(material.address)),
        _("Alamat ini dapat dibaca dengan dua cara. Tulis alamat lengkap tanpa nama pengguna dan tanda \\."),
    )
    require(
        bool(material.address) != (material.document is not None),
        _("Bahan adalah alamat atau dokumen: pilih salah satu."),
    )
    fields: dict[str, Any] = dict.fromkeys(("document", "document_name", "document_type", "document_sha256"), "")
    fields |= {"source": material.source, "address": material.address, "document_size": None}
    if (file := material.document) is not None:
        digest = _digest_of(file)
        fields |= {
            "document": file,
            "document_name": file.name or "",
            "document_type": material.document_type,
            "document_size": file.size,
            "document_sha256": digest,
        }
        file.name = digest + Path(file.name or "").suffix.lower()
    return fields


def _digest_of(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _wording_of(version: LinkVersion) -> dict[str, Any]:
    return {name: getattr(version, name) for name in ("title", "summary", "sector", "permit_type")}


def _next_number(link: Link) -> int:
    return link.versions.order_by("-number").values_list("number", flat=True)[0] + 1
