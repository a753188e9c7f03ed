"""The guide's groups with their short addresses, the page's own, and the settings' one row."""

from typing import Any

from django.db import migrations
from django.utils import timezone

from helpdesk.models.outreach import new_code

# hub.md: the link structure of the guide, in its order.
GROUPS = (
    ("nib", "Mendapatkan NIB", "Langkah membuat Nomor Induk Berusaha, dari akun sampai terbit."),
    ("persyaratan", "Persyaratan per sektor", "Dokumen yang harus disiapkan menurut bidang usaha Anda."),
    ("formulir", "Formulir permohonan", "Formulir resmi yang dapat diunduh dan diisi."),
    ("kontak", "Kontak layanan", "Nomor resmi dan jam layanan."),
    ("oss", "Akses OSS-RBA", "Masuk ke sistem perizinan berusaha pemerintah pusat."),
)


def fill(apps: Any, schema_editor: Any) -> None:
    now = timezone.now()
    address = apps.get_model("helpdesk", "ShortAddress")
    address.objects.create(code=new_code(), created_at=now)
    for order, (slug, title, summary) in enumerate(GROUPS, 1):
        group = apps.get_model("helpdesk", "Group").objects.create(slug=slug, title=title, summary=summary, order=order)
        address.objects.create(code=new_code(), group=group, created_at=now)
    apps.get_model("helpdesk", "HubSettings").objects.create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0001_hub")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
