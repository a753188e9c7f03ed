"""Addresses of the hub's staff: its start page, its links and their versions, groups, announcements, settings."""

from django.urls import path

from helpdesk.moves import Action
from helpdesk.views import content, content_board, content_link

HUB = "petugas/informasi/"
LINK = f"{HUB}tautan/<int:pk>/"

# The word in the address of everything that can be done to a link.
WORDS = {
    Action.COLLECT: "bahan",
    Action.VERIFY: "verifikasi",
    Action.REFUSE: "tolak",
    Action.WRITE: "tulis",
    Action.TRY: "uji",
    Action.VOUCH: "buka-sendiri",
    Action.PUBLISH: "terbitkan",
    Action.RESTORE: "pulihkan",
    Action.CHECK: "periksa",
    Action.REVIEW: "tinjau",
    Action.WITHDRAW: "tarik",
    Action.FEATURE: "utamakan",
    Action.UNFEATURE: "lepas",
    Action.ENTRUST: "penanggung-jawab",
    Action.REGROUP: "kelompok",
    Action.SHIFT: "urutan",
}

urlpatterns = [
    path(HUB, content.desk, name="hub_desk"),
    path(f"{HUB}tautan/", content.links, name="hub_links"),
    path(f"{HUB}tautan/baru/", content.new, name="hub_link_new"),
    path(LINK, content_link.link, name="hub_link"),
    path(f"{LINK}versi/<int:number>/", content_link.version, name="hub_version"),
    path(f"{LINK}versi/<int:number>/dokumen/", content_link.document, name="hub_version_document"),
    *(
        path(f"{LINK}{word}/", content_link.act, {"action": action}, name=f"hub_link_{action}")
        for action, word in WORDS.items()
    ),
    path(f"{HUB}kelompok/", content_board.groups, name="hub_groups"),
    path(f"{HUB}kelompok/<int:pk>/", content_board.group, name="hub_group"),
    path(f"{HUB}kelompok/<int:pk>/urutan/", content_board.group_order, name="hub_group_order"),
    path(f"{HUB}pengumuman/", content_board.announcements, name="hub_announcements"),
    path(f"{HUB}pengumuman/baru/", content_board.new_announcement, name="hub_announcement_new"),
    path(f"{HUB}pengumuman/<int:pk>/", content_board.announcement, name="hub_announcement"),
    path(f"{HUB}pengumuman/<int:pk>/tarik/", content_board.withdraw_announcement, name="hub_announcement_withdraw"),
    path(f"{HUB}pengaturan/", content_board.settings, name="hub_settings"),
]
