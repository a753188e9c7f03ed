"""What the public types or photographs to follow a file or check a permit."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tracking.qr import LARGEST_PHOTO, UnreadablePhoto, codes_in


class TrackForm(forms.Form):
    """One number, as people write it. The field is called as the address promises."""

    nomor = forms.CharField(
        label=_("Nomor pendaftaran"),
        help_text=_("Tulis nomor dari tanda terima Anda. Spasi, tanda hubung, dan huruf kecil boleh ditulis."),
        max_length=40,
        error_messages={
            "required": _("Tulis nomor pendaftaran dari tanda terima Anda."),
            "max_length": _("Nomor ini terlalu panjang. Tulis hanya nomor pendaftaran dari tanda terima Anda."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "number"}
        ),
    )

    def add_not_found(self) -> None:
        """Say that nothing is shown for the number, whatever the reason."""
        self.add_error(
            "nomor",
            _("Nomor ini tidak ditemukan. Cocokkan setiap angkanya dengan tanda terima, atau pindai kode QR-nya."),
        )


class PhotoForm(forms.Form):
    """A photo of a QR code; `codes` holds what its codes say once the form is valid."""

    photo = forms.FileField(
        label=_("Foto kode QR"),
        help_text=_("JPG, PNG, atau WebP, paling besar 10 MB. Foto tidak kami simpan."),
        error_messages={
            "required": _("Pilih atau ambil foto kode QR dahulu."),
            "empty": _("Foto ini kosong. Ambil foto lagi."),
        },
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    codes: list[str]

    def clean_photo(self) -> UploadedFile:
        """Decode the photo; refuse one that is too big, no picture, or shows no QR code."""
        photo: UploadedFile = self.cleaned_data["photo"]
        if (photo.size or 0) > LARGEST_PHOTO:
            raise ValidationError(_("Foto ini lebih besar dari 10 MB. Kecilkan ukurannya, atau ambil foto lagi."))
        try:
            self.codes = codes_in(photo)
        except UnreadablePhoto:
            raise ValidationError(
                _("Berkas ini bukan foto yang dapat dibaca. Pilih foto JPG, PNG, atau WebP.")
            ) from None
        if not self.codes:
            raise ValidationError(
                _("Tidak ada kode QR yang terbaca pada foto ini. Ambil foto lagi: terang, lurus, dan lebih dekat.")
            )
        return photo
